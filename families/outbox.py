"""The messages in the back office: the list, one message with « Renvoyer », and those that failed sent again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from families.filters import MessageFilterSet
from families.message_kinds import kind_named
from families.models import Message
from families.notices import send_again
from families.policies import staff

RESEND = "families.resend_message"


def label_of(slug: str) -> str:
    """A kind as an agent reads it."""
    kind = kind_named(slug)
    return str(kind.label) if kind else slug


class KindColumn(Column):
    """The kind of a message, in words."""

    def get_value(self, instance):
        return label_of(instance.kind)


class MessageIndexView(IndexView):
    """The list, its families read in the same query, and the way to send again what failed."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("household").defer("body")

    @property
    def header_buttons(self):
        found = super().header_buttons
        if self.request.user.has_perm(RESEND):
            found = [*found, HeaderButton(_("Renvoyer les échecs"), reverse("outbox:failed"), icon_name="mail")]
        return found


class MessageInspectView(InspectView):
    """One message, what became of it, and « Renvoyer »."""

    template_name = "families/message_inspect.html"

    def get_context_data(self, **kwargs):
        shown = super().get_context_data(**kwargs)
        kind = kind_named(self.object.kind)
        may = self.request.user.has_perm(RESEND) and self.object.status != Message.Status.SENDING
        return {**shown, "label": label_of(self.object.kind), "private": bool(kind and kind.private), "may_resend": may}


class MessageViewSet(ModelViewSet):
    model = Message
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_admin_menu = False
    add_to_reference_index = False  # a message is never deleted by hand: nobody asks what it points at
    exclude_form_fields: tuple[str, ...] = ()
    filterset_class = MessageFilterSet
    icon = "mail"
    menu_label = gettext_lazy("Messages")
    list_per_page = 50
    search_fields = ["subject", "recipient", "household__name", "household__reference"]
    list_display = [
        "subject", KindColumn("kind", label=gettext_lazy("Nature")), "household", "recipient", "channel",
        "status", "attempts", "created_at", "sent_at",
    ]  # fmt: skip


@staff(RESEND)
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """« Renvoyer » one message."""
    get_object_or_404(Message, pk=pk)
    if send_again(Message.objects.filter(pk=pk)):
        messages.success(request, _("Le message repart."))
    else:
        messages.warning(request, _("Ce message est en cours d'envoi : attendez dix minutes avant de le renvoyer."))
    return redirect("message:inspect", pk)


@staff(RESEND)
@require_http_methods(["GET", "POST"])
def resend_failed(request: HttpRequest) -> HttpResponse:
    """How many messages failed, and the button that sends them all again."""
    failed = Message.objects.filter(status=Message.Status.FAILED)
    if request.method == "POST":
        count = send_again(failed)
        said = ngettext("%(count)d message repart.", "%(count)d messages repartent.", count) % {"count": count}
        messages.success(request, said)
        return redirect("message:index")
    return render(request, "families/resend_failed.html", {"count": failed.count()})
