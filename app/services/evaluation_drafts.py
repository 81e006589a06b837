"""Sets of questions that are being written, kept with their faults until they are saved."""

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

    def keep(self, name: str, text: str) -> None:
        """Keep a draft in place of what was."""
        self._kept.keep(name, text)

    def forget(self, name: str) -> None:
        """Keep nothing under a name any more."""
        self._kept.forget([name])
