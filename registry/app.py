"""create_app: the only place where the parts are wired together."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5

from registry.config import Settings, read_settings
from registry.services.jobs import wake_with
from registry.store.database import make_engine
from registry.web.accounts import attempt_views, own_views  # noqa: F401 - they add to the blueprints
from registry.web.accounts.admin_views import blueprint as account_keeping
from registry.web.accounts.provider_views import settle_provider
from registry.web.accounts.views import blueprint as accounts
from registry.web.addresses import prepare_addresses
from registry.web.assessment import fill_views, handover_views, kept_views, report_views  # noqa: F401 - they add to it
from registry.web.assessment.views import blueprint as assessment
from registry.web.attempts import prepare_attempts
from registry.web.candidates.views import blueprint as candidates
from registry.web.columns import heads_views, indicator_views, notice  # noqa: F401 - they add to the blueprint
from registry.web.columns.views import blueprint as columns
from registry.web.dashboards import ranking_views  # noqa: F401 - it adds to the blueprint
from registry.web.dashboards.views import blueprint as dashboards
from registry.web.enterprise.account_views import blueprint as firm_accounts
from registry.web.enterprise.correction_views import blueprint as corrections
from registry.web.enterprise.evidence_views import blueprint as evidence
from registry.web.enterprise.joining_views import blueprint as joining
from registry.web.enterprise.report_views import blueprint as reports
from registry.web.enterprise.round_views import blueprint as own_rounds
from registry.web.errors import prepare_errors
from registry.web.firms import contact_views, decision_views, edit_views, source_views  # noqa: F401 - they add to the blueprint
from registry.web.firms.views import blueprint as firms
from registry.web.groupings.views import blueprint as groupings
from registry.web.headers import prepare_headers, settle_proxies
from registry.web.home import missing_views  # noqa: F401 - it adds to the blueprint
from registry.web.home.views import blueprint as home
from registry.web.imports import undo_views  # noqa: F401 - it adds to the blueprint
from registry.web.imports.downloads import blueprint as downloads
from registry.web.imports.views import blueprint as imports
from registry.web.institutions import financing_list_views, financing_views  # noqa: F401 - they add to blueprints
from registry.web.institutions.list_views import blueprint as institution_list
from registry.web.institutions.views import blueprint as institutions
from registry.web.jobs.views import blueprint as jobs
from registry.web.kept_lists import blueprint as lists
from registry.web.languages import prepare_languages
from registry.web.layouts import export_views as layout_exports  # noqa: F401 - it adds to the blueprint
from registry.web.layouts.views import blueprint as layouts
from registry.web.ledgers import export_views  # noqa: F401 - it adds to the blueprint
from registry.web.ledgers.template_views import blueprint as ledgers
from registry.web.limits import settle_limits
from registry.web.meeting import prepare_meeting
from registry.web.names_to_settle.views import blueprint as names_to_settle
from registry.web.once import prepare_once
from registry.web.patterns import prepare_patterns
from registry.web.plans import action_views, officer_views, service_views  # noqa: F401 - they add to blueprints
from registry.web.plans.task_views import blueprint as tasks
from registry.web.plans.views import blueprint as plans
from registry.web.policy.pages import blueprint as policy
from registry.web.pools import entry_views, exit_views, funnel_views, stay_views  # noqa: F401 - they add to the blueprint
from registry.web.pools.views import blueprint as pools
from registry.web.remembered_rows import prepare_rows
from registry.web.rendering import prepare_rendering
from registry.web.restrictions.list_views import blueprint as restriction_list
from registry.web.restrictions.views import blueprint as restrictions
from registry.web.rounds import draft_views, frozen_views, opinion_views, result_views, workbook_views  # noqa: F401 - they add to the blueprint  # noqa: F401 - they add to the blueprint
from registry.web.rounds.views import blueprint as rounds
from registry.web.saved_views.views import blueprint as saved_views
from registry.web.security import prepare_security
from registry.web.site import Site, prepare_reading
from registry.web.submissions.receipt_views import blueprint as receipts
from registry.web.submissions.views import blueprint as submissions
from registry.web.targets import keep_views as target_keeping  # noqa: F401 - it adds to the blueprint
from registry.web.targets import part_views as target_parts  # noqa: F401 - it adds to the blueprint
from registry.web.targets.views import blueprint as targets
from registry.web.template_texts import prepare_texts
from registry.web.titles.pages import blueprint as titles
from registry.worker.queue import Queue

PREPARATIONS = (
    prepare_addresses,
    prepare_reading,
    prepare_headers,
    prepare_languages,
    prepare_once,
    prepare_security,
    prepare_errors,
    prepare_meeting,
    prepare_patterns,
    prepare_rows,
    prepare_rendering,
    prepare_attempts,
    prepare_texts,
)
PARTS = (
    home,
    accounts,
    account_keeping,
    assessment,
    firms,
    imports,
    columns,
    downloads,
    jobs,
    ledgers,
    names_to_settle,
    candidates,
    saved_views,
    groupings,
    institutions,
    institution_list,
    restrictions,
    restriction_list,
    layouts,
    lists,
    plans,
    pools,
    tasks,
    titles,
    rounds,
    targets,
    dashboards,
    policy,
    submissions,
    receipts,
    reports,
    corrections,
    joining,
    firm_accounts,
    evidence,
    own_rounds,
)
SETTLEMENTS = (settle_proxies, settle_limits, settle_provider)
ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The web application for these settings, or for those of the environment."""
    app = Flask("tidu", root_path=str(ROOT), template_folder=ROOT / "templates", static_folder=ROOT / "static")
    Bootstrap5(app)
    for prepare in PREPARATIONS:
        prepare(app)
    for part in PARTS:
        app.register_blueprint(part)
    settle(app, settings or read_settings())
    return app


def settle(app: Flask, settings: Settings) -> None:
    """Give the application its settings and its database: all in which two applications differ."""
    settings.require_secret()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    engine = make_engine(settings.database_url)
    app.extensions["tidu"] = Site(settings, engine)
    wake_with(engine, Queue(settings).wake)
    for part in SETTLEMENTS:
        part(app)
    app.extensions["tidu"].fresh_catalogue()  # a faulty file is told now, not by the first page
