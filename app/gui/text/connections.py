"""The words of the list of connections that were made."""

from collections.abc import Sequence
from typing import Final

from app.domain.network import Connection, Consent, Outcome
from app.gui.text.amounts import file_size
from app.gui.text.moments import moment
from app.gui.text.saying import say

_MOST: Final = 20
_LIST, _MODEL, _UPDATE = "list of ", "model ", "look for a newer Snug"
"""How purposes begin where they are written down."""


def connections_heading() -> str:
    return say("Connections that were made")


def connections_made(connections: Sequence[Connection] | None) -> str:
    """The latest first, each in three lines; None where the list could not be read."""
    if connections is None:
        return say("The list could not be read.")
    told = [_lines(each) for each in connections[:_MOST]]
    if len(connections) > _MOST:
        told.append(
            say(
                "And {count} earlier ones: “snug doctor --network” lists them all.",
                count=len(connections) - _MOST,
            )
        )
    return "\n\n".join(told) or say("No connection was made.")


def _lines(line: Connection) -> str:
    addresses = ", ".join(line.addresses) or say("address not seen")
    return "\n".join(
        (
            f"{moment(line.at)} · {line.host} ({addresses})",
            _purpose(line.purpose),
            " · ".join((_asked(line.consent), _outcome(line.outcome), *_amounts(line))),
        )
    )


def _amounts(line: Connection) -> tuple[str, ...]:
    """They are written down when it ends: until then, nothing is known."""
    if line.outcome is Outcome.UNDER_WAY:
        return ()
    received = say("{size} received", size=file_size(line.bytes_in))
    if line.bytes_out is None:
        return received, say("sent: not counted")
    return received, say("{size} sent", size=file_size(line.bytes_out))


def _purpose(purpose: str) -> str:
    if purpose == _UPDATE:
        return say("To look for a newer Snug")
    if purpose.startswith(_LIST):
        return say("For the list of files of {name}", name=purpose.removeprefix(_LIST))
    if purpose.startswith(_MODEL):
        return say("For the model {name}", name=purpose.removeprefix(_MODEL))
    return purpose


def _asked(consent: Consent) -> str:
    if consent is Consent.THIS_DOWNLOAD:
        return say("You asked for it by name")
    return say("Allowed by the setting")


def _outcome(outcome: Outcome) -> str:
    match outcome:
        case Outcome.UNDER_WAY:
            return say("under way, or cut off when Snug ended; not counted")
        case Outcome.DONE:
            return say("done")
        case Outcome.FAILED:
            return say("failed")
        case Outcome.STOPPED:
            return say("stopped")
