"""Thoughts that other programs leave in the text of an answer are taken out of it."""

import html
import re
from typing import Final

# Possessive and anchored: one pass over the text, whatever it holds.
_OPEN_TAG: Final = re.compile(r"\s*+<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_DETAILS: Final = re.compile(r'\s*+<details\s++type="reasoning"[^>]{0,400}+>', re.IGNORECASE)
_SUMMARY: Final = re.compile(r"\s*+<summary>[^<]{0,200}+</summary>", re.IGNORECASE)
_MAX_BLOCKS: Final = 32
_QUOTE: Final = re.compile(r"^> ?", re.MULTILINE)


def split_thoughts(text: str) -> tuple[str, str]:
    """Thoughts and text of an answer that begins with `<think>`, or with Open WebUI's `<details>`.

    A block that does not end is thoughts to its end: the answer was cut off while thinking.
    """
    found: list[str] = []
    for _ in range(_MAX_BLOCKS):
        taken = _tagged(text) or _details(text)
        if taken is None:
            break
        found.append(taken[0])
        text = taken[1]
    return "\n\n".join(part for part in found if part), text


def _tagged(text: str) -> tuple[str, str] | None:
    head = _OPEN_TAG.match(text)
    if head is None:
        return None
    inside, rest = _until(text, head.end(), f"</{head[1]}>")
    return inside.strip(), rest


def _details(text: str) -> tuple[str, str] | None:
    head = _DETAILS.match(text)
    if head is None:
        return None
    inside, rest = _until(text, head.end(), "</details>")
    summary = _SUMMARY.match(inside)
    if summary:
        inside = inside[summary.end() :]
    return html.unescape(_QUOTE.sub("", inside.strip())), rest


def _until(text: str, start: int, mark: str) -> tuple[str, str]:
    end = text.find(mark, start)
    if end < 0:
        end = text.lower().find(mark.lower(), start) if len(text.lower()) == len(text) else -1
    if end < 0:
        return text[start:], ""
    return text[start:end], text[end + len(mark) :].lstrip("\n")
