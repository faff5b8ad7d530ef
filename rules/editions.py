"""Editions between the database and the engine: stored, compiled once a process, copied, published."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from rules.acceptances import Acceptance, from_json, to_json
from rules.files import rulebook_from_json
from rules.models import Edition, Example, Row, Step
from rules.models import Rulebook as RulebookModel
from rules.models.editions import LiveEdition
from rules.steps import Rulebook
from rules.vocabulary import Vocabulary, vocabulary

KEPT = 300
_compiled: OrderedDict[tuple[int, str], Rulebook] = OrderedDict()


def compiled(edition: Edition, words: Vocabulary | None = None) -> Rulebook:
    """The edition as a value; a live one is compiled once a process.

    ``words``, the town's vocabulary, is given where several editions are read at once.

    Raises NotationError or RulebookError, saying where, when a draft does not stand.
    """
    key = (edition.pk, edition.digest)
    if edition.is_live and key in _compiled:
        _compiled.move_to_end(key)
        return _compiled[key]
    words = words or vocabulary()
    rulebook = rulebook_from_json(as_json(edition), words, name=edition.rulebook.slug, edition=str(edition.pk))
    if edition.is_live:
        _compiled[key] = rulebook
        while len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return rulebook


@dataclass(frozen=True)
class InForce:
    """A live edition and its value."""

    edition: Edition
    rulebook: Rulebook


@dataclass(frozen=True)
class History:
    """The live editions of one règlement, oldest first."""

    editions: tuple[InForce, ...] = ()

    def on(self, day: date) -> InForce | None:
        """The edition in force on ``day``: the latest that starts on or before it, or None."""
        started = [one for one in self.editions if one.edition.valid_from <= day]
        return started[-1] if started else None


def histories(rulebooks: Iterable[int | None]) -> dict[int, History]:
    """The live editions of some règlements; one query once their tables are compiled in this process."""
    keys = {key for key in rulebooks if key is not None}
    found: dict[int, list[InForce]] = {key: [] for key in keys}
    live = list(Edition.objects.live().select_related("rulebook").filter(rulebook__in=keys).order_by("valid_from"))
    new = [edition.pk for edition in live if (edition.pk, edition.digest) not in _compiled]
    loaded = {edition.pk: edition for edition in Edition.objects.with_tables().filter(pk__in=new)} if new else {}
    words = vocabulary() if new else None
    for edition in live:
        found[edition.rulebook_id].append(InForce(edition, compiled(loaded.get(edition.pk, edition), words)))
    return {key: History(tuple(editions)) for key, editions in found.items()}


def as_json(edition: Edition) -> dict[str, Any]:
    """The steps and counters of an edition in the shape of `rules.files`."""
    return {"compteurs": edition.counters, "etapes": [_step_as_json(step) for step in edition.steps.all()]}


def _step_as_json(step: Step) -> dict[str, Any]:
    return {
        "nom": step.name,
        "niveau": step.level,
        "operation": step.operation,
        "ecrit": step.writes,
        "sur": step.on,
        "couvre": step.covers,
        "arrondi": step.rounding,
        "debiteur": step.debtor,
        "regle": step.policy,
        "colonnes": step.columns,
        "lignes": [{"libelle": row.label, "cellules": row.cells, "resultat": row.outcome} for row in step.rows.all()],
    }


def store(edition: Edition, data: dict[str, Any]) -> None:
    """Replace the steps and counters of a draft by those of a file. Raises LiveEdition on a live one."""
    refuse_live(edition)
    with transaction.atomic():
        edition.steps.all().delete()
        edition.counters = data.get("compteurs", [])
        edition.save(update_fields=["counters"])
        for position, step in enumerate(data.get("etapes", ())):
            _store_step(edition, position, step)


def _store_step(edition: Edition, position: int, data: dict[str, Any]) -> None:
    step = Step.objects.create(
        edition=edition, position=position, name=data["nom"], level=data["niveau"], operation=data["operation"],
        policy=data.get("regle", "U"), columns=data.get("colonnes", []), writes=data.get("ecrit") or "prix",
        on=data.get("sur", []), covers=data.get("couvre"), rounding=data.get("arrondi"),
        debtor=data.get("debiteur", ""),
    )  # fmt: skip
    Row.objects.bulk_create(
        Row(step=step, position=place, label=row.get("libelle", ""), cells=row["cellules"], outcome=row["resultat"])
        for place, row in enumerate(data.get("lignes", ()))
    )


def store_examples(edition: Edition, examples: Sequence[dict[str, Any]]) -> None:
    """Replace the worked cases of a draft. Raises LiveEdition on a live one."""
    refuse_live(edition)
    edition.examples.all().delete()
    Example.objects.bulk_create(
        Example(edition=edition, position=place, title=example["cas"], lines=example["lignes"],
                expected=example["attendu"], note=example.get("remarque", ""))
        for place, example in enumerate(examples)
    )  # fmt: skip


def copy(edition: Edition, valid_from: date) -> Edition:
    """A draft with the same steps, examples and accepted remarks, to start on another day (A19)."""
    with transaction.atomic():
        draft = Edition.objects.create(
            rulebook=edition.rulebook, title=f"à partir du {valid_from:%d/%m/%Y}", valid_from=valid_from,
            accepted=edition.accepted,
        )  # fmt: skip
        store(draft, as_json(edition))
        store_examples(draft, examples_as_json(edition))
    return draft


def examples_as_json(edition: Edition) -> list[dict[str, Any]]:
    """The worked cases of an edition in the shape of `rules.files`."""
    return [
        {"cas": one.title, "lignes": one.lines, "attendu": one.expected, "remarque": one.note}
        for one in edition.examples.all()
    ]


def export(edition: Edition) -> dict[str, Any]:
    """The edition as one readable file: its règlement, its version, its steps and its proofs (B23)."""
    decided = edition.council_decision_on
    return {
        "reglement": {
            "nom": edition.rulebook.name, "nature": edition.rulebook.kind, "description": edition.rulebook.description,
        },
        "version": {
            "titre": edition.title, "applicable": edition.valid_from.isoformat(),
            "deliberation": edition.council_decision, "delibere-le": decided.isoformat() if decided else None,
        },
        **as_json(edition),
        "exemples": examples_as_json(edition),
        **({"acceptees": edition.accepted} if edition.accepted else {}),
    }  # fmt: skip


def load_edition(rulebook: RulebookModel, data: dict[str, Any]) -> Edition:
    """A draft of this règlement from a file in the shape of `export`. Raises NotationError where it does not stand."""
    version = data["version"]
    rulebook_from_json(data, vocabulary())
    with transaction.atomic():
        draft = Edition.objects.create(
            rulebook=rulebook, title=version["titre"], valid_from=date.fromisoformat(version["applicable"]),
            council_decision=version.get("deliberation") or "",
            council_decision_on=date.fromisoformat(decided) if (decided := version.get("delibere-le")) else None,
            accepted=data.get("acceptees", []),
        )  # fmt: skip
        store(draft, data)
        store_examples(draft, data.get("exemples", ()))
    return draft


def make_live(edition: Edition, *, at: datetime, by: Any = None) -> Edition:
    """Put a draft in force from its day on; the gate must have let it through (see `rules.gate.publish`)."""
    refuse_live(edition)
    content = json.dumps(as_json(edition), sort_keys=True, ensure_ascii=False)
    edition.digest = sha256(content.encode()).hexdigest()
    edition.status, edition.published_at, edition.published_by = Edition.Status.LIVE, at, by
    edition.save(update_fields=["digest", "status", "published_at", "published_by"])
    return edition


def refuse_live(edition: Edition) -> None:
    """Raises LiveEdition where the edition is live."""
    if edition.is_live:
        raise LiveEdition("Une version publiée ne se modifie pas : copiez-la à une nouvelle date.")


def accept(edition: Edition, acceptance: Acceptance) -> None:
    """Add an accepted remark to a draft, in place of the same one accepted before. Raises LiveEdition on a live one."""
    _keep(edition, [*_others(edition, acceptance.key), acceptance])


def no_longer_accept(edition: Edition, key: str) -> None:
    """Take an accepted remark back. Raises LiveEdition on a live edition."""
    _keep(edition, _others(edition, key))


def _others(edition: Edition, key: str) -> list[Acceptance]:
    return [one for one in from_json(edition.accepted) if one.key != key]


def _keep(edition: Edition, accepted: list[Acceptance]) -> None:
    refuse_live(edition)
    edition.accepted = to_json(accepted)
    edition.save(update_fields=["accepted"])
