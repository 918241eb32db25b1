"""The same ledger through django-import-export: read, find each row's firm, check, compare, store, journal.

One flat table, a journal row per row, one pass without the dry run that its admin makes first: all in the peer's favour.
Checks like ours: check digit, bounds, whole numbers, the checks between columns of `importers/checks.yaml`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from stdnum.cn import uscc

from bench.kept import Afresh
from bench.ledgers import figures_of, head_of, ledger
from importers.bounds import checks
from registry.domain.indicators import Kind

FOLDER = tempfile.TemporaryDirectory(prefix="tidu-bench-peer-")
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(FOLDER.name) / "peer.sqlite3"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "import_export", "bench"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.core.exceptions import ValidationError  # noqa: E402 - Django has to be set up first
from django.core.validators import MaxValueValidator, MinValueValidator  # noqa: E402
from django.db import connection, models  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402
from import_export.instance_loaders import CachedInstanceLoader  # noqa: E402

FIGURES = figures_of()
Work = Callable[[], object]


def _credit_code(value: str) -> None:
    if not uscc.is_valid(value):
        raise ValidationError("credit code")


def _field(kind: Kind) -> models.Field:
    bounds = checks()["bounds"][kind.value]
    limits = [MinValueValidator(bounds["low"]), MaxValueValidator(bounds["high"])]
    made = models.IntegerField if kind is Kind.COUNT else models.FloatField
    return made(null=True, blank=True, validators=limits)


def _clean(self: Any) -> None:
    """The checks between columns; a blank satisfies all of them."""
    for rule in checks()["not_above"]:
        smaller, larger = (getattr(self, rule[side], None) for side in ("smaller", "larger"))
        if smaller is not None and larger is not None and smaller > larger:
            raise ValidationError(rule["smaller"])
    for rule in checks()["sums"]:
        total, *parts = (getattr(self, code, None) for code in (rule["total"], *rule["parts"]))
        if None not in (total, *parts) and abs(total - sum(parts)) > rule["tolerance"] * abs(total):
            raise ValidationError(rule["total"])


def _model(name: str, columns: Mapping[str, Any]) -> Any:
    meta = type("Meta", (), {"app_label": "bench"})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **columns})


Firm = _model(
    "Firm",
    {
        "credit_code": models.CharField(max_length=18, unique=True, validators=[_credit_code]),
        "name": models.CharField(max_length=200),
        **{each.code: _field(each.kind) for each in FIGURES},
        "clean": _clean,
    },
)
Journal = _model(
    "Journal", {"row": models.IntegerField(), "action": models.CharField(max_length=20), "diff": models.JSONField()}
)


def _journal(self: Any, dataset: Any, result: Any, **kwargs: Any) -> None:
    """One entry per row that was written, all in one statement as the peer's admin does."""
    written = [(number, row) for number, row in enumerate(result.rows, 2) if row.import_type in ("new", "update")]
    entries = [Journal(row=number, action=row.import_type, diff=row.diff or []) for number, row in written]
    Journal.objects.bulk_create(entries, batch_size=1000)


def _resource(**options: Any) -> Any:
    declared = {
        each.code: fields.Field(
            attribute=each.code,
            column_name=head_of(each),
            widget=widgets.IntegerWidget() if each.kind is Kind.COUNT else widgets.FloatWidget(),
        )
        for each in FIGURES
    }
    declared |= {
        "credit_code": fields.Field(attribute="credit_code", column_name="统一社会信用代码"),
        "name": fields.Field(attribute="name", column_name="企业名称"),
    }
    usual = {"model": Firm, "import_id_fields": ("credit_code",), "exclude": ("id",), "clean_model_instances": True}
    usual |= {"skip_unchanged": True, "report_skipped": True, "use_transactions": True}
    meta = type("Meta", (), usual | options)
    return type(resources.ModelResource)(
        "LedgerResource", (resources.ModelResource,), {**declared, "Meta": meta, "after_import": _journal}
    )()


def as_documented(rows: int) -> Work:
    """Row by row with a diff of each, as its documentation sets it up."""
    return _work(rows, _resource())


def tuned(rows: int) -> Work:
    """With its means for speed: instances loaded at once, written in bulk, no diff."""
    return _work(
        rows, _resource(use_bulk=True, batch_size=1000, skip_diff=True, instance_loader_class=CachedInstanceLoader)
    )


def _work(rows: int, resource: Any) -> Work:
    path = ledger(rows)
    with connection.schema_editor() as schema:
        for model in (Firm, Journal):
            schema.create_model(model)

    def before() -> None:
        for model in (Firm, Journal):
            model.objects.all().delete()

    def work() -> None:
        dataset = XLSX().create_dataset(path.read_bytes())
        result = resource.import_data(dataset, dry_run=False, raise_errors=False)
        if result.has_errors() or result.has_validation_errors() or Firm.objects.count() != rows:
            raise RuntimeError("the peer refused rows that are sound")

    return Afresh(before, work)
