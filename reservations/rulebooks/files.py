"""What a règlement in a file answers: its review, a price, a decision, a deadline; and its way to the base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from families.models import Criterion
from reservations.facts import CRITERION, HOUSE, vocabulary
from reservations.pricing.bills import DatedRulebook, Tariff, differences, objections
from reservations.pricing.bills import price as priced
from reservations.rulebooks.deadlines import on_calendar
from reservations.rulebooks.told_bills import bill_told, differences_told
from reservations.rulebooks.told_calendars import ToldError, calendar_told, days_told
from reservations.rulebooks.told_worlds import facts_told, world_told
from rules.acceptances import from_json, settled, to_json
from rules.counter_texts import slug_of
from rules.editions import as_json, store, store_examples
from rules.engine import decide as decided
from rules.explain import why_not
from rules.facts import Fact
from rules.fairness import Penalty, penalties
from rules.findings import Finding
from rules.inspection import PRICE, Worked, inspect
from rules.models import Edition, Rulebook
from rules.notation import Json, outcome_to_json
from rules.outcomes import words as outcome_words
from rules.proofs import prove, usual_day
from rules.travel import Travelled, read, write

WORLD_KEYS = ("lignes", "ensuite", "faits", "calendrier")


# Without the database ----------------------------------------------------------------------------


def review(text: str, calendar: Mapping[str, Any] | None = None) -> Json:
    """Each defect of the file and each thing to know, its examples worked on a calendar.

    Raises Unreadable, ToldError.
    """
    file = read(text, HOUSE)
    day, counted, words = (
        usual_day(file.valid_from),
        calendar_told(calendar or {}),
        on_calendar(file.vocabulary, calendar),
    )
    worked = [
        Worked(one["cas"], prove(file.rules, file.kind, one["lignes"], one["attendu"], words, day, counted))
        for one in file.examples
    ]
    found = inspect(file.rules, file.kind, words, file.valid_from, worked, file.criteria)
    findings = settled(found, file.accepted, [step.name for step in file.rules.steps])
    return {
        "publiable": not any(one.blocking for one in findings),
        "remarques": [_finding(one, file) for one in findings if not one.is_let_be],
        "acceptees": [{**_finding(one, file), "motif": one.accepted} for one in findings if one.is_let_be],
        "penalites": [_penalty(one) for one in penalties(file.rules, words, day)] if file.kind == PRICE else [],
        "exemples": [{"cas": one.title, "juste": one.proof.agrees, "dit": one.proof.words} for one in worked],
    }


def _finding(one: Finding, file: Travelled) -> Json:
    step = None if one.step is None or one.part == "compteur" else file.grid.steps[one.step].name
    return {
        "bloquant": one.blocking, "etape": step, "ligne": None if one.row is None else one.row + 1,
        "endroit": one.place, "message": one.message, "reparations": [said for said, _ in one.repairs],
        "acceptable": one.acceptable,
    }  # fmt: skip


def _penalty(one: Penalty) -> Json:
    times = one.times
    return {
        "mots": one.words, "avant": str(one.before), "apres": str(one.after), "equitable": one.is_fair,
        "fois": None if times is None else f"{times:.2f}",
    }  # fmt: skip


def price(texts: Iterable[str], data: Any, on: date | None = None) -> Json:
    """The bill of a world under the editions of these files, and what the second world changes when there is one.

    ``on`` names the day whose edition prices every line, and is the day of the lines that have none.
    Raises Unreadable, ToldError, or what ``rules.steps.apply`` raises.
    """
    read_files = [read(text, HOUSE) for text in texts]
    tariff = _tariff(read_files, on)
    told = data if isinstance(data, Mapping) else {"lignes": data}
    _check_keys(told)
    given = told.get("calendrier") or {}
    days, calendar, facts = days_told(given), calendar_told(given), known_facts(read_files)
    worlds = [world_told(told[key], facts, told.get("faits") or {}, on, days, calendar)
              for key in ("lignes", "ensuite") if key in told]  # fmt: skip
    before = priced(tariff, worlds[0])
    answer = bill_told(before)
    if len(worlds) > 1:
        after = priced(tariff, worlds[1])
        gaps = differences(before, after)
        answer |= {"ensuite": bill_told(after),
                   "changement": differences_told(gaps, objections(worlds[0], worlds[1], after))}  # fmt: skip
    return answer


def _tariff(files: list[Travelled], on: date | None) -> Tariff:
    editions = tuple(DatedRulebook(str(number), file.valid_from, file.rules) for number, file in enumerate(files))
    if on is None:
        return Tariff(editions)
    chosen = Tariff(editions).on(on)
    if chosen is None:
        raise ToldError(f"Aucune version n'est en vigueur le {on:%d/%m/%Y} : la première commence après.")
    return Tariff((DatedRulebook(chosen.key, date.min, chosen.rulebook),))


def _check_keys(told: Mapping[str, Any]) -> None:
    unknown = [key for key in told if key not in WORLD_KEYS]
    if unknown or "lignes" not in told:
        said = f"« {unknown[0]} » n'est pas prévu" if unknown else "il manque « lignes »"
        raise ToldError(f"monde : {said} : écrivez {', '.join(WORLD_KEYS)}.")


def known_facts(files: list[Travelled]) -> list[Fact]:
    """Every fact a line may give: the vocabulary, the files' criteria, and frozen counters."""
    found = {fact.name: fact for file in files for fact in file.vocabulary.facts}
    found |= {counter.name: counter.fact for file in files for counter in file.rules.counters}
    return list(found.values())


def decide(text: str, step: str, data: Mapping[str, Any]) -> Json:
    """What one step answers on these facts: the rows, what they decide, and why not the others."""
    file = read(text, HOUSE)
    named = [one for one in file.rules.steps if one.name == step]
    if not named:
        steps = ", ".join(one.name for one in file.rules.steps)
        raise ToldError(f"Aucune étape ne s'appelle « {step} » : ce fichier a {steps}.")
    table = named[0].table
    known = [*known_facts([file]), *table.columns]
    facts = {column.name: None for column in table.columns} | facts_told(data, known, "critères")
    verdict = decided(table, facts)
    return {
        "lignes": [row + 1 for row in verdict.fired],
        "decisions": [{"mots": outcome_words(one), **outcome_to_json(one)} for one in verdict.outputs],
        "pourquoi-pas": [{"ligne": one.row + 1, "motif": one.words} for one in why_not(table, facts)],
    }


# With the database -------------------------------------------------------------------------------


def take_in(text: str, into: str = "") -> Json:
    """A draft edition from a file, its criteria made where the town lacks them. Raises Unreadable, ToldError."""
    with transaction.atomic():
        file = read(text, vocabulary())
        made = [_criterion(fact, target) for fact, target in zip(file.criteria, file.targets, strict=True)]
        rulebook = _rulebook(file, into)
        draft = Edition.objects.create(
            rulebook=rulebook, title=file.title or f"à partir du {file.valid_from:%d/%m/%Y}",
            valid_from=file.valid_from, council_decision=file.council_decision, council_decision_on=file.decided_on,
            accepted=to_json(file.accepted),
        )  # fmt: skip
        store(draft, file.stored)
        store_examples(draft, file.examples)
    return {"reglement": rulebook.slug, "version": draft.pk, "criteres-ajoutes": [one for one in made if one]}


def _rulebook(file: Travelled, into: str) -> Rulebook:
    slug = into or slug_of(file.name, "reglement")
    found, _new = Rulebook.objects.get_or_create(
        slug=slug, defaults={"name": file.name, "kind": file.kind, "description": file.description}
    )
    if found.kind != file.kind:
        raise ToldError(f"« {slug} » est un règlement de nature {found.kind}, ce fichier est de nature {file.kind}.")
    return found


def _criterion(fact: Fact, target: str) -> str:
    """The slug of the criterion made, or nothing where the town has one alike. Raises ToldError where it differs."""
    slug = fact.name.removeprefix(CRITERION)
    choices = [{"slug": choice.slug, "label": choice.label} for choice in fact.choices]
    found, new = Criterion.objects.get_or_create(
        slug=slug, defaults={"label": fact.title, "target": target, "kind": fact.kind.value, "choices": choices}
    )
    if found.kind != fact.kind.value or found.target != target:
        raise ToldError(f"La commune a déjà un critère « {slug} », d'un autre type ou qui porte sur autre chose.")
    return slug if new else ""


def export(slug: str, on: date | None = None) -> str:
    """The file of an edition of the base: the one in force on a day, or the latest. Raises ToldError."""
    rulebook = Rulebook.objects.filter(slug=slug).first()
    edition = None
    if rulebook:
        edition = rulebook.edition_on(on) if on else rulebook.editions.order_by("-valid_from", "-pk").first()
    if rulebook is None or edition is None:
        raise ToldError(f"« {slug} » n'a pas de version à écrire.")
    stored = as_json(edition)
    words = vocabulary()
    asked = _asked(stored)
    criteria = {words.fact(CRITERION + one.slug): one.target for one in Criterion.objects.all()
                if CRITERION + one.slug in asked}  # fmt: skip
    examples = [
        {"cas": one.title, "lignes": one.lines, "attendu": one.expected, "remarque": one.note}
        for one in edition.examples.all()
    ]
    return write(
        name=rulebook.name, kind=rulebook.kind, title=edition.title, valid_from=edition.valid_from, stored=stored,
        examples=examples, words=words, criteria=criteria, description=rulebook.description,
        council_decision=edition.council_decision, decided_on=edition.council_decision_on,
        accepted=from_json(edition.accepted),
    )  # fmt: skip


def _asked(stored: Any) -> set[str]:
    """Every text of the tables: the names of the facts are among them."""
    if isinstance(stored, Mapping):
        return set().union(*map(_asked, stored.values())) if stored else set()
    if isinstance(stored, list):
        return set().union(*map(_asked, stored)) if stored else set()
    return {stored} if isinstance(stored, str) else set()
