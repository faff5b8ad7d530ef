"""The pages of animators: the sheets of the day, one sheet, its paper, the kitchen's order. Rows N01 to N06."""

from __future__ import annotations

import csv
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import dateparse, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from families.policies import staff
from reservations.attendance.kitchen import kitchen_order
from reservations.attendance.posted import UNREADABLE, TickForm
from reservations.attendance.sheets import CORRECT, RECORD, Sheet, day_sheets, load_sheet, sessions_of, sheets_for
from reservations.attendance.ticks import State, Tick, UnreadableTick, read_marks
from reservations.attendance.writing import close, record, states_of
from reservations.errors import BookingError
from reservations.models import Reservation, Session

FORM = "formulaire"


@staff(RECORD)
@never_cache
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """The sheets of the day, group by group."""
    on = asked_day(request)
    return render(request, "reservations/attendance_day.html", {"sheets": day_sheets(request.user, on), **_around(on)})


@staff(RECORD)
@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, session: int) -> HttpResponse:
    """One sheet, made for a phone held in one hand; a plain form where there is no script."""
    found = session_of(request, session)
    if request.method == "POST":
        return _ticked(request, found)
    return render(request, "reservations/attendance_sheet.html", _shown(request, load_sheet(found)))


@staff(RECORD)
@never_cache
@require_GET
def paper(request: HttpRequest, session: int) -> HttpResponse:
    """The sheet to print, boxes to tick with a pen (N01)."""
    return render(request, "reservations/attendance_paper.html", {"sheet": load_sheet(session_of(request, session))})


@staff(RECORD)
@never_cache
@require_POST
def close_sheet(request: HttpRequest, session: int) -> HttpResponse:
    """Close a sheet whose children are all ticked (N06)."""
    found = session_of(request, session)
    try:
        close(found, by=request.user, at=timezone.now())
    except BookingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("La feuille est close. Un agent de la régie peut encore la corriger."))
    return redirect("reservations:attendance_sheet", found.pk)


@staff(RECORD)
@never_cache
@require_GET
def kitchen(request: HttpRequest) -> HttpResponse:
    """The meals of the day by group and by diet (N05)."""
    on = asked_day(request)
    order = kitchen_order(on, list(sessions_of(request.user, on)))
    return render(request, "reservations/kitchen.html", {"order": order, **_around(on)})


@staff(RECORD)
@never_cache
@require_GET
def kitchen_file(request: HttpRequest) -> HttpResponse:
    """The same order as a file a caterer's software reads (N05)."""
    on = asked_day(request)
    order = kitchen_order(on, list(sessions_of(request.user, on)))
    name = f"commande-cuisine-{on.isoformat()}.csv"
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="{name}"',
    })  # fmt: skip
    answer.write("\ufeff")  # a spreadsheet then reads the accents
    csv.writer(answer, delimiter=";").writerows([order.head, *order.rows, order.total])
    return answer


# What they share ----------------------------------------------------------------------------------


def session_of(request: HttpRequest, pk: int) -> Session:
    """A sheet this agent may open; another's has no such page."""
    found = sheets_for(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def asked_day(request: HttpRequest) -> date:
    """The day of the address, today without one."""
    text = request.GET.get("jour")
    if not text:
        return timezone.localdate(timezone.now())
    try:
        found = dateparse.parse_date(text)
    except ValueError:
        found = None
    if found is None or not 2000 < found.year < 2100:
        raise Http404
    return found


def _around(on: date) -> dict[str, object]:
    today = timezone.localdate(timezone.now())
    days = {"day": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1)}
    return {**days, "today": today, "is_today": on == today}


def _shown(request: HttpRequest, found: Sheet, **more: object) -> dict[str, object]:
    return {
        "sheet": found,
        "reasons": Reservation.Absence.choices,
        "may_correct": request.user.has_perm(CORRECT),
        "may_tick": not found.locked or request.user.has_perm(CORRECT),
        **more,
    }


def _ticked(request: HttpRequest, session: Session) -> HttpResponse:
    """Keep what the form says; what cannot be read is shown again with its sentence."""
    there = reverse("reservations:attendance_sheet", args=[session.pk])
    if request.POST.get("action") == "reste":
        _tick_the_rest(request, session)
        return redirect(there)
    form = TickForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ce pointage n'est pas enregistré : %s") % _why(form))
        return redirect(there)
    child = form.cleaned_data["child"]
    state = states_of(session, [child]).get(child, State())
    try:
        tick = form.tick(session.unit, state, at=timezone.now())
        if tick is not None:
            read_marks(tick.marks)
            _keep(request, session, [tick], form.cleaned_data["reason"].strip())
    except UnreadableTick as error:
        messages.error(request, str(error))
    return redirect(f"{there}#enfant-{child}")


def _why(form: TickForm) -> str:
    errors = [f"{form.fields[name].label or name} : {' '.join(said)}" for name, said in form.errors.items()]
    return " ".join(errors) or UNREADABLE


def _keep(request: HttpRequest, session: Session, ticks: list[Tick], reason: str = "") -> None:
    """Keep ticks, and tell what was refused or came too late."""
    reason = reason if request.user.has_perm(CORRECT) else ""
    device = f"{FORM}-{request.user.pk}"
    result = record(session, ticks, by=request.user, device=device, at=timezone.now(), reason=reason)
    for refused in result.refused:
        messages.error(request, refused.sentence)
    if result.aside:
        messages.warning(
            request,
            _("La feuille est close : ce pointage est gardé de côté. Pour qu'il compte, corrigez-la avec un motif.")
            if request.user.has_perm(CORRECT)
            else _("La feuille est close : ce pointage est gardé de côté et un agent de la régie le verra."),
        )


def _tick_the_rest(request: HttpRequest, session: Session) -> None:
    """« Les autres sont présents »: everybody nobody has ticked."""
    found = load_sheet(session)
    presence = request.POST.get("presence", "")
    if found.locked or presence not in Reservation.Presence.values:
        messages.error(request, UNREADABLE)
        return
    now = timezone.now()
    forms = [TickForm({"child": line.child.pk, "seen": line.state.last, "presence": presence}) for line in found.left]
    ticks = [form.tick(session.unit, State(), at=now) for form in forms if form.is_valid()]
    _keep(request, session, [tick for tick in ticks if tick is not None])
