"""A conversation as one HTML page: no script, nothing loaded, no link that acts.

The Markdown of the messages becomes HTML of few elements, all of which QTextDocument draws too, so
that the window prints the same page to PDF. Addresses are written out beside their words instead of
being links; pictures are named. A policy in the page forbids what its text does not hold anyway.
"""

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from app.domain.generation import Role
from app.domain.transfer import ImportedAttachment, ImportedConversation, ImportedMessage
from app.transfer.fields import clean

MAX_MARKDOWN: Final = 100_000
"""Characters of a message whose Markdown is read; a longer one is shown as it was written."""

_TITLES: Final = {
    Role.USER: "You",
    Role.ASSISTANT: "Assistant",
    Role.SYSTEM: "Instructions",
    Role.TOOL: "Tool",
}
# What HTML forbids even as a reference, and the marks that turn the direction of other text.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_STYLE: Final = """\
body { font-family: sans-serif; line-height: 1.5; margin: 2em auto; max-width: 46em;
  padding: 0 1em; color: #1c1c1e; background-color: #ffffff; }
h1 { font-size: x-large; } h2 { font-size: medium; margin-top: 2em; }
pre { background-color: #f2f2f4; padding: 0.7em; white-space: pre-wrap; }
code, pre { font-family: monospace; }
blockquote { color: #5f5f66; margin-left: 1em; }
table { border-collapse: collapse; } td, th { border: 1px solid #c8c8cc; padding: 0.3em 0.6em; }
.when, .beside, .address { color: #6b6b72; font-size: small; }
@media (prefers-color-scheme: dark) {
  body { color: #ececef; background-color: #1b1b1e; } pre { background-color: #28282c; }
  blockquote, .when, .beside, .address { color: #a2a2aa; } td, th { border-color: #4a4a50; } }
@media print {
  body { color: #000000; background-color: #ffffff; max-width: none; margin: 0; }
  pre { background-color: #f5f5f5; } h2 { page-break-after: avoid; }
  pre, table { page-break-inside: avoid; } }
"""


def html_text(conversation: ImportedConversation) -> str:
    """The branch in view as a whole page."""
    return "".join(_page(conversation))


def _page(conversation: ImportedConversation) -> Iterator[str]:
    title = _escaped(" ".join(conversation.title.split())) or "Conversation"
    yield '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    )
    yield '<meta name="viewport" content="width=device-width">\n'
    yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
    yield f'<h1 dir="auto">{title}</h1>\n'
    yield (
        f'<p class="when">{conversation.created_at:%Y-%m-%d %H:%M} – '
        f"{conversation.changed_at:%Y-%m-%d %H:%M %Z}</p>\n"
    )
    for message in conversation.branch():
        yield from _message(message)
    yield "</body>\n</html>\n"


def _message(message: ImportedMessage) -> Iterator[str]:
    model = f", {_escaped(message.model)}" if message.model else ""
    yield (
        f"<h2>{_TITLES[message.role]} "
        f'<span class="when">{message.created_at:%Y-%m-%d %H:%M}{model}</span></h2>\n'
    )
    if message.thoughts:
        yield f'<blockquote dir="auto">{_rendered(message.thoughts)}</blockquote>\n'
    yield f'<div dir="auto">{_rendered(message.text)}</div>\n'
    for attachment in message.attachments:
        yield from _attachment(attachment)


def _attachment(attachment: ImportedAttachment) -> Iterator[str]:
    yield f'<p class="beside">Attached: {_escaped(attachment.name) or attachment.kind}</p>\n'
    if attachment.text:
        yield f'<pre dir="auto">{_escaped(attachment.text)}</pre>\n'


def _rendered(text: str) -> str:
    text = _FORBIDDEN.sub("", clean(text))
    if len(text) > MAX_MARKDOWN:
        return f"<pre>{html.escape(text)}</pre>"
    return str(_parser().render(text))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    return parser.enable(["table", "strikethrough"])


class _Renderer(RendererHTML):
    """Writes elements without attributes, addresses as words, and pictures as their names."""

    def renderToken(  # noqa: N802 - named by markdown-it
        self, tokens: Sequence[Token], idx: int, options: Any, env: Any
    ) -> str:
        token = tokens[idx]
        token.attrs = {"start": token.attrs["start"]} if _is_start(token) else {}
        return super().renderToken(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002 - given by markdown-it
        return f"<pre>{html.escape(tokens[idx].content)}</pre>\n"

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002 - given by markdown-it
        return f"<pre>{html.escape(tokens[idx].content)}</pre>\n"

    def code_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002 - given by markdown-it
        return f"<code>{html.escape(tokens[idx].content)}</code>"

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        shown = self.renderInlineAsText(tokens[idx].children, options, env)
        return f"[{html.escape(shown)}]{_address(str(tokens[idx].attrs.get('src', '')))}"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002 - given by markdown-it
        address = str(tokens[idx].attrs.get("href", ""))
        for token in tokens[idx + 1 :]:  # kept on the token that closes it
            if token.type == "link_close":
                token.meta["address"] = address
                break
        return ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ARG002 - given by markdown-it
        address = str(tokens[idx].meta.get("address", ""))
        before = tokens[idx - 1].content if idx else ""
        return "" if before == address else _address(address)


def _is_start(token: Token) -> bool:
    return token.type == "ordered_list_open" and isinstance(token.attrs.get("start"), int)


def _address(address: str) -> str:
    return f' <span class="address">({html.escape(address)})</span>' if address else ""


def _escaped(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("", clean(text)))
