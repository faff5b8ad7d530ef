"""One thing to mend in a draft, or to know before publishing it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, or to know (``blocking`` false): its sentence, and where it stands, counted from 0.

    ``part`` is that of a `rules.grids.Misread`, ``ligne``, ``etape``, ``exemple`` (whose place is ``row``)
    or ``version``. ``repairs`` are buttons of the editor that mend it: what is read on one, what it sends.
    ``acceptable`` where the town may let it be with a written reason, ``accepted`` that reason, ``key`` its short name
    (see `rules.acceptances`).
    """

    message: str
    part: str = "version"
    step: int | None = None
    row: int | None = None
    column: int | None = None
    blocking: bool = True
    repairs: tuple[tuple[str, str], ...] = ()
    acceptable: bool = False
    accepted: str = ""
    key: str = ""

    @property
    def is_let_be(self) -> bool:
        """Accepted with its reason; an acceptance left over is a remark of its own."""
        return self.acceptable and bool(self.accepted)

    @property
    def anchor(self) -> str:
        """Where it stands in the editor's page."""
        if self.part == "exemple":
            return f"e{self.row}"
        if self.step is None:
            return ""
        if self.part == "compteur":
            return f"k{self.step}"
        return f"s{self.step}" if self.row is None else f"s{self.step}r{self.row}"

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        if self.part == "exemple" and self.row is not None:
            return _("Exemple %(number)s") % {"number": self.row + 1}
        if self.step is None:
            return ""
        place = {"step": self.step + 1, "row": (self.row or 0) + 1}
        if self.part == "compteur":
            return _("Compteur %(step)s") % place
        return (_("Étape %(step)s") if self.row is None else _("Étape %(step)s, ligne %(row)s")) % place
