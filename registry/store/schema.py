"""The schema as a whole: every table's metadata, and the migrations that make it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from registry.store import name_words
from registry.store.accounts import Account
from registry.store.attempts import Attempt
from registry.store.base import Record
from registry.store.confirmations import RoundConfirmation
from registry.store.corrections import CorrectionRecord
from registry.store.database import sqlite_file
from registry.store.decisions import ManualDecision
from registry.store.drafts import AssessmentDraft
from registry.store.evaluations import EvaluationArchive, EvaluationRun, Standing
from registry.store.evidence import EvidenceRecord
from registry.store.figures import LocalFigure, YearlyFigures
from registry.store.firms import FirmRecord, FormerName
from registry.store.groupings import Grouping, GroupingMember
from registry.store.imports import ImportBatch, ImportPayload
from registry.store.indicators import LocalIndicator
from registry.store.institutions import FinancingRound, RdInstitution
from registry.store.jobs import Job
from registry.store.joining import AccountClaim, Invitation
from registry.store.journal import JournalEntry
from registry.store.layouts import TableLayout
from registry.store.memory import LearnedHead, NameDecision, RememberedTable
from registry.store.morning import NewlyEligible, SeenMark
from registry.store.origins import ValueOrigin
from registry.store.personal import PersonalValue
from registry.store.plans import PlanAction, ServiceEntry, ServiceOfficer
from registry.store.policy import (
    ChecklistMark,
    DraftRevision,
    LocalTier,
    RuleCheck,
    RuleDraft,
    RuleImpact,
    RuleMove,
    RulePublication,
)
from registry.store.pools import PoolMember
from registry.store.rankings import Ranking
from registry.store.restrictions import Restriction
from registry.store.rounds import (
    Round,
    RoundAmendment,
    RoundEvent,
    RoundFirm,
    RoundObjection,
    RoundOpinion,
    RoundResult,
    RoundSnapshot,
)
from registry.store.rulesets import RuleSetVersion
from registry.store.seals import JournalSeal
from registry.store.second_factors import SecondFactor
from registry.store.sent_forms import SentForm
from registry.store.sign_ins import IdentityRecord, PastPassword, SignInRecord
from registry.store.submissions import SubmissionRecord
from registry.store.summaries import DashboardSummary
from registry.store.targets import Target, TargetPoint
from registry.store.titles import TitleRecord
from registry.store.views import SavedView

TABLES = (
    FirmRecord,
    FormerName,
    YearlyFigures,
    LocalFigure,
    TitleRecord,
    RuleSetVersion,
    ManualDecision,
    EvaluationRun,
    EvaluationArchive,
    Standing,
    ImportBatch,
    ImportPayload,
    JournalEntry,
    JournalSeal,
    PersonalValue,
    Account,
    Attempt,
    SignInRecord,
    PastPassword,
    IdentityRecord,
    SecondFactor,
    LocalIndicator,
    ValueOrigin,
    RememberedTable,
    LearnedHead,
    NameDecision,
    Job,
    Grouping,
    GroupingMember,
    RdInstitution,
    FinancingRound,
    PoolMember,
    ServiceOfficer,
    ServiceEntry,
    PlanAction,
    Round,
    RoundSnapshot,
    RoundFirm,
    RoundOpinion,
    RoundObjection,
    RoundAmendment,
    RoundEvent,
    RoundResult,
    Target,
    TargetPoint,
    TableLayout,
    SavedView,
    Ranking,
    DashboardSummary,
    NewlyEligible,
    SeenMark,
    SubmissionRecord,
    AssessmentDraft,
    RuleDraft,
    RuleImpact,
    DraftRevision,
    RulePublication,
    RuleMove,
    LocalTier,
    RuleCheck,
    ChecklistMark,
    CorrectionRecord,
    Invitation,
    AccountClaim,
    EvidenceRecord,
    RoundConfirmation,
    SentForm,
    Restriction,
)
METADATA = Record.metadata
WITHOUT_MODELS = name_words.TABLES
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def has_model(name: str | None, kind: str, _parents: object) -> bool:
    """Whether alembic is to compare what it finds in a database with the models, as its `include_name` asks."""
    return kind != "table" or name not in WITHOUT_MODELS


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to the newest schema, making it first where there is none; does nothing where it already is."""
    if (file := sqlite_file(engine)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    _run(engine, "upgrade", revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to an older revision ("base" for nothing at all)."""
    _run(engine, "downgrade", revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has the newest schema. Asking never creates a file."""
    file = sqlite_file(engine)
    if file is not None and not file.exists():
        return False
    with engine.connect() as connection:
        return revision_of(connection) == newest_revision()


def revision_of(connection: Connection) -> str | None:
    """The number of the newest migration that the database has; None where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return number


def newest_revision() -> str:
    """The number of the newest migration of this source tree, with which its file's name begins."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _run(engine: Engine, step: str, revision: str) -> None:
    from alembic import command  # takes a quarter of a second, and most commands only ask what the schema is
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, step)(config, revision)
