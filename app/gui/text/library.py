"""The words of prompts and assistants."""

from app.domain.assistants import Colour
from app.gui.text.saying import say


def library() -> str:
    return say("Prompts and assistants")


def prompts() -> str:
    return say("Prompts")


def assistants() -> str:
    return say("Assistants")


def search_library() -> str:
    return say("Search prompts and assistants")


def new_prompt() -> str:
    return say("New prompt")


def new_assistant() -> str:
    return say("New assistant")


def included() -> str:
    return say("Included")


def included_about(about: str) -> str:
    return say("Included: {about}", about=about)


def included_note() -> str:
    return say("This came with Snug. Make a copy to change it.")


def not_saved() -> str:
    return say("Not saved yet")


def item_name() -> str:
    return say("Name")


def item_about() -> str:
    return say("What it is for")


def prompt_text() -> str:
    return say("Text of the prompt")


def instructions() -> str:
    return say("Instructions for the model")


def to_fill_in(names: str) -> str:
    return say("To be filled in: {names}", names=names)


def nothing_to_fill_in() -> str:
    return say("A gap to be filled in is written {{name}} or {{count: number = 3}}.")


def variable(name: str, kind: str) -> str:
    kinds = {
        "number": say("{name} (number)", name=name),
        "choice": say("{name} (choice)", name=name),
        "file": say("{name} (file)", name=name),
        "selection": say("{name} (selected text)", name=name),
    }
    return kinds.get(kind, name)


def save_item() -> str:
    return say("Save")


def make_copy() -> str:
    return say("Make a copy")


def use_prompt() -> str:
    return say("Use…")


def use() -> str:
    return say("Put into the message")


def choose_file() -> str:
    return say("Choose a file…")


def more_of_item() -> str:
    return say("More")


def earlier_versions() -> str:
    return say("Earlier versions")


def version(number: int, when: str) -> str:
    return say("Version {number}, {when}", number=number, when=when)


def take_in_files() -> str:
    return say("Take in files…")


def export_item() -> str:
    return say("Export…")


def library_files() -> str:
    return say("Prompts and assistants (*.md)")


def taken_in(count: int) -> str:
    return say("1 was added.") if count == 1 else say("{count} were added.", count=count)


def known_already(count: int) -> str:
    return say("Known already: {count}.", count=count)


def item_model() -> str:
    return say("Model")


def item_documents() -> str:
    return say("Documents")


def without_documents() -> str:
    return say("Answers without documents")


def no_collections() -> str:
    return say("There are no collections yet")


def collection_gone() -> str:
    return say("A collection that is gone")


def as_usual() -> str:
    return say("As usual")


def colour() -> str:
    return say("Colour")


def colours() -> dict[str, str]:
    """What the colours are called."""
    return {
        Colour.GREY: say("Grey"),
        Colour.BLUE: say("Blue"),
        Colour.TEAL: say("Teal"),
        Colour.GREEN: say("Green"),
        Colour.YELLOW: say("Yellow"),
        Colour.ORANGE: say("Orange"),
        Colour.RED: say("Red"),
        Colour.PURPLE: say("Purple"),
    }


def nothing_matches() -> str:
    return say("Nothing matches.")
