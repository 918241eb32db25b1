"""Templates by role and year: a page to choose one, and the files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext

from registry.domain.access import Action
from registry.services import ledger_templates as templates
from registry.services.occasions import make_occasion
from registry.services.standings import current_occasion
from registry.web.choices import tier_choices
from registry.web.languages import language
from registry.web.ledgers.asking import asked_years
from registry.web.ledgers.files import workbook
from registry.web.listing import asked
from registry.web.names import tier_label
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("ledgers", __name__)


@blueprint.get("/imports/templates")
@requires(Action.USE_IMPORTS)
def choose() -> Any:
    data_year = _data_year()
    return render_template(
        "ledgers/templates.html",
        years=templates.offered_years(data_year, site().today()),
        usual=templates.usual_years(data_year),
        tiers=tier_choices(),
    )


@blueprint.get("/imports/template")
@requires(Action.USE_IMPORTS)
def template() -> Any:
    """The ledger of a park or bureau, for the usual years unless others are asked for."""
    years = asked_years() or templates.usual_years(_data_year())
    here = site()
    made = templates.park_ledger(person(), here.catalogue, years, today=here.today(), language=language())
    return workbook(made, gettext("台账模板"))


@blueprint.get("/imports/template/titles")
@requires(Action.USE_IMPORTS)
def titles() -> Any:
    tier = asked("tier", 40)
    made = templates.titles_list(person(), site().catalogue, tier, language=language())
    name = tier_label(tier) if tier else gettext("各层级")
    return workbook(made, f"{gettext('认定结果名单')}-{name}")


@blueprint.get("/imports/template/firm")
@requires(Action.USE_IMPORTS)
def blank_form() -> Any:
    """The form that a firm fills in, blank."""
    years = asked_years() or templates.usual_years(_data_year())
    here = site()
    made = templates.blank_firm_form(person(), here.catalogue, years, today=here.today(), language=language())
    return workbook(made, gettext("企业填报表"))


@blueprint.get("/firms/<int:firm_id>/form")
@requires(Action.VIEW_FIRMS)
def form_of_firm(firm_id: int) -> Any:
    """The form with what is registered of the firm, for its officers and for itself."""
    years = asked_years() or templates.usual_years(_data_year())
    here = site()
    with writing() as session:
        made = templates.form_of_firm(
            session,
            person(),
            here.catalogue,
            firm_id,
            years,
            today=here.today(),
            now=here.now(),
            language=language(),
        )
    return workbook(made.content, f"{gettext('企业填报表')}-{made.name}")


def _data_year() -> int:
    here = site()
    with browsing() as session:
        occasion = current_occasion(session) or make_occasion(here.catalogue, here.today())
    return occasion.data_year
