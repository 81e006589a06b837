"""Addresses of servers, as the settings give them."""

import re
from dataclasses import dataclass
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost")
"""The only hosts that may be asked without encryption."""
_LONGEST: Final = 300
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])"
    r"(:(?P<port>\d{1,5}))?(?P<path>(/[\w.~-]+)*)/?"
)


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a server: where a hub or its mirror is, or a proxy."""

    text: str
    """Without a slash at its end."""
    host: str
    is_encrypted: bool
    path: str

    @classmethod
    def parse(cls, text: str) -> "Address":
        """An http or https address without name, password or query. Raises ValueError."""
        match = _ADDRESS.fullmatch(text[:_LONGEST])
        if match is None or len(text) > _LONGEST or int(match["port"] or 0) >= 1 << 16:
            raise ValueError("it must be an address such as https://hub.example")
        host = match["host"].lower()
        return cls(text.rstrip("/"), host, match["scheme"] == "https", match["path"])


def host_by_way_of(host: str, proxy: str) -> str:
    """A host, as a person is told of it, with the proxy on the way; `proxy` is empty for none."""
    return f"{host} (proxy {Address.parse(proxy).host})" if proxy else host
