"""The words of what protects the vault, and of changing it."""

from app.gui.text.saying import say


def vault_menu() -> str:
    return say("Vault")


def protect_vault() -> str:
    return say("Set a passphrase…")


def protect_title() -> str:
    return say("Set a passphrase")


def protect_explained() -> str:
    return say(
        "From now on your conversations open with this passphrase only, or with the recovery "
        "code that you get next."
    )


def protect() -> str:
    return say("Set the passphrase")


def also_encrypt_anew() -> str:
    return say("Encrypt everything anew as well")


def also_encrypt_anew_fact() -> str:
    return say(
        "Until now the key lay open in the folder. Whoever copied it could read what you write "
        "later, too; after this they cannot."
    )


def not_encrypted_anew(problem: str) -> str:
    return say(
        "The passphrase is set, but nothing was encrypted anew: {problem} You can do it later "
        "from the menu.",
        problem=problem,
    )


def unprotect_vault() -> str:
    return say("Remove the passphrase…")


def unprotect_title() -> str:
    return say("Remove the passphrase")


def unprotect_explained() -> str:
    return say(
        "Your conversations stay encrypted on the disk, but the key lies beside them. Anyone "
        "who can use this account, or reads this disk, can then read everything."
    )


def unprotect_also() -> str:
    return say("Snug then no longer locks, and the recovery code opens nothing any more.")


def unprotect() -> str:
    return say("Remove it")


def encrypt_anew_entry() -> str:
    return say("Encrypt everything anew…")


def encrypt_anew_title() -> str:
    return say("Encrypt everything anew")


def encrypt_anew_explained() -> str:
    return say(
        "Everything gets a new key. Do this when somebody may have seen your key file together "
        "with your passphrase or your recovery code. You get a new recovery code; the "
        "passphrase stays."
    )


def encrypt_anew_cannot_reach() -> str:
    return say(
        "Older copies and backups still open with what opened them. Should it be interrupted, "
        "it is finished or taken back when you open Snug again."
    )


def encrypt_anew() -> str:
    return say("Encrypt anew")


def encrypting_anew(size: str) -> str:
    return say("Encrypting {size} anew. Please leave Snug open.", size=size)


def wait_for_encryption() -> str:
    return say("Everything is being encrypted anew. Snug can be closed in a moment.")


def use_keychain_entry() -> str:
    return say("Open with this computer's keychain")


def use_keychain_title() -> str:
    return say("Open with this computer's keychain")


def use_keychain_explained() -> str:
    return say(
        "The keychain keeps a random secret that opens your conversations together with Snug's "
        "key file. It never gets your passphrase."
    )


def use_keychain_fact() -> str:
    return say(
        "Whoever is logged in as you on this computer can then open them without the "
        "passphrase. On other computers nothing changes."
    )


def use_keychain() -> str:
    return say("Use the keychain")


def open_vault() -> str:
    return say("Open")


def open_with_keychain() -> str:
    return say(
        "Your conversations are encrypted. This computer's keychain opens them, or your passphrase."
    )


def keychain_is_stale() -> str:
    return say("The keychain no longer opens this history. Type the passphrase.")


def keychain_may_ask() -> str:
    return say("Your computer may ask you to allow it.")


def anew_ends_keychain() -> str:
    return say("The keychain opens nothing any more afterwards; you can turn it on again.")
