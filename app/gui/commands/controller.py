"""Ties the commands to what is kept of them, and the palette to what it can find."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.domain.conversations import Conversation
from app.domain.errors import AppError
from app.domain.models import InstalledModel
from app.gui.chat.look import Look
from app.gui.main_window import MainWindow, MenuEntry
from app.gui.text import commands as words

if TYPE_CHECKING:
    from app.gui.commands.palette import Found, Palette


class CommandsController:
    """Opens the palette; lists what it finds only while it is open.

    `changed` are the keys that were changed before, `keep` keeps them. `conversations` and
    `models` are asked each time the palette opens.
    """

    def __init__(
        self,
        window: MainWindow,
        conversations: Callable[[], Sequence[Conversation]],
        open_conversation: Callable[[Conversation], object],
        models: Callable[[], Sequence[InstalledModel]],
        choose_model: Callable[[str], object],
        *,
        changed: str = "",
        keep: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._window = window
        self._conversations, self._open_conversation = conversations, open_conversation
        self._models, self._choose_model = models, choose_model
        self._palette: Palette | None = None
        window.commands.bindings.keep_with(changed, keep)
        window.on_palette = self.open
        window.covered.connect(self._forget)

    @property
    def palette(self) -> "Palette":
        """The palette, made when it is first asked for."""
        if self._palette is None:
            # Imported here: the window opens without it.
            from app.gui.commands.palette import Palette

            self._palette = Palette(self._window, self.everything)
        return self._palette

    def open(self) -> None:
        """Show the palette, or hide it where it is open."""
        if self.palette.isVisible():
            self.palette.close_again()
            return
        self.palette.set_picture(self._window.icons.picture("search", self._look.muted, 16))
        self.palette.open()

    @property
    def _look(self) -> Look:
        return self._window.look

    def _forget(self) -> None:
        if self._palette is not None:
            self._palette.forget()

    def everything(self) -> "list[Found]":
        """What can be found now: what was chosen last, commands, menu, conversations, models."""
        return [
            *self._of_commands(),
            *self._of_menu(self._window.more_entries(), ""),
            *self._of_conversations(),
            *self._of_models(),
        ]

    def _of_commands(self) -> "list[Found]":
        from app.gui.commands.palette import Found

        commands = self._window.commands
        recent = commands.recent
        found = sorted(
            commands.possible(),
            key=lambda each: recent.index(each.id) if each.id in recent else len(recent),
        )
        return [
            Found(
                each.words(),
                partial(commands.run, each.id),
                commands.keys_of(each.id),
                each.id.replace("_", " "),
            )
            for each in found
            if each.id != "palette"
        ]

    def _of_menu(self, entries: Sequence[MenuEntry], above: str) -> "list[Found]":
        from app.gui.commands.palette import Found

        known = {each.words() for each in self._window.commands}
        found = []
        for entry in entries:
            name = f"{above}{entry.label}"
            if entry.children:
                found += self._of_menu(entry.children, f"{name}: ")
            elif entry.label and entry.label not in known:
                found.append(Found(name, entry.run, entry.keys))
        return found

    def _of_conversations(self) -> "list[Found]":
        from app.gui.commands.palette import Found

        try:
            conversations = self._conversations()
        except AppError:  # locked, or not to be read: its page says so
            return []
        hint = words.kinds()["conversation"]
        return [
            Found(each.title, partial(self._open_conversation, each), hint)
            for each in conversations
            if each.title
        ]

    def _of_models(self) -> "list[Found]":
        from app.gui.commands.palette import Found

        hint = words.kinds()["model"]
        return [
            Found(each.name, partial(self._choose_model, str(each.path)), hint)
            for each in self._models()
        ]
