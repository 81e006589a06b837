"""`snug history`: list, show, search, delete, take out and bring in what was said."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli.output import Output
from app.cli.passphrase import open_vault
from app.domain.attachments import Attachment
from app.domain.conversations import Conversation, Message, SearchHit
from app.domain.errors import UsageError, VaultMissing
from app.domain.generation import Role
from app.domain.ids import ConversationId
from app.domain.sizes import format_bytes
from app.domain.transfer import Damaged
from app.domain.vault import VaultState
from app.services.exchange import ExportFormat

_SHORTEST_ID: Final = 6


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare `snug history` and its own commands."""
    parser = commands.add_parser(
        "history",
        parents=[common],
        help="what was said before",
        description="The conversations in the vault.",
    )
    actions = parser.add_subparsers(dest="history_action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", parents=[common], help="conversations, the last first")
    listing.add_argument("--limit", type=int, metavar="N", help="at most so many")
    show = actions.add_parser("show", parents=[common], help="print a conversation")
    show.add_argument("conversation", metavar="ID", help="its id, or the beginning of it")
    search = actions.add_parser(
        "search",
        parents=[common],
        help="find messages",
        description='Words, "exact words", -without, in:TITLE tag:T role:user model:M '
        "before:2026-03 after:2026-01-31",
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many")
    search.add_argument("--ranked", action="store_true", help="the best first, not the newest")
    export = actions.add_parser(
        "export",
        parents=[common],
        help="write conversations to files, not encrypted",
        description="JSON is one file, which can be read again; Markdown and HTML a file for each "
        "conversation, in the folder TARGET.",
    )
    export.add_argument("target", type=Path, metavar="TARGET")
    export.add_argument("conversations", nargs="*", metavar="ID", help="these; without: all")
    export.add_argument(
        "--format", choices=[*ExportFormat], default=ExportFormat.MARKDOWN, help="md, html or json"
    )
    export.add_argument("--over", action="store_true", help="write over what is there")
    take_in = actions.add_parser(
        "import",
        parents=[common],
        help="bring conversations in from another program",
        description="The export of ChatGPT, Claude, Open WebUI, LM Studio, Jan, GPT4All, llama.cpp "
        "or Snug. What was brought in before is passed over.",
    )
    take_in.add_argument("source", type=Path, metavar="FILE")
    take_in.add_argument("--dry-run", action="store_true", help="only say what is in it")
    delete = actions.add_parser("delete", parents=[common], help="destroy a conversation")
    delete.add_argument("conversation", metavar="ID", help="its id, or the beginning of it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Do what was asked and return the exit code. Raises AppError."""
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        if app.vault.state is VaultState.NONE:
            raise VaultMissing(folder=app.paths.home)
        open_vault(app, args)
        _ACTIONS[args.history_action](args, app, out)
        return 0
    finally:
        app.close()


def find(app: Application, beginning: str) -> Conversation:
    """The conversation whose id begins so; raises UsageError for none or several."""
    found = [each for each in app.history.conversations() if each.id.startswith(beginning)]
    if len(beginning) < _SHORTEST_ID or len(found) > 1:
        raise UsageError(
            problem=f"“{beginning}” names no single conversation: write more of its id"
        )
    if not found:
        raise UsageError(problem=f"There is no conversation “{beginning}”")
    return found[0]


def _list(args: argparse.Namespace, app: Application, out: Output) -> None:
    conversations = app.history.conversations()[: args.limit]
    counts = app.history.attachment_counts()
    if out.is_json:
        for each in conversations:
            out.json(_conversation_value(each) | {"attachments": counts.get(each.id, 0)})
        return
    if not conversations:
        out.note("Nothing was kept yet.")
        return
    out.table(
        [
            ["ID", "CHANGED", "ATTACHED", "TITLE"],
            *(
                [each.id, _when(each.changed_at), str(counts.get(each.id, "")), each.title]
                for each in conversations
            ),
        ],
        right=frozenset({2}),
    )


def _show(args: argparse.Namespace, app: Application, out: Output) -> None:
    conversation = find(app, args.conversation)
    messages = app.chat.messages(ConversationId(conversation.id))
    if out.is_json:
        value = _conversation_value(conversation)
        out.json(value | {"messages": [_message_value(each) for each in messages]})
        return
    out.heading(conversation.title)
    for each in messages:
        if each.role is not Role.SYSTEM:
            out.line()
            out.line(f"{_WHO[each.role]}, {_when(each.created_at)}")
            for attachment in each.attachments:
                size = format_bytes(attachment.size)
                out.line(f"Attached: {attachment.name or attachment.kind} ({size})")
            if each.text:
                out.line(each.text)


def _search(args: argparse.Namespace, app: Application, out: Output) -> None:
    hits = app.history.search(args.query, args.limit, ranked=args.ranked)
    if out.is_json:
        for each in hits:
            out.json(_hit_value(each))
        return
    if not hits:
        out.note("Nothing was found.")
        return
    out.table(
        [
            [
                each.conversation.id,
                _when(each.created_at),
                _found_at(each),
            ]
            for each in hits
        ]
    )


def _export(args: argparse.Namespace, app: Application, out: Output) -> None:
    wanted = [find(app, each) for each in args.conversations] or app.history.conversations()
    kind = ExportFormat(args.format)
    written = app.exchange.export(args.target, kind, wanted, over=args.over)
    if out.is_json:
        out.json({"written": [str(path) for path in written], "conversations": len(wanted)})
    else:
        out.note(f"{len(wanted)} written, in files that anyone who gets them can read.")


def _import(args: argparse.Namespace, app: Application, out: Output) -> None:
    if args.dry_run:
        _look(args, app, out)
        return
    report = app.exchange.take_in(
        args.source, lambda share: out.progress(f"Bringing in… {share:.0%}")
    )
    out.progress("")
    if out.is_json:
        damaged = [{"place": each.place, "reason": each.reason} for each in report.damaged]
        counts = {"imported": report.found, "known": report.skipped, "damaged": damaged}
        out.json(counts | {"notes": report.notes})
        return
    out.line(f"Brought in: {report.found}. Known before: {report.skipped}.")
    for each in report.damaged:
        out.line(f"Damaged: {each.place}: {each.reason}")
    for note in dict.fromkeys(report.notes):
        out.note(note)


def _look(args: argparse.Namespace, app: Application, out: Output) -> None:
    for found in app.exchange.look(args.source):
        if isinstance(found, Damaged):
            value = {"place": found.place, "damaged": found.reason}
            out.json(value) if out.is_json else out.line(f"Damaged: {found.place}: {found.reason}")
        elif out.is_json:
            when = found.created_at.isoformat()
            count = len(found.messages)
            out.json({"title": found.title, "created_at": when, "messages": count})
        else:
            out.line(f"{_when(found.created_at)}  {found.title} ({len(found.messages)} messages)")


def _delete(args: argparse.Namespace, app: Application, out: Output) -> None:
    conversation = find(app, args.conversation)
    app.history.delete(conversation.id)
    app.history.make_final()
    if out.is_json:
        out.json({"deleted": conversation.id})
    else:
        out.note("Deleted. Copies and backups that you made still hold it.")


def _conversation_value(each: Conversation) -> dict[str, object]:
    return {
        "id": each.id,
        "title": each.title,
        "created_at": each.created_at.isoformat(),
        "changed_at": each.changed_at.isoformat(),
        "tags": list(each.tags),
        "pinned": each.is_pinned,
        "archived": each.is_archived,
    }


def _message_value(each: Message) -> dict[str, object]:
    return {
        "id": each.id,
        "parent": each.parent,
        "role": each.role,
        "text": each.text,
        "reasoning": each.thoughts,
        "created_at": each.created_at.isoformat(),
        "model": each.model,
        "finish_reason": each.finish,
        "attachments": [_attachment_value(one) for one in each.attachments],
    }


def _attachment_value(each: Attachment) -> dict[str, object]:
    return {
        "id": each.id,
        "kind": each.kind,
        "name": each.name,
        "media_type": each.media_type,
        "bytes": each.size,
        "text": each.text,
    }


def _found_at(each: SearchHit) -> str:
    """Title, attachment and excerpt, as far as they differ."""
    where = f"{each.attachment}: " if each.attachment not in (None, each.excerpt) else ""
    return f"{each.conversation.title}: {where}{each.excerpt}"


def _hit_value(each: SearchHit) -> dict[str, object]:
    return {
        "conversation": each.conversation.id,
        "title": each.conversation.title,
        "message": each.message,
        "role": each.role,
        "attachment": each.attachment,
        "excerpt": each.excerpt,
        "marks": [list(mark) for mark in each.marks],
        "created_at": each.created_at.isoformat(),
    }


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


_WHO: Final = {
    Role.SYSTEM: "Instructions",
    Role.USER: "You",
    Role.ASSISTANT: "Answer",
    Role.TOOL: "Tool",
}
_ACTIONS: Final = {
    "list": _list,
    "show": _show,
    "search": _search,
    "export": _export,
    "import": _import,
    "delete": _delete,
}
