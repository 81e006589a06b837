"""What the list of connections says of each: when, where to, what for, how much, and who asked."""

from datetime import UTC, datetime

from app.domain.network import Connection, Consent, Outcome
from app.gui.text.connections import connections_made
from app.gui.text.moments import moment

_AT = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def test_a_connection_is_told_whole() -> None:
    line = Connection(
        "hub.example", "model owner/name, a.gguf", Consent.THIS_DOWNLOAD, 98_000_000, 512,
        ("203.0.113.7:443",), Outcome.DONE, _AT,
    )  # fmt: skip
    assert connections_made([line]).split("\n") == [
        f"{moment(_AT)} · hub.example (203.0.113.7:443)",
        "For the model owner/name, a.gguf",
        "You asked for it by name · done · 98 MB received · 512 bytes sent",
    ]


def test_what_is_not_known_is_not_claimed() -> None:
    asked = Connection("hub.example", "list of owner/name", bytes_in=7, outcome=Outcome.FAILED)
    said = connections_made([asked])
    assert "address not seen" in said
    assert "For the list of files of owner/name" in said
    assert "Allowed by the setting · failed · 7 bytes received · sent: not counted" in said
    cut_off = Connection("hub.example", "look for a newer Snug", outcome=Outcome.UNDER_WAY)
    said = connections_made([cut_off])
    assert "under way, or cut off when Snug ended; not counted" in said
    assert "received" not in said


def test_none_is_something_else_than_unknown() -> None:
    assert connections_made([]) == "No connection was made."
    assert connections_made(None) == "The list could not be read."
    many = [Connection("hub.example", "list of owner/name")] * 23
    assert connections_made(many).endswith(
        "And 3 earlier ones: “snug doctor --network” lists them all."
    )
