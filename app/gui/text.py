"""Everything the window says, one typed function for each sentence.

A missing name or parameter is a type error. The English text is the key of its translation in
`resources/translations/snug_*.ts`; a test compares both.
"""

from PySide6.QtCore import QCoreApplication

from app.domain.errors import AppError
from app.domain.placement import Remedy, RemedyKind
from app.domain.vault import Strength

CONTEXT = "snug"
_NAME_CHARACTERS = 20
"""Of a name on a button."""


def _say(source: str, /, **values: object) -> str:
    translated = QCoreApplication.translate(CONTEXT, source)
    return translated.format(**values) if values else translated


# --- errors: the templates stand in app.domain.errors ----------------------------------------


def error_title(error: AppError) -> str:
    """The heading of an error."""
    return _filled(error.title, error)


def error_sentence(error: AppError) -> str:
    """What happened, in a sentence."""
    return _filled(error.sentence, error)


def error_hint(error: AppError) -> str:
    """What a person can do next."""
    return _filled(error.hint, error)


def _filled(template: str, error: AppError) -> str:
    return QCoreApplication.translate(CONTEXT, template).format(**error.values)


# --- sidebar ----------------------------------------------------------------------------------


def new_chat() -> str:
    return _say("New chat")


def conversations() -> str:
    return _say("Conversations")


def no_conversations() -> str:
    return _say("Your conversations appear here.")


def delete_conversation() -> str:
    return _say("Delete conversation")


def title() -> str:
    return _say("Title")


def rename() -> str:
    return _say("Rename")


def deleted() -> str:
    return _say("Deleted.")


def undo() -> str:
    return _say("Undo")


def undo_delete() -> str:
    return _say("Undo the deletion")


def search_conversations() -> str:
    return _say("Search conversations")


def search_results() -> str:
    return _say("Search results")


def nothing_found(query: str) -> str:
    return _say("Nothing matches “{query}”.", query=query)


def toggle_sidebar() -> str:
    return _say("Show or hide the sidebar")


def menu() -> str:
    return _say("Menu")


def offline_badge() -> str:
    return _say("Offline")


def offline_fact() -> str:
    return _say(
        "No connection has been opened. The engine runs in a process without network access."
    )


def offline_fact_unguarded() -> str:
    return _say("No connection has been opened.")


def memory_only() -> str:
    return _say("Kept in memory only")


def memory_only_fact() -> str:
    return _say("Conversations are not written to disk. They are gone when you close Snug.")


def keep_conversations() -> str:
    return _say("Keep my conversations…")


def kept_encrypted() -> str:
    return _say("Kept, encrypted")


def kept_encrypted_fact() -> str:
    return _say("Conversations are kept on this computer, encrypted with your passphrase.")


def kept_unprotected() -> str:
    return _say("Kept without a passphrase")


def kept_unprotected_fact() -> str:
    return _say(
        "Conversations are kept on this computer. Anyone who can use this account can read them."
    )


# --- menus ------------------------------------------------------------------------------------


def theme() -> str:
    return _say("Theme")


def theme_system() -> str:
    return _say("As the system")


def theme_light() -> str:
    return _say("Light")


def theme_dark() -> str:
    return _say("Dark")


def language() -> str:
    return _say("Language")


def about() -> str:
    return _say("About Snug")


def about_text(version: str) -> str:
    return _say(
        "Snug {version}\n\nPrivate conversations with a language model that runs on this "
        "computer.\n\nLicensed under Apache 2.0.",
        version=version,
    )


def preset() -> str:
    return _say("Style of answers")


def presets() -> dict[str, str]:
    """The choices of the setting, and what they are called."""
    return {
        "model": _say("As suits the model"),
        "precise": _say("Precise"),
        "balanced": _say("Balanced"),
        "creative": _say("Creative"),
    }


def quit_application() -> str:
    return _say("Quit")


# --- the model chip -----------------------------------------------------------------------------


def model_none() -> str:
    return _say("No model")


def model_unloaded(name: str) -> str:
    return _say("{name} · not loaded", name=name)


def model_loads_by_itself() -> str:
    return _say("Not in memory. Your next message loads it.")


def model_loading(name: str, percent: int) -> str:
    return _say("{name} · loading {percent} %", name=name, percent=percent)


def model_ready(name: str, device: str) -> str:
    return _say("{name} · ready on {device}", name=name, device=device)


def model_failed(name: str) -> str:
    return _say("{name} · could not be loaded", name=name)


def on_gpu(device: str, layers: int, total: int) -> str:
    return _say(
        "GPU ({device}), {layers} of {total} layers", device=device, layers=layers, total=total
    )


def choose_model() -> str:
    return _say("Choose a model")


def open_model_file() -> str:
    return _say("Open a GGUF file…")


def model_files() -> str:
    return _say("Models (*.gguf);;All files (*)")


def load_now() -> str:
    return _say("Load now")


def model_details(context: str, device: str, seconds: str) -> str:
    return _say(
        "Context {context} tokens · {device} · loaded in {seconds} s",
        context=context,
        device=device,
        seconds=seconds,
    )


def plan_needs(total: str, weights: str, context: str, working: str) -> str:
    return _say(
        "Memory: {total} ({weights} weights, {context} context, {working} working space)",
        total=total,
        weights=weights,
        context=context,
        working=working,
    )


def context_shortened(wanted: str) -> str:
    return _say("Memory does not allow a context of {wanted} tokens.", wanted=wanted)


def plain_cache() -> str:
    return _say("This model's context cannot be compressed; it is kept as f16.")


def fallback_template() -> str:
    return _say("The model brings no usable chat template; a common one is used.")


# --- transcript ---------------------------------------------------------------------------------


def you() -> str:
    return _say("You")


def assistant() -> str:
    return _say("Assistant")


def copy() -> str:
    return _say("Copy")


def copied() -> str:
    return _say("Copied")


def select_all() -> str:
    return _say("Select all")


def jump_to_end() -> str:
    return _say("Jump to the end")


def new_text_below() -> str:
    return _say("New text below")


def conversation() -> str:
    return _say("Conversation")


def thinking() -> str:
    return _say("Writing…")


def thoughts() -> str:
    return _say("Thoughts")


def reasoning() -> str:
    return _say("Thinking…")


def thought_for() -> str:
    """With a gap for the seconds, which the transcript fills."""
    return _say("Thought for {seconds} s")


def waiting_for_model(percent: int) -> str:
    return _say("Loading the model… {percent} %", percent=percent)


def reading(percent: int) -> str:
    return _say("Reading… {percent} %", percent=percent)


def stopped() -> str:
    return _say("Stopped")


def cut_off() -> str:
    return _say("Cut off when Snug ended")


def reached_limit() -> str:
    return _say("Ended at the length limit")


def context_is_full() -> str:
    return _say("Ended: the context window is full")


def speed(tokens: int, tokens_per_second: str) -> str:
    return _say("{tokens} tokens · {speed} tokens/s", tokens=tokens, speed=tokens_per_second)


def open_link_title() -> str:
    return _say("Open this address?")


def open_link_text(address: str) -> str:
    return _say("Your browser will open\n\n{address}", address=address)


def open_link() -> str:
    return _say("Open in browser")


def copy_address() -> str:
    return _say("Copy address")


# --- composer -----------------------------------------------------------------------------------


def write_message() -> str:
    return _say("Write a message…")


def message() -> str:
    return _say("Message")


def send() -> str:
    return _say("Send")


def send_tip() -> str:
    return _say("Send (Enter)")


def stop() -> str:
    return _say("Stop")


def stop_tip() -> str:
    return _say("Stop (Esc)")


def composer_needs_model() -> str:
    return _say("Choose a model first, then write here.")


def composer_hint() -> str:
    return _say("Enter sends · Shift+Enter breaks the line")


# --- empty states -------------------------------------------------------------------------------


def welcome_title() -> str:
    return _say("What would you like to talk about?")


def welcome_fact() -> str:
    return _say("The model runs on this computer. What you write does not leave it.")


def starter_note() -> str:
    return _say(
        "This is the starter model: small, quick, and often wrong. A larger one answers far better."
    )


def no_model_title() -> str:
    return _say("No model yet")


def no_model_text() -> str:
    return _say("Open a GGUF file to begin. It stays where it is.")


def examples() -> tuple[str, ...]:
    return (
        _say("What is the capital of France?"),
        _say("Explain photosynthesis in two sentences."),
        _say("Write a short, friendly reminder to water the plants."),
    )


# --- trouble ------------------------------------------------------------------------------------


def try_again() -> str:
    return _say("Try again")


def remedy(chosen: Remedy) -> str:
    """The words on the button of a way out."""
    match chosen.kind:
        case RemedyKind.SHORTER_CONTEXT:
            return _say("Context of {tokens} tokens", tokens=f"{int(chosen.value):,}")
        case RemedyKind.SMALLER_CACHE:
            return _say("Compress context")
        case RemedyKind.FEWER_GPU_LAYERS:
            return _say("{layers} layers on the GPU", layers=chosen.value)
        case RemedyKind.CPU_ONLY:
            return _say("Without the GPU")
        case RemedyKind.SMALLER_MODEL:
            return _say("Use {name}", name=_cut(chosen.name))
        case RemedyKind.LOAD_ANYWAY:
            return _say("Load anyway")


def _cut(name: str) -> str:
    return name if len(name) <= _NAME_CHARACTERS else f"{name[: _NAME_CHARACTERS - 1]}…"


def another_model() -> str:
    return _say("Other model…")


def details() -> str:
    return _say("Details")


def dismiss() -> str:
    return _say("Dismiss")


def answer_interrupted(sentence: str) -> str:
    return _say("Interrupted. {sentence}", sentence=sentence)


def crash_title() -> str:
    return _say("Something went wrong in Snug")


def crash_text() -> str:
    return _say(
        "This is a defect of ours. Your conversation is still open. "
        "The report below stays on this computer: nothing is sent."
    )


def copy_report() -> str:
    return _say("Copy report")


def close() -> str:
    return _say("Close")


# --- the vault ----------------------------------------------------------------------------------


def cancel() -> str:
    return _say("Cancel")


def finish() -> str:
    return _say("Finish")


def not_now() -> str:
    return _say("Not now")


def please_wait() -> str:
    return _say("Please wait")


def passphrase() -> str:
    return _say("Passphrase")


def passphrase_again() -> str:
    return _say("The same passphrase again")


def present_passphrase() -> str:
    return _say("Present passphrase")


def new_passphrase() -> str:
    return _say("New passphrase")


def show_passphrase() -> str:
    return _say("Show what I type")


def caps_lock_is_on() -> str:
    return _say("Caps Lock seems to be on.")


def passphrases_differ() -> str:
    return _say("The two are not the same.")


def strength(found: Strength) -> str:
    """How long a passphrase would stand, in words."""
    match found:
        case Strength.WEAK:
            return _say("Weak: quickly guessed")
        case Strength.FAIR:
            return _say("Fair: stands for a while")
        case Strength.GOOD:
            return _say("Good: hard to guess")
        case Strength.STRONG:
            return _say("Strong: out of reach of guessing")


def keep_offer() -> str:
    return _say(
        "This conversation is in memory only and gone when you close Snug. "
        "Snug can keep it, encrypted."
    )


def keep_conversations_title() -> str:
    return _say("Keep my conversations")


def vault_explained() -> str:
    return _say(
        "Conversations, drafts and what is searched in them are encrypted on this computer. "
        "Without the passphrase or the recovery code nobody can open them again, nor can we."
    )


def without_passphrase() -> str:
    return _say("Without a passphrase")


def without_passphrase_fact() -> str:
    return _say("Anyone who can use this account, or reads this disk, can read everything.")


def create_vault() -> str:
    return _say("Encrypt and keep")


def recovery_code() -> str:
    return _say("Recovery code")


def recovery_code_explained() -> str:
    return _say(
        "If you forget your passphrase, this code opens your conversations. It is shown only now. "
        "Write it down or print it, and keep it away from this computer."
    )


def recovery_code_kept() -> str:
    return _say("I have kept it")


def recovery_code_copied() -> str:
    return _say("Copied. Snug takes it off the clipboard when it locks.")


def keep_code_first() -> str:
    return _say("Keep the code first, then tick the box: nobody can show it again.")


def code_was_not_kept() -> str:
    return _say("You had not yet confirmed that you kept your recovery code. Make a new one?")


def save_to_file() -> str:
    return _say("Save to a file…")


def recovery_file_title() -> str:
    return _say("Recovery code for Snug")


def recovery_file_note() -> str:
    return _say("Whoever has this code can open the conversations. Keep it off this computer.")


def recovery_file_saved() -> str:
    return _say("Saved. Move the file to another place, away from this computer.")


def recovery_file_failed() -> str:
    return _say("The file could not be written. Choose another place.")


def new_recovery_code() -> str:
    return _say("New recovery code…")


def new_recovery_code_title() -> str:
    return _say("New recovery code")


def new_recovery_code_explained() -> str:
    return _say("The code you have now opens nothing any more once there is a new one.")


def make_code() -> str:
    return _say("Make a code")


def change_passphrase() -> str:
    return _say("Change passphrase…")


def change_passphrase_title() -> str:
    return _say("Change passphrase")


def change_passphrase_explained() -> str:
    return _say(
        "Your recovery code stays valid. A backup made earlier still opens with the old passphrase."
    )


def change() -> str:
    return _say("Change")


def lock_now() -> str:
    return _say("Lock now")


def erase_everything() -> str:
    return _say("Erase everything…")


def erase_title() -> str:
    return _say("Erase everything")


def erase() -> str:
    return _say("Erase")


def erase_destroys() -> str:
    return _say(
        "This destroys the keys of your vault and everything in it: all conversations and drafts. "
        "It cannot be undone. Models and settings stay."
    )


def erase_cannot_reach() -> str:
    return _say(
        "It cannot reach copies and backups elsewhere, nor what an SSD still holds in cells it has "
        "put aside. Those stay encrypted and open only with an old key file and its passphrase."
    )


def erase_word() -> str:
    return _say("erase")


def type_erase_word(word: str) -> str:
    return _say("Type “{word}” to go on.", word=word)


def vault_is_locked() -> str:
    return _say("Snug is locked")


def opening_vault() -> str:
    return _say("Opening…")


def locking_vault() -> str:
    return _say("Locking…")


def unlock() -> str:
    return _say("Unlock")


def enter_passphrase() -> str:
    return _say("Your conversations are encrypted. Enter your passphrase.")


def enter_recovery_code() -> str:
    return _say("Enter your recovery code. Capitals and dashes do not matter.")


def use_recovery_code() -> str:
    return _say("Use the recovery code instead")


def use_passphrase() -> str:
    return _say("Use the passphrase instead")


def wait_before_next_attempt(seconds: int) -> str:
    return _say("Next attempt in {seconds} s", seconds=seconds)


def bring_in() -> str:
    return _say("Bring in conversations…")


def export_files() -> str:
    return _say("Exports of other programs (*.json *.jsonl *.zip *.chat);;All files (*)")


def brought_in(count: int) -> str:
    return _say("{count} conversations were brought in.", count=count)


def known_before(count: int) -> str:
    return _say("{count} were here already.", count=count)


def could_not_be_read(count: int) -> str:
    return _say("{count} are damaged and were left out.", count=count)


def export_all() -> str:
    return _say("Export all conversations…")


def export_one() -> str:
    return _say("Export this conversation…")


def export_written() -> str:
    return _say("Written. The file is not encrypted: whoever gets it can read it.")


def back_up() -> str:
    return _say("Back up everything…")


def backup_files() -> str:
    return _say("Backups (*.snugbackup)")


def backup_written() -> str:
    return _say("Written and checked. The backup is encrypted: your passphrase of today opens it.")
