"""Passphrases on the command line: from a file, from standard input, or asked on the terminal."""

import argparse
import getpass
import os
import sys
import warnings
from pathlib import Path
from typing import Final

from app.bootstrap import Application
from app.cli.output import Output
from app.domain.errors import KeychainRefused, KeychainUnavailable, UsageError, VaultLocked
from app.domain.vault import SlotKind, VaultState

VARIABLE: Final = "SNUG_PASSPHRASE_FILE"
STANDARD_INPUT: Final = "-"
_MOST_BYTES: Final = 4096


def open_vault(app: Application, args: argparse.Namespace) -> None:
    """Unlock the vault if there is one; nothing happens without. Raises a VaultError.

    The keychain comes first where it is in use and no passphrase is told in another way.
    """
    if app.vault.state is not VaultState.LOCKED:
        return
    if not app.vault.needs_passphrase():
        app.vault.unlock_unprotected()
    elif _told(args) or not _opened_by_keychain(app, args):
        app.vault.unlock(read_passphrase(args, "Passphrase: "))


def open_if_unasked(app: Application, args: argparse.Namespace) -> None:
    """Unlock the vault where nobody has to be asked for it. Raises a VaultError."""
    is_given = args.passphrase_file or os.environ.get(VARIABLE)
    if is_given or (app.vault.state is VaultState.LOCKED and not app.vault.needs_passphrase()):
        open_vault(app, args)


def read_passphrase(args: argparse.Namespace, prompt: str) -> str:
    """The passphrase that a file holds or a person types; raises VaultLocked without either."""
    if source := _told(args):
        return _read_file(source)
    return ask(prompt)


def new_passphrase(args: argparse.Namespace) -> str:
    """A passphrase to be set: from the file, or typed twice."""
    if _told(args):
        return read_passphrase(args, "")
    first = ask("New passphrase: ")
    if ask("Again: ") != first:
        raise UsageError(problem="The two passphrases are not the same")
    return first


def ask(prompt: str) -> str:
    """What a person types unseen; raises VaultLocked where there is no terminal."""
    with warnings.catch_warnings():
        # Where the typing could be seen, getpass warns and goes on: we do not.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt, stream=sys.stderr)
        except (getpass.GetPassWarning, EOFError, OSError) as error:
            raise VaultLocked(type(error).__name__) from error


def takes_standard_input(args: argparse.Namespace) -> bool:
    """Whether the passphrase comes where a question could be piped in."""
    return _told(args) == STANDARD_INPUT


def _told(args: argparse.Namespace) -> str:
    """The file that holds the passphrase; empty when a person is to be asked."""
    return args.passphrase_file or os.environ.get(VARIABLE, "")


def _opened_by_keychain(app: Application, args: argparse.Namespace) -> bool:
    """Let the keychain open the vault, where it is meant to; say why it did not."""
    facts = app.vault.facts()
    if facts is None or SlotKind.KEYCHAIN not in facts.slots:
        return False
    try:
        app.vault.unlock_with_keychain()
    except (KeychainRefused, KeychainUnavailable) as error:
        Output(quiet=args.quiet).note(error.sentence)
        return False
    return True


def _read_file(source: str) -> str:
    try:
        if source == STANDARD_INPUT:
            data = sys.stdin.buffer.readline(_MOST_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError(
            type(error).__name__, problem=f"{source} cannot be read as a passphrase"
        ) from None
    if len(data) > _MOST_BYTES:
        raise UsageError(problem=f"{source} is too long for a passphrase")
    return text.removesuffix("\n").removesuffix("\r")
