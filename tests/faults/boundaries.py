"""Where a process may die: before each statement, each COMMIT and each ROLLBACK, and after the last of them."""

import os
import signal

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")  # outside a transaction, each commits by itself


class Boundaries:
    """Counts what this process asks of its database; at the boundary chosen it dies as `kill -9` kills."""

    def __init__(self, fatal: int | None = None) -> None:
        self.fatal, self.stage, self.reached = fatal, "", []
        connection.execute_wrappers.append(self._statement)
        connection._commit = self._before("COMMIT", connection._commit)
        connection._rollback = self._before("ROLLBACK", connection._rollback)

    def enter(self, stage: str) -> None:
        """Name what comes next."""
        self.stage = stage

    def reach(self, what: str) -> None:
        """One more boundary: die here, or go on."""
        if len(self.reached) == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.reached.append(f"{self.stage} · {what}")

    def _statement(self, execute, sql, params, many, context):
        alone = sql.startswith(WRITES) and not connection.in_atomic_block
        self.reach(" ".join(sql.replace('"', "").split())[:90] + (" · COMMIT" if alone else ""))
        return execute(sql, params, many, context)

    def _before(self, what: str, act):
        def wrapped():
            self.reach(what)
            return act()

        return wrapped


def sampled(reached: list[str], every: int) -> list[int]:
    """The boundaries to try: each `every`-th, and always those just before and just after a COMMIT."""
    commits = [place for place, what in enumerate(reached) if what.endswith("COMMIT")]
    around = {near for place in commits for near in (place, place + 1)}
    return sorted(around | {*range(0, len(reached), every), len(reached)})
