"""Two thousand short requests, cancels and killed children; prints a table, fails when it must.

    python tests/bench/soak.py MODEL.gguf [--requests 2000] [--kills 20] [--seed 1] [--threads 2]

A smaller run is part of the tests.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from soak import Plan, Soak

from app.config.machine import usable_cores


def main() -> int:
    """Run it; 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=usable_cores())
    parser.add_argument("--every", type=int, default=200, help="requests from row to row")
    args = parser.parse_args()
    plan = Plan(
        args.model, args.requests, args.kills, args.seed, threads=args.threads, every=args.every
    )
    report = Soak(plan, lambda line: print(line, flush=True)).run()
    print(", ".join(f"{name}: {count}" for name, count in sorted(report.counts.items())))
    for failure in report.failures:
        print(f"FAILED: {failure}")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
