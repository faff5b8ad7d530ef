"""What every resource shares: rows compared field by field, refused in words, and read once."""

from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export import resources

from imports.widgets import LookUp


class Resource(resources.ModelResource):
    """Rows of one kind: `columns` must be there; an unchanged row is left alone.

    What the database holds is read once an import, by the fields that name a row.
    """

    label: str
    columns: tuple[str, ...] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        skip_html_diff = True  # the preview shows what a row becomes and why, not a drawing of it
        use_transactions = True
        clean_model_instances = True

    @classmethod
    def all_columns(cls):
        """Every column a file may have, as the page of imports shows them."""
        return cls.columns

    def before_import(self, dataset, **kwargs):
        for field in self.fields.values():
            if isinstance(field.widget, LookUp):
                field.widget.forget()
        missing = [column for column in self.columns if column not in (dataset.headers or [])]
        if missing:
            raise ValidationError(
                _("Il manque la colonne « %(columns)s ». Colonnes attendues : %(all)s.")
                % {"columns": ", ".join(missing), "all": ", ".join(self.columns)}
            )
        self.known = {self._name_of(instance): instance for instance in self.get_queryset()}

    def get_instance(self, instance_loader, row):
        """The row of the database this one names; one that names nothing is refused alone."""
        try:
            name = tuple(self._plain(self.fields[field].clean(row)) for field in self.get_import_id_fields())
        except ValueError as error:
            raise ValidationError(str(error)) from None
        found = self.known.get(name)
        return copy(found) if found else None

    def after_save_instance(self, instance, row, **kwargs):
        self.known[self._name_of(instance)] = instance

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Whatever a row names was looked up when it was read: it is not asked of the database again."""
        errors = dict(import_validation_errors or {})
        looked_up = {field.attribute for field in self.fields.values() if isinstance(field.widget, LookUp)}
        try:
            instance.full_clean(exclude={*errors, *looked_up}, validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _name_of(self, instance):
        attributes = (self.fields[field].attribute for field in self.get_import_id_fields())
        return tuple(self._plain(self._stored(instance, attribute)) for attribute in attributes)

    @staticmethod
    def _stored(instance, attribute):
        field = instance._meta.get_field(attribute)
        return getattr(instance, field.attname)

    @staticmethod
    def _plain(value):
        return getattr(value, "pk", value)
