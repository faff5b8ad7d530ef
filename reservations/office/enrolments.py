"""Enrolments in the back office: who goes where, from a day on, and what the town asks of each (B22)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput

from families.criteria import AsksCriteria
from families.models import Criterion
from families.recorded import RecordedEditView, RecordedIndexView, RecordedInspectView
from reservations.models import Enrolment


class EnrolmentForm(AsksCriteria, WagtailAdminModelForm):
    """An enrolment, and its answers to the town's own criteria."""

    target = Criterion.Target.ENROLMENT

    class Meta:
        model = Enrolment
        fields = ["child", "household", "activity", "group", "starts_on", "ends_on", "regime"]
        widgets = {"starts_on": AdminDateInput, "ends_on": AdminDateInput}

    def known_answers(self) -> Mapping[str, Any]:
        return self.instance.criteria

    def clean(self):
        """The group is one of the activity, the household one of the child's, the dates in order."""
        found = super().clean()
        activity, group = found.get("activity"), found.get("group")
        if activity and group and group.activity_id != activity.pk:
            self.add_error("group", _("Ce groupe appartient à une autre activité."))
        child, household = found.get("child"), found.get("household")
        if child and household and not child.households.filter(pk=household.pk).exists():
            self.add_error("household", _("Ce foyer n'est pas l'un de ceux de l'enfant."))
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("L'inscription finit avant de commencer : corrigez l'une des deux dates."))
        return found

    def save(self, commit: bool = True) -> Any:
        told = {slug: answer for slug, answer in self.answers.items() if answer is not None}
        others = {slug: answer for slug, answer in self.instance.criteria.items() if slug not in self.answers}
        self.instance.criteria = others | told
        return super().save(commit)


class EnrolmentIndexView(RecordedIndexView):
    """The list, its names read in the same query."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("child", "household", "activity__school_year", "group")


class EnrolmentViewSet(ModelViewSet):
    model = Enrolment
    index_view_class = EnrolmentIndexView
    edit_view_class = RecordedEditView
    inspect_view_class = RecordedInspectView
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    icon = "list-ul"
    menu_label = _("Inscriptions")
    list_display = ["child", "household", "activity", "group", "starts_on", "ends_on"]
    list_filter = ["activity", "group"]
    search_fields = ["child__first_name", "child__last_name", "household__name", "household__reference"]

    def get_form_class(self, for_update=False):
        return EnrolmentForm
