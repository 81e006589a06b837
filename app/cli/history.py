"""`snug history`: list, show, search, file, delete, take out and bring in what was said."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli import conversation_settings, filing, personal_export, retention
from app.cli.naming import conversation_value, find, find_all, find_folder, when
from app.cli.output import Output
from app.cli.passphrase import open_vault
from app.domain.attachments import Attachment
from app.domain.conversations import Conversation, Folder, Message, SearchHit
from app.domain.errors import VaultMissing
from app.domain.filing import name_key, path_names, paths, tag_names
from app.domain.generation import Role
from app.domain.ids import ConversationId, FolderId
from app.domain.sizes import format_bytes
from app.domain.transfer import Damaged
from app.domain.vault import VaultState
from app.services.exchange import ExportFormat


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
    listing.add_argument("--folder", metavar="FOLDER", help="in this folder, and those in it")
    listing.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="with this tag; may be repeated"
    )
    listing.add_argument("--pinned", action="store_true", help="only what is pinned")
    listing.add_argument("--archived", action="store_true", help="only what was put away")
    show = actions.add_parser("show", parents=[common], help="print a conversation")
    show.add_argument("conversation", metavar="ID", help="its id, or the beginning of it")
    search = actions.add_parser(
        "search",
        parents=[common],
        help="find messages",
        description='Words, "exact words", -without, in:TITLE tag:T role:user model:M '
        "before:2026-03 after:2026-01-31 is:pinned is:archived",
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
    personal_export.add_options(export)
    take_in = actions.add_parser(
        "import",
        parents=[common],
        help="bring conversations in from another program",
        description="The export of ChatGPT, Claude, Open WebUI, LM Studio, Jan, GPT4All, llama.cpp "
        "or Snug. What was brought in before is passed over.",
    )
    take_in.add_argument("source", type=Path, metavar="FILE")
    take_in.add_argument("--dry-run", action="store_true", help="only say what is in it")
    conversation_settings.add_parser(actions, common)
    filing.add_parsers(actions, common)
    retention.add_parsers(actions, common)
    delete = actions.add_parser("delete", parents=[common], help="destroy a conversation")
    delete.add_argument("conversation", metavar="ID", help="its id, or the beginning of it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Do what was asked and return the exit code. Raises AppError."""
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        if app.vault.state is VaultState.NONE:
            raise VaultMissing(folder=app.paths.home)
        app.retention.is_automatic = False
        open_vault(app, args)
        # Whoever asks what is old wants to be told, and not to find it deleted before.
        if args.history_action not in retention.ACTIONS:
            retention.look(app, out)
        _ACTIONS[args.history_action](args, app, out)
        return 0
    finally:
        app.close()


def _list(args: argparse.Namespace, app: Application, out: Output) -> None:
    folders = app.filing.folders()
    names = path_names(folders)
    wanted = _wanted(args, app, folders)
    found = [each for each in app.history.conversations() if wanted(each)]
    shown = [each for each in found if each.is_archived == args.archived]
    put_away = 0 if args.archived else len(found) - len(shown)
    shown = shown[: args.limit]
    counts = app.history.attachment_counts()
    if out.is_json:
        for each in shown:
            out.json(conversation_value(each, names) | {"attachments": counts.get(each.id, 0)})
        return
    if shown:
        rows = (_row(each, names, counts.get(each.id, 0)) for each in shown)
        out.table([["ID", "CHANGED", "FOLDER", "TITLE"], *rows])
    elif not put_away:
        is_narrow = args.folder or args.tag or args.pinned or args.archived
        out.note("There is no such conversation." if is_narrow else "Nothing was kept yet.")
    if put_away:
        out.note(f"Archived and not shown: {put_away}. --archived lists them.")


def _row(each: Conversation, folders: dict[FolderId, str], attached: int) -> list[str]:
    folder = folders.get(each.folder, "") if each.folder else ""
    marks = ["(pinned)"] if each.is_pinned else []
    marks += [f"({attached} attached)"] if attached else []
    marks += [f"#{name}" for name in each.tags]
    return [each.id, when(each.changed_at), folder, "  ".join([each.title, *marks])]


def _wanted(
    args: argparse.Namespace, app: Application, folders: list[Folder]
) -> Callable[[Conversation], bool]:
    """What the options ask of a conversation; a folder stands for those in it as well."""
    within: set[FolderId] | None = None
    if args.folder is not None:
        chosen = find_folder(app, args.folder)
        within = {key for key, path in paths(folders).items() if chosen in path}
    keys = {name_key(name) for name in tag_names(args.tag)}

    def wanted(each: Conversation) -> bool:
        return (
            (within is None or each.folder in within)
            and (each.is_pinned or not args.pinned)
            and keys <= {name_key(name) for name in each.tags}
        )

    return wanted


def _show(args: argparse.Namespace, app: Application, out: Output) -> None:
    conversation = find(app, args.conversation)
    messages = app.chat.messages(ConversationId(conversation.id))
    if out.is_json:
        value = conversation_value(conversation, path_names(app.filing.folders()))
        out.json(value | {"messages": [_message_value(each) for each in messages]})
        return
    out.heading(conversation.title)
    for each in messages:
        if each.role is not Role.SYSTEM:
            out.line()
            out.line(f"{_WHO[each.role]}, {when(each.created_at)}")
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
                when(each.created_at),
                _found_at(each),
            ]
            for each in hits
        ]
    )


def _export(args: argparse.Namespace, app: Application, out: Output) -> None:
    wanted = find_all(app, args.conversations) or app.history.conversations()
    kind = ExportFormat(args.format)
    found = app.exchange.personal_data(wanted, kind)
    mark = personal_export.mark_for(found, args, app.settings, out)
    written = app.exchange.export(args.target, kind, wanted, over=args.over, mark=mark)
    if out.is_json:
        told = {"written": [str(path) for path in written], "conversations": len(wanted)}
        out.json(told | personal_export.value(found, mark))
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
            made = found.created_at.isoformat()
            count = len(found.messages)
            out.json({"title": found.title, "created_at": made, "messages": count})
        else:
            out.line(f"{when(found.created_at)}  {found.title} ({len(found.messages)} messages)")


def _delete(args: argparse.Namespace, app: Application, out: Output) -> None:
    conversation = find(app, args.conversation)
    app.history.delete(conversation.id)
    app.history.make_final()
    if out.is_json:
        out.json({"deleted": conversation.id})
    else:
        out.note("Deleted. Copies and backups that you made still hold it.")


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


_WHO: Final = {
    Role.SYSTEM: "Instructions",
    Role.USER: "You",
    Role.ASSISTANT: "Answer",
    Role.TOOL: "Tool",
}
_ACTIONS: Final[dict[str, filing.Action]] = {
    "list": _list,
    "show": _show,
    "search": _search,
    "export": _export,
    "import": _import,
    "delete": _delete,
    "settings": conversation_settings.settings,
    **filing.ACTIONS,
    **retention.ACTIONS,
}
