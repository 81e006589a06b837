"""A session bus with a Secret Service on it, as far as secretstorage asks for one; Linux only.

Bus and service are one socket: what is tested is everything from there on down, for real. Sources:
the D-Bus specification and the Secret Service specification of freedesktop.org.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    Parser,
    new_error,
    new_method_return,
    new_signal,
)

DEFAULT: Final = "/org/freedesktop/secrets/aliases/default"
_ITEM: Final = "/org/freedesktop/secrets/collection/login/"
_PROMPT: Final = "/org/freedesktop/secrets/prompt/p1"
_SECRETS: Final = "org.freedesktop.Secret."
_ERROR: Final = "org.freedesktop.DBus.Error."


class SessionBus:
    """What the service does is set by its attributes, also while it runs."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix:path={path}"
        self.has_service = True
        self.has_collection = True
        self.is_locked = False
        self.answer: bool | None = None
        """What the person says when asked: yes, no, or nothing at all."""
        self.is_silent_at = ""
        """The method at which the bus stops to answer; "connect" is one, too."""
        self.items: dict[str, tuple[dict[str, str], bytes]] = {}
        self.calls: list[str] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._clients: list[socket.socket] = []
        threading.Thread(target=self._accept, name="bus", daemon=True).start()

    def close(self) -> None:
        """Hang up, whoever waits for an answer."""
        for each in (self._listener, *self._clients):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._clients.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.is_silent_at == "connect":
                return
            _until(client, b"\r\n")
            client.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
            parser = Parser()
            parser.add_data(_until(client, b"BEGIN\r\n"))
            serial = 0
            while True:
                while (message := parser.get_next_message()) is not None:
                    for reply in self._replies(message):
                        serial += 1
                        client.sendall(reply.serialise(serial=serial))
                if not (data := client.recv(4096)):
                    return
                parser.add_data(data)

    def _replies(self, message: Message) -> Iterator[Message]:
        fields = message.header.fields
        method = fields[HeaderFields.member]
        self.calls.append(method)
        if method == self.is_silent_at:
            return
        try:
            signature, body = self._answer(method, fields[HeaderFields.path], message.body)
        except LookupError as error:
            yield new_error(message, _ERROR + str(error.args[0]))
            return
        yield new_method_return(message, signature, body)
        if method == "Prompt" and self.answer is not None:
            emitter = DBusAddress(_PROMPT, interface=_SECRETS + "Prompt")
            yield new_signal(emitter, "Completed", "bv", (not self.answer, self._prompted()))

    def _prompted(self) -> tuple[str, Any]:
        if not self.has_collection:
            self.has_collection = bool(self.answer)
            return ("o", DEFAULT)
        self.is_locked = not self.answer
        return ("ao", [DEFAULT])

    def _answer(self, method: str, path: str, body: Any) -> tuple[str, tuple[Any, ...]]:
        if method == "Get":
            return "v", (self._property(body[1], path),)
        answers: dict[str, Any] = {
            "Hello": lambda: ("s", (":1.1",)),
            "AddMatch": lambda: ("", ()),
            "NameHasOwner": lambda: ("b", (self.has_service,)),
            "ListActivatableNames": lambda: ("as", ([],)),
            "OpenSession": lambda: self._session(body),
            "SearchItems": lambda: ("ao", (self._found(body[0]),)),
            "Unlock": lambda: ("aoo", ([], _PROMPT) if self.is_locked else (body[0], "/")),
            "Prompt": lambda: ("", ()),
            "CreateCollection": lambda: ("oo", ("/", _PROMPT)),
            "CreateItem": lambda: ("oo", (self._created(body), "/")),
            "GetSecret": lambda: ("(oayays)", (("/s", b"", self.items[path][1], "text/plain"),)),
            "Delete": lambda: self._deleted(path),
        }
        return answers[method]()  # type: ignore[no-any-return]

    def _property(self, name: str, path: str) -> tuple[str, Any]:
        if path == DEFAULT and not self.has_collection:
            raise LookupError("UnknownObject")
        return {
            "Collections": ("ao", [DEFAULT] if self.has_collection else []),
            "Label": ("s", "a label"),
            "Locked": ("b", self.is_locked),
        }[name]

    def _session(self, body: Any) -> tuple[str, tuple[Any, ...]]:
        if body[0] != "plain":
            raise LookupError("NotSupported")
        return "vo", (("s", ""), "/s")

    def _found(self, wanted: dict[str, str]) -> list[str]:
        return [path for path, (has, _) in self.items.items() if wanted.items() <= has.items()]

    def _created(self, body: Any) -> str:
        properties, secret, _replace = body
        attributes = properties[_SECRETS + "Item.Attributes"][1]
        same = [path for path, (has, _) in self.items.items() if has == attributes]
        path = same[0] if same else f"{_ITEM}i{len(self.items)}"
        self.items[path] = (attributes, secret[2])
        return path

    def _deleted(self, path: str) -> tuple[str, tuple[Any, ...]]:
        del self.items[path]
        return "o", ("/",)


def _until(client: socket.socket, mark: bytes) -> bytes:
    """Read until a mark came; what came behind it."""
    data = b""
    while mark not in data:
        piece = client.recv(4096)
        if not piece:
            raise ConnectionResetError
        data += piece
    return data.split(mark, 1)[1]
