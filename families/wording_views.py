"""The texts of the messages in the back office: written, previewed, published, and brought back to their origin."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from families import wordings
from families.message_kinds import Kind, kind_named, kinds
from families.models.wordings import FRENCH
from families.policies import staff
from families.wordings import Letter

EDIT = "families.change_wording"


class WordingForm(forms.Form):
    """A subject and a body, whose words between braces must be those of the kind."""

    subject = forms.CharField(label=gettext_lazy("Objet"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Texte"), widget=forms.Textarea(attrs={"rows": 14}), strip=False)

    def __init__(self, kind: Kind, *args, **kwargs) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def clean(self):
        """Each text is read for what it gets wrong; what was typed stays in its field."""
        found = super().clean()
        for name in ("subject", "body"):
            for fault in wordings.faults(self.kind, found.get(name, "")):
                self.add_error(name, fault)
        return found

    @property
    def letter(self) -> Letter:
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        return Letter(self.cleaned_data["subject"], body)


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind as the list shows it."""

    kind: Kind
    state: str


@staff(EDIT)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of message, and whose text it is."""
    listed = [Listed(kind, _state(kind)) for kind in kinds().values()]
    return render(request, "families/wordings.html", {"listed": listed})


@staff(EDIT)
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, slug: str) -> HttpResponse:
    """The text of one kind: preview, draft, publish, back to the origin."""
    kind, language = kind_named(slug), request.GET.get("langue", FRENCH)
    if kind is None or language not in dict(settings.MESSAGE_LANGUAGES):
        raise Http404
    if request.method == "POST" and request.POST.get("action") in ("origine", "oublier"):
        return _without_text(request, kind, language)
    form = WordingForm(kind, request.POST or None, initial=_initial(kind, language))
    if request.method == "POST" and form.is_valid() and request.POST.get("action") in ("brouillon", "publier"):
        return _keep(request, kind, language, form.letter)
    return _show(request, kind, language, form)


def _initial(kind: Kind, language: str) -> dict[str, str]:
    draft = wordings.draft_of(kind, language)
    shown = Letter(draft.subject, draft.body) if draft else wordings.in_force(kind, language)
    return {"subject": shown.subject, "body": shown.body}


def _show(request: HttpRequest, kind: Kind, language: str, form: WordingForm) -> HttpResponse:
    letter = Letter(**form.initial) if not form.is_bound else form.letter if form.is_valid() else None
    return render(request, "families/wording.html", {
        "kind": kind,
        "form": form,
        "preview": wordings.preview(kind, letter) if letter else None,
        "draft": wordings.draft_of(kind, language),
        "versions": wordings.versions(kind, language),
        "language": language,
        "languages": settings.MESSAGE_LANGUAGES,
    })  # fmt: skip


def _keep(request: HttpRequest, kind: Kind, language: str, letter: Letter) -> HttpResponse:
    """« Enregistrer le brouillon » or « Publier »."""
    if request.POST["action"] == "publier":
        wordings.publish(kind, letter, language=language, at=timezone.now(), by=request.user)
        messages.success(request, _("Texte publié : les prochains messages l'utilisent."))
    else:
        wordings.save_draft(kind, letter, language=language, at=timezone.now(), by=request.user)
        messages.success(request, _("Brouillon enregistré : les messages gardent le texte publié."))
    return redirect(_address(kind, language))


def _without_text(request: HttpRequest, kind: Kind, language: str) -> HttpResponse:
    """« Revenir au texte d'origine » or « Oublier le brouillon »: whatever is typed does not count."""
    if request.POST["action"] == "origine":
        wordings.back_to_origin(kind, language=language, at=timezone.now(), by=request.user)
        messages.success(request, _("Les prochains messages reprennent le texte d'origine."))
    else:
        wordings.drop_draft(kind, language=language)
        messages.success(request, _("Brouillon oublié."))
    return redirect(_address(kind, language))


def _address(kind: Kind, language: str) -> str:
    query = "" if language == FRENCH else f"?langue={language}"
    return reverse("wordings:wording", args=[kind.slug]) + query


def _state(kind: Kind) -> str:
    published = wordings.versions(kind)
    words = _("texte de la mairie") if published and not published[0].is_origin else _("texte d'origine")
    return _("%s, brouillon en cours") % words if wordings.draft_of(kind) else words
