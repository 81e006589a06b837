"""What a model has read of a conversation, taken out of the engine to be brought back later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The engine's memory of one conversation. `data` holds what was said: it is for the vault.

    `key` stands for everything that the data depends on: model file, adapters, context settings
    and the build of the engine. Data of another key is refused. `tokens` counts what was read.
    """

    key: str
    tokens: int
    data: bytes
