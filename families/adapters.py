"""How allauth behaves here: the town hall opens accounts, the public does not."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up by the public: an account is opened by the link the town hall sends."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
