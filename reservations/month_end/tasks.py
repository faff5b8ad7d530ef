"""What the queue does for a clerk: preparing and issuing a run, each of which goes on where it was cut."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model
from django_tasks import task

from payments.errors import InvoiceError
from payments.models import InvoiceRun
from reservations.month_end.running import issue, prepare


@task()
def prepare_run(run: int, at: str) -> None:
    """Prepare a run as of a moment (ISO); nothing to do where it was discarded meanwhile."""
    found = InvoiceRun.objects.get(pk=run)
    try:
        prepare(found, at=datetime.fromisoformat(at))
    except InvoiceError:
        return


@task()
def issue_run(run: int, at: str, by: int) -> None:
    """Issue a run as of a moment (ISO), for an agent."""
    found = InvoiceRun.objects.get(pk=run)
    try:
        issue(found, at=datetime.fromisoformat(at), by=get_user_model().objects.get(pk=by))
    except InvoiceError:
        return
