"""The words of the page of settings: a name and a sentence for each, by its key."""

from typing import Any

from app.gui.text import answers, appearance, menus, model_page, models, updates
from app.gui.text.saying import say


def settings() -> str:
    return say("Settings")


def open_settings() -> str:
    return say("Settings…")


def search_settings() -> str:
    return say("Search settings")


def nothing_found() -> str:
    return say("No setting has to do with this.")


def sections() -> dict[str, str]:
    """The headings, by their names."""
    return {
        "appearance": say("Appearance"),
        "conversations": say("Conversations"),
        "answers": say("Answers"),
        "documents": say("Documents"),
        "models": say("Models and engine"),
        "privacy": say("Privacy"),
        "shortcuts": say("Shortcuts"),
        "updates": say("Updates"),
    }


def section_list() -> str:
    return say("Sections of the settings")


def label(key: str) -> str:
    """What a setting is called."""
    return _named()[key][0]


def explained(key: str) -> str:
    """One sentence about a setting."""
    return _named()[key][1]


def _named() -> dict[str, tuple[str, str]]:
    return {
        **_of_the_window(),
        **_of_answers(),
        **_of_models(),
        **_of_privacy(),
    }


def _of_the_window() -> dict[str, tuple[str, str]]:
    return {
        "appearance.theme": (menus.theme(), say("How the window looks; it can follow the system.")),
        "appearance.text_size": (
            say("Text size"),
            say("In percent of the system's. Ctrl+Plus and Ctrl+Minus change it, too."),
        ),
        "appearance.contrast": (
            appearance.contrast(),
            say("High contrast makes text and edges stand out more."),
        ),
        "appearance.motion": (
            appearance.motion(),
            say("Whether bars and menus may move by themselves."),
        ),
        "appearance.language": (
            menus.language(),
            say("The language of this window. Answers come in the language you write in."),
        ),
        "chat.send_keys": (
            say("Send a message with"),
            say("With Ctrl+Enter, Enter alone begins a new line."),
        ),
        "chat.titles": (
            say("Name conversations by their content"),
            say("A model that is able enough reads the beginning; nothing leaves this computer."),
        ),
        "history.keep_days": (
            say("Delete old conversations"),
            say("Those that nobody changed for so long. Folders may have their own rule."),
        ),
        "chat.begin_temporary": (
            say("Begin with a temporary chat"),
            say("What is written in it is kept nowhere, unless you keep it."),
        ),
        "window.keep_in_tray": (
            say("Keep running in the tray"),
            say("Closing the window then only hides it."),
        ),
        "start.at_login": (
            say("Start with the session"),
            say("Snug then waits in the tray, or as a minimised window. No model is loaded."),
        ),
    }


def _of_answers() -> dict[str, tuple[str, str]]:
    return {
        "chat.system_prompt": (
            say("Instructions for the model"),
            say("Hold in every conversation that has none of its own."),
        ),
        "sampling.preset": (
            menus.preset(),
            say("Precise keeps close to the likeliest words, creative is freer."),
        ),
        "sampling.max_tokens": (
            answers.length(),
            say("An answer ends there; it can be continued."),
        ),
        "chat.thinking": (
            answers.reasoning(),
            say("Slower, and often better, where the model leaves the choice."),
        ),
        "documents.answers": (
            say("Answers about documents"),
            say("Written by the model, or put together from sentences of the documents."),
        ),
        "documents.reranker": (
            say("Judge what was found once more"),
            say("A second model puts the best passages first. It takes a moment longer."),
        ),
        "documents.entailment": (
            say("Check citations with a model"),
            say("It helps to tell whether a source really says what the answer says."),
        ),
    }


def _of_models() -> dict[str, tuple[str, str]]:
    return {
        "engine.context_tokens": (
            say("Length of the context"),
            say("How much of a conversation the model has before it; longer takes more memory."),
        ),
        "engine.idle_minutes": (
            say("Unload an idle model"),
            say("Its memory is given back; the next message loads it again."),
        ),
        "engine.threads": (
            say("Processor threads"),
            say("More than the processor has cores rarely helps."),
        ),
        "engine.gpu_layers": (
            say("Layers on the graphics card"),
            say("The more of the model lies there, the faster it answers."),
        ),
        "engine.kv_type": (
            say("Format of the context in memory"),
            say("Smaller formats let longer conversations fit, and are a little less exact."),
        ),
        "engine.flash_attention": (
            say("Flash attention"),
            say("A faster way to compute, with less memory; not every device has it."),
        ),
        "engine.resting_megabytes": (
            say("Memory for resting conversations"),
            say("Going back to one then needs no reading anew."),
        ),
        "engine.check_memory": (
            say("Refuse models that do not fit"),
            say("Without this the computer may become very slow."),
        ),
        "engine.speculate": (
            say("Guess ahead"),
            say("Faster where an answer repeats what was said; the answer stays the same."),
        ),
        "engine.draft_model": (
            say("Small model that writes ahead"),
            say("The name of a model, or a file. It has to share the words of the large one."),
        ),
        "engine.device_sampling": (
            say("Choose words on the graphics card"),
            say("Experimental: less is copied."),
        ),
    }


def _of_privacy() -> dict[str, tuple[str, str]]:
    return {
        "network.offline": (
            say("Stay offline"),
            say("Then only a download that you ask for by name opens a connection."),
        ),
        "network.mirror": (
            say("Mirror of the model hub"),
            say("Another server that holds the same models; its address begins with https."),
        ),
        "network.proxy": (
            say("Proxy for downloads"),
            say("The address of a server that downloads of models pass through."),
        ),
        "network.hub_token": (
            say("Token for the model hub"),
            say("For models that ask for an account. It is kept in the vault, or until you quit."),
        ),
        "vault.lock_minutes": (
            say("Lock after"),
            say("Without a key or the mouse; then the passphrase is asked for again."),
        ),
        "vault.lock_with_screen": (
            say("Lock with the screen"),
            say("Also when the computer sleeps, where the system tells Snug."),
        ),
        "safety.personal_data": (
            say("Personal data in exports"),
            say("Phone, card and other numbers are found by format before a file is written."),
        ),
        "safety.action": (
            say("Check answers with a safety model"),
            say("After an answer has ended, on this computer. Nobody is told what it finds."),
        ),
        "safety.model": (
            say("Safety model"),
            say("It has its own memory beside the model that answers."),
        ),
        "updates.check": (
            say("Look for a newer Snug"),
            say("What is told counts only with the publisher's signature; nothing is installed."),
        ),
        "updates.address": (
            say("Address for updates"),
            say("Where the publisher tells of releases; it begins with https."),
        ),
        "safety.threshold": (
            say("Mark from this probability on"),
            say("Lower marks more, also what is harmless."),
        ),
        "safety.categories": (
            say("Single categories"),
            say("Each is marked as usual, never, or from its own value on; earlier answers too."),
        ),
    }


def choices(key: str) -> dict[Any, str]:
    """What the values of a choice are called; empty where it is none."""
    on_or_off = {"auto": say("By itself"), "on": say("On"), "off": say("Off")}
    found: dict[str, dict[Any, str]] = {
        "appearance.theme": {
            "system": menus.theme_system(),
            "light": menus.theme_light(),
            "dark": menus.theme_dark(),
        },
        "appearance.contrast": appearance.contrasts(),
        "appearance.motion": appearance.motions(),
        "history.keep_days": {
            0: say("Never"),
            30: say("After 30 days"),
            90: say("After 90 days"),
            180: say("After half a year"),
            365: say("After a year"),
            1096: say("After three years"),
        },
        "chat.send_keys": {"enter": say("Enter"), "ctrl-enter": say("Ctrl+Enter")},
        "sampling.preset": menus.presets(),
        "chat.thinking": answers.reasonings(),
        "documents.answers": {
            "auto": say("As suits the model"),
            "written": say("Written by the model"),
            "extract": say("Sentences of the documents"),
        },
        "documents.reranker": {"auto": say("If one is installed"), "none": say("Never")},
        "documents.entailment": {"auto": say("If one is installed"), "none": say("Never")},
        "engine.flash_attention": on_or_off,
        "safety.personal_data": {
            "ask": say("Ask each time"),
            "keep": say("Export as it is"),
            "replace": say("Replace by marks"),
        },
        "updates.check": {
            "never": say("Only when I ask"),
            "weekly": say("Every week"),
            "monthly": say("Every month"),
        },
        "safety.action": {
            "off": say("Off"),
            "warn": say("Mark what it finds"),
            "hide": say("Fold what it finds"),
        },
        "safety.model": {"auto": say("One that is installed")},
    }
    return found.get(key, {})


def unit(key: str) -> str:
    """What stands behind a number, with its space; "" for nothing that needs a word."""
    tokens, minutes = say("{number} tokens", number=""), say("{number} minutes", number="")
    return {
        "sampling.max_tokens": tokens,
        "engine.context_tokens": tokens,
        "engine.idle_minutes": minutes,
        "engine.resting_megabytes": " MB",
        "vault.lock_minutes": minutes,
    }.get(key, "")


def lowest(key: str) -> str:
    """What the lowest number of a setting means; "" where it is a number like the others."""
    return {
        "sampling.max_tokens": say("Without a limit"),
        "engine.context_tokens": say("By itself"),
        "engine.idle_minutes": say("Never"),
        "engine.threads": say("All cores"),
        "engine.gpu_layers": say("As many as fit"),
        "engine.resting_megabytes": say("None"),
        "vault.lock_minutes": say("Never"),
    }.get(key, "")


def some_would_go(count: int) -> str:
    return say("{count} conversations are older than that.", count=f"{count:,}")


def would_go_for_good() -> str:
    return say("They will be deleted for good within the hour. Pin what is to stay.")


def delete_them() -> str:
    return say("Delete them")


def placeholder(key: str) -> str:
    """What an empty line means."""
    return {
        "engine.draft_model": say("The usual one"),
        "chat.system_prompt": say("None"),
    }.get(key, "")


def file_filter(key: str) -> str:
    """Which files a setting takes; "" for none."""
    return models.model_files() if key == "engine.draft_model" else ""


def choose_file() -> str:
    return say("Choose a file…")


def back_to_default() -> str:
    return say("Back to default")


def default_of(name: str) -> str:
    return say("Back to default: {name}", name=name)


def told() -> str:
    return say("Given on the command line, for this run. What you choose here holds instead.")


def fixed_offline() -> str:
    return say("Snug was started offline: it stays so until it is closed.")


def lacks_guard() -> str:
    return say("There is no safety model yet: nothing is checked until you add one.")


def open_models() -> str:
    return model_page.open_models()


def at_next_load() -> str:
    return say("Holds once the model is loaded again.")


def load_again() -> str:
    return say("Load it again")


def answer_under_way() -> str:
    return say("An answer is being written. Load the model again when it is finished.")


def at_next_start() -> str:
    return say("Holds once Snug is started again.")


def start_again() -> str:
    return say("Start again")


def link(name: str) -> str:
    """What opens something that has a window of its own."""
    return {
        "quick": say("Quick question and tray…"),
        "answers": say("Finer settings of answers…"),
        "library": say("Prompts and assistants…"),
        "model": say("Choose the model…"),
        "folder": say("Open the folder"),
        "sheet": say("Show all shortcuts…"),
        "keys": say("Change shortcuts…"),
        "update": updates.check_now(),
        "update_file": updates.check_file(),
    }[name]


def folder_unopened() -> str:
    return say("The system opened no window for the folder. Its place stands below.")
