"""`snug models quantize` and `compare`: a model in another type, and what that did to it."""

import argparse
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.byte_progress import ByteProgress
from app.cli.output import Output
from app.cli.waiting import work_aside
from app.domain.bench import BenchStep
from app.domain.errors import UsageError
from app.domain.sizes import format_bytes
from app.domain.workshop import (
    QUANTIZATIONS,
    UNQUANTIZED,
    ModelFigures,
    QuantizedModel,
    QuantizePlan,
    QuantizeWishes,
)

if TYPE_CHECKING:
    from app.bootstrap import Application

_MOST_THREADS: Final = 512
_MANY: Final = 0.25
"""A share of fallbacks that is worth a word."""


def add_parsers(actions: Any, common: argparse.ArgumentParser) -> None:
    """Declare both commands."""
    quantize = actions.add_parser(
        "quantize",
        parents=[common],
        help="make a smaller file of a model, in another type",
        description="Write a model in another type, as a new file in the library. The source is "
        "not changed. Types: " + ", ".join(QUANTIZATIONS) + ".",
        epilog="A LoRA adapter cannot be merged into a file: llama.cpp's library has no call for "
        "it. Attach it instead, with snug chat --lora.",
    )
    quantize.add_argument("model", metavar="ID|FILE", help="an F16, BF16 or F32 model")
    quantize.add_argument(
        "--to",
        required=True,
        type=str.upper,
        choices=QUANTIZATIONS,
        metavar="TYPE",
        help="such as Q4_K_M, Q5_K_M, Q6_K or Q8_0",
    )
    quantize.add_argument(
        "--imatrix", type=Path, metavar="FILE", help="an importance matrix made by llama-imatrix"
    )
    quantize.add_argument("--name", default="", help="the name of the new file")
    quantize.add_argument(
        "--requantize",
        action="store_true",
        help="take a source that is quantized already: it loses precision twice",
    )
    quantize.add_argument(
        "--prune-layers",
        type=_layers,
        default=(),
        metavar="N,…",
        help="leave layers out, counted from 0: smaller and faster, but without training "
        "afterwards the answers get clearly worse with every layer",
    )
    quantize.add_argument("--threads", type=int, default=0, metavar="N", help="compute with N")
    compare = actions.add_parser(
        "compare",
        parents=[common],
        help="size, perplexity and speed of two or more models side by side",
        description="Measure models one after the other. Perplexity says how surprised a model is "
        "by a text: lower is better, and only models that cut text alike can be compared.",
    )
    compare.add_argument("models", metavar="ID|FILE", nargs="+", help="two or more models")
    compare.add_argument(
        "--text", type=Path, metavar="FILE", help="measure perplexity on this text, in UTF-8"
    )


def run(args: argparse.Namespace, out: Output) -> int:
    """Quantize and say what came of it. Raises AppError."""
    if not 0 <= args.threads <= _MOST_THREADS:
        raise UsageError(problem=f"--threads must lie between 0 and {_MOST_THREADS}")
    wishes = QuantizeWishes(
        quantization=args.to,
        name=args.name,
        requantizes=args.requantize,
        importance=args.imatrix.expanduser() if args.imatrix else None,
        pruned=args.prune_layers,
        threads=args.threads,
    )
    from app.bootstrap import build  # here: other commands need none of it

    app = build(args.home, tuple(args.set), offline=args.offline)
    stop = threading.Event()
    try:
        plan = app.measuring.workshop.plan(args.model, wishes)
        progress = ByteProgress(f"{plan.target.name}: ", out)

        def show(told: tuple[int, int]) -> None:
            progress(*told)

        made = work_aside(
            app,
            lambda tell: app.measuring.workshop.quantize(plan, lambda *told: tell(told), stop),
            show,
        )
    finally:
        stop.set()  # after Ctrl+C the part that was written is removed before all is closed
        out.progress("")
        app.close()
    _print_made(made, plan, out)
    return 0


def _layers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(each) for each in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError("layers are numbers, as in 10,11") from error


def _print_made(made: QuantizedModel, plan: QuantizePlan, out: Output) -> None:
    if out.is_json:
        out.json(_as_json(made, plan))
        return
    before, after = plan.source_bytes, made.model.bytes
    out.line(f"{made.model.id}: {made.model.path}")
    out.pairs(
        ("size", f"{format_bytes(after)}, was {format_bytes(before)}"),
        ("sha256", made.sha256),
        ("took", f"{made.seconds:.1f} s"),
    )
    for note in _notes(made, plan):
        out.note(note)


def _notes(made: QuantizedModel, plan: QuantizePlan) -> list[str]:
    notes = []
    if plan.wishes.requantizes and plan.header.quantization not in UNQUANTIZED:
        notes.append(
            f"The source was {plan.header.quantization} already: this file has lost precision "
            "twice."
        )
    outcome = made.outcome
    if outcome.tensors and outcome.fallbacks / outcome.tensors >= _MANY:
        notes.append(
            f"{outcome.fallbacks} of {outcome.tensors} tensors got a larger type, because the "
            f"model's rows do not divide into the blocks of {made.quantization}."
        )
    if made.model.bytes >= plan.source_bytes:
        notes.append("The new file is not smaller than the old one.")
    if plan.wishes.pruned:
        notes.append(
            "Layers were left out without training afterwards: compare the answers before you "
            "rely on it."
        )
    return notes


def _as_json(made: QuantizedModel, plan: QuantizePlan) -> dict[str, object]:
    return {
        "id": made.model.id,
        "name": made.model.name,
        "path": str(made.model.path),
        "bytes": made.model.bytes,
        "sha256": made.sha256,
        "quantization": made.quantization,
        "source": {
            "id": made.source.id,
            "path": str(made.source.path),
            "bytes": plan.source_bytes,
            "quantization": plan.header.quantization,
        },
        "imatrix": str(plan.wishes.importance) if plan.wishes.importance else None,
        "pruned_layers": sorted(set(plan.wishes.pruned)),
        "tensors": made.outcome.tensors,
        "fallbacks": made.outcome.fallbacks,
        "seconds": round(made.seconds, 3),
        "notes": _notes(made, plan),
    }


def run_comparison(args: argparse.Namespace, out: Output) -> int:
    """Measure and print side by side. Raises AppError."""
    if len(args.models) < 2:
        raise UsageError(problem="name two or more models to compare")
    from app.bootstrap import build  # here: other commands need none of it

    app = build(args.home, tuple(args.set), offline=args.offline)
    stop = threading.Event()
    try:
        text = app.measuring.figures.text(args.text)
        found = [_figures(app, name, text, stop, out) for name in args.models]
    finally:
        stop.set()
        out.progress("")
        app.close()
    if out.is_json:
        out.json({"models": [_figures_json(each) for each in found], "notes": _warnings(found)})
        return 0
    _print_figures(found, out)
    for note in _warnings(found):
        out.note(note)
    return 0


def _figures(
    app: "Application", name: str, text: str, stop: threading.Event, out: Output
) -> ModelFigures:
    def work(tell: Any) -> ModelFigures:
        def on_step(step: BenchStep) -> None:
            tell(f"{name}: measuring {step.part} {step.size or ''} …")

        def on_read(done: int, total: int) -> None:
            tell(f"{name}: reading the text, {done} of {total} windows …")

        return app.measuring.figures.figures(name, text, on_step, on_read, stop)

    return work_aside(app, work, out.progress)


def _print_figures(found: list[ModelFigures], out: Output) -> None:
    rows = [["MODEL", "TYPE", "SIZE", "BITS/WEIGHT", "PERPLEXITY", "PROMPT", "WRITING", "MEMORY"]]
    rows += [
        [
            each.model.id,
            each.quantization,
            format_bytes(each.model.bytes),
            f"{each.bits_per_weight:.2f}",
            f"{each.perplexity.value:.3f} ± {each.perplexity.error:.3f}",
            f"{each.prompt_rate:.0f} tokens/s",
            f"{each.decode_rate:.1f} tokens/s",
            format_bytes(each.memory_bytes),
        ]
        for each in found
    ]
    out.table(rows, right=frozenset({2, 3, 4, 5, 6, 7}))
    first = found[0].perplexity
    out.line(
        f"Perplexity over {first.tokens:,} tokens in {first.windows} windows; lower is better. "
        "± is one standard error."
    )


def _warnings(found: list[ModelFigures]) -> list[str]:
    if len({each.vocabulary for each in found}) > 1:
        return ["These models cut text differently: their perplexities cannot be compared."]
    return []


def _figures_json(figures: ModelFigures) -> dict[str, object]:
    perplexity = figures.perplexity
    return {
        "id": figures.model.id,
        "path": str(figures.model.path),
        "quantization": figures.quantization,
        "bytes": figures.model.bytes,
        "parameters": figures.parameters,
        "bits_per_weight": round(figures.bits_per_weight, 3),
        "perplexity": {
            "value": perplexity.value,
            "error": perplexity.error,
            "tokens": perplexity.tokens,
            "windows": perplexity.windows,
        },
        "prompt_tokens_per_s": round(figures.prompt_rate, 2),
        "decode_tokens_per_s": round(figures.decode_rate, 2),
        "memory_bytes": figures.memory_bytes,
    }
