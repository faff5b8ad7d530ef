"""The answers to the town's own criteria: typed in a form, read from a file, kept from a day on (B22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from families.models import Child, Criterion, CriterionValue, Household

Kind = Criterion.Kind
PREFIX = "critere_"
YES_NO = [("", gettext_lazy("inconnu")), ("oui", gettext_lazy("oui")), ("non", gettext_lazy("non"))]
DAYS = ("%Y-%m-%d", "%d/%m/%Y")

# Answers -----------------------------------------------------------------------------------------


def answer_of(criterion: Criterion, said: Any) -> Any:
    """The answer as it is kept: true, "512.5", "2026-09-01", a short name; None where nothing is said.

    Raises ValueError saying what to write.
    """
    text = str("" if said is None else said).strip()
    if not text:
        return None
    return _READERS[Kind(criterion.kind)](criterion, text)


def _yes_no(criterion: Criterion, text: str) -> bool:
    if text.casefold() in ("oui", "non", "true", "false"):
        return text.casefold() in ("oui", "true")
    raise ValueError(_("« %(label)s » : écrivez oui ou non.") % {"label": criterion.label})


def _number(criterion: Criterion, text: str) -> str:
    try:
        found = Decimal(text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise ValueError(
            _("« %(label)s » : « %(text)s » n'est pas un nombre.") % {"label": criterion.label, "text": text}
        )
    return f"{found.normalize():f}"


def _day(criterion: Criterion, text: str) -> str:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    raise ValueError(_("« %(label)s » : écrivez une date, 01/09/2026.") % {"label": criterion.label})


def _choice(criterion: Criterion, text: str) -> str:
    for choice in criterion.choices:
        if text.casefold() in (choice["slug"].casefold(), choice["label"].casefold()):
            return str(choice["slug"])
    known = ", ".join(choice["label"] for choice in criterion.choices)
    raise ValueError(_("« %(label)s » : écrivez %(known)s.") % {"label": criterion.label, "known": known})


_READERS = {Kind.BOOLEAN: _yes_no, Kind.NUMBER: _number, Kind.DATE: _day, Kind.CHOICE: _choice}


def written(criterion: Criterion, answer: Any) -> Any:
    """The answer as a form shows it."""
    if isinstance(answer, bool):
        return "oui" if answer else "non"
    if answer is not None and criterion.kind == Kind.DATE:
        return date.fromisoformat(answer)
    return answer


# Kept from a day on ------------------------------------------------------------------------------


def answers_on(owner: Household | Child, criteria: Iterable[Criterion], day: date) -> dict[str, Any]:
    """The answers of a household or a child in force on a day, by short name; None where nobody knows."""
    found = {criterion.slug: None for criterion in criteria}
    if owner.pk is None:
        return found
    for value in owner.criteria.filter(valid_from__lte=day).select_related("criterion").order_by("valid_from"):
        found[value.criterion.slug] = value.value
    return {criterion.slug: found[criterion.slug] for criterion in criteria}


def keep_answers(
    owner: Household | Child, criteria: Iterable[Criterion], answers: Mapping[str, Any], day: date
) -> None:
    """Write what differs from what is in force on that day; what was true before stays in the history."""
    criteria = list(criteria)
    known = answers_on(owner, criteria, day)
    side = "household" if isinstance(owner, Household) else "child"
    for criterion in criteria:
        if criterion.slug in answers and answers[criterion.slug] != known[criterion.slug]:
            CriterionValue.objects.update_or_create(
                **{side: owner}, criterion=criterion, valid_from=day, defaults={"value": answers[criterion.slug]}
            )


# In forms ----------------------------------------------------------------------------------------


def criteria_of(target: str) -> list[Criterion]:
    """The criteria the town asks of households, of children or of enrolments."""
    return list(Criterion.objects.filter(target=target))


def field_of(criterion: Criterion) -> forms.Field:
    """The field of a form for one criterion; empty means unknown."""
    options: dict[str, Any] = {"label": criterion.label, "help_text": criterion.help_text, "required": False}
    match Kind(criterion.kind):
        case Kind.BOOLEAN:
            return forms.ChoiceField(choices=YES_NO, **options)
        case Kind.CHOICE:
            listed = [(choice["slug"], choice["label"]) for choice in criterion.choices]
            return forms.ChoiceField(choices=[("", gettext_lazy("inconnu")), *listed], **options)
        case Kind.DATE:
            return forms.DateField(widget=AdminDateInput, **options)
    return forms.DecimalField(**options)


class AsksCriteria(forms.BaseModelForm):
    """A form with a field for each criterion of its target; ``answers`` once it is valid."""

    target: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = criteria_of(self.target)
        known = self.known_answers()
        for criterion in self.asked:
            self.fields[PREFIX + criterion.slug] = field_of(criterion)
            self.initial[PREFIX + criterion.slug] = written(criterion, known.get(criterion.slug))

    def known_answers(self) -> Mapping[str, Any]:
        """What is already answered."""
        raise NotImplementedError

    @property
    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {one.slug: answer_of(one, data.get(PREFIX + one.slug)) for one in self.asked}


class AsksDatedCriteria(AsksCriteria):
    """The same for a household or a child, whose answers hold from a day on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        label = gettext_lazy("Ces réponses valent à partir du")
        self.start = forms.DateField(label=label, initial=timezone.localdate, widget=AdminDateInput)
        super().__init__(*args, **kwargs)
        if self.asked:
            self.fields["criteria_from"] = self.start

    def known_answers(self) -> Mapping[str, Any]:
        """Those of the day the answers are proposed to start."""
        return answers_on(self.instance, self.asked, self.get_initial_for_field(self.start, "criteria_from"))

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if self.asked:
            keep_answers(saved, self.asked, self.answers, self.cleaned_data["criteria_from"])
        return saved
