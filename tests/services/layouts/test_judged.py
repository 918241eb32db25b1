"""What the lists and their evidence are judged by."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal
from sqlmodel import Session, col, select

from registry.catalogue.reader import Catalogue
from registry.domain.ladder import tier_details
from registry.services.facts import facts
from registry.services.layouts.judged import details_of
from registry.services.lists.firm_rows import ListRows
from registry.services.occasions import make_occasion
from registry.store.firms import FirmRecord
from tests.factories import TODAY


def worked_out(frame: pl.DataFrame) -> pl.DataFrame:
    """The evaluation alone, without the facts beside it."""
    return frame.select(name for name in frame.columns if name == "firm_id" or "." in name)


def test_the_facts_that_the_rules_rest_on_judge_as_all_facts_do(evaluated: Session, catalogue: Catalogue) -> None:
    occasion = make_occasion(catalogue, TODAY)
    when = {"as_of": occasion.as_of, "data_year": occasion.data_year}
    firm_ids = [id for id in evaluated.exec(select(FirmRecord.id).order_by(col(FirmRecord.id))) if id is not None]
    everything = facts(evaluated, catalogue, firm_ids=firm_ids, **when)
    for tier in occasion.rated(catalogue):
        expected = tier_details(catalogue, everything, tiers=[tier], **when)
        found = details_of(evaluated, catalogue, ListRows("", firm_ids, occasion, tier), firm_ids)
        assert [rule_set.id for rule_set, _ in found] == [rule_set.id for rule_set, _ in expected]
        for (rule_set, frame), (_, full) in zip(found, expected, strict=True):
            assert_frame_equal(worked_out(frame), worked_out(full))
            assert frame.width < full.width, rule_set.id
