"""The accounts in the back office: an administrateur gives roles, and nobody makes themselves almighty."""

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from families.models import User


class AccountCreationForm(UserCreationForm):
    """A new agent: a name, an address, roles. Its owner chooses the password, by « Mot de passe oublié ? »."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields - {"is_superuser"}

    is_superuser = None

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


class AccountEditForm(UserEditForm):
    """An account as an administrateur changes it: its person, whether it is open, its roles."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields - {"is_superuser"}

    def __init__(self, *args, **kwargs) -> None:
        editing_self = kwargs.get("editing_self", False)
        kwargs["editing_self"] = False
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        if editing_self:
            del self.fields["is_active"]
            del self.fields["groups"]


class _NotAboveOneself:
    """An account with every right exists only for its like."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.object.is_superuser and not request.user.is_superuser:  # type: ignore[attr-defined]
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class EditAccountView(_NotAboveOneself, users.EditView):
    """The form of an account."""


class AccountViewSet(users.UserViewSet):
    """Wagtail's list of accounts, with forms that cannot give every right."""

    edit_view_class = EditAccountView

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm
