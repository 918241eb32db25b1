"""Breaking a target down: one line for each lower area, filled in together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.domain.access import Action
from registry.domain.errors import ChangedSince, Conflict, InvalidInput
from registry.domain.targets import TargetKind
from registry.services.targets.fields import MOST
from registry.services.targets.parts import Area, PartFields, Place, handed_out, lower_areas, set_parts
from registry.services.targets.places import get_own_target
from registry.services.targets.refusals import NoLowerAreas, TargetClosed
from registry.store.targets import Target
from registry.web.addresses import is_number
from registry.web.errors_in_forms import Fault
from registry.web.formats import trimmed
from registry.web.languages import sentence, translated
from registry.web.meeting import Stored, meets, plain
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing
from registry.web.targets.views import blueprint
from registry.web.targets.words import amount, place_words, target_label

LONGEST = 200


@dataclass(frozen=True)
class AreaLine:
    """One line of the form: what stands in it, and whether it can be taken."""

    name: str
    place: str
    goal: str
    responsible: str
    is_faulty: bool


@blueprint.route("/<int:target_id>/parts", methods=["GET", "POST"])
@requires(Action.KEEP_TARGETS)
def break_down(target_id: int) -> Any:
    with browsing() as session:
        target = get_own_target(session, person(), target_id)
        areas = _areas(lower_areas(session, person(), site().catalogue, target), target)
        words = _words(target, areas)
    shares = 0.01 if TargetKind(target.kind).is_share else 1.0
    stored = _stored(areas, shares)
    back = url_for(".show", target_id=target_id)
    meets(stored, target.version, heading=words["label"], back=back)
    words["stored"] = {name: one.sent for name, one in stored.items()}
    if request.method == "GET":
        lines = [_line(area, number, shares, {}) for number, area in enumerate(areas)]
        return render_template("targets/parts.html", **words, lines=lines, faults=[])
    given, faults = _given(areas, shares)
    if not faults:
        faults = _save(target_id, given)
    if not faults:
        flash(gettext("分解已保存。"), "done")
        return redirect(url_for(".show", target_id=target_id), 303)
    faulty = {fault.field: True for fault in faults}
    lines = [_line(area, number, shares, faulty) for number, area in enumerate(areas)]
    return render_template("targets/parts.html", **words, lines=lines, faults=faults), 422


def _areas(areas: list[Area], target: Target) -> list[Area]:
    if target.status != "open":
        raise TargetClosed()
    if not areas:
        raise NoLowerAreas()
    return areas


def _words(target: Target, areas: list[Area]) -> dict[str, Any]:
    handed = handed_out(target, [area.part for area in areas if area.part is not None])
    kind = TargetKind(target.kind)
    unit = "%" if kind.is_share else gettext("倍") if kind is TargetKind.MULTIPLE else gettext("家")
    return {
        "target_id": target.id,
        "version": target.version,
        "label": target_label(target),
        "place": place_words(target),
        "goal": amount(target.kind, target.goal),
        "unit": unit,
        "remainder": amount(target.kind, handed.remainder) if handed.remainder is not None else "",
    }


def _stored(areas: list[Area], shares: float) -> dict[str, Stored]:
    """The fields of the form as they are stored."""
    fields: dict[str, Stored] = {}
    for number, area in enumerate(areas):
        responsible = gettext("%(area)s：负责单位", area=area.name)
        fields[f"goal-{number}"] = plain(area.name, _goal(area, shares))
        fields[f"responsible-{number}"] = plain(responsible, area.part.responsible if area.part else "")
    return fields


def _goal(area: Area, shares: float) -> str:
    return trimmed(area.part.goal / shares).replace(",", "") if area.part is not None else ""


def _line(area: Area, number: int, shares: float, faulty: dict[str, bool]) -> AreaLine:
    held = _goal(area, shares)
    office = area.part.responsible if area.part is not None else ""
    return AreaLine(
        name=area.name,
        place="|".join(area.place),
        goal=request.form.get(f"goal-{number}", held),
        responsible=request.form.get(f"responsible-{number}", office),
        is_faulty=f"goal-{number}" in faulty,
    )


def _given(areas: list[Area], shares: float) -> tuple[dict[Place, PartFields], list[Fault]]:
    """What was filled in, by place; an empty goal leaves the area as it is."""
    given: dict[Place, PartFields] = {}
    faults = []
    known = {"|".join(area.place): area for area in areas}
    for number in range(len(areas)):
        area = known.get(request.form.get(f"place-{number}", ""))
        text = request.form.get(f"goal-{number}", "").replace(",", "").removesuffix("%").strip()
        if area is None or not text:
            continue
        try:
            goal = round(float(text) * shares, 12)
        except ValueError:
            goal = 0.0
        if not 0 < goal < (MOST if shares == 1 else 1.000001):
            told = gettext("%(area)s：请填写大于 0 的目标值，百分比不超过 100。", area=area.name)
            faults.append(Fault(f"goal-{number}", told))
            continue
        given[area.place] = PartFields(goal, request.form.get(f"responsible-{number}", "").strip()[:LONGEST])
    return given, faults


def _save(target_id: int, given: dict[Place, PartFields]) -> list[Fault]:
    version = request.form.get("version", "")
    try:
        with writing() as session:
            asked = {"version": int(version) if is_number(version) else 0, "now": site().now()}
            set_parts(session, person(), site().catalogue, target_id, given, **asked)
    except InvalidInput as error:
        return [Fault("", translated(str(error.facts["reason"])))]
    except ChangedSince:
        raise
    except Conflict as error:
        return [Fault("", sentence(error))]
    return []
