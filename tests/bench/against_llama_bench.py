"""One answer and one prompt through the whole path against llama-bench's tg128 and pp512.

llama-bench feeds random tokens and samples nothing; our figures include template, sampling, pipe
and events. An answer is written greedily, and once more through the whole chain of samplers.
`yardsticks.py` runs this.
"""

import json
import statistics

from llama_tools import Setup, in_turns

from app.domain.generation import Sampling
from app.services.bench_measures import Measures

WRITTEN, READ = 128, 512
REPEATS = 3
CHAIN = Sampling(seed=1)
"""Top-k, top-p, min-p and temperature."""

Rates = dict[str, float]


def ours(measures: Measures) -> Rates:
    """Tokens a second, written behind the shortest prompt and read."""
    written = [measures.write(0, WRITTEN)[1] for _ in range(REPEATS)]
    drawn = [measures.write(0, WRITTEN, CHAIN)[1] for _ in range(REPEATS)]
    read = [measures.read(READ)[1] for _ in range(REPEATS)]
    found = {"decode": written, "sampled": drawn, "prompt": read}
    return {name: statistics.median(rates) for name, rates in found.items()}


def llama_bench(setup: Setup) -> Rates:
    """The medians of llama-bench's own samples, after its own warm-up."""
    output = setup.run("llama-bench", "-p", READ, "-n", WRITTEN, "-r", REPEATS, "-o", "json")
    found = {
        "prompt" if test["n_prompt"] else "decode": statistics.median(test["samples_ts"])
        for test in json.loads(output)
    }
    return {name: found[name] for name in ("decode", "prompt")} | {"sampled": found["decode"]}


def compare(
    setup: Setup, measures: Measures, *, ours_first: bool
) -> dict[str, tuple[float, float]]:
    """Ours and theirs."""
    mine, other = in_turns(
        lambda: ours(measures), lambda: llama_bench(setup), ours_first=ours_first
    )
    return {name: (mine[name], other[name]) for name in mine}
