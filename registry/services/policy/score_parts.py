"""Editing the scores in the mapping that a draft's text stands for: replacing, adding, removing, moving a part."""

from __future__ import annotations

from typing import Any

from registry.catalogue.condition_entries import Names
from registry.catalogue.rule_writing import rule_text
from registry.catalogue.score_entries import read_part
from registry.catalogue.strict import read_yaml
from registry.domain.errors import CatalogueError, InvalidInput
from registry.domain.texts import mark
from registry.services.policy.documents import Document, list_under
from registry.services.policy.refusals import NoSuchCondition, PartNotRemovable
from registry.services.policy.score_spots import LISTS, SCORES, spot, spots


def replace_part(document: Document, path: str, changed: Document) -> None:
    """Put another entry in the place of a part; a pass mark that names it by its old code follows. Raises InvalidInput."""
    found, own = spot(document, path), path.rpartition(".")
    wanted = ".".join(filter(None, (own[0], str(changed.get("code")))))
    if wanted != path:
        _require_free(document, wanted)
        _rename_marks(document.get("requires"), path, wanted)
    found.holder[found.key] = changed


def add_part(document: Document, above: str, added: Document) -> None:
    """Append a part to one that sums or compares others, or a whole score where `above` is "". Raises InvalidInput."""
    members = members_of(document, above)
    _require_free(document, ".".join(filter(None, (above, str(added.get("code"))))))
    members.append(added)


def remove_part(document: Document, path: str) -> None:
    """Take a part away with all below it; the last score takes the key along. Raises PartNotRemovable where a step earns it."""
    found = spot(document, path)
    if not found.is_listed:
        raise PartNotRemovable()
    del found.holder[found.key]
    if not document.get(SCORES):
        document.pop(SCORES, None)


def move_part(document: Document, path: str, step: int) -> None:
    """One place up (-1) or down (1) in its list; at the end, or where a step earns it, nothing happens."""
    found = spot(document, path)
    if isinstance(found.key, int):
        wanted = min(max(found.key + step, 0), len(found.holder) - 1)
        found.holder.insert(wanted, found.holder.pop(found.key))


def members_of(document: Document, above: str) -> list[Any]:
    """The list that a new part joins. Raises NoSuchCondition where the part above takes none."""
    holder = spot(document, above).part if above else document
    way = SCORES if not above else next((each for each in LISTS if each in holder), "")
    if not way:
        raise NoSuchCondition(code=above)
    if not isinstance(holder.get(way), list):
        holder[way] = []
    members: list[Any] = holder[way]
    return members


def fault_of(part: Document, names: Names) -> str:
    """What the strict reader says against a part by itself, whatever stands below it; "" where it takes it."""
    text = rule_text({"part": _alone(part)})
    try:
        read_part(read_yaml(text, "YAML").entry("part"), names)
    except CatalogueError as fault:
        return str(fault.facts["reason"])
    return ""


def _alone(part: Document) -> Document:
    """The part with points in the place of the parts below it."""
    found = part | {way: [_ANY] for way in LISTS if way in part}
    if isinstance(part.get("steps"), list):
        steps = [step for step in part["steps"] if isinstance(step, dict)]
        found["steps"] = [step | {"earns": 0} if isinstance(step.get("earns"), dict) else step for step in steps]
    return found | {"otherwise": 0} if isinstance(part.get("otherwise"), dict) else found


_ANY = {"code": "any", "label": {"zh": "-", "en": "-"}, "person": 0}


def free_part_code(document: Document, above: str) -> str:
    """A code that none of the parts beside the new one has."""
    taken = {str(each.get("code")) for each in members_of(document, above) if isinstance(each, dict)}
    return next(f"part_{number}" for number in range(1, len(taken) + 2) if f"part_{number}" not in taken)


def _require_free(document: Document, path: str) -> None:
    if any(each.path == path for each in spots(document)):
        raise InvalidInput(field="code", reason=mark("同一层里已有这个代码，请换一个。"))


def _rename_marks(node: Any, old: str, new: str) -> None:
    """Let pass marks on a part, or on one below it, name the new code."""
    if not isinstance(node, dict):
        return
    score = node.get("score")
    if isinstance(score, str) and (score == old or score.startswith(f"{old}.")):
        node["score"] = new + score.removeprefix(old)
    for way in ("all", "any"):
        for member in list_under(node, way):
            _rename_marks(member, old, new)
