"""The back office of règlements: their editions, the editor, what an edition says."""

import json
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rules import gate
from rules.acceptances import ReasonMissing, from_json
from rules.desk import desk
from rules.drafting import content_digest, draft_from, settle
from rules.editions import compiled, copy, export, no_longer_accept
from rules.forms import CopyForm, EditionForm, RulebookForm, TrialForm
from rules.models import Edition, Rulebook
from rules.policies import EDIT, PUBLISH, staff
from rules.posted import Draft, act, draft_of
from rules.proofs import PROBLEMS
from rules.readable import counters_read, readable
from rules.vocabulary import vocabulary
from rules.workshop.clashes import Clash, apart, clash_of, merged
from rules.workshop.saving import Stale, save_over
from rules.workshop.views import stale_words


@staff(EDIT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every règlement, with the edition in force today."""
    today = timezone.localdate()
    rulebooks = Rulebook.objects.prefetch_related("editions")
    rows = [(rulebook, *_editions(rulebook, today)) for rulebook in rulebooks]
    return render(request, "rules/index.html", {"rows": rows})


@staff(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """A new règlement, and its first draft."""
    form = RulebookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rulebook = form.save()
        draft = Edition.objects.create(rulebook=rulebook, title=_("première version"), valid_from=timezone.localdate())
        return redirect("rules:edit", draft.pk)
    return render(request, "rules/add.html", {"form": form})


@staff(EDIT)
@require_GET
def rulebook(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions of one règlement, the latest first."""
    found = get_object_or_404(Rulebook, slug=slug)
    in_force, _drafts = _editions(found, timezone.localdate())
    return render(
        request, "rules/rulebook.html", {"rulebook": found, "editions": found.editions.all(), "in_force": in_force}
    )


@staff(EDIT)
@require_GET
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """What an edition says, in sentences and tables, and what its examples give."""
    found = _edition(pk)
    context = {"edition": found, "problem": "", "accepted": from_json(found.accepted), **_reading(found)}
    return render(request, "rules/edition.html", context)


@staff(EDIT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of a draft; a live edition is read, and copied."""
    found = _edition(pk)
    if found.is_live:
        return redirect("rules:edition", found.pk)
    if request.method == "POST":
        return _posted(request, found)
    checked = "verifier" in request.GET
    findings = gate.check(found) if checked else gate.misread(found)
    draft = draft_from(found, vocabulary())
    return _editor(request, found, draft, EditionForm(instance=found), findings, checked=checked)


@staff(EDIT)
def copy_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of an edition to a new date, as a draft."""
    found = _edition(pk)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = copy(found, form.cleaned_data["valid_from"])
        messages.success(request, _("La copie est prête : modifiez-la, vérifiez-la, puis publiez-la."))
        return redirect("rules:edit", draft.pk)
    return render(request, "rules/copy.html", {"edition": found, "form": form})


@staff(EDIT)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; a live edition stays."""
    found = _edition(pk)
    if found.is_live:
        raise Http404
    found.delete()
    messages.success(request, _("Le brouillon « %(title)s » est supprimé.") % {"title": found.title})
    return redirect("rules:rulebook", found.rulebook.slug)


@staff(EDIT)
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition as one readable file, for another town or a backup."""
    found = _edition(pk)
    text = json.dumps(export(found), ensure_ascii=False, indent=2)
    name = f"{found.rulebook.slug}-{found.valid_from.isoformat()}.json"
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# The editor --------------------------------------------------------------------------------------


def _posted(request: HttpRequest, found: Edition) -> HttpResponse:
    """Do what the button asks, keep everything that was typed, then do what remains: check, publish."""
    action = request.POST.get("do", "save")
    if action == "publish" and not request.user.has_perm(PUBLISH):
        raise Http404
    words, draft = vocabulary(), draft_of(request.POST)
    anchor = act(draft, action, request.POST)
    if action == "theirs":
        return redirect("rules:edit", found.pk)
    if action == "apart":
        return _apart(request, found, draft)
    if action == "merge":
        draft = merged(found, draft, request.POST, words)
    return _saved(request, found, draft, action, anchor)


def _saved(request: HttpRequest, found: Edition, draft: Draft, action: str, anchor: str) -> HttpResponse:
    words = vocabulary()
    moved = settle(draft, found.rulebook.kind, words)
    form = EditionForm(request.POST, instance=found)
    if not form.is_valid():
        return _not_saved(request, found, draft, form)
    try:
        save_over(found, draft, words, base=request.POST.get("content", ""), by=request.user, at=timezone.now())
    except Stale as stale:
        return _not_saved(request, found, draft, form, stale=stale)
    form.save()
    _judge(request, found, action)
    if moved:
        messages.info(request, _("Les étapes sont rangées de l'unité vers les groupes les plus larges."))
    return _after(request, found, action, anchor)


def _apart(request: HttpRequest, found: Edition, draft: Draft) -> HttpResponse:
    words = vocabulary()
    settle(draft, found.rulebook.kind, words)
    own = apart(found, draft, request.user.get_full_name() or request.user.get_username(), words)
    messages.success(request, _("Votre saisie est gardée dans un brouillon à part ; l'autre n'a pas changé."))
    return redirect("rules:edit", own.pk)


def _not_saved(
    request: HttpRequest, found: Edition, draft: Draft, form: EditionForm, *, stale: Stale | None = None
) -> HttpResponse:
    current, clash = _edition(found.pk), None
    if stale:
        base = request.POST.get("base") or request.POST.get("content", "")
        clash = clash_of(current, draft, base, stale.last, vocabulary())
        said = _("Cette version a été modifiée ailleurs depuis que vous l'avez ouverte. Rien n'est perdu.")
    else:
        said = _("Le brouillon n'est pas enregistré : corrigez l'en-tête, votre saisie est intacte.")
    messages.error(request, said)
    unread = gate.misread_in(draft.grid, found.rulebook.kind)
    return _editor(request, current, draft, form, unread, checked=False, proofs=(), clash=clash)


def _after(request: HttpRequest, found: Edition, action: str, anchor: str) -> HttpResponse:
    checking = action.startswith(("check", "publish", "mend", "insert", "accept", "unaccept"))
    asked = [name for name, wanted in (("simple=1", "simple" in request.GET), ("verifier=1", checking)) if wanted]
    address = f"{_edit_url(found)}?{'&'.join(asked)}#{'constats' if checking else anchor}"
    if action == "publish":
        return _publish(request, found, address)
    if action == "save":
        messages.success(request, _("Le brouillon est enregistré."))
    return redirect(address)


def _judge(request: HttpRequest, found: Edition, action: str) -> None:
    """Accept one remark of the review with its reason, or take that back."""
    verb, _colon, key = action.partition(":")
    if verb == "unaccept":
        no_longer_accept(found, key)
    if verb != "accept":
        return
    try:
        by, reason = request.user.get_full_name() or request.user.get_username(), request.POST.get(f"reason.{key}", "")
        gate.accept(_edition(found.pk), key, reason, by=by, on=timezone.localdate())
    except ReasonMissing as error:
        messages.error(request, str(error))


def _publish(request: HttpRequest, found: Edition, refused: str) -> HttpResponse:
    try:
        gate.publish(_edition(found.pk), at=timezone.now(), by=request.user)
    except gate.NotPublishable:
        messages.error(request, _("La version n'est pas publiée : voici ce qui reste à corriger."))
        return redirect(refused)
    messages.success(
        request,
        _("La version est publiée : elle s'applique à partir du %(day)s.") % {"day": f"{found.valid_from:%d/%m/%Y}"},
    )
    return redirect("rules:edition", found.pk)


def _editor(
    request: HttpRequest,
    found: Edition,
    draft: Draft,
    form: EditionForm,
    findings,
    *,
    checked: bool,
    proofs=None,
    clash: Clash | None = None,
) -> HttpResponse:
    worked = gate.proofs(found) if proofs is None else proofs
    context = {
        "edition": found,
        "form": form,
        "desk": desk(draft, found.rulebook.kind, vocabulary(), findings, worked),
        "content": content_digest(found),
        "clash": clash,
        "clash_words": stale_words(clash.last) if clash else "",
        "checked": checked,
        "findings": findings,
        "blocking": [one for one in findings if one.blocking],
        "may_publish": request.user.has_perm(PUBLISH),
        "simple": "simple" in request.GET,
        "trial_form": TrialForm(request.POST if request.POST.get("essai-lines") else None, prefix="essai"),
    }
    return render(request, "rules/edit.html", context)


def _edit_url(found: Edition) -> str:
    return redirect("rules:edit", found.pk).url


# What the pages show -----------------------------------------------------------------------------


def _edition(pk: int) -> Edition:
    return get_object_or_404(Edition.objects.with_tables().prefetch_related("examples"), pk=pk)


def _editions(found: Rulebook, today: date) -> tuple[Edition | None, list[Edition]]:
    """The edition in force today, and those still being written."""
    editions = list(found.editions.all())  # the latest first
    started = [one for one in editions if one.is_live and one.valid_from <= today]
    return (started[0] if started else None), [one for one in editions if not one.is_live]


def _reading(found: Edition) -> dict:
    words = vocabulary()
    proofs = list(zip(found.examples.all(), gate.proofs(found), strict=True))
    try:
        rules = compiled(found)
    except (*PROBLEMS, ValueError) as error:
        return {"problem": str(error), "proofs": proofs}
    titles = {fact.name: fact.title for fact in words.facts}
    return {"steps": readable(rules, titles), "counters": counters_read(rules, words.level), "proofs": proofs}
