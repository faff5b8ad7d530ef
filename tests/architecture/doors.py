"""Every address of the site, as the resolver and the back office's hooks declare them."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.urls import get_resolver

VALUES = {"int": "1", "slug": "essai", "str": "essai", "uuid": str(UUID(int=1)), "path": "essai"}


@dataclass(frozen=True)
class Door:
    """An address: its name, its pattern, and who may open it ("" where the view does not say)."""

    name: str
    route: str
    policy: str

    @property
    def in_back_office(self) -> bool:
        return self.route.startswith("gestion/")

    @property
    def sample(self) -> str:
        """A path of that pattern, whatever it names."""
        filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: VALUES[found[1] or "str"], self.route)
        for regex, value in ((r"\(\\d\+\)", "1"), (r"\(\[\^/\]\+\)|\(\.\*\)|\(\.\+\)", "essai"), (r"[\^$]", "")):
            filled = re.sub(regex, value, filled)
        return "/" + filled.replace("\\", "")


def doors() -> list[Door]:
    """All of them."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns, before, spaces):
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _walk(one.url_patterns, route, (*spaces, *filter(None, [one.namespace])))
        else:
            yield Door(":".join((*spaces, one.name or "")), route, getattr(one.callback, "policy", ""))
