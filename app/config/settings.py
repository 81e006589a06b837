"""Every setting, declared once, and the values a person has chosen."""

import contextlib
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, cast

from app.config.languages import languages
from app.config.sampling_settings import SAMPLING
from app.config.setting_types import (
    ScalarT,
    Setting,
    choice,
    decimal,
    encrypted,
    free_text,
    server,
    switch,
    whole,
    without_path,
)
from app.domain import safety_categories
from app.domain.errors import SettingInvalid, VaultLocked
from app.domain.generation import PRESETS
from app.domain.placement import FlashAttention, KvType
from app.domain.preferences import Scalar

THEME: Final = choice("appearance.theme", "system", "Theme", ("system", "light", "dark"))
TEXT_SIZE: Final = whole(
    "appearance.text_size", 100, "Size of all text in percent of the system's", 80, 250
)
CONTRAST: Final = choice(
    "appearance.contrast", "system", "Contrast of text and edges", ("system", "usual", "high")
)
MOTION: Final = choice(
    "appearance.motion", "system", "What moves by itself", ("system", "full", "reduced")
)
LANGUAGE: Final = choice("appearance.language", "system", "Language", ("system", *languages()))

# Not personal: they hold while the vault waits to be opened.
SHORTCUTS: Final = free_text(
    "window.shortcuts", "", "Shortcuts that were changed, noted by Snug; empty: the usual ones"
)
INTRODUCE: Final = switch("start.introduce", True, "Show the first steps when the window opens")
QUICK_KEYS: Final = free_text(
    "quick.keys", "", "Keys that open the quick window from anywhere; empty: none"
)
AT_LOGIN: Final = switch("start.at_login", False, "Start with the session, out of sight")
KEEP_IN_TRAY: Final = switch(
    "window.keep_in_tray", False, "Keep running in the tray when the window is closed"
)

OFFLINE: Final = switch("network.offline", True, "Stay offline")


# Not personal: models are downloaded while the vault waits to be opened, too.
MIRROR: Final = server(
    "network.mirror",
    "Another server that holds what the model hub holds; empty: the hub itself",
    "an address such as https://hub.example",
    encrypted,
)
PROXY: Final = server(
    "network.proxy",
    "Proxy for downloads from the model hub; empty: none",
    "an address such as http://proxy.example:3128",
    without_path,
)
HUB_TOKEN: Final = free_text(
    "network.hub_token",
    "",
    "Token of your account at the model hub, for models that ask for one; empty: none",
    is_secret=True,
)

# Not personal: a newer Snug is looked for while the vault waits to be opened, too.
UPDATE_CHECK: Final = choice(
    "updates.check", "never", "How often to look for a newer Snug", ("never", "weekly", "monthly")
)
UPDATE_ADDRESS: Final = server(
    "updates.address",
    "Where the publisher tells of new releases; empty: nowhere",
    "an address such as https://snug.example/snug-update.json",
    encrypted,
)
UPDATE_CHECKED: Final = free_text(
    "updates.checked", "", "When a newer Snug was last looked for, noted by Snug"
)
UPDATE_SEEN: Final = free_text(
    "updates.seen", "", "The newest release that was told of, noted by Snug"
)

# Not personal: the model is loaded while the vault waits to be opened.
MODEL: Final = free_text("model.chosen", "", "Model: an id or the path of a GGUF file")

CONTEXT_TOKENS: Final = whole(
    "engine.context_tokens", 0, "Context length in tokens; 0 chooses by itself", 0, 1_048_576
)
THREADS: Final = whole("engine.threads", 0, "Processor threads; 0 takes the cores", 0, 512)
GPU_LAYERS: Final = whole(
    "engine.gpu_layers", -1, "Layers on the GPU; -1 takes as many as fit", -1, 10_000
)
KV_TYPE: Final = choice("engine.kv_type", "f16", "Format of the context in memory", tuple(KvType))
FLASH_ATTENTION: Final = choice(
    "engine.flash_attention", "auto", "Flash attention", tuple(FlashAttention)
)
DRAFT_MODEL: Final = free_text(
    "engine.draft_model",
    "",
    "Small model that writes ahead: an id or a GGUF file; empty: the usual",
)
SPECULATE: Final = switch(
    "engine.speculate", True, "Guess ahead where an answer repeats what was said, if that pays"
)
DEVICE_SAMPLING: Final = switch(
    "engine.device_sampling", False, "Choose tokens on the GPU, without copying (experimental)"
)
RESTING_MEGABYTES: Final = whole(
    "engine.resting_megabytes",
    512,
    "Memory in MB for conversations that had to leave the context; 0: they are read again",
    0,
    1_048_576,
)
CHECK_MEMORY: Final = switch(
    "engine.check_memory", True, "Refuse a model that needs more memory than is free"
)
IDLE_MINUTES: Final = whole(
    "engine.idle_minutes", 30, "Minutes after which a model that nobody uses is unloaded; 0: never",
    0, 10_080,
)  # fmt: skip

PRESET: Final = choice(
    "sampling.preset",
    "model",
    "What holds for sampling where nothing else is chosen: what suits the model, or a preset",
    ("model", *PRESETS),
)


TEMPERATURE: Final = SAMPLING["temperature"]
MAX_TOKENS: Final = whole(
    "sampling.max_tokens", 4096, "Longest answer in tokens; 0: no limit", 0, 1_048_576
)

SYSTEM_PROMPT: Final = free_text(
    "chat.system_prompt",
    "You are a helpful assistant.",
    "Instructions for the model",
    is_personal=True,
)
MODEL_VALUES: Final = free_text(
    "sampling.by_model",
    "",
    "What was chosen for single models, as JSON by their ids, noted by Snug",
    is_personal=True,
)
TITLES: Final = switch(
    "chat.titles", True, "Let the model name conversations, where it is able enough"
)
SEND_KEYS: Final = choice(
    "chat.send_keys", "enter", "Keys that send a message; the other breaks the line",
    ("enter", "ctrl-enter"),
)  # fmt: skip
BEGIN_TEMPORARY: Final = switch(
    "chat.begin_temporary", False, "Begin each start with a temporary chat, which is kept nowhere"
)
THINKING: Final = choice(
    "chat.thinking",
    "auto",
    "Let the model reason before it answers, where it leaves the choice",
    ("auto", "on", "off"),
)

DOCUMENT_ANSWERS: Final = choice(
    "documents.answers",
    "auto",
    "Answers about documents: the model's where it keeps to its sources, always, or never",
    ("auto", "written", "extract"),
)

RERANKER: Final = free_text(
    "documents.reranker",
    "auto",
    "Model that judges found passages again: an id; auto: one that is installed; none",
)

ENTAILMENT: Final = free_text(
    "documents.entailment",
    "auto",
    "Model that helps to check citations: an id; auto: one that is installed; none",
)

PERSONAL_DATA: Final = choice(
    "safety.personal_data",
    "ask",
    "Personal data in what is exported: ask each time, keep it, or put marks in its place",
    ("ask", "keep", "replace"),
)
SAFETY: Final = choice(
    "safety.action",
    "off",
    "What happens to what a safety model finds in questions, answers and passages",
    ("off", "warn", "hide"),
)
SAFETY_MODEL: Final = free_text(
    "safety.model", "auto", "Safety model: an id or a GGUF file; auto: one that is installed"
)
SAFETY_THRESHOLD: Final = decimal(
    "safety.threshold", 0.5, "From which probability on a text counts as unsafe",
    safety_categories.LEAST, safety_categories.MOST,
)  # fmt: skip
SAFETY_CATEGORIES: Final = Setting(
    "safety.categories", "", "Categories that count otherwise; empty: all as usual",
    safety_categories.canonical, safety_categories.ACCEPTS,
)  # fmt: skip

LOCK_MINUTES: Final = whole(
    "vault.lock_minutes",
    15,
    "Minutes without a key or the mouse after which the vault is locked; 0: never",
    0,
    1440,
)
LOCK_WITH_SCREEN: Final = switch(
    "vault.lock_with_screen", True, "Lock the vault when the screen is locked or the machine sleeps"
)
OFFER_VAULT: Final = switch("vault.offer", True, "Offer once to keep conversations in a vault")
LAST_BACKUP: Final = free_text(
    "vault.last_backup", "", "When the last backup of the vault was made, noted by Snug"
)
PLACE_ACCEPTED: Final = free_text(
    "vault.place_accepted",
    "",
    "The network or synced folder that was warned of and is to stay; empty: none",
)
KEEP_DAYS: Final = whole(
    "history.keep_days",
    0,
    "Delete conversations that nobody changed for so many days; 0: keep them",
    0,
    36_500,
)
CLOSED_FOLDERS: Final = free_text(
    "history.closed_folders", "", "Folders that are shown closed, noted by Snug", is_personal=True
)

ALL: Final[tuple[Setting[Any], ...]] = (
    THEME,
    TEXT_SIZE,
    CONTRAST,
    MOTION,
    LANGUAGE,
    SHORTCUTS,
    INTRODUCE,
    QUICK_KEYS,
    KEEP_IN_TRAY,
    AT_LOGIN,
    OFFLINE,
    MIRROR,
    PROXY,
    HUB_TOKEN,
    UPDATE_CHECK,
    UPDATE_ADDRESS,
    UPDATE_CHECKED,
    UPDATE_SEEN,
    MODEL,
    CONTEXT_TOKENS,
    THREADS,
    GPU_LAYERS,
    KV_TYPE,
    FLASH_ATTENTION,
    DRAFT_MODEL,
    SPECULATE,
    DEVICE_SAMPLING,
    RESTING_MEGABYTES,
    CHECK_MEMORY,
    IDLE_MINUTES,
    PRESET,
    *SAMPLING.values(),
    MAX_TOKENS,
    SYSTEM_PROMPT,
    MODEL_VALUES,
    TITLES,
    SEND_KEYS,
    BEGIN_TEMPORARY,
    THINKING,
    DOCUMENT_ANSWERS,
    RERANKER,
    ENTAILMENT,
    PERSONAL_DATA,
    SAFETY,
    SAFETY_MODEL,
    SAFETY_THRESHOLD,
    SAFETY_CATEGORIES,
    LOCK_MINUTES,
    LOCK_WITH_SCREEN,
    OFFER_VAULT,
    LAST_BACKUP,
    PLACE_ACCEPTED,
    KEEP_DAYS,
    CLOSED_FOLDERS,
)
_BY_KEY: Final = {setting.key: setting for setting in ALL}
PERSONAL: Final = frozenset(setting.key for setting in ALL if setting.is_personal)
"""Keys of what is kept in the vault, once there is one."""


class Settings:
    """The values in force: defaults, then what is saved, then what this run was told.

    Those that tell something about the person are saved like the others until there is a vault;
    then they are what the vault says, and the defaults while it is locked. Safe to use from
    several threads.
    """

    def __init__(
        self,
        saved: Mapping[str, Scalar] | None = None,
        save: Callable[[Mapping[str, Scalar]], None] = lambda _values: None,
        forget: Callable[[Collection[str]], None] = lambda _keys: None,
    ) -> None:
        """`saved` values that are not accepted any more are ignored, not lost.

        `save` writes values to the file, `forget` takes them out of it.
        """
        self._lock = threading.Lock()
        self._save, self._forget = save, forget
        self._told: dict[str, Scalar] = {}
        self._personal: dict[str, Scalar] | None = None
        """What the vault says; None where there is no vault."""
        self._keep: Callable[[str, Scalar | None], None] | None = None
        self._saved = _checked(saved or {})

    def get(self, setting: Setting[ScalarT]) -> ScalarT:
        """The value in force."""
        with self._lock:
            value = self._told.get(setting.key, self._place_of(setting.key).get(setting.key))
        value = setting.default if value is None else value
        return cast("ScalarT", value)

    def chosen(self, setting: Setting[ScalarT]) -> ScalarT | None:
        """The value that somebody chose, or None where the default holds."""
        with self._lock:
            value = self._told.get(setting.key, self._place_of(setting.key).get(setting.key))
        return cast("ScalarT | None", value)

    def set(self, setting: Setting[ScalarT], value: ScalarT) -> None:
        """Choose a value and save it; raises SettingInvalid.

        Raises VaultLocked, and the errors of the vault, for one that is kept there. A secret one
        holds for this run alone where there is no vault.
        """
        checked = setting.check(value)
        with self._lock:
            is_in_vault = self._place_of(setting.key) is not self._saved
            keep = self._keep
            if setting.is_secret and not is_in_vault:
                self._told[setting.key] = checked
                return
        if is_in_vault:
            if keep is None:
                raise VaultLocked
            keep(setting.key, checked)
        with self._lock:
            self._told.pop(setting.key, None)
            self._place_of(setting.key)[setting.key] = checked
        if not is_in_vault:
            # This one alone: another window may have saved the others since.
            self._save({setting.key: checked})

    def reset(self, setting: Setting[Any]) -> None:
        """Let the default hold, and keep nothing else; raises what `set` raises."""
        with self._lock:
            is_in_vault = self._place_of(setting.key) is not self._saved
            keep = self._keep
        if is_in_vault:
            if keep is None:
                raise VaultLocked
            keep(setting.key, None)
        with self._lock:
            self._told.pop(setting.key, None)
            self._place_of(setting.key).pop(setting.key, None)
        if not is_in_vault:
            self._forget([setting.key])

    def is_told(self, setting: Setting[Any]) -> bool:
        """Whether the value in force is that of this run alone."""
        with self._lock:
            return setting.key in self._told

    def tell(self, assignment: str) -> None:
        """Take `key=value` for this run only; raises SettingInvalid."""
        key, equals, value = assignment.partition("=")
        setting = _BY_KEY.get(key.strip())
        if setting is None or not equals:
            problem = "there is no such setting" if equals else "write it as key=value"
            raise SettingInvalid(key=key.strip(), value=value, problem=problem)
        checked = setting.check(value.strip())
        with self._lock:
            self._told[setting.key] = checked

    # --- what is kept in the vault -------------------------------------------------------------

    def saved_personal(self) -> dict[str, Scalar]:
        """What the plain file says of the person."""
        with self._lock:
            return {key: value for key, value in self._saved.items() if key in PERSONAL}

    def forget_personal_saved(self) -> None:
        """The plain file says nothing of the person any more."""
        with self._lock:
            for key in PERSONAL:
                self._saved.pop(key, None)

    def keep_personal(
        self, values: Mapping[str, Scalar], keep: Callable[[str, Scalar | None], None]
    ) -> None:
        """The vault is open: it says `values`; `keep` keeps another one in it, or none."""
        with self._lock:
            self._personal, self._keep = _checked(values), keep

    def hide_personal(self) -> None:
        """There is a vault, and it is locked: the defaults hold."""
        with self._lock:
            self._personal, self._keep = {}, None

    def show_personal(self) -> None:
        """There is no vault any more: what is personal is saved like everything else."""
        with self._lock:
            self._personal = self._keep = None

    def _place_of(self, key: str) -> dict[str, Scalar]:
        """Where a value is looked for."""
        if self._personal is None or key not in PERSONAL:
            return self._saved
        return self._personal


def _checked(values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The values that are accepted."""
    found: dict[str, Scalar] = {}
    for key, value in values.items():
        if key in _BY_KEY:
            with contextlib.suppress(SettingInvalid):
                found[key] = _BY_KEY[key].check(value)
    return found
