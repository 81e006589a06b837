"""Whenever the process ends, the vault opens, and the keychain is at worst stale."""

import sys
from pathlib import Path

import pytest
from keychain_crashes import crash_at_every_step, make_case, vault_of
from vaults import PASSPHRASE

from app.domain.vault import KeychainState, SlotKind, VaultState

OFF, ON, STALE = KeychainState.OFF, KeychainState.ON, KeychainState.STALE
LEFT = {
    "use": [OFF, OFF, OFF, ON],
    "use again": [ON, STALE, STALE, ON],
    "forget": [ON, STALE, STALE, OFF],
    "finish rekey": [ON, STALE, STALE, OFF],
    "set unprotected": [ON, STALE, STALE, OFF],
}
"""Before each change of the keychain, of the key file's backup, of the key file, and at the end."""


@pytest.mark.skipif(sys.platform == "win32", reason="forks as POSIX does")
@pytest.mark.parametrize("work", LEFT)
def test_a_crash_before_any_step_leaves_a_vault_that_opens(tmp_path: Path, work: str) -> None:
    case = tmp_path / "case"
    code = make_case(case, work)
    copies = crash_at_every_step(case, work)
    assert [vault_of(copy).keychain_state() for copy in copies] == LEFT[work]
    for copy in copies:
        if vault_of(copy).keychain_state() is OFF and work != "use":
            assert (copy / "keychain.json").read_text() == "{}"
        _opens(copy, code, is_done=copy == copies[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="forks as POSIX does")
def test_an_erasure_that_was_cut_off_is_finished_by_the_next(tmp_path: Path) -> None:
    make_case(tmp_path / "case", "destroy")
    copies = crash_at_every_step(tmp_path / "case", "destroy")
    assert len(copies) > 2
    for copy in copies:
        assert not vault_of(copy).destroy().left
        assert vault_of(copy).state() is VaultState.NONE
    assert (copies[-1] / "keychain.json").read_text() == "{}"


def _opens(case: Path, code: str, *, is_done: bool) -> None:
    """By every way that the key file names, and afterwards the keychain can be turned on again."""
    vault = vault_of(case)
    facts = vault.facts()
    assert facts is not None
    if SlotKind.NONE in facts.slots:
        vault.unlock_unprotected()
        return
    unlocked = vault.unlock(PASSPHRASE)
    if not is_done:
        assert vault.unlock_with_recovery(code).keys.same_as(unlocked.keys)
    if facts.has_pending_key:
        vault.finish_rekey(unlocked.pending or unlocked.keys, PASSPHRASE)
        assert vault.keychain_state() is OFF
        return
    if vault.keychain_state() is ON:
        opened = vault.unlock_with_keychain(vault.keychain_secret())
        assert opened.keys.same_as(unlocked.keys)
