"""Tables as files: Parquet as it is, CSV so that no cell runs as a formula in a spreadsheet.

In comes a relation of an open warehouse; out comes one file, in the relation's own order. Numbers and times stay what
they are; every other value is quoted text, lists and structs as JSON.
"""

from __future__ import annotations

from pathlib import Path

from insight.warehouse import Warehouse

# A spreadsheet runs a cell that begins like this, even behind spaces (OWASP ASVS 1.2.10), unless a quote mark leads.
_FORMULA = r"^[\p{Z}\p{Cf}]*[=+\-@\t\r\n\x00＝＋－＠]"
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_PLAIN = (*_NUMBERS, "UHUGEINT", "FLOAT", "DOUBLE", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")
_NESTED = ("STRUCT(", "MAP(", "UNION(")


def write_parquet(warehouse: Warehouse, relation: str, path: Path) -> None:
    """Write a relation as Parquet."""
    warehouse.run(f"copy {relation} to $path (format parquet, compression zstd)", {"path": str(path)})


def write_csv(warehouse: Warehouse, relation: str, path: Path) -> None:
    """Write a relation as CSV (UTF-8, comma, header); text that would run as a formula gets a leading `'`."""
    cells, texts = [], []
    for row in warehouse.rows(f"describe {relation}"):
        name, kind = f'"{row["column_name"]}"', str(row["column_type"])
        if kind in _PLAIN or kind.startswith("DECIMAL("):
            cells.append(name)
            continue
        is_nested = kind.endswith("]") or kind.startswith(_NESTED)
        cells.append(f"{_guard(f'to_json({name})' if is_nested else name)} as {name}")
        texts.append(name)
    # Quoted throughout: a spreadsheet that splits at semicolons or tabs must not find the start of a cell inside one.
    options = f"format csv, header, force_quote ({', '.join(texts)})" if texts else "format csv, header"
    warehouse.run(f"copy (select {', '.join(cells)} from {relation}) to $path ({options})", {"path": str(path)})


def _guard(value: str) -> str:
    text = f"{value}::varchar"
    return f"case when regexp_matches({text}, '{_FORMULA}') then '''' || {text} else {text} end"
