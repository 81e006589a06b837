"""Sets of questions that are being written, kept with their faults until they are saved."""

from collections.abc import Mapping

from app.services.kept_texts import KeptTexts


class EvaluationDrafts:
    """Safe to use from several threads; calls wait for a disk and raise the errors of the vault.

    A draft goes by the id of its set, or by a name of its own while it was never saved.
    """

    def __init__(self, kept: KeptTexts) -> None:
        self._kept = kept

    def all(self) -> dict[str, str]:
        """Every draft by its name, in the words of whoever wrote it here."""
        return self._kept.all()

    def keep(self, changed: Mapping[str, str | None]) -> None:
        """Keep these in place of what was; None keeps nothing under a name any more."""
        for name, text in changed.items():
            if text is not None:
                self._kept.keep(name, text)
        self._kept.forget([name for name, text in changed.items() if text is None])
