r"""Every yardstick of speed and memory in one run: ours, the reference, their ratio, met or not.

    python tests/bench/yardsticks.py MODEL.gguf BIN_DIR [--rounds 5] [--only decode,parallel]
        [--threads N] [--context N] [--gpu] [--json FILE]

BIN_DIR holds llama.cpp's tools, built from the source package of the installed llama-cpp-python,
so that both sides are the same version, and with the same switches (-DGGML_CUDA=ON for --gpu):

    pip download --no-deps --no-binary :all: llama-cpp-python==0.3.36 && tar xf llama_cpp_python-*
    cmake -S llama_cpp_python-0.3.36/vendor/llama.cpp -B build -DCMAKE_BUILD_TYPE=Release \
        -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF
    cmake --build build --target llama-bench llama-batched-bench llama-server llama-cli

and BIN_DIR is build/bin. Both sides take turns within each round, and who begins alternates. A
ratio is the median of the rounds' ratios: what slows a machine for a while slows both sides of a
round. Settings are those that the plan of a load chooses: with --gpu all layers there (-ngl 99) and
flash attention (-fa on), otherwise neither.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import against_batched_bench
import against_llama_bench
import decode_against_server
import memory_against_llama_cli
from llama_tools import Setup

from app.config.machine import hardware, usable_cores
from app.engine.client import EngineClient
from app.services.bench_measures import Measures

HISTORIES = 200, 4000
SNAPSHOT_TOKENS, QUOTED_TOKENS = 4000, 128
REPEATS = 3
"""Within a round, of what costs little."""

Pairs = dict[str, tuple[float, float]]
"""Ours and the reference, by the name of the yardstick."""


@dataclass(frozen=True)
class Yardstick:
    """A ratio and what it should be: at least or at most `goal`."""

    part: str
    label: str
    unit: str
    goal: float
    is_least: bool = True

    def is_met(self, ratio: float) -> bool:
        return ratio >= self.goal if self.is_least else ratio <= self.goal


YARDSTICKS = {
    "decode": Yardstick("decode", "one answer ÷ llama-bench tg128", "tokens/s", 0.95),
    "sampled": Yardstick("decode", "the same, drawn by all samplers", "tokens/s", 0.90),
    "prompt": Yardstick("prompt", "prompt of 512 ÷ llama-bench pp512", "tokens/s", 0.97),
    "parallel": Yardstick("parallel", "16 answers ÷ llama-batched-bench", "tokens/s", 0.95),
    "server": Yardstick("server", "one answer ÷ llama-server", "tokens/s", 1.0),
    "reuse": Yardstick("reuse", "question after 4,000 tokens ÷ after 200", "ms", 1.5, False),
    "snapshot": Yardstick("snapshot", "taken back ÷ computed again", "ms", 0.1, False),
    "speculation": Yardstick("speculation", "quoting, guesses on ÷ off", "tokens/s", 1.5),
    "memory": Yardstick("memory", "resident memory ÷ llama-cli", "MB", 1.15, False),
    "private memory": Yardstick("memory", "private memory ÷ llama-cli", "MB", 1.15, False),
}
PARTS = tuple(dict.fromkeys(each.part for each in YARDSTICKS.values()))


class Round:
    """One round: a fresh child of ours, and the references beside it."""

    def __init__(self, setup: Setup, client: EngineClient, *, ours_first: bool) -> None:
        self._setup = setup
        self._client = client
        self._measures = Measures(client)
        self._measures.warm_up()
        self._ours_first = ours_first

    def run(self, part: str) -> Pairs:
        """Measure a part."""
        first = self._ours_first
        ways: dict[str, Callable[[], Pairs]] = {
            "decode": lambda: against_llama_bench.compare(
                self._setup, self._measures, ours_first=first
            ),
            "parallel": lambda: against_batched_bench.compare(
                self._setup, self._measures, ours_first=first
            ),
            "server": lambda: decode_against_server.compare(
                self._setup, self._client, ours_first=first
            ),
            "reuse": self._reuse,
            "snapshot": self._snapshot,
            "speculation": self._speculation,
            "memory": lambda: memory_against_llama_cli.compare(self._setup),
        }
        return ways[part]()

    def _reuse(self) -> Pairs:
        # One history after the other: each takes the place of the one before.
        short, long = (
            statistics.median(
                self._measures.follow_up(tokens).first_token_s for _ in range(REPEATS)
            )
            for tokens in HISTORIES
        )
        return {"reuse": (long * 1000, short * 1000)}

    def _snapshot(self) -> Pairs:
        times = self._measures.snapshot(SNAPSHOT_TOKENS)
        if times is None:
            raise RuntimeError("the engine keeps no snapshot of this model")
        if times.cached < times.tokens * 0.9:
            raise RuntimeError("the engine computed the prompt again")
        return {"snapshot": (times.in_s * 1000, times.compute_s * 1000)}

    def _speculation(self) -> Pairs:
        off, on = [], []
        for _ in range(REPEATS):
            off.append(self._measures.quote(QUOTED_TOKENS, speculate=False))
            on.append(self._measures.quote(QUOTED_TOKENS, speculate=True))
        if off[0].quoted < 0.9:
            raise RuntimeError(f"this model does not quote: {off[0].quoted:.0%} is quotation")
        mine, other = (statistics.median(each.tokens_per_s for each in side) for side in (on, off))
        return {"speculation": (mine, other)}


def measure(
    setup: Setup, rounds: int, parts: list[str]
) -> tuple[dict[str, list[tuple[float, float]]], dict[str, str]]:
    """The pairs of every round by yardstick, and why a part could not be measured."""
    found: dict[str, list[tuple[float, float]]] = {}
    problems: dict[str, str] = {}
    for turn in range(rounds):
        with ExitStack() as stack:
            client = stack.enter_context(setup.engine())
            this = Round(setup, client, ours_first=turn % 2 == 0)
            for part in parts:
                if part in problems or (part == "memory" and turn):  # which does not vary
                    continue
                print(f"round {turn + 1} of {rounds}: {part} …", file=sys.stderr)
                try:
                    for name, pair in this.run(part).items():
                        found.setdefault(name, []).append(pair)
                except Exception as error:  # the other parts are still worth having
                    problems[part] = f"{type(error).__name__}: {error}"
    return found, problems


@dataclass(frozen=True)
class Result:
    """Medians of a yardstick."""

    yardstick: Yardstick
    name: str
    ours: float
    reference: float
    ratio: float
    low: float
    high: float
    rounds: int


def result(name: str, pairs: list[tuple[float, float]]) -> Result:
    """The medians of pairs, and of their ratios."""
    ratios = [mine / other for mine, other in pairs]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    yardstick, ratio = YARDSTICKS[name], statistics.median(ratios)
    return Result(yardstick, name, mine, other, ratio, min(ratios), max(ratios), len(pairs))


def table(results: list[Result]) -> str:
    """A line for each."""
    rows = [["MEASURE", "OURS", "REFERENCE", "", "RATIO", "LOW – HIGH", "GOAL", "MET"]]
    for each in results:
        stick = each.yardstick
        scale = 1e6 if stick.unit == "MB" else 1.0
        goal = f"{'at least' if stick.is_least else 'at most'} {stick.goal:.2f}"
        sides = [f"{value / scale:,.1f}" for value in (each.ours, each.reference)]
        spread = f"{each.low:.3f} – {each.high:.3f}" if each.rounds > 1 else ""
        met = "yes" if stick.is_met(each.ratio) else "NO"
        rows.append([stick.label, *sides, stick.unit, f"{each.ratio:.3f}", spread, goal, met])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    right = {1, 2, 4}
    lines = [
        "  ".join(
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def as_json(
    setup: Setup, results: list[Result], problems: dict[str, str], found: dict[str, object]
) -> dict[str, object]:
    """Everything, the single rounds too; memory in bytes."""
    machine = hardware()
    return {
        "model": setup.model.name,
        "threads": setup.threads,
        "context": setup.context,
        "gpu": setup.gpu,
        "processor": machine.processor,
        "cores": machine.cores,
        "yardsticks": [
            {
                "name": each.name,
                "measure": each.yardstick.label,
                "unit": "bytes" if each.yardstick.unit == "MB" else each.yardstick.unit,
                "ours": each.ours,
                "reference": each.reference,
                "ratio": each.ratio,
                "goal": each.yardstick.goal,
                "goal_is": "at least" if each.yardstick.is_least else "at most",
                "met": each.yardstick.is_met(each.ratio),
                "rounds": found[each.name],
            }
            for each in results
        ],
        "not_measured": problems,
    }


def main() -> int:
    """Measure, print, and say by the exit code whether everything could be measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("binaries", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--context", type=int, default=8192)
    parser.add_argument("--gpu", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    wanted = args.only.split(",") if args.only else list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}")
    parts = ["decode" if part == "prompt" else part for part in wanted]  # they are one run
    setup = Setup(args.model, args.binaries, args.threads, args.context, args.gpu)
    found, problems = measure(setup, args.rounds, list(dict.fromkeys(parts)))
    results = [result(name, found[name]) for name in YARDSTICKS if name in found]
    where = "GPU" if args.gpu else f"threads: {args.threads}"
    print(f"{args.model.name}, {where}, context: {args.context:,}, rounds: {args.rounds}\n")
    if results:
        print(table(results))
    for part, problem in problems.items():
        print(f"not measured: {part}: {problem}")
    if args.json:
        args.json.write_text(json.dumps(as_json(setup, results, problems, dict(found)), indent=1))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
