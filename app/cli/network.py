"""`snug doctor --network`: every connection that was made, from the vault."""

import argparse

from app.bootstrap import Application
from app.cli.naming import when
from app.cli.output import Output
from app.cli.passphrase import open_vault
from app.domain.network import Connection, Consent, Outcome
from app.domain.sizes import format_bytes
from app.domain.vault import VaultState

_UNCOUNTED = "not counted"
_ASKED = {
    Consent.THIS_DOWNLOAD: "asked for by name",
    Consent.GENERAL: "allowed by the setting",
}


def print_ledger(args: argparse.Namespace, app: Application, out: Output) -> None:
    """Open the vault and print what it knows, the latest first. Raises a VaultError."""
    open_vault(app, args)
    lines = app.network.lines()
    if out.is_json:
        for each in lines:
            out.json(_value(each))
        return
    if app.vault.state is VaultState.NONE:
        out.note("Without a vault, connections are remembered until the program ends.")
    if not lines:
        out.line("No connection was made.")
        return
    heading = ["TIME", "PURPOSE", "CONSENT", "OUTCOME", "RECEIVED", "SENT", "HOST", "ADDRESSES"]
    out.table([heading, *map(_row, lines)], right=frozenset({4, 5}))


def _row(each: Connection) -> list[str]:
    is_over = each.outcome is not Outcome.UNDER_WAY  # amounts are written down when it ends
    received = format_bytes(each.bytes_in) if is_over else _UNCOUNTED
    is_counted = is_over and each.bytes_out is not None
    sent = format_bytes(each.bytes_out or 0) if is_counted else _UNCOUNTED
    return [
        when(each.at),
        each.purpose,
        _ASKED[each.consent],
        each.outcome,
        received,
        sent,
        each.host,
        ", ".join(each.addresses) or "not seen",
    ]


def _value(each: Connection) -> dict[str, object]:
    return {
        "at": each.at.isoformat(),
        "host": each.host,
        "addresses": list(each.addresses),
        "purpose": each.purpose,
        "consent": each.consent.value,
        "bytes_in": each.bytes_in,
        "bytes_out": each.bytes_out,
        "outcome": each.outcome,
    }
