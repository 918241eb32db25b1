"""What a caller can ask for that cannot be had.

RegistryError
  NotFound
  Conflict           VersionAlreadyPublished
    ChangedSince     what somebody else saved after a form was opened: StaleEdit, StaleTitle …
  InvalidRule        FormulaError and its kinds UnknownIndicator and UnitMismatch, CatalogueError
  UnusableFile       UnreadableWorkbook and its kinds (raised by the importers)
  InvalidInput       one field of a form or a command that cannot be taken
  NotAllowed

Each error carries its facts as attributes and renders one sentence from its template. The template is a message id:
the edge translates it, the facts are filled in afterwards. No error text is ever parsed.
"""

from __future__ import annotations

from typing import ClassVar

from registry.domain.texts import mark


class RegistryError(Exception):
    """Base of every error that a user can cause; `facts` fill the class's `template`."""

    template: ClassVar[str] = mark("操作无法完成。")

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, template: str | None = None) -> str:
        """The error in words; pass a translated template to render it in another language."""
        return (template or self.template).format(**self.facts)


class NotFound(RegistryError):
    """A firm, tier, rule set, import or page that does not exist or lies outside the caller's scope."""

    template = mark("没有找到{what}。")


class Conflict(RegistryError):
    """The request is well formed but contradicts what is stored."""

    template = mark("与已有记录冲突：{what}。")


class ChangedSince(Conflict):
    """Somebody else saved the same record after the form was opened; nothing of the form is stored."""

    template = mark("这里刚刚被他人修改过，您的修改尚未保存。请核对最新内容后重新保存。")


class InvalidInput(RegistryError):
    """One field that cannot be taken as it is: `field` names it, `reason` says what to do."""

    template = mark("「{field}」{reason}")


class NotAllowed(RegistryError):
    """The caller may see the thing but not do this to it."""

    template = mark("您没有「{action}」的权限。如需办理，请联系管理员。")


class UnusableFile(RegistryError):
    """A file that cannot be read as a table at all; its kinds live with the importers."""

    template = mark("无法读取文件「{file}」。")


class InvalidRule(RegistryError):
    """A rule set, formula or catalogue entry that may not be used."""

    template = mark("规则有误：{reason}")


class CatalogueError(InvalidRule):
    """A catalogue file that is not in the agreed form; says the file and the line."""

    template = mark("{file} 第 {line} 行：{reason}")


class FormulaError(InvalidRule):
    """A formula outside the small language; `position` counts characters from 1."""

    template = mark("公式「{text}」第 {position} 个字符处：{reason}")


class UnknownIndicator(FormulaError):
    """A name that is neither an indicator nor a function."""

    template = mark("公式「{text}」第 {position} 个字符处：没有名为「{name}」的指标")


class UnitMismatch(FormulaError):
    """Two quantities of different units are compared or added; `position` is that of the one that does not fit."""

    template = mark("公式「{text}」第 {position} 个字符处：单位不一致（{reason}）")
