"""What the editor asks while somebody types: to save and to say what is wrong."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rules.drafting import content_digest, settle
from rules.findings import Finding
from rules.forms import EditionForm
from rules.models import DraftSave, Edition
from rules.policies import EDIT, staff
from rules.posted import Draft, draft_of
from rules.vocabulary import vocabulary
from rules.workshop.reviewing import review_draft
from rules.workshop.saving import Stale, fresh, save_over


@staff(EDIT)
@require_POST
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a draft as it is being typed, and give its review and what its examples come to."""
    found = get_object_or_404(Edition.objects.drafts().select_related("rulebook"), pk=pk)
    words, draft = vocabulary(), draft_of(request.POST)
    moved = settle(draft, found.rulebook.kind, words)
    form = EditionForm(request.POST, instance=found)
    day = form.cleaned_data["valid_from"] if form.is_valid() else fresh(found).valid_from
    reviewed = review_draft(draft, found.rulebook.kind, words, day)
    answer = {
        "findings": [_finding(one) for one in reviewed.findings],
        "proofs": [{"agrees": one.agrees, "words": one.words} for one in reviewed.proofs],
        "reload": moved,
        **_save(request, found, draft, form),
    }
    return JsonResponse(answer, status=409 if "stale" in answer else 200)


def _save(request: HttpRequest, found: Edition, draft: Draft, form: EditionForm) -> dict:
    """What became of the saving, in words."""
    if not form.is_valid():
        return {"saved": False, "said": _("Pas encore enregistré : corrigez l'en-tête.")}
    at = timezone.now()
    try:
        save_over(found, draft, vocabulary(), base=request.POST.get("content", ""), by=request.user, at=at)
    except Stale as stale:
        return {"saved": False, "stale": True, "said": stale_words(stale.last)}
    form.save()
    hour = timezone.localtime(at).strftime("%H:%M")
    said = _("Brouillon enregistré à %(hour)s.") % {"hour": hour}
    return {"saved": True, "content": content_digest(fresh(found)), "said": said}


def stale_words(last: DraftSave | None) -> str:
    """« Camille Roy a enregistré cette version à 16:02, pendant que vous écriviez. »"""
    if last is None or last.saved_by is None:
        return _("Cette version a été enregistrée ailleurs pendant que vous écriviez.")
    hour = timezone.localtime(last.saved_at).strftime("%H:%M")
    who = last.saved_by.get_full_name() or last.saved_by.get_username()
    return _("%(who)s a enregistré cette version à %(hour)s, pendant que vous écriviez.") % {"who": who, "hour": hour}


def drafted(pk: int) -> Edition:
    """The draft of that number. Raises Http404 where there is none, or where it is published."""
    found = get_object_or_404(Edition.objects.with_tables().prefetch_related("examples"), pk=pk)
    if found.is_live:
        raise Http404
    return found


def _finding(one: Finding) -> dict:
    names = ("message", "part", "step", "row", "column", "blocking", "place", "anchor")
    return {**{name: getattr(one, name) for name in names}, "repairs": one.repairs}
