"""Lists by the page."""

from __future__ import annotations


def page_within(asked: int, total: int, per_page: int) -> tuple[int, int]:
    """The page to be shown and the last one: an empty list has one page, and a page beyond the last is the last.

    >>> page_within(9, 101, 50), page_within(0, 0, 50)
    ((3, 3), (1, 1))
    """
    last = max(1, -(-total // per_page))
    return min(max(1, asked), last), last
