"""A bilingual corpus from the help that Debian's packages ship: pages in English and Korean.

    python tests/bench/retrieval/corpus.py FOLDER

downloads the packages into FOLDER with apt-get, unpacks them there, and prints how many pages there
are. Nothing of it is kept in the repository. A page is one topic of a manual: its title, a summary
that its authors wrote beside the text (Mallard's `desc`, which is no part of what is indexed and so
makes a question that nobody worded for a search), and its text.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree, html

sys.path.insert(0, str(Path(__file__).parents[3]))

from app.domain.collections import Language
from app.domain.documents import BlockKind, DocumentKind, ParsedDocument, ReadingLimits
from app.index.languages import language_of
from app.index.parsers.building import DocumentBuilder

PACKAGES: Final = (
    "gnome-user-docs", "gnome-calculator", "evince-common", "gedit-common", "eog",
    "gnome-terminal-data", "file-roller", "gnome-system-monitor", "baobab", "totem-common",
    "brasero-common", "gnome-mines", "gnome-sudoku", "cheese-common", "four-in-a-row",
    "lightsoff", "swell-foop", "five-or-more", "hitori", "gnome-chess", "gnome-robots",
    "gnome-nibbles", "debian-handbook",
)  # fmt: skip
_MALLARD: Final = "{http://projectmallard.org/1.0/}"
_FEWEST_CHARACTERS: Final = 120
_NUMBERING: Final = re.compile(r"^(?:\d+\.)+\d*\s+|^\d+장\.\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """One topic in one language; the same topic in the other one has the same id."""

    id: str
    language: Language
    title: str
    summary: str
    blocks: tuple[tuple[BlockKind, str, int], ...] = field(repr=False)

    def parsed(self) -> ParsedDocument:
        """As a reader would give it: the title as the first heading."""
        builder = DocumentBuilder(DocumentKind.HTML, ReadingLimits())
        builder.title = self.title
        builder.add(BlockKind.HEADING, self.title, level=1)
        for kind, text, level in self.blocks:
            builder.add(kind, text, level=level)
        return builder.finish()


def fetch(folder: Path) -> None:
    """Download and unpack the packages."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, check=True)
    for package in sorted(folder.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        package.unlink()


def pages(folder: Path) -> list[Page]:
    """All topics that are there in both languages, each in both."""
    found: dict[tuple[str, Language], Page] = {}
    for page in (*_mallard(folder), *_handbook(folder)):
        found.setdefault((page.id, page.language), page)
    both = {
        page_id
        for page_id, language in found
        if language is Language.KOREAN and (page_id, Language.OTHER) in found
    }
    return [page for (page_id, _), page in sorted(found.items()) if page_id in both]


def _mallard(folder: Path) -> Iterator[Page]:
    for locale in ("C", "ko"):
        for path in sorted(folder.glob(f"usr/share/help/{locale}/*/*.page")):
            page = mallard_page(path)
            if page is not None and (page.language is Language.KOREAN) == (locale == "ko"):
                yield page


def mallard_page(path: Path) -> Page | None:
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    title = _text(root.find(f"{_MALLARD}title"))
    summary = _text(root.find(f"{_MALLARD}info/{_MALLARD}desc"))
    blocks = tuple(_mallard_blocks(root, 1))
    text = " ".join(block[1] for block in blocks)
    if len(text) < _FEWEST_CHARACTERS or not title:
        return None
    return Page(f"{path.parent.name}/{path.stem}", language_of(text), title, summary, blocks)


def _mallard_blocks(element: etree._Element, level: int) -> Iterator[tuple[BlockKind, str, int]]:
    for child in element:
        name = str(child.tag).removeprefix(_MALLARD)
        if name == "section":
            title = child.find(f"{_MALLARD}title")
            if title is not None:
                yield BlockKind.HEADING, _text(title), level + 1
            yield from _mallard_blocks(child, level + 1)
        elif name == "p":
            yield BlockKind.PARAGRAPH, _text(child), 0
        elif name == "item":
            yield BlockKind.ITEM, _text(child), 0
        elif name in ("note", "steps", "list", "terms", "example", "comment", "div"):
            yield from _mallard_blocks(child, level)
        elif name in ("code", "screen"):
            yield BlockKind.CODE, "".join(child.itertext()), 0


def _handbook(folder: Path) -> Iterator[Page]:
    for locale, language in (("en-US", Language.OTHER), ("ko-KR", Language.KOREAN)):
        for path in sorted(folder.glob(f"usr/share/doc/debian-handbook/html/{locale}/sect.*.html")):
            root = html.parse(str(path)).getroot()
            heading = root.find(".//h2")
            blocks = tuple(_html_blocks(root))
            text = " ".join(block[1] for block in blocks)
            if heading is not None and text and language_of(text) is language:
                title = _NUMBERING.sub("", _text(heading))
                yield Page(f"handbook/{path.stem}", language, title, "", blocks)


def _html_blocks(root: etree._Element) -> Iterator[tuple[BlockKind, str, int]]:
    for element in root.iter("h3", "h4", "div", "pre", "li"):
        if element.tag in ("h3", "h4"):
            yield BlockKind.HEADING, _NUMBERING.sub("", _text(element)), int(element.tag[1]) - 1
        elif element.tag == "pre":
            yield BlockKind.CODE, "".join(element.itertext()), 0
        elif element.tag == "div" and element.get("class") == "para":
            yield BlockKind.PARAGRAPH, _text(element), 0


def _text(element: "etree._Element | None") -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


if __name__ == "__main__":
    target = Path(sys.argv[1])
    if not list(target.glob("usr/share/help")):
        fetch(target)
    every = pages(target)
    summaries = sum(bool(page.summary) for page in every)
    print(f"{len(every)} pages, {summaries} with a summary")
