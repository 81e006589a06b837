"""The commands of the messages: the last answer, the last question, and their versions."""

from collections.abc import Callable

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui import clipboard
from app.gui.chat.look import LIGHT
from app.gui.chat.markdown import render
from app.gui.chat.transcript import Transcript
from app.gui.chat.turn import TurnAct
from app.gui.chat.turn_controller import TurnController
from app.gui.commands.command import Command, Group
from app.gui.text import commands as words
from app.services.turn_words import Manner


def turn_commands(turns: TurnController, transcript: Transcript) -> tuple[Command, ...]:
    """Every one, in the order of the sheet."""

    def there_is(role: Role) -> Callable[[], bool]:
        return lambda: transcript.isVisible() and transcript.last_row(role) is not None

    def with_last(role: Role, act: Callable[[MessageId], object]) -> Callable[[], None]:
        def run() -> None:
            row = transcript.last_row(role) if transcript.isVisible() else None
            if row is not None:
                act(row.id)

        return run

    def copy() -> None:
        row = transcript.last_row(Role.ASSISTANT) if transcript.isVisible() else None
        if row is not None and row.text:
            clipboard.copy(row.text)

    def copy_code() -> None:
        row = transcript.last_row(Role.ASSISTANT) if transcript.isVisible() else None
        blocks = render(row.text, LIGHT).code_blocks if row is not None else ()
        if blocks:
            clipboard.copy(blocks[-1].text)

    return (
        Command("copy_answer", Group.WRITING, words.copy_answer, copy, "Ctrl+Shift+C",
                is_possible=there_is(Role.ASSISTANT)),
        Command("copy_code", Group.WRITING, words.copy_code, copy_code, "Ctrl+Shift+;",
                is_possible=there_is(Role.ASSISTANT)),
        Command("again", Group.WRITING, words.answer_again,
                with_last(Role.ASSISTANT, lambda each: turns.answer_again(each, Manner.SAME)),
                "Ctrl+R", is_possible=there_is(Role.ASSISTANT)),
        Command("edit_last", Group.WRITING, words.edit_last,
                with_last(Role.USER, lambda each: turns.act(each, TurnAct.EDIT)),
                "Ctrl+Shift+E", is_possible=there_is(Role.USER)),
        Command("earlier", Group.WRITING, words.earlier_version,
                lambda: turns.step_focused(-1), "Alt+Left", at=transcript, is_deep=True),
        Command("later", Group.WRITING, words.later_version,
                lambda: turns.step_focused(1), "Alt+Right", at=transcript, is_deep=True),
    )  # fmt: skip
