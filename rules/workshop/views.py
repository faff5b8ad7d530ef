"""What the editor asks while somebody types: to save and to say what is wrong."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rules.acceptances import from_json
from rules.drafting import content_digest, settle, stored_draft
from rules.editions import compiled
from rules.example_texts import ExampleError, read_lines
from rules.facts import Kind
from rules.files import rulebook_from_json
from rules.findings import Finding
from rules.forms import EditionForm, TrialForm
from rules.grids import scopes
from rules.models import DraftSave, Edition
from rules.policies import EDIT, staff
from rules.posted import Draft, draft_of
from rules.proofs import PROBLEMS, expected_words, usual_day
from rules.readable import counters_read, readable
from rules.vocabulary import Vocabulary, vocabulary
from rules.workshop.annex import annex
from rules.workshop.pasting import question, tidied
from rules.workshop.reviewing import review_draft
from rules.workshop.saving import Stale, fresh, save_over
from rules.workshop.trying import Trial, days_of, try_out


@staff(EDIT)
@require_POST
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a draft as it is being typed, and give its review and what its examples come to."""
    found = get_object_or_404(Edition.objects.drafts().select_related("rulebook"), pk=pk)
    words, draft = vocabulary(), draft_of(request.POST)
    moved = settle(draft, found.rulebook.kind, words)
    form = EditionForm(request.POST, instance=found)
    day = form.cleaned_data["valid_from"] if form.is_valid() else fresh(found).valid_from
    reviewed = review_draft(draft, found.rulebook.kind, words, day, from_json(found.accepted))
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


@staff(EDIT)
@require_POST
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of one pasted column as cells are written, and what the published grid leaves open."""
    found = get_object_or_404(Edition.objects.drafts(), pk=pk)
    grid = draft_of(request.POST).grid
    step = int(request.POST.get("step", "0") or 0)
    known = scopes(grid, vocabulary())
    if step >= len(known):
        raise Http404
    column = known[step].fact(request.POST.get("fact", ""))
    texts = [tidied(column, text) for text in request.POST.getlist("text")]
    asked = question(column, texts) if column.kind is Kind.NUMBER else None
    return JsonResponse({"edition": found.pk, "texts": texts, "question": asdict(asked) if asked else None})


@staff(EDIT)
@require_POST
def try_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The test bench: bookings tried on the draft as it is typed, nothing being kept."""
    found = get_object_or_404(Edition.objects.drafts().select_related("rulebook"), pk=pk)
    form = TrialForm(request.POST, prefix="essai")
    words, draft = vocabulary(), draft_of(request.POST)
    context = {"edition": found, "problem": "", "trial": None}
    try:
        context["trial"] = _tried(found, draft, form, words)
    except (*PROBLEMS, ExampleError, ValueError) as error:
        context["problem"] = str(error)
    page = "rules/includes/trial.html" if "fragment" in request.POST else "rules/trial.html"
    return render(request, page, context)


def _tried(found: Edition, draft: Draft, form: TrialForm, words: Vocabulary) -> Trial:
    if not form.is_valid():
        raise ValueError(_("Donnez un jour, et une réservation par ligne."))
    data, _examples, misread = stored_draft(draft, found.rulebook.kind, words)
    if misread:
        raise ValueError(_("Corrigez d'abord : %(what)s") % {"what": misread[0].message})
    rules = rulebook_from_json(data, words)
    lines = read_lines(form.cleaned_data["lines"], (*words.facts, *(counter.fact for counter in rules.counters)))
    days = days_of(form.cleaned_data["day"] or usual_day(found.valid_from), form.cleaned_data["span"])
    return try_out(rules, found.rulebook.kind, lines, words, days)


@staff(EDIT)
@require_GET
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The règlement as a parent reads it, to be printed."""
    return render(request, "rules/reading.html", _read(pk))


@staff(EDIT)
@require_GET
def annex_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex of the délibération."""
    context = _read(pk)
    found = context["edition"]
    name = f"{found.rulebook.slug}-{found.valid_from.isoformat()}.pdf"
    said = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(annex(context), content_type="application/pdf", headers=said)


def _read(pk: int) -> dict:
    found = get_object_or_404(Edition.objects.with_tables().prefetch_related("examples"), pk=pk)
    examples = [{"title": one.title, "answer": expected_words(one.expected)} for one in found.examples.all()]
    words = vocabulary()
    try:
        rules = compiled(found)
    except (*PROBLEMS, ValueError) as error:
        return {"edition": found, "problem": str(error), "examples": examples}
    titles = {fact.name: fact.title for fact in words.facts}
    said = {"steps": readable(rules, titles), "counters": counters_read(rules, words.level)}
    return {"edition": found, "problem": "", "examples": examples, **said}


def _finding(one: Finding) -> dict:
    names = ("message", "part", "step", "row", "column", "blocking", "place", "anchor")
    return {**{name: getattr(one, name) for name in names}, "repairs": one.repairs}
