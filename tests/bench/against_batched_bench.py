"""Sixteen answers at once through the whole path against llama-batched-bench with 16 sequences.

The same lengths, one unified cache of the same size. Both figures are tokens of all sequences by
the time between the end of reading and the end of writing. `yardsticks.py` runs this.
"""

from llama_tools import Setup, in_turns, json_lines

from app.services.bench_measures import Measures

SEQUENCES, READ, WRITTEN = 16, 128, 128


def batched_bench(setup: Setup) -> float:
    """llama-batched-bench's speed of writing."""
    lengths = ("-npp", READ, "-ntg", WRITTEN, "-npl", SEQUENCES)
    shape = ("-c", setup.context, "-tb", setup.threads, "-kvu", "--output-format", "jsonl")
    return float(json_lines(setup.run("llama-batched-bench", *lengths, *shape))[-1]["speed_tg"])


def compare(
    setup: Setup, measures: Measures, *, ours_first: bool
) -> dict[str, tuple[float, float]]:
    """Ours and theirs."""
    pair = in_turns(
        lambda: measures.write_together(SEQUENCES, READ, WRITTEN),
        lambda: batched_bench(setup),
        ours_first=ours_first,
    )
    return {"parallel": pair}
