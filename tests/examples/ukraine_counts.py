#!/usr/bin/env python3
"""Converts the public facts again and compares them with examples/ukraine.

    ukraine_counts.py EXAMPLES_DIR SHARED_DIR

Exits 77 where the facts are absent.
"""

import csv
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77
HAND_WRITTEN = {"convert.py", "README.md"}


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in HAND_WRITTEN and "__pycache__" not in path.parts}


def rows(folder, name):
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def converted(example, facts, nato):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([sys.executable, "-B", example / "convert.py", "--ukraine", facts, "--nato", nato, "--out", out],
                       check=True, stdout=subprocess.DEVNULL)
        return files(Path(out))


def same_files(committed, fresh):
    for name in sorted(committed.keys() | fresh.keys()):
        if committed.get(name) != fresh.get(name):
            yield f"{name} is not what the conversion writes"


def counts(example, facts):
    pledges = [row for row in rows(example, "pledges") if re.fullmatch(r"P\d{4}", row["id"])]
    deliveries = [row for row in rows(example, "reports") if re.fullmatch(r"D\d{4}", row["id"])]
    yield "pledges", len(pledges), 211
    yield "delivery reports", len(deliveries), 131
    yield "delivery series", len({row["series"] for row in deliveries}), 45
    stated = {row["id"] for row in rows(facts, "pledges")}
    kept = {row["id"] for table in ("pledges", "funds", "needs", "reports") for row in rows(example, table)}
    yield "rows of the facts' pledges in some table", len(stated & kept), 298


def kiel_copies(example, facts):
    """The rows of the Kiel Institute's table, their source and their values must appear nowhere."""
    table = [row for row in rows(facts, "spending") if row["source_key"] == "kiel29"]
    if len(table) != 41:
        yield f"expected 41 rows of the Kiel table among the facts, found {len(table)}"
    forbidden = {"kiel29"} | {row["id"] for row in table} | {row["value"] for row in table}
    forbidden |= {f"{float(row['value']) * 1e9:.0f}" for row in table}
    for path in sorted(example.glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            found = forbidden & {cell for row in csv.reader(file) for cell in row}
        if found:
            yield f"{path.name} copies {', '.join(sorted(found))}"


def main():
    example, facts, nato = (Path(sys.argv[1]) / "ukraine", Path(sys.argv[2]) / "data" / "ukraine",
                            Path(sys.argv[2]) / "data" / "nato")
    if not facts.is_dir():
        print(f"skipped: {facts} is absent")
        return SKIPPED
    faults = list(same_files(files(example), converted(example, facts, nato)))
    faults += [f"{what}: {found}, expected {expected}" for what, found, expected in counts(example, facts)
               if found != expected]
    faults += kiel_copies(example, facts)
    print("\n".join(faults) or "examples/ukraine is what the conversion writes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
