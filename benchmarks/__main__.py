"""The whole job at growing sizes, beside what people would use instead: `python -m benchmarks [--sizes 5000 ...]`.

Each size is a folder of tickets (benchmarks/resampling.py): real ones, then resampled ones that no cache has seen. On
each the job runs cold, again with nothing new, again with one per cent more tickets, and warm (all read again; vectors
kept), every time in a process of its own that is measured from outside: wall and processor time, peak memory with all
workers, seconds by stage. Peers run in the same session on the same tickets, up to --peers-up-to of them, where --peers
FOLDER holds their environments (FOLDER/bertopic, FOLDER/obsei; benchmarks/peers/*.txt says how they are made).

Printed as Markdown; --json and --markdown write files. --keep FOLDER keeps the projects, and goes on where it was cut
off: what the JSON file holds already is not run again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.main_job import ROOT
from benchmarks.opponents import PEERS
from benchmarks.processes import measure_command
from benchmarks.report import SCENARIOS, as_markdown, describe_machine
from benchmarks.resampling import Base, read_base, write_settings, write_tickets
from benchmarks.scenarios import VECTORS

SIZES = (5_000, 27_593, 100_000, 300_000, 1_000_000)
SAME_TICKETS = ("cold", "nothing new")
PEERS_UP_TO = {"plain": 27_593, "same vectors": 27_593, "obsei": 5_000}

Record = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES[:2]), help=f"tickets; all: {list(SIZES)}")
    parser.add_argument("--scenarios", nargs="+", default=list(SCENARIOS), choices=list(SCENARIOS))
    parser.add_argument("--peers", type=Path, help="folder with the environments of the peers")
    parser.add_argument("--peers-up-to", type=int, help="tickets up to which each peer is run (default: by peer)")
    parser.add_argument("--json", type=Path, help="write the figures here, after each run; go on with what is there")
    parser.add_argument("--markdown", type=Path, help="write the tables here too")
    parser.add_argument("--keep", type=Path, help="keep the projects in this folder")
    arguments = parser.parse_args()
    results = read_results(arguments.json)
    with tempfile.TemporaryDirectory() as temporary:
        root = arguments.keep or Path(temporary)
        base = read_base()
        for size in arguments.sizes:
            folder = prepare_folder(base, root / str(size), size)
            # Peers read the tickets of the cold run: before more of them come.
            before = [name for name in SAME_TICKETS if name in arguments.scenarios]
            for scenario in before:
                _once(results, "runs", arguments.json, measure_scenario, base, folder, size, scenario)
            for peer in _peers_at(size, arguments.peers, arguments.peers_up_to):
                _once(results, "peers", arguments.json, measure_peer, arguments.peers, folder, size, peer)
            for scenario in arguments.scenarios:
                _once(results, "runs", arguments.json, measure_scenario, base, folder, size, scenario)
    tables = as_markdown(results["machine"], base.name, results["runs"], results["peers"])
    if arguments.markdown:
        arguments.markdown.write_text(tables, encoding="utf-8")
    sys.stdout.write(tables)


def prepare_folder(base: Base, folder: Path, size: int) -> Path:
    """Write the tickets of one size, unless they are there."""
    if not (folder / "insight.toml").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _tell(f"{size:,} tickets: writing them")
        write_tickets(base, folder, 0, size)
        write_settings(folder)
    return folder


def measure_scenario(base: Base, folder: Path, size: int, scenario: str) -> Record:
    """Run the job once in a process of its own."""
    if scenario == "more":
        write_tickets(base, folder, size, size + max(1, size // 100))
    again = ["--again"] if scenario == "warm" else []
    _tell(f"{size:,} tickets: {scenario}")
    cost = measure_command([sys.executable, "-m", "benchmarks.scenarios", str(folder.resolve()), *again], ROOT)
    return {
        "size": size,
        "scenario": scenario,
        "wall": round(cost.seconds, 2),
        "cpu": round(cost.cpu_seconds, 2),
        "peak_megabytes": round(cost.peak_megabytes),
        **json.loads(cost.said),
    }


def measure_peer(environments: Path, folder: Path, size: int, peer: str) -> Record:
    """Run a peer on the same tickets."""
    environment, measure = PEERS[peer]
    if peer == "same vectors" and not (folder / VECTORS).exists():
        measure_command([sys.executable, "-m", "benchmarks.scenarios", str(folder.resolve()), "--vectors"], ROOT)
    _tell(f"{size:,} tickets: {peer}")
    return {"size": size, "peer": peer, **measure(folder, (environments / environment).resolve())}


def _peers_at(size: int, environments: Path | None, up_to: int | None) -> list[str]:
    if environments is None:
        return []
    found = []
    for peer, (environment, _) in PEERS.items():
        if size > (up_to or PEERS_UP_TO[peer]):
            continue
        if (environments / environment).is_dir():
            found.append(peer)
        else:
            _tell(f"{peer}: left out, {environments / environment} is not there (benchmarks/peers/{environment}.txt)")
    return found


def read_results(path: Path | None) -> Record:
    """What an earlier call measured, to go on with; a file of another machine is refused."""
    machine = describe_machine()
    if path is None or not path.exists():
        return {"machine": machine, "runs": [], "peers": []}
    found: Record = json.loads(path.read_text(encoding="utf-8"))
    if found["machine"] != machine:
        raise SystemExit(f"{path} was measured on another machine or other versions: name a new file")
    return found


def _once(
    results: Record,
    part: str,
    path: Path | None,
    measure: Callable[..., Record],
    first: Any,
    folder: Path,
    size: int,
    name: str,
) -> None:
    """Measure what was not measured yet, and write it down at once."""
    if any(one["size"] == size and name in (one.get("scenario"), one.get("peer")) for one in results[part]):
        return
    results[part].append(measure(first, folder, size, name))
    if path:
        path.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
