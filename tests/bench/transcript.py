"""Measure the transcript: `python3 tests/bench/transcript.py` prints CPU milliseconds as a table.

Each figure but the load is the median and the 95th percentile of many; a repaint is included.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil
from PySide6.QtWidgets import QApplication

from app.domain.generation import Role
from app.domain.ids import MessageId
from app.gui.chat.look import DARK, LIGHT
from app.gui.chat.rows import Labels, Row
from app.gui.chat.transcript import Transcript

TEXT = (
    "모델이 대답을 한 글자씩 보내면 화면은 그때마다 조금만 다시 그려야 합니다 the quick brown fox "
    "jumps over lazy dogs while streaming tokens into a very long transcript"
)
WORDS = TEXT.split()
CODE = "```python\ndef double(values):\n    return [2 * value for value in values]\n```\n\n"
TABLE = "| a | b |\n|---|--:|\n| 하나 | 1 |\n| 둘 | 2 |\n\n"


def words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))


def conversation(count: int) -> list[Row]:
    rng = random.Random(7)
    rows = []
    for n in range(count):
        text = words(rng, 14)
        if n % 2:
            text = f"{words(rng, 40)}\n\n- {words(rng, 8)}\n- **{words(rng, 6)}**\n\n"
            text += CODE * (n % 3 == 0) + TABLE * (n % 15 == 1) + words(rng, 20)
        role = Role.ASSISTANT if n % 2 else Role.USER
        rows.append(Row(MessageId(str(n)), role, text, time="14:32"))
    return rows


def cpu_ms(action: Callable[[], None]) -> float:
    start = time.process_time()
    action()
    QApplication.processEvents()
    return (time.process_time() - start) * 1000


def summary(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):7.1f} / {ordered[int(len(ordered) * 0.95)]:.1f}"


def stream(view: Transcript, tokens: int) -> list[float]:
    """Flush after every token, which is more often than the pacer would."""
    rng = random.Random(3)
    live = MessageId("live")
    view.append(Row(live, Role.ASSISTANT, "", "Thinking…", is_live=True))
    view.jump_to_end()
    costs = []
    for n in range(tokens):
        view.grow(live, words(rng, 1) + (" " if n % 40 else ".\n\n"))
        costs.append(cpu_ms(view._pacer.flush_now))
    return costs


def measure(count: int) -> str:
    view = Transcript(LIGHT, Labels())
    view.resize(1000, 800)
    view.show()
    QApplication.processEvents()
    rows = conversation(count)
    memory = psutil.Process().memory_info().rss
    load = cpu_ms(lambda: view.set_messages(rows))
    flushes = stream(view, 200)
    bar = view.verticalScrollBar()
    wheel = [cpu_ms(lambda: bar.setValue(bar.value() - 72)) for _ in range(100)]
    jumps = [cpu_ms(lambda n=n: bar.setValue(bar.maximum() * n // 20)) for n in range(20)]
    widths = [cpu_ms(lambda n=n: view.resize(700 - 10 * n, 800)) for n in range(10)]
    looks = [cpu_ms(lambda n=n: view.set_look((LIGHT, DARK)[n % 2])) for n in range(4)]
    grown = (psutil.Process().memory_info().rss - memory) / 1e6
    columns = [load, flushes, wheel, jumps, widths, looks, grown]
    cells = [f"{c:7.1f}" if isinstance(c, float) else summary(c) for c in columns]
    pool = len(view._views) + len(view._free)
    view.close()
    return " | ".join([f"{count:8}", *(f"{cell:15}" for cell in cells), str(pool)])


def main() -> None:
    app = QApplication(sys.argv)
    names = ["load", "flush", "wheel", "jump", "resize", "look", "RSS + MB", "views"]
    print("messages | " + " | ".join(f"{name:15}" for name in names))
    measure(20)  # imports and fonts
    for count in (100, 1_000, 10_000):
        print(measure(count))
    app.quit()


if __name__ == "__main__":
    main()
