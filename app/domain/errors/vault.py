"""Errors of the vault and of what it keeps."""

from app.domain.errors.base import AppError

LOCKED_EXIT_CODE = 3
DAMAGED_EXIT_CODE = 4


class VaultError(AppError):
    """Something about the vault stands in the way."""

    code = "vault"


class VaultLocked(VaultError):
    """The vault has to be unlocked first."""

    code = "vault_locked"
    exit_code = LOCKED_EXIT_CODE
    title = "The vault is locked"
    sentence = "Your conversations are encrypted, and the vault is locked."
    hint = "Unlock it with your passphrase, or ask with --temporary, which keeps nothing."


class WrongPassphrase(VaultError):
    """No slot opens with what was given: never says which, never says why."""

    code = "wrong_passphrase"
    exit_code = LOCKED_EXIT_CODE
    title = "That does not open it"
    sentence = "The vault does not open with this."
    hint = "Check the keyboard and try again, or use your recovery code."


class RecoveryCodeInvalid(VaultError):
    """A recovery code with a typing error, told by its check characters."""

    code = "recovery_code_invalid"
    exit_code = LOCKED_EXIT_CODE
    title = "A typing error"
    sentence = "This is not a recovery code as Snug writes them: a character is wrong or missing."
    hint = "Compare it with the code you kept; capitals and dashes do not matter."


class PassphraseRefused(VaultError):
    """A passphrase that cannot be taken for a new vault."""

    code = "passphrase_refused"
    exit_code = 2
    title = "Choose another passphrase"
    sentence = "This passphrase cannot be used: {problem}."
    hint = "A few words that do not belong together are easy to keep and hard to guess."


class VaultExists(VaultError):
    """A new vault is never made over an old one, nor over half of one."""

    code = "vault_exists"
    title = "There is a vault already"
    sentence = "There is a vault, or a part of one, in {folder}."
    hint = "Unlock it, or move that folder away first. Nothing was changed."


class VaultMissing(VaultError):
    """There is no vault."""

    code = "vault_missing"
    title = "There is no vault yet"
    sentence = "Nothing is kept yet: there is no vault in {folder}."
    hint = "Make one with snug vault create, or in the window's menu."


class KeyFileMissing(VaultError):
    """The history is there, its key file is not."""

    code = "key_file_missing"
    exit_code = DAMAGED_EXIT_CODE
    title = "The key file is missing"
    sentence = "Your history is there, but the file with its keys, {file}, is not."
    hint = "Put {file} back from a copy or a backup. Without it nobody can read the history."


class KeyFileDamaged(VaultError):
    """The key file does not hold what was written into it."""

    code = "key_file_damaged"
    exit_code = DAMAGED_EXIT_CODE
    title = "The key file is damaged"
    sentence = "The file with the vault's keys, {file}, is damaged. Your history is untouched."
    hint = "Put it back from {backup} or from a backup, then try again."


class HistoryMissing(VaultError):
    """The key file is there, the history is not, or is empty."""

    code = "history_missing"
    exit_code = DAMAGED_EXIT_CODE
    title = "The history is missing"
    sentence = "The vault's keys are there, but its history, {file}, is missing or empty."
    hint = "Restore a backup with snug vault restore. Nothing was made in its place."


class HistoryDamaged(VaultError):
    """A page of the database does not hold what was written."""

    code = "history_damaged"
    exit_code = DAMAGED_EXIT_CODE
    title = "The history is damaged"
    sentence = "A part of the encrypted history in {file} cannot be read any more."
    hint = "Restore a backup, or rescue what can be read with snug vault rescue."


class VaultNewer(VaultError):
    """Written by a later release."""

    code = "vault_newer"
    exit_code = DAMAGED_EXIT_CODE
    title = "Made by a newer Snug"
    sentence = "This vault was used with a newer release of Snug (schema {found}, here {known})."
    hint = "Install the newer release. Nothing was changed."


class KeyFileUnreadable(VaultError):
    """The system does not let Snug read the key file."""

    code = "key_file_unreadable"
    title = "The key file cannot be read"
    sentence = "Snug may not read the file with the vault's keys, {file}."
    hint = "Check whom it belongs to, then try again."


class KeyFileUnfit(VaultError):
    """A file that was to be put in place of the key file is none."""

    code = "key_file_unfit"
    title = "This is not a key file"
    sentence = "{file} is not a whole key file of Snug."
    hint = "Choose another file. Nothing was changed."


class KeyFileWhole(VaultError):
    """A sound key file is never replaced."""

    code = "key_file_whole"
    title = "The key file is there"
    sentence = "The file with the vault's keys, {file}, is whole. Nothing was put in its place."
    hint = "Open it with your passphrase or your recovery code."


class UnlockNeedsMemory(VaultError):
    """Argon2id did not get its memory."""

    code = "unlock_needs_memory"
    title = "Not enough memory to unlock"
    sentence = "Turning a passphrase into a key takes {mib} MiB of memory, which is not free now."
    hint = "Close a program or unload the model, then try again."


class VaultUnsupported(VaultError):
    """The SQLite that was found here would write text in the clear."""

    code = "vault_unsupported"
    title = "This installation cannot keep a secret"
    sentence = "The database library that was found cannot be used for a vault: {problem}."
    hint = "Install Snug again with its own libraries. Nothing was written."


class VaultBusy(VaultError):
    """Another process has the vault open and holds it too long."""

    code = "vault_busy"
    title = "The vault is in use"
    sentence = "Another program, perhaps a second Snug, keeps the vault busy."
    hint = "Close it, then try again."


class VaultReadOnly(VaultError):
    """The folder of the vault cannot be written to."""

    code = "vault_read_only"
    title = "The vault cannot be written"
    sentence = "Snug may not write in {folder}."
    hint = "Check whom the folder belongs to and whether its disk is read-only, then try again."


class VaultDiskFull(VaultError):
    """There is no room for what was to be kept."""

    code = "vault_disk_full"
    title = "The disk is full"
    sentence = "There is no room to keep this: the disk with {folder} is full."
    hint = "Free some space; what you wrote is still in the window."


class BackupInvalid(VaultError):
    """A file that is no backup, is damaged, or belongs to other keys."""

    code = "backup_invalid"
    exit_code = DAMAGED_EXIT_CODE
    title = "This backup cannot be used"
    sentence = "{file} is not a whole backup of a Snug vault: {problem}."
    hint = "Choose another backup. Nothing was changed."


class BackupTaken(VaultError):
    """What lies where a backup is to be written is no backup of this vault."""

    code = "backup_taken"
    title = "Something else lies there"
    sentence = "{file} is not a backup of this vault."
    hint = "Choose another name, or say that it is to be replaced. Nothing was changed."


class KeychainUnavailable(VaultError):
    """This computer has no keychain that Snug trusts with a key, or it does not answer."""

    code = "keychain_unavailable"
    title = "No keychain here"
    sentence = "This computer offers no keychain that Snug can use, or it does not answer."
    hint = "Go on with your passphrase; nothing was changed."


class KeychainRefused(VaultError):
    """The keychain is there, and it is locked, or it or the person said no."""

    code = "keychain_refused"
    exit_code = LOCKED_EXIT_CODE
    title = "The keychain said no"
    sentence = "This computer's keychain is locked, or it did not let Snug use it."
    hint = "Go on with your passphrase, or unlock the keychain and try again."


class KeychainKept(VaultError):
    """The keychain opens the vault no more, but keeps the secret that opens older copies."""

    code = "keychain_kept"
    title = "The keychain kept its secret"
    sentence = "The keychain opens this vault no more, but it did not delete its entry for Snug."
    hint = "Delete the entry in the keychain's own window: older copies of the key file need it."


class KeychainStale(KeychainRefused):
    """The keychain holds nothing for this vault, or something that fits no more."""

    code = "keychain_stale"
    title = "The keychain no longer opens it"
    sentence = "This computer's keychain does not hold the key to this vault."
    hint = "Type your passphrase. Then turn the keychain on again, or off."


class NothingToRescue(VaultError):
    """A damaged history of which not one conversation can be read."""

    code = "nothing_to_rescue"
    exit_code = DAMAGED_EXIT_CODE
    title = "Nothing could be rescued"
    sentence = "Not one conversation in {file} can be read any more."
    hint = "Restore a backup with snug vault restore. Nothing was changed."


class ConversationGone(VaultError):
    """What was to be changed was deleted meanwhile."""

    code = "conversation_gone"
    title = "This conversation is gone"
    sentence = "It was deleted meanwhile, perhaps by another program that uses this vault."
    hint = "Begin a new conversation; what you wrote is still here."


class TemporaryAlone(VaultError):
    """Nothing may come of a temporary conversation that would be kept."""

    code = "temporary_alone"
    title = "This chat is temporary"
    sentence = "Another conversation that begins with it would be kept."
    hint = "Keep this one first, then go on from here."


class ImportRefused(VaultError):
    """A file from which no conversation can be read."""

    code = "import_refused"
    title = "Nothing could be read from it"
    sentence = "Snug cannot read conversations from {file}: {problem}."
    hint = "Choose the export of ChatGPT, Claude, Open WebUI, LM Studio, Jan, GPT4All or llama.cpp."


class ExportExists(VaultError):
    """An export never replaces a file that nobody said should be replaced."""

    code = "export_exists"
    title = "There is a file of that name"
    sentence = "There is already something named {file}."
    hint = "Choose another name, or say that it is to be replaced. Nothing was changed."


class ExportFailed(VaultError):
    """An export could not be written."""

    code = "export_failed"
    title = "The export was not written"
    sentence = "Snug could not write {file}: {problem}."
    hint = "Choose another folder, or free some space, then try again."


class ExportTooLarge(ExportFailed):
    """A JSON export would be larger than one that can be read again."""

    code = "export_too_large"
    title = "Too much for one file"
    sentence = "With its attachments this export is larger than {most}; it could not be read again."
    hint = "Export fewer conversations at once, or make a backup, which holds everything."
