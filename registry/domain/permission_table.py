"""Reads the table of permissions strictly: each action once, with its object and every role that has it; nothing by default.

The one file that the domain reads; it lies beside this module and is a part of the program, like a module of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

import yaml

FILE = "permissions.yaml"


class Reach(StrEnum):
    """How far an action goes."""

    ALL = "all"
    SCOPE = "scope"
    JURISDICTION = "jurisdiction"
    OWN = "own"


class FaultyTable(ValueError):
    """The table of permissions is not complete or names something that does not exist: the program does not start."""


@dataclass(frozen=True)
class Permission:
    """What an action is done to, and how far each role that has it reaches."""

    object: str
    roles: Mapping[str, Reach]


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping; a key that stands twice is a fault, and not the last one wins."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise FaultyTable(f"{FILE}: {sorted(map(str, twice))} stands twice")
        return super().construct_mapping(node, deep)


def shipped_table() -> str:
    """The text of the table."""
    return files("registry.domain").joinpath(FILE).read_text(encoding="utf-8")


def read_permissions(text: str, *, actions: frozenset[str], roles: frozenset[str]) -> dict[str, Permission]:
    """The permission of every action. Raises FaultyTable for an action that is missing or unknown, a role or a reach that
    does not exist, an action that nobody has.

    >>> text = "actions: {firms.view: {object: firm, roles: {bureau: scope}}}"
    >>> read_permissions(text, actions=frozenset({"firms.view"}), roles=frozenset({"bureau"}))["firms.view"].object
    'firm'
    """
    held = yaml.load(text, _Loader)
    entries = held.get("actions") if isinstance(held, dict) and list(held) == ["actions"] else None
    if not isinstance(entries, dict):
        raise FaultyTable(f"{FILE}: it holds one mapping, actions")
    if differing := actions ^ set(entries):
        raise FaultyTable(f"{FILE}: {sorted(differing)} are not both an Action and an entry")
    return {action: _permission(action, entry, roles) for action, entry in entries.items()}


def _permission(action: str, entry: Any, roles: frozenset[str]) -> Permission:
    if not isinstance(entry, dict) or set(entry) != {"object", "roles"} or not isinstance(entry["roles"], dict):
        raise FaultyTable(f"{FILE}: {action} needs an object and roles, nothing else")
    held = entry["roles"]
    if not held or not set(held) <= roles or not set(held.values()) <= set(Reach):
        raise FaultyTable(f"{FILE}: {action} names a role or a reach that does not exist, or nobody")
    return Permission(str(entry["object"]), {role: Reach(reach) for role, reach in held.items()})
