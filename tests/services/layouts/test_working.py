"""A long export while it is written: it says how far it is, and leaves nothing half behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlmodel import Session

from registry.catalogue.reader import Catalogue
from registry.config import Settings
from registry.domain.access import SYSTEM
from registry.services import layouts
from registry.services.jobs.states import Cancelled
from registry.services.layouts.results import result_path, sweep, unfinished
from tests.factories import TODAY

DAY = 86_400


def test_list_and_evidence_say_how_far_they_are(
    evaluated: Session, catalogue: Catalogue, settings: Settings, kept: Callable[..., int]
) -> None:
    told: list[tuple[str, int, int]] = []
    wish = layouts.Wish(kept(), "candidates", {"tier": "little_giant"}, evidence=True)
    ready = layouts.prepare(evaluated, SYSTEM, catalogue, wish, today=TODAY)
    layouts.write(
        evaluated,
        catalogue,
        ready,
        BytesIO(),
        settings=settings,
        tell=lambda done, total: told.append(("list", done, total)),
        tell_beside=lambda done, total: told.append(("evidence", done, total)),
    )
    assert sorted(told) == [("evidence", 0, ready.count), ("list", 0, ready.count)]


def write_half(target: Path) -> None:
    with unfinished(target) as part:
        part.write_bytes(b"half")
        raise Cancelled()


def test_what_is_cancelled_leaves_nothing_and_what_was_killed_is_swept_after_a_day(
    settings: Settings,
) -> None:
    target = result_path(settings, 7)
    with pytest.raises(Cancelled):
        write_half(target)
    assert list(target.parent.iterdir()) == []
    with unfinished(target) as part:
        part.write_bytes(b"whole")
        part.replace(target)
    killed = result_path(settings, 8).with_suffix(".part")
    killed.write_bytes(b"half")
    written = os.stat(target).st_mtime
    assert [sweep(settings, now=written + days * DAY) for days in (0.5, 2, 8)] == [0, 1, 1]
