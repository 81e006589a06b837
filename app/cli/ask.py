"""`snug search` and `snug ask`: passages of the user's documents, and answers that cite them."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from app.bootstrap import Application, build
from app.cli import safety
from app.cli.documents import MARKS, add_scope, scope, tell_changed
from app.cli.narrowing import filter_value
from app.cli.output import Output, shorten
from app.cli.passphrase import takes_standard_input
from app.domain.documents import PartKind
from app.domain.errors import UsageError
from app.domain.ids import DocumentId
from app.domain.retrieval import AnswerBasis, Citation, CitationStatus, Found, LeftOut, Passage
from app.domain.safety import SafetyReport
from app.domain.sources import FileState

if TYPE_CHECKING:
    from app.services.asking import Answered

INPUT: Final = "-"
_USUAL_LIMIT: Final = 10
_MOST_LIMIT: Final = 200
_SHOWN_COLUMNS: Final = 300
_BY_WORDS_ONLY: Final = "Searched by words only: the search model is missing or didn't start."
_NEAREST: Final = 3
Files = Mapping[DocumentId, FileState]
_MARKS: Final = {CitationStatus.VERIFIED: "✓ verified", CitationStatus.LOCATED: "located"}


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare both commands."""
    search = commands.add_parser(
        "search",
        parents=[common],
        help="find passages in documents",
        description="Passages of the documents in the vault, the best first. With - a query a line "
        "is read from standard input.",
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--limit", type=int, default=_USUAL_LIMIT, metavar="N")
    search.add_argument("--why", action="store_true", help="show ranks and scores")
    add_scope(search)
    search.set_defaults(run=run_search)
    ask = commands.add_parser(
        "ask",
        parents=[common],
        help="ask documents, with sources",
        description="An answer from the documents in the vault, each source checked. With - a "
        "question a line is read from standard input.",
    )
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--model", metavar="ID|FILE", help="a model's id or a GGUF file")
    add_scope(ask)
    ask.set_defaults(run=run_ask)


def run_search(args: argparse.Namespace, out: Output) -> int:
    """Print what is found and return the exit code. Raises AppError."""
    if not 1 <= args.limit <= _MOST_LIMIT:
        raise UsageError(problem=f"--limit must lie between 1 and {_MOST_LIMIT}")
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        with scope(app, args, out) as where:
            for query in _questions(args, args.query):
                found = app.documents.search.search(query, args.limit, where)
                files = app.documents.sources.files(e.document.id for e in found.passages)
                if out.is_json:
                    query_value = {"query": query} if args.query == INPUT else {}
                    narrow = {"filter": filter_value(where, args)}
                    judged = {
                        "by_words_only": found.by_words_only,
                        "rerank_failed": found.rerank_failed,
                    }
                    for each in found.passages:
                        out.json(query_value | passage_value(each, files) | judged | narrow)
                else:
                    _print_found(found, files, out, args)
        return 0
    finally:
        app.close()


def run_ask(args: argparse.Namespace, out: Output) -> int:
    """Print answers and return the exit code. Raises AppError."""
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        with scope(app, args, out) as where:
            if args.model:
                app.models.choose(args.model)
            for question in _questions(args, args.question):
                out.step("Looking in your documents …")
                answer = app.documents.asking.ask(question, where)
                report = _checked(app, question, answer)
                out.progress("")
                if out.is_json:
                    query_value = {"query": question} if args.question == INPUT else {}
                    narrow = {"filter": filter_value(where, args)}
                    checked = {"safety": safety.value(report)} if report is not None else {}
                    out.json(query_value | answer_value(app, answer) | narrow | checked)
                else:
                    if args.question == INPUT:
                        out.heading(question)
                    if app.safety.hides:
                        answer = replace(answer, text=safety.shown(answer.text, report))
                    print_answer(answer, out)
                    if report is not None:
                        safety.tell(report, out)
        return 0
    finally:
        app.close()


def left_out_value(each: LeftOut) -> dict[str, object]:
    """Words that no model was given, and why."""
    return {
        "document": each.name,
        "start": each.start,
        "end": each.end,
        "text": each.text,
        "why": each.why,
    }


def _checked(app: Application, question: str, answer: "Answered") -> SafetyReport | None:
    """What the safety model says; None where none is asked."""
    if not app.safety.is_on:
        return None
    found = answer.grounding.found
    passages = [each.text for each in found.passages] if found is not None else []
    return app.safety.judge(question, answer.text, passages)


def _questions(args: argparse.Namespace, given: str) -> Iterator[str]:
    if given != INPUT:
        if not given.strip():
            raise UsageError(problem="There is nothing to look for")
        yield given
        return
    if takes_standard_input(args):
        raise UsageError(problem="Passphrase and questions cannot both come from standard input")
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _print_found(found: Found, files: Files, out: Output, args: argparse.Namespace) -> None:
    if args.query == INPUT:
        out.heading(found.query)
    if not found.passages:
        out.note("Nothing was found.")
    if found.by_words_only:
        out.note(_BY_WORDS_ONLY)
    for number, passage in enumerate(found.passages, 1):
        mark = _mark(files.get(passage.document.id))
        out.line(" · ".join(part for part in (f"{number}. {place(passage)}", mark) if part))
        if args.why:
            out.line(f"   {_why(passage)}")
        out.line(f"   {_shortened(passage.text)}")
    if args.why and found.rerank_failed:
        out.note("They were not judged again: the model for it didn't start.")
    if args.why and found.passages:
        says = "the documents answer" if found.is_answerable else "the documents do not say"
        out.note(f"Support {found.support:.2f}: {says}.")
    tell_changed(files.values(), out)


def print_answer(answer: "Answered", out: Output) -> None:
    """An answer with its sources, or with the passages that come nearest."""
    grounding = answer.grounding
    if grounding.basis is AnswerBasis.EXTRACT:
        out.note("Sentences of your documents, word for word:")
    out.line(answer.text)
    if grounding.citations:
        out.line()
    seen = set()
    for each in grounding.citations:
        if each.number not in seen:
            seen.add(each.number)
            # An extract is the quotation itself: it need not stand there twice.
            quote = "" if grounding.basis is AnswerBasis.EXTRACT else f": {_quote(each)}"
            where = _citation_place(each) + quote
            told = (where, _MARKS[each.status], _mark(grounding.files.get(each.document)))
            out.line(f"[{each.number}] {' · '.join(part for part in told if part)}")
    if grounding.by_words_only:
        out.note(_BY_WORDS_ONLY)
    tell_changed((grounding.files.get(each) for each in grounding.cited), out)
    if grounding.unsupported:
        out.note(_without_source(len(grounding.unsupported)))
    if grounding.basis is AnswerBasis.NOT_SAID and grounding.found is not None:
        nearest = grounding.found.passages[:_NEAREST]
        if nearest:
            out.note("The nearest passages:")
            for passage in nearest:
                out.note(f"  {place(passage)}: {_shortened(passage.text)}")


def passage_value(passage: Passage, files: Files) -> dict[str, object]:
    """A passage for programs."""
    ranks = passage.ranks
    return {
        "document": passage.document.path,
        "file": files.get(passage.document.id),
        "page": _page(passage.chunk.part_kind, passage.chunk.part_number),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": ranks.fused,
        "dense_rank": ranks.dense,
        "lexical_rank": ranks.lexical,
        "rerank_score": ranks.reranked,
        "cosine": ranks.cosine,
        "bm25": ranks.bm25,
        "kept": ranks.kept,
    }


def answer_value(app: Application, answer: "Answered") -> dict[str, object]:
    """The same for programs."""
    grounding = answer.grounding
    model = app.models.state.model
    is_written = grounding.basis is AnswerBasis.WRITTEN
    return {
        "text": answer.text,
        "finish_reason": answer.finish,
        "model": model.id if model is not None and is_written else None,
        "usage": {
            "prompt_tokens": answer.usage.prompt_tokens,
            "cached_tokens": answer.usage.cached_tokens,
            "completion_tokens": answer.usage.completion_tokens,
        },
        "timing": {
            "load_s": answer.timing.load_s,
            "first_token_s": answer.timing.first_token_s,
            "prompt_tokens_per_s": answer.timing.prompt_tokens_per_s,
            "decode_tokens_per_s": answer.timing.decode_tokens_per_s,
        },
        "basis": grounding.basis,
        "by_words_only": grounding.by_words_only,
        "refused": grounding.basis is AnswerBasis.NOT_SAID,
        "citations": [_citation_value(app, each, grounding.files) for each in grounding.citations],
        "unsupported": [list(each) for each in grounding.unsupported],
        "left_out": [left_out_value(each) for each in grounding.left_out],
        "searched_for": grounding.found.query if grounding.found is not None else None,
        "passages": [passage_value(each, grounding.files) for each in grounding.found.passages]
        if grounding.found is not None
        else [],
    }


def _citation_value(app: Application, citation: Citation, files: Files) -> dict[str, object]:
    document = app.documents.current.store.document(citation.document)
    return {
        "n": citation.number,
        "document": document.path if document is not None else citation.name,
        "file": files.get(citation.document),
        "page": _page(citation.part_kind, citation.part_number),
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
        "status": citation.status,
    }


def _mark(state: FileState | None) -> str:
    return "" if state is None else MARKS.get(state, "")


def place(passage: Passage) -> str:
    """Where a passage stands, for a person."""
    chunk = passage.chunk
    parts = [passage.document.name, _part(chunk.part_kind, chunk.part_number, chunk.part_label)]
    return " · ".join(part for part in (*parts, chunk.heading) if part)


def _citation_place(citation: Citation) -> str:
    part = _part(citation.part_kind, citation.part_number, citation.part_label)
    return f"{citation.name}, {part}" if part else citation.name


def _quote(citation: Citation) -> str:
    return f"“{_shortened(citation.text)}”"


def _without_source(count: int) -> str:
    if count == 1:
        return "One sentence has no source in your documents."
    return f"{count} sentences have no source in your documents."


def _part(kind: PartKind, number: int, label: str) -> str:
    return "" if kind is PartKind.WHOLE else f"{kind} {label or number}"


def _page(kind: PartKind, number: int) -> int | None:
    return None if kind is PartKind.WHOLE else number


def _why(passage: Passage) -> str:
    ranks = passage.ranks
    told = [
        f"meaning {ranks.dense or '–'}" + (f" ({ranks.cosine:.3f})" if ranks.cosine else ""),
        f"words {ranks.lexical or '–'}" + (f" ({ranks.bm25:.1f})" if ranks.bm25 else ""),
        f"score {ranks.fused:.4f}",
        f"kept: {ranks.kept}",
    ]
    return ", ".join(told)


def _shortened(text: str) -> str:
    return shorten(" ".join(text.split()), _SHOWN_COLUMNS)
