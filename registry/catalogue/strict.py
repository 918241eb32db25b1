"""YAML read strictly: every mapping remembers its lines; duplicate and unknown keys are refused with file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, cast

import yaml

from registry.domain.errors import CatalogueError
from registry.domain.indicators import Text

OURS = Path(__file__).parents[1]  # files that come with the program


class Entry(dict[str, Any]):
    """A mapping that knows its file, its line and the line of each key."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def fault(self, reason: str, key: str | None = None) -> CatalogueError:
        """An error at this mapping, or at one of its keys."""
        return CatalogueError(file=self.file, line=self.lines.get(key or "", self.line), reason=reason)

    def only(self, allowed: Collection[str]) -> Entry:
        """Refuse keys that are not in the agreed form."""
        for key in self:
            if key not in allowed:
                raise self.fault(f"不认识「{key}」；可用的有：{'、'.join(sorted(allowed))}", key)
        return self

    def need(self, key: str) -> Any:
        """The value of a key that must be there."""
        if key not in self or self[key] is None:
            raise self.fault(f"缺少「{key}」")
        return self[key]

    def entry(self, key: str) -> Entry:
        """The mapping under a key that must hold one."""
        value = self.need(key)
        if not isinstance(value, Entry):
            raise self.fault(f"「{key}」应是若干“键: 值”", key)
        return value

    def entries(self, key: str) -> list[Entry]:
        """The list of mappings under a key; empty when the key is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, Entry) for item in value):
            raise self.fault(f"「{key}」应是列表，每项是若干“键: 值”", key)
        return cast(list[Entry], value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; empty when the key is absent."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
            raise self.fault(f"「{key}」应是文字的列表", key)
        return tuple(str(item) for item in value)

    def flag(self, key: str) -> bool:
        """True or false under a key; false when the key is absent."""
        value = self.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(f"「{key}」写 true 或 false", key)
        return value

    def code(self) -> str:
        """The code of the thing described here: lower-case ASCII, so that it can name columns and be typed anywhere."""
        code = str(self.need("code"))
        if not code.isidentifier() or not code.isascii() or code != code.lower():
            raise self.fault("「code」只用小写英文字母、数字和下划线", "code")
        return code

    def text(self, key: str) -> Text:
        """A text in both languages, written as `{zh: …, en: …}`."""
        value = self.entry(key).only(("zh", "en"))
        return Text(str(value.need("zh")), str(value.need("en")))

    def word(self, key: str, choices: Mapping[str, Any] | Collection[str], default: str | None = None) -> str:
        """One of a fixed set of words."""
        value = self.get(key, default)
        if value not in choices:
            raise self.fault(f"「{key}」应是：{'、'.join(choices)}", key)
        return str(value)


class _Loader(yaml.SafeLoader):
    file = ""
    takes_anchors = True

    def close(self) -> None:
        """Give the parser's state back."""
        self.dispose()

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A text from outside has no anchors: a few lines of them stand for more than memory holds."""
        if not self.takes_anchors and self.check_event(yaml.events.AliasEvent):
            line = self.peek_event().start_mark.line + 1
            raise CatalogueError(file=self.file, line=line, reason="不能用 YAML 的引用（*），请把内容写出来")
        found: yaml.Node | None = super().compose_node(parent, index)
        return found


class _QuickLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The parser in C, eight times as fast. A text that nests too deep ends the process: it is not for texts from outside."""

    file = ""

    def close(self) -> None:
        """Give the parser's state back."""
        self.dispose()


class _Constructs(Protocol):
    file: str

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any: ...


def _entry(loader: _Constructs, node: yaml.MappingNode) -> Iterator[Entry]:
    entry = Entry(loader.file, node.start_mark.line + 1)
    yield entry
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise CatalogueError(file=loader.file, line=line, reason=f"键「{key}」应是文字")
        if key in entry:
            raise CatalogueError(file=loader.file, line=line, reason=f"「{key}」写了两次")
        entry.lines[key] = line
        entry[key] = loader.construct_object(value_node, deep=True)


for _each in (_Loader, _QuickLoader):
    _each.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _entry)


def read_yaml(text: str, file: str, *, takes_anchors: bool = True) -> Entry:
    """The top mapping of a YAML text. Raises CatalogueError with the line for anything that is not one."""
    try:
        with closing(_Loader(text)) as loader:
            loader.file, loader.takes_anchors = file, takes_anchors
            value = loader.get_single_data()
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise CatalogueError(file=file, line=line, reason=f"不是正确的 YAML（{fault.problem}）") from None
    except yaml.YAMLError as fault:
        raise CatalogueError(file=file, line=1, reason=f"不是正确的 YAML（{fault}）") from None
    except ValueError as fault:  # a day that the calendar does not have, a number that is none
        raise CatalogueError(file=file, line=1, reason=f"有一个日期或数字不成立（{fault}）") from None
    except RecursionError:
        raise CatalogueError(file=file, line=1, reason="层数太多") from None
    if not isinstance(value, Entry):
        raise CatalogueError(file=file, line=1, reason="文件顶层应是若干“键: 值”")
    return value


def read_file(path: Path) -> Entry:
    """The top mapping of a file; its name alone stands in messages."""
    text = path.read_text(encoding="utf-8")
    if OURS in path.parents and (entry := _read_quickly(text, path.name)) is not None:
        return entry
    return read_yaml(text, path.name)


def _read_quickly(text: str, file: str) -> Entry | None:
    """The same as `read_yaml` of a text that is right; None where it is not, so that the careful reader says what is wrong."""
    try:
        with closing(_QuickLoader(text)) as loader:
            loader.file = file
            value = loader.get_single_data()
    except (yaml.YAMLError, ValueError, CatalogueError):
        return None
    return value if isinstance(value, Entry) else None
