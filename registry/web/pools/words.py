"""States, kinds of exit, stages and reasons of pools in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from registry.services.pools import stages
from registry.services.pools.exits import exit_kinds
from registry.services.pools.query import EVERY, IN, OUT, OUT_AS, RECOGNISED
from registry.services.pools.refusals import REASONS
from registry.web.languages import in_words, translated
from registry.web.texts import gettext

STATES: Mapping[str, LazyString] = {
    IN: lazy_gettext("在库"),
    RECOGNISED: lazy_gettext("在库但已有称号"),
    OUT: lazy_gettext("已出库"),
    EVERY: lazy_gettext("在库和已出库"),
}
STAGES: Mapping[str, LazyString] = {
    stages.ENTERED: lazy_gettext("培育：期间入库"),
    stages.RECOGNISED: lazy_gettext("认定：入库后取得称号"),
    stages.ROSE: lazy_gettext("升规：入库后成为规上"),
    stages.BELOW: lazy_gettext("尚未升规"),
    stages.ABOVE_BEFORE: lazy_gettext("入库时已是规上"),
    stages.SCALE_UNKNOWN: lazy_gettext("是否升规未知"),
    stages.LISTED: lazy_gettext("上市：目前已上市"),
    stages.UNLISTED: lazy_gettext("目前未上市"),
    stages.LISTING_UNKNOWN: lazy_gettext("是否上市未知"),
}


def state_word(state: str) -> str:
    """A state of the list in words."""
    if state.startswith(OUT_AS):
        return gettext("出库：%(kind)s", kind=exit_word(state.removeprefix(OUT_AS)))
    return str(STATES.get(state, state))


def exit_word(kind: str | None) -> str:
    """A kind of exit in words; one that the data no longer knows stays as it is."""
    return in_words(exit_kinds()[kind].label) if kind and kind in exit_kinds() else kind or ""


def stage_word(stage: str) -> str:
    """A stage of the funnel in words."""
    return str(STAGES.get(stage, stage))


def reason_word(reason: str) -> str:
    """Why a row was left out."""
    return translated(REASONS[reason])
