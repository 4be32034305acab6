"""Encode the built-in examples of kinds: `python -m benchmarks.fit_exemplars`.

Writes `insight/statements/exemplars.npz`, which spares each new project the encoding; to be run after each change of
`exemplars.toml`. An example that is not in the file is encoded where it is needed.
"""

from __future__ import annotations

from pathlib import Path

from insight.encoder import open_encoder, open_multilingual
from insight.statements.exemplars import load_exemplars, write_vectors

TARGET = Path(__file__).resolve().parent.parent / "insight" / "statements" / "exemplars.npz"


def main() -> None:
    texts = [one.text for one in load_exemplars()]
    encoders = open_encoder(), open_multilingual()
    write_vectors(TARGET, {encoder.name: encoder.encode(texts) for encoder in encoders})
    print(f"wrote {len(texts)} examples to {TARGET}")


if __name__ == "__main__":
    main()
