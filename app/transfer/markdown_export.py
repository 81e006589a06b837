"""A conversation as Markdown: a title and the branch in view; no text breaks out of its message."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from markdown_it import MarkdownIt

from app.domain.generation import Role
from app.domain.transfer import ImportedAttachment, ImportedConversation, ImportedMessage
from app.transfer.fields import clean

MAX_MARKDOWN: Final = 100_000
"""Characters of a message whose Markdown is checked; a longer one becomes a block of code."""

_TITLES: Final = {
    Role.USER: "You",
    Role.ASSISTANT: "Assistant",
    Role.SYSTEM: "Instructions",
    Role.TOOL: "Tool",
}
# Possessive, so that a line of many markers and spaces is gone over once.
_FENCE: Final = re.compile(
    r"[ ]*+(?:(?:>|[-*+](?=[ ])|\d{1,9}[.)](?=[ ]))[ ]*+)*+(`{3,}+|~{3,}+)(.*)$", re.DOTALL
)
_HEADING: Final = re.compile(r" {0,3}(#{1,6})((?:[ \t].*)?)$", re.DOTALL)
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_RUNS: Final = re.compile(r"`{3,}")
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>#|~&])")


def markdown_text(conversation: ImportedConversation) -> str:
    """The branch in view; a heading of the second level begins each message.

    Headings inside a message are set deeper, so that they are not taken for a new message, and code
    that was left open is closed. Thoughts and attached texts are quoted or fenced.
    """
    return "\n".join(_lines(conversation)).rstrip() + "\n"


def _lines(conversation: ImportedConversation) -> Iterator[str]:
    yield f"# {_inline(conversation.title) or 'Conversation'}"
    yield ""
    yield f"{conversation.created_at:%Y-%m-%d %H:%M} – {conversation.changed_at:%Y-%m-%d %H:%M %Z}"
    for message in conversation.branch():
        yield ""
        yield _heading(message)
        yield ""
        if message.thoughts:
            yield from ("> " + line for line in ["Thoughts:", "", *_body(message.thoughts)])
            yield ""
        yield from _body(message.text)
        for attachment in message.attachments:
            yield from _attachment(attachment)


def _heading(message: ImportedMessage) -> str:
    model = f" ({_inline(message.model)})" if message.model else ""
    return f"## {_TITLES[message.role]}{model}, {message.created_at:%Y-%m-%d %H:%M}"


def _body(text: str) -> list[str]:
    """The lines of a text; as one block of code when it would reach beyond its own end."""
    text = clean(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = list(_tamed(text))
    return lines if _stays_inside("\n".join(lines)) else list(_fenced(text))


def _tamed(text: str) -> Iterator[str]:
    """The lines of a text: its own headings two levels deeper, its open code closed."""
    fence, before = "", ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
            yield line
        elif match and not (match[1].startswith("`") and "`" in match[2]):
            fence = match[1]
            yield line
        elif heading := _HEADING.match(line):
            yield "#" * min(len(heading[1]) + 2, 6) + heading[2]
        else:
            if before.strip() and _UNDERLINE.fullmatch(line):
                yield ""  # a line of dashes under a text would make a heading of it
            yield line
        before = line
    if fence:
        yield fence


def _stays_inside(body: str) -> bool:
    """Whether a heading that follows is one, and the first: read as a Markdown program would."""
    if len(body) > MAX_MARKDOWN:
        return False
    tokens = _parser().parse(f"{body}\n\n## end\n")
    found = [each for each in tokens if each.type == "heading_open" and each.tag in ("h1", "h2")]
    return len(found) == 1 and found == tokens[-3:-2] and found[0].level == 0


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark")  # with HTML: an open comment would hide all that follows


def _fenced(text: str) -> Iterator[str]:
    longest = max((len(run) for run in _RUNS.findall(text)), default=2)
    fence = "`" * (longest + 1)
    yield fence
    yield from text.split("\n")
    yield fence


def _attachment(attachment: ImportedAttachment) -> Iterator[str]:
    yield ""
    yield f"Attached: {_inline(attachment.name) or attachment.kind}"
    if attachment.text:
        yield ""
        yield from _fenced(clean(attachment.text).replace("\r\n", "\n").replace("\r", "\n"))


def _inline(text: str) -> str:
    """A text on one line in which no character is markup."""
    return _MARKUP.sub(r"\\\1", " ".join(clean(text).split()))
