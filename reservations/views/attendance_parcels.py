"""What a phone's script speaks to: it posts its ticks and reads the sheet; and the script that works offline."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from families.policies import public, staff
from reservations.attendance.posted import Parcel, read_parcel
from reservations.attendance.sheets import RECORD, Sheet, SheetLine, load_sheet, sheets_for
from reservations.attendance.ticks import UnreadableTick
from reservations.attendance.writing import record

WORKER = Path(__file__).parents[1] / "static" / "reservations" / "attendance-worker.js"
NOT_YOURS = "Cette feuille n'est pas la vôtre : ses pointages ne sont pas enregistrés."


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps today's sheets readable offline; it must live under the address it serves."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@staff(RECORD)
@never_cache
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep a phone's ticks, however often they are sent, and answer with the sheet as it stands."""
    try:
        parcel = read_parcel(request.body)
    except UnreadableTick as error:
        return JsonResponse({"sentence": str(error)}, status=400)
    sessions = {one.pk: one for one in sheets_for(request.user).filter(pk__in={*parcel.ticks, parcel.sheet})}
    answer = _recorded(request, parcel, sessions)
    shown = sessions.get(parcel.sheet)
    return JsonResponse({**answer, "sheet": _sheet(load_sheet(shown)) if shown else None})


def _recorded(request: HttpRequest, parcel: Parcel, sessions: dict) -> dict[str, object]:
    kept, aside = [], []
    refused = [{"key": key, "sentence": sentence} for key, sentence in parcel.refused]
    for pk, ticks in parcel.ticks.items():
        if pk not in sessions:
            refused += [{"key": str(tick.key), "sentence": NOT_YOURS} for tick in ticks]
            continue
        result = record(sessions[pk], ticks, by=request.user, device=parcel.device, at=timezone.now())
        kept += [str(key) for key in result.kept]
        aside += [str(key) for key in result.aside]
        refused += [{"key": str(one.key), "sentence": one.sentence} for one in result.refused]
    return {"kept": kept, "aside": aside, "refused": refused}


def _sheet(found: Sheet) -> dict[str, object]:
    """The sheet without a name: the phone already shows the children it may show."""
    lines = [_line(line) for line in (*found.lines, *found.others) if line.booking or line.state.last]
    return {"locked": found.locked, "lines": lines}


def _line(line: SheetLine) -> dict[str, object]:
    return {
        "child": line.child.pk, "seen": line.state.last, "presence": line.presence, "said": line.said,
        "marks": dict(line.state.marks), "disputes": list(line.disputes), "unbooked": line.is_unbooked,
    }  # fmt: skip
