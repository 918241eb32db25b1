"""Marks message templates for extraction; the edge (a page or a command) looks up the translation and fills in the facts."""


def mark(text: str) -> str:
    """The text itself, noted as one that users read.

    >>> mark("没有找到。")
    '没有找到。'
    """
    return text
