"""Text to tokens and back, with control tokens that only a template may write.

A prompt comes as segments: what the template wrote itself, and what people and documents said.
Control tokens are recognised in the first kind alone, so that a document holding `<|im_end|>` stays
text. Neighbouring plain text is tokenised together, whoever wrote it, exactly as llama.cpp would
have done with the whole prompt.
"""

import codecs
import ctypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.engine.host.binding import llama

_CONTROL, _USER_DEFINED, _LSTRIP, _RSTRIP = 1 << 3, 1 << 4, 1 << 7, 1 << 8
"""enum llama_token_attr"""
_SHORTEST_MARKER: Final = 3
_PIECE_BYTES: Final = 512


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a prompt; `trusted` when the template itself wrote it."""

    text: str
    trusted: bool


class Vocabulary:
    """The vocabulary of a loaded model."""

    def __init__(self, model: Any) -> None:
        self._vocab: Any = llama.llama_model_get_vocab(model)
        self.kind: int = llama.llama_vocab_type(self._vocab)
        self.size: int = llama.llama_vocab_n_tokens(self._vocab)
        self.bos: int = llama.llama_vocab_bos(self._vocab)
        self.eos: int = llama.llama_vocab_eos(self._vocab)
        self.adds_bos: bool = bool(llama.llama_vocab_get_add_bos(self._vocab))
        self._pieces: dict[int, bytes] = {}
        """What was looked up before."""

    def name_of(self, token: int) -> str:
        """The text by which the vocabulary calls a token; empty for none."""
        if token < 0:
            return ""
        return (llama.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace")

    @property
    def native(self) -> Any:
        """llama.cpp's own vocabulary."""
        return self._vocab

    def suppressed(self) -> list[int]:
        """Tokens that the model's file says are never to be written."""
        count = ctypes.c_int32()
        tokens = llama.llama_vocab_get_suppress_tokens(self._vocab, ctypes.byref(count))
        return list(tokens[: count.value]) if tokens else []

    def ends_answer(self, token: int) -> bool:
        """Whether a token is one of those that end a turn."""
        return bool(llama.llama_vocab_is_eog(self._vocab, token))

    def knows(self, marker: str) -> bool:
        """Whether a marker such as `<|im_start|>` is one control token here."""
        tokens = self._tokenize(marker, special=True)
        return len(tokens) == 1 and bool(llama.llama_vocab_is_control(self._vocab, tokens[0]))

    def control_tokens(self, text: str) -> dict[str, int]:
        """The control tokens that a text of the template's holds, by their names."""
        tokens = set(self._tokenize(text, special=True))
        is_control = llama.llama_vocab_is_control
        found = {self.name_of(each): each for each in tokens if is_control(self._vocab, each)}
        return {name: token for name, token in found.items() if name and name in text}

    def bytes_of(self, token: int) -> bytes:
        """The bytes a token stands for in an answer; control tokens stand for none."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._piece_of(token)
        return known

    def _piece_of(self, token: int) -> bytes:
        # A buffer for each call: answers look at their tokens on several threads.
        piece = ctypes.create_string_buffer(_PIECE_BYTES)
        count = llama.llama_token_to_piece(self._vocab, token, piece, _PIECE_BYTES, 0, False)
        if count < 0:  # longer than the buffer
            piece = ctypes.create_string_buffer(-count)
            count = llama.llama_token_to_piece(self._vocab, token, piece, -count, 0, False)
        return piece.raw[:count]

    def text_tokens(self, text: str) -> list[int]:
        """The tokens of a text, with nothing around them and no control tokens inside."""
        return self._tokenize(text, special=False)

    def wrapping(self) -> tuple[list[int], list[int]]:
        """The special tokens that this vocabulary puts before and after a whole text."""
        bare = self._tokenize("a", special=False)
        whole = self._tokenize("a", special=False, wrapped=True)
        for start in range(len(whole) - len(bare) + 1):
            if bare and whole[start : start + len(bare)] == bare:
                return whole[:start], whole[start + len(bare) :]
        return self._tokenize("", special=False, wrapped=True), []

    def between_texts(self) -> list[int]:
        """The special tokens between a query and its passage: llama.cpp's own order for pairs."""
        eos = self.eos if self.eos >= 0 else llama.llama_vocab_sep(self._vocab)
        tokens = [eos] if llama.llama_vocab_get_add_eos(self._vocab) else []
        if llama.llama_vocab_get_add_sep(self._vocab):
            tokens.append(llama.llama_vocab_sep(self._vocab))
        return [token for token in tokens if token >= 0]

    def encode(self, segments: Iterable[Segment], *, begins: bool = True) -> list[int]:
        """The tokens of a prompt, with the beginning-of-sequence token where the model wants it.

        A part that does not begin the prompt gets none.
        """
        tokens: list[int] = []
        plain: list[str] = []
        parts = [part for segment in segments for part in self._parts(segment)]
        forgeable = self._forgeable({token for token, _ in parts if token is not None})
        for control, text in parts:
            if control is None:
                plain.append(text)
                continue
            tokens += self._plain_tokens(plain, forgeable)
            tokens.append(control)
        tokens += self._plain_tokens(plain, forgeable)
        if begins and self.adds_bos and self.bos >= 0 and tokens[:1] != [self.bos]:
            tokens.insert(0, self.bos)
        return tokens

    def _plain_tokens(self, plain: list[str], forgeable: re.Pattern[str] | None) -> list[int]:
        text = "".join(plain)
        plain.clear()
        if not text:
            return []
        if forgeable is None or not forgeable.search(text):
            return self._tokenize(text, special=False)
        # Cut inside every forged marker, so that llama.cpp never sees it whole.
        tokens: list[int] = []
        start = 0
        for found in forgeable.finditer(text):
            tokens += self._tokenize(text[start : found.start() + 1], special=False)
            start = found.start() + 1
        return tokens + self._tokenize(text[start:], special=False)

    def _forgeable(self, markers: set[int]) -> re.Pattern[str] | None:
        """Markers of the template that llama.cpp would recognise in plain text too.

        Some files type their markers as user-defined words, which are matched whether control
        tokens are wanted or not. White space and short words of that kind are no markers.
        """
        names = [
            name
            for token in markers
            if llama.llama_vocab_get_attr(self._vocab, token) & _USER_DEFINED
            and len((name := self.name_of(token)).strip()) >= _SHORTEST_MARKER
        ]
        return re.compile("|".join(map(re.escape, names))) if names else None

    def _parts(self, segment: Segment) -> list[tuple[int | None, str]]:
        """Control tokens and the text between them; an untrusted segment has no control tokens."""
        if not segment.trusted:
            return [(None, segment.text)]
        controls = {
            self.name_of(token): token
            for token in set(self._tokenize(segment.text, special=True))
            if llama.llama_vocab_get_attr(self._vocab, token) & (_CONTROL | _USER_DEFINED)
        }
        controls.pop("", None)
        if not controls:
            return [(None, segment.text)]
        longest_first = sorted(controls, key=len, reverse=True)
        pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", segment.text)
        return self._trimmed([(controls.get(piece), piece) for piece in pieces if piece])

    def _trimmed(self, parts: Sequence[tuple[int | None, str]]) -> list[tuple[int | None, str]]:
        """Some control tokens swallow the white space beside them (llama.cpp: LSTRIP, RSTRIP)."""
        result = list(parts)
        for index, (control, _) in enumerate(parts):
            if control is None:
                continue
            attributes = llama.llama_vocab_get_attr(self._vocab, control)
            if attributes & _RSTRIP and index + 1 < len(result) and result[index + 1][0] is None:
                result[index + 1] = (None, result[index + 1][1].lstrip())
            if attributes & _LSTRIP and index > 0 and result[index - 1][0] is None:
                result[index - 1] = (None, result[index - 1][1].rstrip())
        return result

    def _tokenize(self, text: str, *, special: bool, wrapped: bool = False) -> list[int]:
        data = text.encode("utf-8", "replace")
        capacity = len(data) + 8
        while True:
            buffer = (llama.llama_token * capacity)()
            count = llama.llama_tokenize(
                self._vocab, data, len(data), buffer, capacity, wrapped, special
            )
            if count >= 0:
                return list(buffer[:count])
            capacity = -count


class Utf8Stream:
    """Bytes of tokens to text, holding back a character until it is whole."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes) -> str:
        """The text that is whole now."""
        return self._decoder.decode(data)

    def rest(self) -> str:
        """What was left incomplete at the end, as a replacement character."""
        return self._decoder.decode(b"", final=True)


class StopWatch:
    """Finds stop strings in a stream of text, holding back what may become one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self.has_stopped = False

    def feed(self, text: str) -> str:
        """The text that is safe to show; nothing more after a stop string came."""
        if self.has_stopped or not self._stops:
            return "" if self.has_stopped else text
        held = self._held + text
        found = [at for stop in self._stops if (at := held.find(stop)) >= 0]
        if found:
            self.has_stopped = True
            self._held = ""
            return held[: min(found)]
        keep = max(begun(held, stop) for stop in self._stops)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]

    def rest(self) -> str:
        """What was held back and did not become a stop string."""
        held, self._held = self._held, ""
        return held


def begun(text: str, mark: str) -> int:
    """How many characters at the end of `text` could be the beginning of `mark`."""
    longest = min(len(text), len(mark) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(mark[:n])), 0)
