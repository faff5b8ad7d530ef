"""A telephone line that can be cut: what a phone sends passes through it to the server, or does not."""

import contextlib
import socket
import threading
from collections.abc import Iterator

CHUNK = 65536


class Line:
    """A port of its own that forwards to a server until it is cut.

    Chromium's own « offline » stays out of reach of what a service worker or a page just reloaded asks for; a line
    that is cut is cut for everybody.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._ends: set[socket.socket] = set()
        self._up = True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._welcome, daemon=True).start()

    def cut(self) -> None:
        """Whatever was being said is lost; nobody is heard any more."""
        self._up = False
        for end in list(self._ends):
            self._hang_up(end)

    def mend(self) -> None:
        """Forward again."""
        self._up = True

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _welcome(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _address = self._door.accept()
                threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        if not self._up:
            caller.close()
            return
        server = socket.create_connection(self._server)
        self._ends |= {caller, server}
        for one, other in ((caller, server), (server, caller)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, heard: socket.socket, told: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := heard.recv(CHUNK):
                told.sendall(data)
        self._hang_up(heard)
        self._hang_up(told)

    def _hang_up(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextlib.contextmanager
def line_to(host: str, port: int) -> Iterator[Line]:
    """A line to a server, closed at the end."""
    line = Line(host, port)
    try:
        yield line
    finally:
        line.close()
