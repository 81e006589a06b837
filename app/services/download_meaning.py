"""What a name means that somebody asks for: a file of the hub, or of the package registry."""

from dataclasses import dataclass, replace

from app.domain.errors import ModelNotFetchable
from app.domain.hub import HubFile
from app.domain.model_cards import ModelCard
from app.domain.models import CatalogEntry, HubSource


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be fetched from the hub."""

    wanted: str
    """What its pin is known by: the id of a card or an entry, or "owner/name:choice"."""
    title: str
    repository: str
    choice: str = ""
    """A file or a quantization; empty: the best that fits."""
    preferred: tuple[str, ...] = ()
    """Quantizations, the best for most people first."""
    commit: str = ""
    """Of a file that is known already."""
    file: HubFile | None = None
    name: str = ""
    """What that file is called here."""


def of_card(card: ModelCard) -> Wanted:
    """The files of a card, all of its forms or the one that it names.

    Raises ModelNotFetchable for one whose files nobody has named a place of.
    """
    if card.gguf_repository is None:
        raise ModelNotFetchable(name=card.name)
    preferred = tuple(each.type for each in card.quantizations)
    file = next((each.file for each in card.quantizations if each.file), "") or ""
    is_alone = len(card.quantizations) == 1
    return Wanted(
        card.id, card.name, card.gguf_repository, file if is_alone else "", preferred=preferred
    )


def of_entry(entry: CatalogEntry) -> Wanted | CatalogEntry:
    """What comes from the hub is the hub's; the entry itself stands for the package registry."""
    source = entry.source
    if not isinstance(source, HubSource):
        return entry
    wanted = Wanted(entry.id, entry.name, source.repository, source.file, commit=source.revision)
    if entry.sha256 is None:
        return wanted
    file = HubFile(source.file, entry.bytes, entry.sha256)
    return replace(wanted, file=file, name=entry.file_name)
