"""The crowd: every family presses « Valider » at the same moment, and reads the page it is given. Loopback only."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from tests.rush.town import TOKEN, Family, RushTown

HOST = "localhost"
PATIENCE = 1800  # seconds: bounds the whole run, on however busy a machine
WON = "1 jour ajouté."
LOST = "Il ne reste plus de place ce jour-là. Choisissez un autre jour, ou revenez voir"


@dataclass(frozen=True)
class Visit:
    """What one family saw: two statuses, two durations in seconds, and the words of the page."""

    pressed: int
    shown: int
    valider: float
    whole: float
    words: str

    @property
    def outcome(self) -> str:
        """« won », « lost » where the page says it is full and what to do, « untold » otherwise."""
        return "won" if WON in self.words else "lost" if LOST in self.words else "untold"


@dataclass
class Rush:
    """The visits of everybody, and how long it took, in seconds."""

    seconds: float = 0.0
    visits: list[Visit] = field(default_factory=list)

    @property
    def statuses(self) -> Counter:
        return Counter(status for visit in self.visits for status in (visit.pressed, visit.shown))

    @property
    def outcomes(self) -> Counter:
        return Counter(visit.outcome for visit in self.visits)

    def told(self) -> str:
        """The rush in a few lines."""
        valider, whole = ([getattr(visit, name) for visit in self.visits] for name in ("valider", "whole"))
        return "\n".join((
            f"{len(self.visits)} familles en {self.seconds:.1f} s : {len(self.visits) / self.seconds:.0f} par seconde",
            f"« Valider » : médiane {_quantile(valider, 50):.1f} s, p95 {_quantile(valider, 95):.1f} s",
            f"avec la page qui répond : médiane {_quantile(whole, 50):.1f} s, p95 {_quantile(whole, 95):.1f} s",
            f"statuts {dict(self.statuses)}, issues {dict(self.outcomes)}",
        ))  # fmt: skip


def _quantile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def rush(town: RushTown, port: int) -> Rush:
    """Everybody at once, each on a connection of its own."""
    return asyncio.run(_rush(town, port))


async def _rush(town: RushTown, port: int) -> Rush:
    begun = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        visits = await asyncio.gather(*(_visit(family, town.session.pk, port) for family in town.families))
    return Rush(time.perf_counter() - begun, list(visits))


async def _visit(family: Family, session: int, port: int) -> Visit:
    """« Valider », then the page it leads to, as a browser does."""
    begun = time.perf_counter()
    form = urlencode({"csrfmiddlewaretoken": TOKEN, "place": session, "action": "valider"})
    pressed, headers, _body = await _ask(port, "POST", family.planning, family.cookie, form)
    valider = time.perf_counter() - begun
    if pressed != 302:
        return Visit(pressed, 0, valider, valider, "")
    cookie = "; ".join([family.cookie, *re.findall(r"(?mi)^set-cookie: ((?!csrftoken|sessionid)[^;]+)", headers)])
    there = urlsplit(re.search(r"(?mi)^location: (\S+)", headers).group(1))  # type: ignore[union-attr]
    shown, _headers, body = await _ask(port, "GET", f"{there.path}?{there.query}".rstrip("?"), cookie)
    return Visit(pressed, shown, valider, time.perf_counter() - begun, _words(body))


async def _ask(port: int, method: str, path: str, cookie: str, form: str = "") -> tuple[int, str, str]:
    """One request behind the proxy that ends TLS; gives the status, the headers and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [
        f"{method} {path} HTTP/1.0", f"Host: {HOST}", f"Cookie: {cookie}", "X-Forwarded-Proto: https",
        f"Referer: https://{HOST}{path}", "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}", "", form,
    ]  # fmt: skip
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), head, body


def _words(body: str) -> str:
    """What a person reads, every space a plain one."""
    text = unescape(re.sub(r"<[^>]+>", " ", body))
    return re.sub(r"\s+", " ", text)
