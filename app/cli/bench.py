"""`snug bench`: how fast a model runs here."""

import argparse
import queue
from pathlib import Path
from typing import Any, Final

from app.bootstrap import Application, build
from app.cli.bench_json import as_json, read
from app.cli.bench_table import comparison_as_json, print_comparison, print_report
from app.cli.output import Output
from app.config import settings as options
from app.domain.bench import BenchReport, BenchStep, BenchWishes, Part
from app.domain.errors import UsageError

_POLL_SECONDS: Final = 0.5
_LEAST_CONTEXT, _MOST_CONTEXT = 512, 1_048_576
_MOST_REPEATS: Final = 100
_STEPS: Final = {
    Part.LOAD: "Loading the model …",
    Part.PROMPT: "Measuring a prompt of {size:,} tokens …",
    Part.DECODE: "Measuring decode at depth {size:,} …",
    Part.PARALLEL: "Measuring answers at once: {size} …",
    Part.REUSE: "Measuring a question after {size:,} tokens …",
    Part.SNAPSHOT: "Measuring a snapshot of {size:,} tokens …",
    Part.SPECULATION: "Measuring an answer that quotes …",
}


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "bench",
        parents=[common],
        help="measure how fast a model runs here",
        description="Measure a model through the whole application, as a chat would use it: "
        "medians of several runs, with the settings that are in force.",
    )
    parser.add_argument("--model", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument("--context", type=int, metavar="N", help="load with a context of N tokens")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter, in seconds")
    parser.add_argument("--repeat", type=int, metavar="N", help="measure each figure N times")
    parser.add_argument(
        "--only", type=_parts, metavar="PART,…", help=f"measure these alone: {', '.join(Part)}"
    )
    parser.add_argument(
        "--compare", type=Path, metavar="EARLIER.json", help="show an earlier --json result beside"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, out: Output) -> int:
    """Measure and print. Raises AppError."""
    _check(args)
    earlier = read(args.compare) if args.compare is not None else None
    app = build(args.home, tuple(args.set), offline=args.offline)
    try:
        if args.context is not None:
            app.settings.tell(f"{options.CONTEXT_TOKENS.key}={args.context}")
        if args.model:
            app.models.choose(args.model)
        parts = args.only if args.only is not None else frozenset(Part)
        report = _measure(app, BenchWishes(parts, args.quick, args.repeat), out)
    finally:
        out.progress("")
        app.close()
    if out.is_json:
        compared = {"comparison": comparison_as_json(earlier, report)} if earlier else {}
        out.json(as_json(report) | compared)
        return 0
    if earlier is not None:
        print_comparison(earlier, report, out)
    else:
        print_report(report, out)
    missing = sorted(parts - _measured(report))
    if missing:
        out.note(
            f"Not measured, as this model or its context does not allow it: {', '.join(missing)}."
        )
    return 0


def _parts(text: str) -> frozenset[Part]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Part)]
    if unknown or not names:
        raise argparse.ArgumentTypeError(
            f"there is no part “{', '.join(unknown)}”; choose from {', '.join(Part)}"
        )
    return frozenset(map(Part, names))


def _check(args: argparse.Namespace) -> None:
    if args.context is not None and not _LEAST_CONTEXT <= args.context <= _MOST_CONTEXT:
        problem = f"--context must lie between {_LEAST_CONTEXT:,} and {_MOST_CONTEXT:,}"
        raise UsageError(problem=problem)
    if args.repeat is not None and not 1 <= args.repeat <= _MOST_REPEATS:
        raise UsageError(problem=f"--repeat must lie between 1 and {_MOST_REPEATS}")


def _measure(app: Application, wishes: BenchWishes, out: Output) -> BenchReport:
    """Measure on another thread, so that Ctrl+C is heard here at once on every system."""
    said: queue.SimpleQueue[BenchStep | BenchReport | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            said.put(app.bench.run(wishes, said.put))
        except BaseException as error:  # whatever it is, it is raised where somebody waits
            said.put(error)

    app.jobs.start(work)
    while True:
        try:
            heard = said.get(timeout=_POLL_SECONDS)
        except queue.Empty:  # lets Ctrl+C in on Windows
            continue
        if isinstance(heard, BenchReport):
            return heard
        if isinstance(heard, BaseException):
            raise heard
        out.step(_STEPS[heard.part].format(size=heard.size))


def _measured(report: BenchReport) -> set[Part]:
    found = {part for part in Part if part is not Part.LOAD and getattr(report, part.value)}
    return found | {Part.LOAD}
