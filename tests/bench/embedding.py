"""Texts a second through the embedding child: in batches, one by one, and with other settings.

    python tests/bench/embedding.py [MODEL.gguf] [--texts 256] [--tokens 30] [--threads 2]

Without a model an encoder of the shape of multilingual-e5-small is made, with random weights and a
token for each letter; speed does not depend on their values.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from gguf_files import tiny_bert

from app.domain.embedding import EmbedderOptions, EmbedKind, Pooling
from app.engine.embedder_client import EmbedderClient

E5_SMALL = {"layers": 12, "embedding": 384, "feed_forward": 1536, "heads": 12, "context": 512}


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path, nargs="?")
    parser.add_argument("--texts", type=int, default=256)
    parser.add_argument("--tokens", type=int, default=30, help="of a text, on average")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    chooser = random.Random(1)
    lengths = [chooser.randint(3, 2 * args.tokens - 3) for _ in range(args.texts)]
    texts = [" ".join(chooser.choices("abcdefghij", k=length)) for length in lengths]
    with tempfile.TemporaryDirectory() as folder:
        model = args.model or tiny_bert(Path(folder) / "e5-shaped.gguf", **E5_SMALL)
        pooling = Pooling.MEAN if args.model else Pooling.GGUF
        for name, batch, flash in (
            ("batch 512, flash attention", 512, True),
            ("batch 512, without it", 512, False),
            ("batch 2048, flash attention", 2048, True),
        ):
            options = EmbedderOptions(
                model, 0, batch, batch, pooling, flash_attention=flash, threads=args.threads
            )
            together, alone = _speeds(options, texts)
            print(f"{name:30} {together:8.1f} texts/s in batches, {alone:8.1f} one by one")


def _speeds(options: EmbedderOptions, texts: list[str]) -> tuple[float, float]:
    client = EmbedderClient()
    try:
        client.load(options)
        client.embed(texts[:16], EmbedKind.PASSAGE)
        started = time.perf_counter()
        client.embed(texts, EmbedKind.PASSAGE)
        between = time.perf_counter()
        for text in texts:
            client.embed([text], EmbedKind.PASSAGE)
        ended = time.perf_counter()
    finally:
        client.close()
    return len(texts) / (between - started), len(texts) / (ended - between)


if __name__ == "__main__":
    main()
