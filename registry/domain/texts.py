"""Marks message templates for extraction; the edge (a page or a command) looks up the translation and fills in the facts."""


def mark(text: str) -> str:
    """The text itself, noted as one that users read.

    >>> mark("没有找到。")
    '没有找到。'
    """
    return text


class Listed(tuple[str, ...]):
    """Several texts as one fact of a sentence; the edge translates each.

    >>> f"请填写：{Listed(('文号', '发文日期'))}。"
    '请填写：文号、发文日期。'
    """

    __slots__ = ()

    def __str__(self) -> str:
        return "、".join(self)

    def __format__(self, spec: str) -> str:
        return str(self)
