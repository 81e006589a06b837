"""Office packages written by the tests themselves: zip files of XML, hostile ones among them."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from hypothesis import strategies as st
from parsed_documents import mutations

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
BOMB_BYTES = 80 << 20


def zipped(
    files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    """A zip file whose bytes are the same every time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = method
            archive.writestr(entry, data)
        archive.comment = comment
    return target.getvalue()


def relations(links: Mapping[str, tuple[str, str]]) -> str:
    """A .rels member: identifier → (type, target); targets with a scheme are external."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for key, (kind, target) in links.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def core(title: str, author: str) -> str:
    """docProps/core.xml."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator></cp:coreProperties>"
    )


def hostile(files: Mapping[str, str], member: str, before: str) -> Iterator[tuple[str, bytes]]:
    """Named packages that no parser may fall for; `before` is the member's root as it opens."""
    text = files[member]

    def changed(made: str | bytes) -> bytes:
        return zipped({**files, member: made})

    yield "no member", zipped({name: each for name, each in files.items() if name != member})
    yield "empty member", changed("")
    yield "cut", changed(text[: len(text) // 2])
    yield "no XML", changed(b"\x00\xff" * 300)
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = text.replace(HEAD, "")
    yield (
        "entities",
        changed(f'{HEAD}<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>' + body.replace("가", "&a9;", 1)),
    )
    yield (
        "a file outside",
        changed(f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + body),
    )
    yield (
        "a late document type in UTF-16",
        changed(
            ('<?xml version="1.0" encoding="UTF-16"?>' + " " * 9000 + "<!DOCTYPE x>" + body).encode(
                "utf-16"
            )
        ),
    )
    yield "nested without end", changed(f"{HEAD}{before}" + "<z>" * 100_000)
    yield "one text without end", changed(f"{HEAD}{before}" + "x" * 11_000_000)
    yield "a bomb", changed(HEAD + before + " " * BOMB_BYTES)


def mutated_members(
    files: Mapping[str, str | bytes], member: str, count: int, seed: int = 0
) -> Iterator[bytes]:
    """The package with one member changed at random, unpacked so that it is soon read."""
    data = files[member]
    data = data.encode() if isinstance(data, str) else data
    for made in mutations(data, count, seed):
        yield zipped({**files, member: made}, zipfile.ZIP_STORED)


def trees(names: list[str], most: int = 25) -> st.SearchStrategy[str]:
    """Well-formed XML of these element names (each with its attributes), nested at random."""
    leaf = st.sampled_from(["", "가나", "text", " "])

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(
            lambda name, inside: f"<{name}>{''.join(inside)}</{name.split()[0]}>",
            st.sampled_from(names),
            st.lists(inner, max_size=4),
        )

    return st.recursive(leaf, grown, max_leaves=most)
