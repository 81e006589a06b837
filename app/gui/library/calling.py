"""/ and @ in a message: a prompt to write, an assistant to answer, a model to load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.domain.assistants import Assistant
from app.domain.errors import AppError
from app.domain.events import AppEvent, AssistantsChanged, PromptsChanged, VaultChanged
from app.domain.models import InstalledModel
from app.domain.prompt_library import Prompt
from app.gui.chat.chat_page import ChatPage
from app.gui.chat.controller import ChatController
from app.gui.chat.entry_list import Entry
from app.gui.chat.mark_list import MOST, MarkList, folded, searchable
from app.gui.library.dot import PAINTS
from app.gui.sidebar.hit_delegate import one_line
from app.gui.text import calling as words
from app.gui.vault.background import Background
from app.services.assistants import AssistantService
from app.services.models import ModelService
from app.services.prompt_library import PromptLibrary


@dataclass(frozen=True, slots=True)
class _Known:
    """What can be called, each with the words by which it is found."""

    prompts: Sequence[tuple[str, Entry]] = ()
    others: Sequence[tuple[str, Entry]] = ()


class CallingController(QObject):
    """Reads what there is away from the window's thread, when a list is about to open."""

    def __init__(
        self,
        prompts: PromptLibrary,
        assistants: AssistantService,
        models: ModelService,
        language: Callable[[], str],
        chat: ChatController,
        page: ChatPage,
        background: Background,
    ) -> None:
        super().__init__(page)
        self._prompts = prompts
        self._assistants = assistants
        self._models = models
        self._language = language
        self._chat = chat
        self._page = page
        self._background = background
        self._known: _Known | None = None
        self._is_reading = False
        self._for_new: Assistant | None = None
        """Who answers in the conversation that nothing was said in yet."""
        self.use_prompt: Callable[[Prompt], None] = lambda _prompt: None
        self.choose_model: Callable[[str], None] = lambda _name: None
        self.prompt_list = MarkList("/", page, self._fitting_prompts, words.prompts_list)
        self.other_list = MarkList("@", page, self._fitting_others, words.assistants_list)
        for each in (self.prompt_list, self.other_list):
            each.opening.connect(self._read)
            each.chosen.connect(self._take)
        page.composer.assistant.removed.connect(lambda: self._assign(None))
        chat.on_begun = self._on_begun
        page.conversation_shown.connect(self._on_shown)

    def hear(self, event: AppEvent) -> None:
        """Take an event of the services, on the window's thread."""
        match event:
            case VaultChanged():
                self.forget()
                self._on_shown()
            case PromptsChanged() | AssistantsChanged():
                self._known = None
                self._on_shown()

    def forget(self) -> None:
        """Know nothing of the user's."""
        self._known = self._for_new = None
        self._page.composer.assistant.show_assistant(None)

    def retranslate(self) -> None:
        """What came with Snug comes in the language of the window."""
        self._known = None

    # --- the lists ------------------------------------------------------------------------------

    def _fitting_prompts(self, wanted: str) -> Sequence[Entry] | None:
        return None if self._known is None else _fitting(self._known.prompts, wanted)

    def _fitting_others(self, wanted: str) -> Sequence[Entry] | None:
        return None if self._known is None else _fitting(self._known.others, wanted)

    def _read(self) -> None:
        if self._known is not None or self._is_reading:
            return
        self._is_reading = True
        language = self._language()

        def work() -> _Known:
            assistants = [_assistant_entry(each) for each in self._assistants.all(language)]
            models = [_model_entry(each) for each in self._models.installed()]
            prompts = [_prompt_entry(each) for each in self._prompts.all(language)]
            return _Known(prompts, [*assistants, *models])

        def done(known: _Known) -> None:
            self._is_reading = False
            self._known = known
            self.prompt_list.look()
            self.other_list.look()

        def failed(_error: AppError) -> None:  # locked meanwhile: there is nothing to call
            self._is_reading = False

        self._background.run(self, work, done, failed)

    def _take(self, value: object) -> None:
        match value:
            case Prompt():
                self.use_prompt(value)
            case Assistant():
                self._assign(value)
            case InstalledModel():
                self.choose_model(value.id if value.entry else str(value.path))

    # --- the assistant --------------------------------------------------------------------------

    def _assign(self, assistant: Assistant | None) -> None:
        """Let one answer in the conversation in view from now on, or nobody in particular."""
        conversation = self._chat.current
        if conversation is None:
            self._for_new = assistant
            self._show(assistant)
            return
        chosen = None if assistant is None else assistant.id

        def done(_conversation: object) -> None:
            if conversation == self._chat.current:
                self._show(assistant)

        self._background.run(
            self,
            lambda: self._assistants.assign(conversation, chosen),
            done,
            self._page.banner.show_error,
        )

    def _on_begun(self) -> None:
        """Who was to answer in the new conversation does; the next one has nobody yet."""
        self._for_new = None
        if self._chat.current is None:
            self._show(None)

    def _on_shown(self) -> None:
        """Another conversation is in view, or what is in view may have changed."""
        conversation = self._chat.current
        if conversation is None:
            self._show(self._for_new)
            return

        def done(assistant: Assistant | None) -> None:
            if conversation == self._chat.current:
                self._show(assistant)

        self._background.run(self, lambda: self._assistants.assigned(conversation), done)

    def _show(self, assistant: Assistant | None) -> None:
        self._page.composer.assistant.show_assistant(assistant)


def _fitting(known: Sequence[tuple[str, Entry]], wanted: str) -> Sequence[Entry]:
    wanted = folded(wanted)
    return [entry for found, entry in known if wanted in found][:MOST]


def _prompt_entry(prompt: Prompt) -> tuple[str, Entry]:
    name = one_line(prompt.name)
    return searchable(name, prompt.about), Entry(name, prompt, one_line(prompt.about))


def _assistant_entry(assistant: Assistant) -> tuple[str, Entry]:
    name = one_line(assistant.name)
    entry = Entry(name, assistant, one_line(assistant.about), colour=PAINTS[assistant.colour])
    return searchable(name, assistant.about), entry


def _model_entry(model: InstalledModel) -> tuple[str, Entry]:
    name = one_line(model.name)
    return searchable(name, model.id), Entry(name, model, words.model_note())
