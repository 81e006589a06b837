"""A hundred kills (-9) of a process that changes the keys of a vault; fails when one loses them.

    python tests/bench/kill_key_changes.py [--kills 100] [--seed 1]

A smaller run is part of the tests.
"""

import argparse
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from key_change_kills import kill_changes


def main() -> int:
    """Run it; 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = kill_changes(Path(folder) / "vault", args.kills, args.seed)
    print(", ".join(f"{name}: {value}" for name, value in asdict(report).items()))
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
