"""`snug vault keychain`: let this computer's keychain open the vault, or end that."""

import argparse
from typing import Any, Final

from app.bootstrap import Application
from app.cli.output import Output
from app.cli.passphrase import open_vault, read_passphrase
from app.domain.errors import AppError, UsageError, VaultMissing
from app.domain.vault import KeychainState, SlotKind, VaultState

SAID: Final = {
    KeychainState.ON: "opens the vault on this computer",
    KeychainState.OFF: "not in use",
    KeychainState.STALE: "does not hold the key to this vault: turn it on again, or off",
    KeychainState.UNAVAILABLE: "none here that Snug can use",
}


def add_parser(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug vault keychain`."""
    parser = actions.add_parser(
        "keychain",
        parents=[common],
        help="let this computer's keychain open the vault, too",
        description="With the keychain on, whoever is logged in as you on this computer can open "
        "the vault without its passphrase. The keychain keeps a random secret that opens it "
        "together with the key file, never the passphrase.",
    )
    parser.add_argument("switch", choices=("on", "off", "status"))


def keychain(args: argparse.Namespace, app: Application, out: Output) -> int:
    """Turn it on or off, or tell how it is."""
    if args.switch != "status":
        if app.vault.state is VaultState.NONE:
            raise VaultMissing(folder=app.paths.home)
        _turn_on(args, app, out) if args.switch == "on" else _turn_off(args, app, out)
    state = app.vault.keychain_state()
    if out.is_json:
        out.json({"keychain": state})
    elif args.switch == "status":
        out.pairs(("Keychain", SAID[state]))
    return 0


def found(app: Application) -> dict[str, str | None]:
    """The keychain of this computer by its name, or what stands in its way."""
    try:
        return {"name": app.vault.keychain_name(), "problem": None}
    except AppError as error:
        return {"name": None, "problem": error.detail}


def _turn_on(args: argparse.Namespace, app: Application, out: Output) -> None:
    if not app.vault.needs_passphrase():
        raise UsageError(problem="This vault has no passphrase: it opens by itself already")
    passphrase = read_passphrase(args, "Passphrase: ")
    app.vault.unlock(passphrase)
    app.vault.use_keychain(passphrase)
    out.note("This computer's keychain opens the vault from now on. The passphrase still does.")


def _turn_off(args: argparse.Namespace, app: Application, out: Output) -> None:
    open_vault(app, args)
    facts = app.vault.facts()
    was_on = facts is not None and SlotKind.KEYCHAIN in facts.slots
    is_gone = app.vault.forget_keychain()  # also what an interrupted start of it left there
    if not was_on:
        out.note("The keychain was not in use.")
    elif is_gone:
        out.note("The keychain opens the vault no more.")
    else:
        out.note(
            "The keychain opens this vault no more, but still holds its secret: older copies of "
            "the key file can be opened with it."
        )
