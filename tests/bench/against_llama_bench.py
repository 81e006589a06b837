"""One answer and one prompt through the whole path against llama-bench's tg128 and pp512.

llama-bench feeds random tokens and samples nothing; our figures include template, sampling, pipe
and events. `yardsticks.py` runs this.
"""

import json
import statistics

from llama_tools import Setup, in_turns

from app.services.bench_measures import Measures

WRITTEN, READ = 128, 512
REPEATS = 3

Rates = dict[str, float]


def ours(measures: Measures) -> Rates:
    """Tokens a second, written behind the shortest prompt and read."""
    written = [measures.write(0, WRITTEN)[1] for _ in range(REPEATS)]
    read = [measures.read(READ)[1] for _ in range(REPEATS)]
    return {"decode": statistics.median(written), "prompt": statistics.median(read)}


def llama_bench(setup: Setup) -> Rates:
    """The medians of llama-bench's own samples, after its own warm-up."""
    output = setup.run("llama-bench", "-p", READ, "-n", WRITTEN, "-r", REPEATS, "-o", "json")
    found = {
        "prompt" if test["n_prompt"] else "decode": statistics.median(test["samples_ts"])
        for test in json.loads(output)
    }
    return {"decode": found["decode"], "prompt": found["prompt"]}


def compare(
    setup: Setup, measures: Measures, *, ours_first: bool
) -> dict[str, tuple[float, float]]:
    """Ours and theirs."""
    mine, other = in_turns(
        lambda: ours(measures), lambda: llama_bench(setup), ours_first=ours_first
    )
    return {name: (mine[name], other[name]) for name in mine}
