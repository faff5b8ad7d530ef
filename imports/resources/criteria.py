"""The town's own criteria as columns of an import: « critere.agent-communal », or the criterion's own words (B22)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.criteria import answer_of, answers_on, criteria_of, keep_answers
from imports.widgets import DayWidget
from rules.typed import plainly

PREFIX = "critere."
FROM = "criteres_du"


class WithCriteria:
    """Adds to a resource the columns of its target; an unknown « critere.… » column is refused by name."""

    target: str
    dated = True

    @classmethod
    def all_columns(cls):
        """Those of the rows, then one a criterion of the town."""
        own = tuple(PREFIX + one.slug for one in criteria_of(cls.target))
        return (*cls.columns, *own, *((FROM,) if own and cls.dated else ()))

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        known = {plainly(name): one for one in criteria_of(self.target) for name in (PREFIX + one.slug, one.label)}
        headers = [header for header in dataset.headers if header not in self.columns]
        self.asked = {header: known[plainly(header)] for header in headers if plainly(header) in known}
        unknown = [header for header in headers if header.startswith(PREFIX) and header not in self.asked]
        if unknown:
            listed = ", ".join(PREFIX + one.slug for one in known.values()) or _("aucun")
            raise ValidationError(
                _("« %(column)s » n'est pas un critère d'ici. Critères connus : %(known)s.")
                % {"column": unknown[0], "known": listed}
            )
        if self.asked and self.dated and FROM not in dataset.headers:
            raise ValidationError(
                _("Ajoutez la colonne « criteres_du » : le jour à partir duquel ces réponses valent.")
            )

    def before_import_row(self, row, **kwargs):
        super().before_import_row(row, **kwargs)
        try:
            self.told = {one.slug: answer_of(one, row.get(header)) for header, one in self.asked.items()}
            self.from_day = DayWidget().clean(row.get(FROM)) if self.asked and self.dated else None
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if self.asked and self.dated and self.from_day is None:
            raise ValidationError(_("Écrivez dans « criteres_du » le jour à partir duquel ces réponses valent."))

    def skip_row(self, instance, original, row, import_validation_errors=None):
        alike = super().skip_row(instance, original, row, import_validation_errors)
        return alike and self.known_of(instance) == self.told

    def known_of(self, instance):
        """The answers already known, of the criteria the file asks about."""
        return answers_on(instance, self.asked.values(), self.from_day) if self.asked else {}

    def after_save_instance(self, instance, row, **kwargs):
        super().after_save_instance(instance, row, **kwargs)
        if self.asked:
            keep_answers(instance, self.asked.values(), self.told, self.from_day)


class WithOwnCriteria(WithCriteria):
    """The same where the row itself keeps its answers: an enrolment."""

    dated = False

    def known_of(self, instance):
        return {one.slug: instance.criteria.get(one.slug) for one in self.asked.values()}

    def before_save_instance(self, instance, row, **kwargs):
        told = {**instance.criteria, **self.told}
        instance.criteria = {slug: answer for slug, answer in told.items() if answer is not None}
        super().before_save_instance(instance, row, **kwargs)

    def after_save_instance(self, instance, row, **kwargs):
        super(WithCriteria, self).after_save_instance(instance, row, **kwargs)
