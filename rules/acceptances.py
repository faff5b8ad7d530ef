"""Remarks of the review accepted one by one, each with its written reason: they let through, and stay shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from rules.findings import Finding

SHORTEST = 10  # letters of a reason: « ok » is none


class ReasonMissing(ValueError):
    """A remark accepted without saying why; the message is for people."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One remark as the review says it, the name of its step (nothing for the whole version), and the reason.

    ``by`` and ``on`` (a day, ISO) say who accepted it and when, where the database knows.
    """

    step: str
    remark: str
    reason: str
    by: str = ""
    on: str = ""

    def __post_init__(self) -> None:
        if len(self.reason.strip()) < SHORTEST:
            raise ReasonMissing(
                _("Dites en une phrase pourquoi cette remarque est acceptée : elle sera relue avec le règlement.")
            )

    @property
    def key(self) -> str:
        return key_of(self.step, self.remark)


def key_of(step: str, remark: str) -> str:
    """A short name for a remark of a step; another text is another remark, to be accepted again."""
    return sha256(f"{step}\n{' '.join(remark.split())}".encode()).hexdigest()[:12]


def settled(findings: Iterable[Finding], accepted: Sequence[Acceptance], steps: Sequence[str]) -> tuple[Finding, ...]:
    """The findings, those accepted no longer blocking and carrying their reason; then the acceptances left over."""
    reasons = {one.key: one for one in accepted}
    found = [_keyed(one, steps) for one in findings]
    met = {one.key for one in found if one.acceptable}
    idle = (
        Finding(_("La remarque acceptée « %(remark)s » ne se présente plus : retirez-la.") % {"remark": one.remark},
                blocking=False, key=one.key, accepted=one.reason)
        for one in accepted if one.key not in met
    )  # fmt: skip
    return (*(_settled(one, reasons) for one in found), *idle)


def _keyed(one: Finding, steps: Sequence[str]) -> Finding:
    name = steps[one.step] if one.step is not None and one.part != "compteur" and one.step < len(steps) else ""
    return replace(one, key=key_of(name, one.message))


def _settled(one: Finding, reasons: dict[str, Acceptance]) -> Finding:
    found = reasons.get(one.key) if one.acceptable else None
    return one if found is None else replace(one, blocking=False, accepted=found.reason)


def from_json(data: Iterable[Any]) -> tuple[Acceptance, ...]:
    """The acceptances a file or the database holds. Raises ReasonMissing."""
    return tuple(
        Acceptance(*(str(one.get(key) or "") for key in ("etape", "remarque", "motif", "par", "le"))) for one in data
    )


def to_json(accepted: Iterable[Acceptance]) -> list[dict[str, str]]:
    """The shape of ``from_json``, what is empty left out."""
    keys = {"etape": "step", "remarque": "remark", "motif": "reason", "par": "by", "le": "on"}
    return [{key: value for key, name in keys.items() if (value := getattr(one, name))} for one in accepted]
