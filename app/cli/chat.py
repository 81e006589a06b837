"""`snug chat`: one answer, or a conversation in the terminal."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli.adapters import adapters, add_arguments
from app.cli.assistants import COMMANDS
from app.cli.documents import names_of
from app.cli.naming import find
from app.cli.output import Output
from app.cli.passphrase import open_vault
from app.cli.talk import Talk
from app.cli.tools import read_tools
from app.config import settings as options
from app.domain.assistants import Assistant
from app.domain.attachments import NewAttachment
from app.domain.conversations import Conversation
from app.domain.errors import AppError, ModelError, UsageError
from app.domain.generation import PRESETS, AnswerFormat, Sampling
from app.domain.ids import ConversationId
from app.domain.retrieval import SearchFilter
from app.services.answer import Wanted

_MAX_SEED: Final = 2**31 - 1
_MOST_FORMAT_BYTES: Final = 1 << 20


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "chat",
        parents=[common],
        help="ask the model",
        description="Stream an answer. Text piped in is added to PROMPT; "
        "without either, a conversation begins in the terminal.",
    )
    parser.add_argument("prompt", nargs="?", metavar="PROMPT")
    parser.add_argument("--model", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument(
        "--draft", metavar="ID|FILE", help="a small model of the same family, which writes ahead"
    )
    parser.add_argument("--system", metavar="TEXT", default="", help="instructions for the model")
    parser.add_argument(
        "--assistant", metavar="NAME", help="who answers, of snug assistants list: from now on"
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--conversation", metavar="ID", help="go on with one of snug history list")
    kept.add_argument(
        "--temporary", action="store_true", help="keep nothing; the vault is not opened"
    )
    parser.add_argument(
        "--attach",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="give the model the text of a file with the first message; may be repeated",
    )
    parser.add_argument("--preset", choices=tuple(PRESETS), help="a ready-made way of sampling")
    parser.add_argument("--temperature", type=float, metavar="T", help="0 is repeatable")
    parser.add_argument("--seed", type=int, metavar="N", help="repeat the same draws")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="longest answer")
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--schema", type=Path, metavar="FILE", help="answer in JSON by a schema")
    formats.add_argument("--grammar", type=Path, metavar="FILE", help="answer by a GBNF grammar")
    formats.add_argument("--tools", type=Path, metavar="FILE", help="offer tools to call")
    parser.add_argument(
        "--show-thinking", action="store_true", help="print the model's reasoning, too"
    )
    add_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Answer once, or converse until the input ends."""
    if args.assistant is not None and args.system:
        raise UsageError(problem="--system and --assistant both say how to answer: take one")
    answer_format, chosen = _answer_format(args), adapters(args)
    tools = () if args.tools is None else read_tools(args.tools)
    drafts = (f"{options.DRAFT_MODEL.key}={args.draft}",) if args.draft else ()
    app = build(args.home, (*args.set, *drafts), offline=args.offline)
    try:
        attached = tuple(app.attachments.from_file(path, needs_text=True) for path in args.attach)
        # Before the prompt: the passphrase may be the first line of what is piped in.
        if args.temporary:
            app.vault.stay_out()
        else:
            open_vault(app, args)
        prompt = _prompt(args)
        going_on = find(app, args.conversation).id if args.conversation else None
        assistant = _assistant(args, app, going_on)
        _choose_model(args, app, out, going_on, assistant)
        sampling = _sampling(args, app, going_on, assistant)
        wanted = Wanted(
            sampling,
            answer_format,
            adapters=chosen,
            tools=tools,
            max_tokens=args.max_tokens,
            about=_about(app, going_on, out),
        )
        who = assistant.id if assistant is not None else None
        talk = Talk(app, wanted, args.system, out, going_on, who, shows_thinking=args.show_thinking)
        if prompt is not None:
            return talk.say(prompt, attached)
        return _converse(talk, out, attached)
    finally:
        app.close()


def _prompt(args: argparse.Namespace) -> str | None:
    """The argument and the piped text, or None when a person sits at the terminal."""
    piped = "" if sys.stdin is None or sys.stdin.isatty() else _read_piped()
    given = (args.prompt or "").strip()
    text = "\n\n".join(part for part in (given, piped.strip()) if part)
    if text:
        return text
    if args.attach and (args.prompt is not None or args.json or not _is_terminal()):
        return ""  # what is attached is a message of its own
    if args.prompt is not None or args.json or not _is_terminal():
        raise UsageError(problem="There is nothing to answer: PROMPT is empty")
    return None


def _read_piped() -> str:
    data = sys.stdin.buffer.read()
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace").replace("\0", "")


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _answer_format(args: argparse.Namespace) -> AnswerFormat:
    if args.schema is not None:
        return AnswerFormat(json_schema=_read_format(args.schema))
    if args.grammar is not None:
        return AnswerFormat(grammar=_read_format(args.grammar))
    return AnswerFormat()


def _read_format(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_FORMAT_BYTES + 1).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(problem=f"{path} is not there") from error
    except (OSError, ValueError) as error:
        raise UsageError(str(error), problem=f"{path} cannot be read as text") from error
    if not text.strip() or len(text) > _MOST_FORMAT_BYTES:
        problem = "is empty" if not text.strip() else "is too long"
        raise UsageError(problem=f"{path} {problem}")
    return text


def _assistant(
    args: argparse.Namespace, app: Application, going_on: ConversationId | None
) -> Assistant | None:
    """Who answers; in a conversation that goes on from now on. Raises UsageError."""
    if args.assistant is None:
        return app.assistants.assigned(going_on) if going_on is not None else None
    found = COMMANDS.found(app, args.assistant)
    if going_on is not None:
        app.assistants.assign(going_on, found.id)
    return found


def _choose_model(
    args: argparse.Namespace,
    app: Application,
    out: Output,
    going_on: ConversationId | None,
    assistant: Assistant | None,
) -> None:
    """Take the model that answers: the one that was named, the conversation's, the assistant's.

    One that was named is the conversation's own from now on. Raises a ModelError for it alone.
    """
    if args.model:
        app.own_models.keep(going_on, app.models.choose(args.model))
        return
    missing = app.own_models.take(going_on)
    if missing is not None:
        out.note(str(missing))
    if app.conversation_settings.of(going_on).model and missing is None:
        return
    if assistant is not None and assistant.model:
        try:
            app.models.borrow(assistant.model)
        except ModelError as error:
            out.note(f"{error} The usual model answers for {assistant.name}.")


def _sampling(
    args: argparse.Namespace,
    app: Application,
    going_on: ConversationId | None,
    assistant: Assistant | None,
) -> Sampling | None:
    """What holds in the conversation, or the preset of this run, with its own numbers.

    None where nothing was said of it: then what holds when the answer begins.
    """
    if args.max_tokens is not None and args.max_tokens < 1:
        raise UsageError(problem="--max-tokens must be at least 1")
    if args.preset is None and args.temperature is None and args.seed is None:
        return None
    if args.preset is not None:
        app.settings.tell(f"{options.PRESET.key}={args.preset}")
        sampling = app.chat.sampling()
    elif going_on is not None:
        sampling = app.chat.sampling(going_on)
    else:
        begun = Conversation(ConversationId(""), "", assistant=assistant.id if assistant else None)
        sampling = app.chat.layers.for_conversation(begun).sampling
    if args.temperature is not None:
        temperature = options.TEMPERATURE.check(args.temperature)
        sampling = replace(sampling, temperature=temperature)
    if args.seed is not None:
        if not 0 <= args.seed <= _MAX_SEED:
            raise UsageError(problem=f"--seed must lie between 0 and {_MAX_SEED:,}")
        sampling = replace(sampling, seed=args.seed)
    return sampling


def _about(app: Application, going_on: ConversationId | None, out: Output) -> SearchFilter | None:
    """The documents that were chosen for the conversation; None where none were, or none are left.

    Those that are gone widen nothing.
    """
    about = None if going_on is None else app.conversation_settings.of(going_on).about
    if about is None:
        return None
    names = names_of(app, about)
    if not names and (about.collections or about.documents):
        out.note("The documents that were chosen for this conversation are gone.")
        return None
    out.note(f"From your documents: {', '.join(names) or 'all of them'}")
    return about


def _converse(talk: Talk, out: Output, attached: Sequence[NewAttachment]) -> int:
    """Read messages from the terminal until the input ends."""
    for each in attached:
        out.note(f"With the first message: {each.attachment.name}")
    out.note("Write a message and press Enter. Ctrl+C stops an answer, Ctrl+D leaves.")
    while True:
        try:
            text = input("› ")
        except EOFError:
            out.note("")
            return 0
        if text.strip():
            try:
                with_it, attached = attached, ()
                talk.say(text, with_it)
            except AppError as error:  # the conversation goes on
                out.error(error)
