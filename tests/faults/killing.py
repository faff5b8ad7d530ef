"""Kill, restart, look: one fork dies at a boundary, the next one restarts on what it left."""

import json
import os
import shutil
import signal
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from tests.faults import journey
from tests.faults.boundaries import Boundaries, sampled
from tests.faults.copies import copies, point_at
from tests.faults.truth import twice_sent, wrongs
from tests.faults.without import take_off

ENDINGS = ("away", "back")


def run(folder: Path, asked: Namespace) -> dict[str, Any]:
    """Try the boundaries asked for; gives them, how many deaths there were, and what was wrong after which."""
    with copies(folder, asked.source) as found:
        return Killing(folder, found, asked).run()


class Killing:
    """One run of the harness, from a process and a database made ready."""

    def __init__(self, folder: Path, found, asked: Namespace) -> None:
        self.copies, self.asked = found, asked
        self.outbox, self.shelf = Path(settings.EMAIL_FILE_PATH), folder / "outbox-ready"
        take_off(asked.without)
        self.story = journey.prepare()
        connections.close_all()
        shutil.copytree(self.outbox, self.shelf)

    def run(self) -> dict[str, Any]:
        self._warm_up()
        reached = self._fork("record", self._whole)
        told: dict[str, dict[str, Any]] = {}
        for place in sampled(reached, self.asked.every):
            for ending in self._endings(place):
                told[f"{place} {ending}"] = one = self._one(place, len(reached), ending)
                print(
                    f"{place}/{len(reached)} {ending}: {one['wrongs'] or 'nothing wrong'}", file=sys.stderr, flush=True
                )
                if self.asked.without and one["wrongs"]:
                    return self._said(reached, told)  # the control has shown what it had to
        return self._said(reached, told)

    def _said(self, reached: list[str], told: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return {
            "boundaries": reached,
            "deaths": len(told),
            "wrongs": {
                f"{key}, before {[*reached, 'the end'][int(key.split()[0])]}": one["wrongs"]
                for key, one in told.items()
                if one["wrongs"]
            },
            "receipts sent twice": [key for key, one in told.items() if one["twice"]],
        }

    def _endings(self, place: int) -> tuple[str, ...]:
        """What the parent does after the restart: both, or one in turn."""
        return (ENDINGS[place % 2],) if self.asked.one_ending else ENDINGS

    def _warm_up(self) -> None:
        """Walk once here, so that every fork starts with the same caches."""
        point_at(self.copies.copy("warm"))
        journey.walk(journey.browser_of(self.story), self.story.seen, lambda stage: None)
        connections.close_all()
        self.copies.drop("warm")

    def _one(self, place: int, boundaries: int, ending: str) -> dict[str, Any]:
        """Die at a boundary, restart, and tell what is wrong; once the last is passed, nothing is left to kill."""
        name = f"faults_{os.getpid()}"
        self._renew_outbox()
        database = self.copies.copy(name)
        try:
            died = self._wait(self._start(lambda: self._killed(database, place)))
            expected = -signal.SIGKILL if place < boundaries else 0
            assert died == expected, f"boundary {place}: the process ended with {died}"
            return self._fork(None, lambda: self._restarted(database, ending))
        finally:
            self.copies.drop(name)

    # In the forks --------------------------------------------------------------------------------

    def _whole(self) -> list[str]:
        """Walk to the end; gives the boundaries."""
        counted = Boundaries()
        journey.walk(self.story.parent, self.story.seen, counted.enter)
        return counted.reached

    def _killed(self, database: str, place: int) -> None:
        point_at(database)
        journey.walk(self.story.parent, self.story.seen, Boundaries(fatal=place).enter)

    def _restarted(self, database: str, ending: str) -> dict[str, Any]:
        """What is wrong a minute after the restart, and once the parent has paid or three hours have passed."""
        point_at(database)
        found: list[str] = []
        try:
            self._live_on(ending, found)
        except Exception as error:
            found.append(f"after the restart, {error!r}")
        return {"wrongs": found, "twice": twice_sent()}

    def _live_on(self, ending: str, found: list[str]) -> None:
        housekeeping = self.asked.without != "housekeeping"
        if housekeeping:
            journey.keep_house(minutes=1)
        found += wrongs(timezone.now(), ended=False)
        if ending == "back":
            journey.come_back(self.story)
        if housekeeping:
            journey.keep_house(hours=3)
        found += wrongs(timezone.now(), ended=True)

    # Forks ---------------------------------------------------------------------------------------

    def _fork(self, name: str | None, act: Callable[[], Any]) -> Any:
        """Do it in a fork, on a copy of its own where it has a name; gives what it gave."""
        if name:
            self._renew_outbox()
            database = self.copies.copy(name)
        reading, writing = os.pipe()
        child = self._start(lambda: (name and point_at(database), os.write(writing, json.dumps(act()).encode())))
        os.close(writing)
        with os.fdopen(reading) as told:
            said = told.read()
        assert self._wait(child) == 0, f"{name or 'restart'} failed"
        if name:
            self.copies.drop(name)
        return json.loads(said)

    def _start(self, act: Callable[[], Any]) -> int:
        child = os.fork()
        if child:
            return child
        code = 1
        try:
            act()
            connections.close_all()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _wait(self, child: int) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _renew_outbox(self) -> None:
        shutil.rmtree(self.outbox, ignore_errors=True)
        shutil.copytree(self.shelf, self.outbox)
