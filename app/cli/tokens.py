"""`snug tokens`: a text as a model reads it, and how likely each token of an answer was."""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli.naming import find
from app.cli.output import Output
from app.cli.passphrase import open_vault, takes_standard_input
from app.domain.conversations import Message
from app.domain.errors import UsageError
from app.domain.generation import Role, TokenLogprob
from app.domain.ids import ConversationId
from app.domain.judging import Doubt, Stretch
from app.services.token_view import ALTERNATIVES, Judgement, TextReading

INPUT: Final = "-"
_SHORTEST_ID: Final = 6
_SHOWN: Final = 3
_DOUBTS: Final = {
    Doubt.OTHER_MODEL: "Another model wrote the answer than the one that reads it.",
    Doubt.UNKNOWN_MODEL: "Nobody knows which model wrote the answer.",
    Doubt.THOUGHT_FIRST: "The model reasoned before the answer; that is not read again.",
    Doubt.READ_OTHERWISE: "What stands before the answer is not what stood there then.",
    Doubt.SEARCHED_AGAIN: "The documents were searched again for it.",
    Doubt.SOURCE_MISSING: "A sentence that it names as its source was not found again.",
}


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "tokens",
        parents=[common],
        help="a text as a model reads it",
        description="The tokens of TEXT. With --after they are read as an answer to that message, "
        "with the probability of each and what could have stood there; with --conversation an "
        "answer that is there is read.",
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="or - for standard input")
    parser.add_argument("--model", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument("--after", metavar="MESSAGE", help="what TEXT is an answer to")
    parser.add_argument("--conversation", metavar="ID", help="one of snug history list")
    parser.add_argument(
        "--message", metavar="ID", help="an answer there; the last one without (snug history show)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Print tokens and return the exit code. Raises AppError."""
    _check(args)
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        if args.conversation is None:
            app.vault.stay_out()
            text = _text(args)
            if args.model:
                app.models.choose(args.model)
            reading = app.tokens.read(text, args.after or "")
            _print_reading(reading, out, is_judged=args.after is not None)
            return 0
        open_vault(app, args)
        conversation = find(app, args.conversation)
        answer = _answer(app, conversation.id, args.message)
        missing = app.own_models.take(conversation.id)
        if args.model:
            app.models.choose(args.model)
        elif missing is not None:
            out.note(str(missing))
        found = app.tokens.judge(conversation.id, answer.id)
        if found is not None:
            _print_judgement(found, out)
        return 0
    finally:
        app.close()


def _check(args: argparse.Namespace) -> None:
    if (args.text is None) == (args.conversation is None):
        raise UsageError(problem="Give a TEXT, or --conversation")
    if args.message is not None and args.conversation is None:
        raise UsageError(problem="--message needs --conversation")
    if args.after is not None and args.text is None:
        raise UsageError(problem="--after needs a TEXT")


def _text(args: argparse.Namespace) -> str:
    given: str = args.text
    if given == INPUT:
        if takes_standard_input(args):
            raise UsageError(problem="Passphrase and text cannot both come from standard input")
        given = sys.stdin.read()
    if not given:
        raise UsageError(problem="There is no text")
    return given


def _answer(app: Application, conversation: ConversationId, beginning: str | None) -> Message:
    """An answer in view or one of its versions; raises UsageError for none or several."""
    answers = [e for e in app.chat.messages(conversation) if e.role is Role.ASSISTANT]
    if beginning is None:
        if not answers:
            raise UsageError(problem="There is no answer in this conversation")
        return answers[-1]
    versions = {each.id: each for known in answers for each in app.chat.siblings(known.id)}
    found = [each for each in versions.values() if each.id.startswith(beginning)]
    if len(beginning) < _SHORTEST_ID or len(found) > 1:
        raise UsageError(problem=f"“{beginning}” names no single answer: write more of its id")
    if not found:
        raise UsageError(problem=f"There is no answer “{beginning}” in this conversation")
    return found[0]


def _print_reading(reading: TextReading, out: Output, *, is_judged: bool) -> None:
    if out.is_json:
        value: dict[str, object] = {"model": reading.model, "count": len(reading.tokens)}
        if is_judged:
            value["logprob"] = round(reading.logprob, 4)
        value["tokens"] = [_token_value(e, is_judged=is_judged) for e in reading.tokens]
        out.json(value)
        return
    _print_table(reading.tokens, out, is_judged=is_judged)
    out.note(_counted(len(reading.tokens)))


def _print_judgement(found: Judgement, out: Output) -> None:
    tokens = [token for stretch in found.stretches for token in stretch.tokens]
    if out.is_json:
        out.json(
            {
                "model": found.model,
                "conversation": found.conversation,
                "message": found.message,
                "count": len(tokens),
                "logprob_per_token": round(found.per_token, 4),
                "doubts": [each.value for each in found.doubts],
                "stretches": [_stretch_value(each) for each in found.stretches],
            }
        )
        return
    _print_table(tokens, out, is_judged=True)
    out.note(_counted(len(tokens)))
    for doubt in found.doubts:
        out.note(_DOUBTS[doubt])


def _counted(count: int) -> str:
    return f"{count:,} {'token' if count == 1 else 'tokens'}"


def _print_table(tokens: Iterable[TokenLogprob], out: Output, *, is_judged: bool) -> None:
    rows = [["ID", "TOKEN", *(["PROBABILITY", "INSTEAD"] if is_judged else [])]]
    for each in tokens:
        row = [str(each.token), _quoted(each.text)]
        if is_judged:
            others = [a for a in each.alternatives if a.token != each.token][:_SHOWN]
            instead = ", ".join(f"{_quoted(a.text)} {_share(a.logprob)}" for a in others)
            row += [_share(each.logprob), instead]
        rows.append(row)
    out.table(rows, right=frozenset({0, 2} if is_judged else {0}))


def _quoted(text: str) -> str:
    """A piece with its spaces and line ends to be seen."""
    return json.dumps(text, ensure_ascii=False)


def _share(logprob: float) -> str:
    return f"{_probability(logprob):.1%}"


def _probability(logprob: float) -> float:
    return math.exp(min(0.0, logprob))


def _token_value(token: TokenLogprob, *, is_judged: bool = True) -> dict[str, object]:
    value: dict[str, object] = {"id": token.token, "text": token.text}
    if is_judged:
        value |= _likely(token.logprob)
        value["alternatives"] = [
            {"id": each.token, "text": each.text, **_likely(each.logprob)}
            for each in token.alternatives[:ALTERNATIVES]
        ]
    return value


def _likely(logprob: float) -> dict[str, float]:
    return {"probability": round(_probability(logprob), 6), "logprob": round(logprob, 4)}


def _stretch_value(stretch: Stretch) -> dict[str, object]:
    """What a reader sees as one piece, with its tokens."""
    tokens: Sequence[TokenLogprob] = stretch.tokens
    return {
        "start": stretch.start,
        "text": stretch.text,
        "source_mark": stretch.is_mark,
        **_likely(stretch.logprob),
        "tokens": [_token_value(each) for each in tokens],
    }
