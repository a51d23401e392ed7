#!/usr/bin/env python3
"""No table of the Kiel Institute's Ukraine Support Tracker stands in examples/: its terms let nobody republish them.

    kiel_not_copied.py EXAMPLES_DIR SHARED_DIR

Exits 77 where the tracker's tables are absent. Single figures that the press published, with their citation, may stand.
What may not: a text of 40 letters or more from a cell, or a run of six figures of four digits or more, along a column
or a row.
"""
from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LONG_TEXT = 40
RUN = 6
csv.field_size_limit(1 << 30)

Table = list[list[str]]


def read_table(path: Path) -> Table:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("utf-8-sig")
    head = text[:text.find("\n")]
    delimiter = max(",;\t", key=head.count)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def long_texts(table: Table) -> Iterator[str]:
    for row in table:
        for cell in row:
            text = " ".join(cell.split()).casefold()
            # An address is where something was published, and a list of figures is no text.
            if len(text) >= LONG_TEXT and not text.startswith("http") and re.search(r"[a-z]{4}.*\s.*[a-z]{4}", text):
                yield text


def figure(cell: str) -> str:
    """The significant digits of a figure, blank if there are fewer than four: so units and rounding noise fall away."""
    if not re.fullmatch(r"\s*-?[\d,]*\.?\d+\s*", cell):
        return ""
    digits = re.sub(r"[^\d.]", "", cell)
    digits = (digits.rstrip("0").rstrip(".") if "." in digits else digits.rstrip("0")).replace(".", "").lstrip("0")
    return digits if len(digits) >= 4 else ""


def runs(table: Table) -> Iterator[tuple[str, ...]]:
    width = max(map(len, table), default=0)
    columns = ([row[i] for row in table if i < len(row)] for i in range(width))
    for line in (*columns, *table):
        figures = [found for cell in line if (found := figure(cell))]
        for i in range(len(figures) - RUN + 1):
            run = tuple(figures[i:i + RUN])
            if len(set(run)) >= RUN - 1:  # a repeated figure, or a sequence of years, says nothing
                yield run


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    tracker = Path(sys.argv[2]) / "data" / "kiel"
    sources = [path for path in sorted(tracker.rglob("*")) if ".csv" in path.suffixes]
    if not sources:
        print(f"skipped: the tracker's tables are not at {tracker}")
        return 77
    texts: set[str] = set()
    figures: set[tuple[str, ...]] = set()
    for source in sources:
        table = read_table(source)
        texts.update(long_texts(table))
        figures.update(runs(table))
    if len(texts) < 500 or len(figures) < 5000:
        print(f"only {len(texts)} texts and {len(figures)} runs to compare with: the tracker's tables are not read well")
        return 1
    copied = []
    for path in sorted(Path(sys.argv[1]).rglob("*.csv")):
        table = read_table(path)
        copied += [f"{path}: the text '{text}'" for text in set(long_texts(table)) & texts]
        copied += [f"{path}: the figures {', '.join(run)}" for run in set(runs(table)) & figures]
    for line in copied:
        print(line)
    print(f"{len(sources)} tables of the tracker, {len(texts)} texts and {len(figures)} runs: {len(copied)} found in examples")
    return 1 if copied else 0


if __name__ == "__main__":
    sys.exit(main())
