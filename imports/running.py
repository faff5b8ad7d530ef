"""Preview a file, then apply it: the same path, dry or wet, so what was shown is what is written."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from import_export.results import Result, RowResult
from tablib import Dataset

from families.audit import record
from families.models import User
from imports.errors import UnusableFile
from imports.formats.base import Format
from imports.models import ImportRun
from imports.resources import RESOURCES

APPLIED = "imports.apply"  # what the trail calls it


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "nouvelle"
    CHANGED = "modifiée"
    UNCHANGED = "inchangée"
    REFUSED = "refusée"


_OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.NEW,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
}


@dataclass(frozen=True)
class RowReport:
    """One row of a file: its number, the first being under the headers, what becomes of it, and why it is refused."""

    number: int
    outcome: str
    cells: list[str]
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """What a file does, row by row."""

    headers: list[str]
    rows: list[RowReport]

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": self.count(Outcome.NEW),
            "changed": self.count(Outcome.CHANGED),
            "unchanged": self.count(Outcome.UNCHANGED),
            "refused": self.count(Outcome.REFUSED),
        }


def open_run(*, kind: str, file_name: str, content: bytes, at: datetime, by: User | None) -> ImportRun:
    """Read a file and keep its preview. Raises UnusableFile when it cannot be read at all."""
    run = ImportRun(kind=kind, file_name=PurePath(file_name).name, content=content, created_at=at, created_by=by)
    report = preview(run)
    _keep(run, report)
    run.save()
    return run


def preview(run: ImportRun) -> Report:
    """What applying this run would do now; nothing is written."""
    return load(run.kind, _dataset(run), dry_run=True)


def apply(run: ImportRun, *, at: datetime, by: User | None) -> Report:
    """Write what the preview showed, in one transaction. Refused rows are left out, as shown.

    Raises UnusableFile when the run is already applied, or when the data has moved since the preview:
    the new preview is then kept to be looked at.
    """
    report = _apply(run, at, by)
    if report.counts != _shown(run):
        _keep(run, report)
        run.save()
        raise UnusableFile(
            _("Les données ont changé depuis l'aperçu : rien n'est écrit. Relisez le nouvel aperçu, puis appliquez-le.")
        )
    return report


def _apply(run: ImportRun, at: datetime, by: User | None) -> Report:
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.status == ImportRun.Status.APPLIED:
            raise UnusableFile(_("Ce fichier est déjà appliqué : déposez-le de nouveau pour l'appliquer encore."))
        report = load(run.kind, _dataset(run), dry_run=False)
        if report.counts != _shown(run):
            transaction.set_rollback(True)
            return report
        run.status, run.applied_at, run.applied_by = ImportRun.Status.APPLIED, at, by
        run.save(update_fields=["status", "applied_at", "applied_by"])
        record(APPLIED, run, by=by, at=at, kind=run.kind, **report.counts)
        return report


def load(kind: str, dataset: Dataset, *, dry_run: bool) -> Report:
    """Import rows of one kind, dry or wet. Raises UnusableFile when a column is missing."""
    resource = RESOURCES[kind]()
    result = resource.import_data(dataset, dry_run=dry_run, raise_errors=False, rollback_on_validation_errors=False)
    if result.base_errors:
        raise UnusableFile(_words(result.base_errors[0].error))
    return Report(list(dataset.headers), _reports(result, dataset))


def read(file_name: str, content: bytes) -> Dataset:
    """The rows of a file by the format its ending names. Raises UnusableFile for one no format reads."""
    found = [form for form in formats() if file_name.lower().endswith(form.endings)]
    if not found:
        endings = ", ".join(ending for form in formats() for ending in form.endings)
        raise UnusableFile(_("Ce type de fichier n'est pas lu ici. Enregistrez-le en : %s.") % endings)
    return found[0].read(content)


def formats() -> list[Format]:
    """The formats of the town, in the order of the settings."""
    return [import_string(path)() for path in settings.IMPORT_FORMATS]


def _dataset(run: ImportRun) -> Dataset:
    return read(run.file_name, bytes(run.content))


def _reports(result: Result, dataset: Dataset) -> list[RowReport]:
    invalid = {row.number: row.error for row in result.invalid_rows}
    reports = []
    for number, (row, cells) in enumerate(zip(result.rows, dataset, strict=True), start=1):
        reason = _words(row.errors[0].error) if row.errors else _words(invalid[number]) if number in invalid else ""
        outcome = Outcome.REFUSED if reason else _OUTCOMES[row.import_type]
        reports.append(RowReport(number, outcome, [str(cell) for cell in cells], reason))
    return reports


def _words(error: Exception | str) -> str:
    messages: Sequence[object] = getattr(error, "messages", None) or [error]
    return " ".join(str(message) for message in messages)


def _keep(run: ImportRun, report: Report) -> None:
    for name, count in report.counts.items():
        setattr(run, name, count)
    run.rows = [asdict(row) for row in report.rows]


def _shown(run: ImportRun) -> dict[str, int]:
    return {name: getattr(run, name) for name in ("new", "changed", "unchanged", "refused")}
