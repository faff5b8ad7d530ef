"""What the service knows: its clients, the operations asked, and how each ended."""

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
LIFE = 15 * 60  # seconds an operation may be paid
SECOND_THOUGHTS = 2 * 60  # seconds after giving up during which the same page may still be paid
PAID, ABANDONED, REFUSED = "P", "A", "R"
Clients = Mapping[str, tuple[str, str, str]]  # the client number, and its three labels


@dataclass
class Operation:
    """One operation: what was asked of it, since when, and how it ended ("" while nobody knows)."""

    idop: str
    asked: dict[str, str]
    created: float
    opened: bool = False
    reached: bool = False
    result: str = ""
    ended: float = 0
    history: list[str] = field(default_factory=list)


@dataclass
class Register:
    """Everything, in memory, and in a file where one is given: a double started again remembers."""

    clients: Clients
    now: Callable[[], float]
    file: Path | None = None
    delay: float = 0  # seconds a test has let pass

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.operations: dict[str, Operation] = {}
        if self.file and self.file.exists():
            kept = json.loads(self.file.read_text())
            self.operations = {one["idop"]: Operation(**one) for one in kept}

    def time(self) -> float:
        return self.now() + self.delay

    def save(self) -> None:
        """Keep everything, whole or not at all."""
        if self.file:
            fresh = self.file.with_suffix(".new")
            fresh.write_text(json.dumps([asdict(one) for one in self.operations.values()]))
            fresh.replace(self.file)

    def create(self, asked: dict[str, str]) -> Operation:
        with self.lock:
            one = Operation(str(uuid.uuid4()), asked, self.time())
            self.operations[one.idop] = one
            self.save()
            return one

    def find(self, idop: str) -> Operation | None:
        """Give an operation, unless the night has taken what never reached the card."""
        one = self.operations.get(idop)
        if one and not one.reached and not one.result and self._night_of(one) <= self.time():
            return None
        return one

    def is_late(self, one: Operation) -> bool:
        """Whether its page is closed, nobody having ended it in time."""
        return not one.result and one.created + LIFE <= self.time()

    def may_be_paid(self, one: Operation) -> bool:
        """Whether its page takes a card: in its time, and not ended, or given up a moment ago."""
        if one.result == ABANDONED:
            return self.time() < one.ended + SECOND_THOUGHTS
        return not one.result and not self.is_late(one)

    def mark(self, one: Operation, **values: object) -> None:
        with self.lock:
            for name, value in values.items():
                setattr(one, name, value)
            self.save()

    def end(self, one: Operation, result: str, cents: str = "") -> bool:
        """Write how it ended; False where it was over. `cents` where the service is to be wrong about them."""
        with self.lock:
            if not self.may_be_paid(one):
                return False
            one.asked |= {"montant": cents or one.asked["montant"]}
            one.reached, one.result, one.ended = True, result, self.time()
            one.history.append(result)
            self.save()
            return True

    def _night_of(self, one: Operation) -> float:
        """Three in the morning after the day it was created, in Paris."""
        day = datetime.fromtimestamp(one.created, PARIS).date() + timedelta(days=1)
        return datetime(day.year, day.month, day.day, 3, tzinfo=PARIS).timestamp()
