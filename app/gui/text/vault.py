"""The words of the vault."""

from app.domain.vault import Strength
from app.gui.text.saying import say


def cancel() -> str:
    return say("Cancel")


def finish() -> str:
    return say("Finish")


def not_now() -> str:
    return say("Not now")


def please_wait() -> str:
    return say("Please wait")


def passphrase() -> str:
    return say("Passphrase")


def passphrase_again() -> str:
    return say("The same passphrase again")


def present_passphrase() -> str:
    return say("Present passphrase")


def new_passphrase() -> str:
    return say("New passphrase")


def show_passphrase() -> str:
    return say("Show what I type")


def caps_lock_is_on() -> str:
    return say("Caps Lock seems to be on.")


def passphrases_differ() -> str:
    return say("The two are not the same.")


def strength(found: Strength) -> str:
    """How long a passphrase would stand, in words."""
    match found:
        case Strength.WEAK:
            return say("Weak: quickly guessed")
        case Strength.FAIR:
            return say("Fair: stands for a while")
        case Strength.GOOD:
            return say("Good: hard to guess")
        case Strength.STRONG:
            return say("Strong: out of reach of guessing")


def keep_offer() -> str:
    return say(
        "This conversation is in memory only and gone when you close Snug. "
        "Snug can keep it, encrypted."
    )


def keep_conversations_title() -> str:
    return say("Keep my conversations")


def vault_explained() -> str:
    return say(
        "Conversations, drafts and what is searched in them are encrypted on this computer. "
        "Without the passphrase or the recovery code nobody can open them again, nor can we."
    )


def without_passphrase() -> str:
    return say("Without a passphrase")


def without_passphrase_fact() -> str:
    return say("Anyone who can use this account, or reads this disk, can read everything.")


def create_vault() -> str:
    return say("Encrypt and keep")


def recovery_code() -> str:
    return say("Recovery code")


def recovery_code_explained() -> str:
    return say(
        "If you forget your passphrase, this code opens your conversations. It is shown only now. "
        "Write it down or print it, and keep it away from this computer."
    )


def recovery_code_kept() -> str:
    return say("I have kept it")


def recovery_code_copied() -> str:
    return say("Copied. Snug takes it off the clipboard when it locks.")


def keep_code_first() -> str:
    return say("Keep the code first, then tick the box: nobody can show it again.")


def code_was_not_kept() -> str:
    return say("You had not yet confirmed that you kept your recovery code. Make a new one?")


def save_to_file() -> str:
    return say("Save to a file…")


def recovery_file_title() -> str:
    return say("Recovery code for Snug")


def recovery_file_note() -> str:
    return say("Whoever has this code can open the conversations. Keep it off this computer.")


def recovery_file_saved() -> str:
    return say("Saved. Move the file to another place, away from this computer.")


def recovery_file_failed() -> str:
    return say("The file could not be written. Choose another place.")


def new_recovery_code() -> str:
    return say("New recovery code…")


def new_recovery_code_title() -> str:
    return say("New recovery code")


def new_recovery_code_explained() -> str:
    return say("The code you have now opens nothing any more once there is a new one.")


def make_code() -> str:
    return say("Make a code")


def change_passphrase() -> str:
    return say("Change passphrase…")


def change_passphrase_title() -> str:
    return say("Change passphrase")


def change_passphrase_explained() -> str:
    return say(
        "Your recovery code stays valid. A backup made earlier still opens with the old passphrase."
    )


def change() -> str:
    return say("Change")


def lock_now() -> str:
    return say("Lock now")


def erase_everything() -> str:
    return say("Erase everything…")


def erase_title() -> str:
    return say("Erase everything")


def erase() -> str:
    return say("Erase")


def erase_destroys() -> str:
    return say(
        "This destroys the keys of your vault and everything in it: all conversations and drafts. "
        "It cannot be undone. Models and settings stay."
    )


def erase_cannot_reach() -> str:
    return say(
        "It cannot reach copies and backups elsewhere, nor what an SSD still holds in cells it has "
        "put aside. Those stay encrypted and open only with an old key file and its passphrase."
    )


def erase_word() -> str:
    return say("erase")


def type_erase_word(word: str) -> str:
    return say("Type “{word}” to go on.", word=word)


def vault_is_locked() -> str:
    return say("Snug is locked")


def opening_vault() -> str:
    return say("Opening…")


def locking_vault() -> str:
    return say("Locking…")


def unlock() -> str:
    return say("Unlock")


def enter_passphrase() -> str:
    return say("Your conversations are encrypted. Enter your passphrase.")


def enter_recovery_code() -> str:
    return say("Enter your recovery code. Capitals and dashes do not matter.")


def use_recovery_code() -> str:
    return say("Use the recovery code instead")


def use_passphrase() -> str:
    return say("Use the passphrase instead")


def wait_before_next_attempt(seconds: int) -> str:
    return say("Next attempt in {seconds} s", seconds=seconds)
