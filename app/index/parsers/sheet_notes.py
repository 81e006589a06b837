"""What stands beside the cells of a sheet: comments, boxes of text, charts, pictures.

Source: ECMA-376 part 1, 18.7 (comments) and 20.5 (drawings of sheets).
"""

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from app.domain.documents import BlockKind, Refusal
from app.index.parsers.building import DocumentBuilder
from app.index.parsers.flow import Flow, Words, add_flow
from app.index.parsers.office_drawings import drawing_text, drawn
from app.index.parsers.office_xml import OfficePackage, Relations, attribute, name_of
from app.index.parsers.refusing import Refused

_MOST_NOTES: Final = 20_000


@dataclass(slots=True)
class Beside:
    """Blocks and pictures beside the cells of one sheet."""

    flow: Flow = field(default_factory=list)
    pictures: int = 0

    def __bool__(self) -> bool:
        return bool(self.flow or self.pictures)

    def add_to(self, builder: DocumentBuilder) -> None:
        """Add all of it to the part of the sheet."""
        add_flow(self.flow, builder)
        if self.pictures:
            builder.add_picture(self.pictures)


class SheetNotes:
    """Finds what is beside the cells by the name of the sheet. Damage is passed over."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self._paths: dict[str, str] = {}
        main = package.relations("").first("officeDocument") or "xl/workbook.xml"
        root = self._tree(main) if main.endswith(".xml") else None
        links = self._relations(main)
        if root is None or links is None:
            return
        for each in root.iter("{*}sheet"):
            self._paths.setdefault(attribute(each, "name"), links.path(attribute(each, "id")))

    def path(self, name: str) -> str:
        """The member that a sheet stands in, or ""."""
        return self._paths.get(name, "")

    def of(self, name: str) -> Beside:
        """What is beside the cells of a sheet."""
        beside = Beside()
        path = self.path(name)
        links = self._relations(path) if path else None
        if links is None:
            return beside
        threads = list(links.all("threadedComment"))
        for kind in ("threadedComment",) if threads else ("comments",):
            for found in links.all(kind):
                self._add_comments(found, beside)
        for found in links.all("drawing"):
            self._add_drawing(found, beside)
        return beside

    def _add_comments(self, path: str, beside: Beside) -> None:
        root = self._tree(path)
        for each in () if root is None else root.iter("{*}comment", "{*}threadedComment"):
            text = "".join(str(piece.text or "") for piece in each.iter("{*}t", "{*}text"))
            if text.strip() and len(beside.flow) < _MOST_NOTES:
                beside.flow.append(Words(BlockKind.NOTE, f"{attribute(each, 'ref')}: {text}"))

    def _add_drawing(self, path: str, beside: Beside) -> None:
        root, links = self._tree(path), self._relations(path)
        if root is None or links is None:
            return
        for each in root.iter("{*}txBody", "{*}chart", "{*}pic"):
            name = name_of(each)
            if name == "pic":
                beside.pictures += 1
            elif name == "chart":
                beside.flow.extend(drawn(self._package, links, each))
            elif (text := drawing_text(each)).strip():
                beside.flow.append(Words(BlockKind.PARAGRAPH, text))

    def _tree(self, path: str) -> etree._Element | None:
        try:
            return self._package.tree(path)
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB:
                raise
            return None

    def _relations(self, path: str) -> Relations | None:
        try:
            return self._package.relations(path)
        except Refused as refusal:
            if refusal.reason is Refusal.BOMB:
                raise
            return None
