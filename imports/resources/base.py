"""What every resource shares: rows compared field by field, and refused in words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export import resources

from imports.widgets import LookUp


class Resource(resources.ModelResource):
    """Rows of one kind: `columns` must be there; an unchanged row is left alone."""

    label: str
    columns: tuple[str, ...] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        clean_model_instances = True

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
