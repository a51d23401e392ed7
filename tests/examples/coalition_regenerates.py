#!/usr/bin/env python3
"""The notional programme coalition is what its generator writes, and is whole.

Generates the folder anew and compares it byte for byte with the committed one; then checks that no table is empty,
that its columns are those of the schema, that names lead somewhere and that dates are in order.

Usage: coalition_regenerates.py EXAMPLES_DIR   (exit 1 if something is wrong)
"""
from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

HAND_WRITTEN = {"README.md", "generate.py"}
NOT_WRITTEN = {"programme", "plans", "forecasts"}  # in datapackage.json; written by the program itself
COMMON = {"id", "source", "reliability", "credibility", "label", "known_date", "valid_from", "valid_to", "note"}
REPORT = "2031-06-30"

# table, column, tables whose names it may hold
REFERENCES = [
    ("memberships", "party", ["parties"]), ("attribution", "via", ["parties"]), ("attribution", "party", ["parties"]),
    ("offices", "party", ["parties"]), ("needs", "item", ["items"]), ("needs", "place", ["nodes"]),
    ("pledges", "donors", ["parties"]), ("pledges", "recipient", ["parties"]), ("allocations", "of", ["pledges"]),
    ("allocations", "donors", ["parties"]), ("contracts", "of", ["allocations", "pledges"]),
    ("contracts", "supplier", ["parties"]), ("contracts", "site", ["nodes"]), ("lines", "item", ["items"]),
    ("covers", "need", ["needs"]), ("consignments", "origin", ["nodes"]), ("consignments", "destination", ["nodes"]),
    ("events", "place", ["nodes"]), ("reports", "donors", ["parties"]), ("links", "from", ["nodes"]),
    ("links", "to", ["nodes"]), ("uses", "link", ["links"]), ("uses", "resource", ["resources"]),
    ("closures", "place", ["nodes", "links"]), ("ramps", "place", ["nodes"]), ("pairs", "item", ["items"]),
    ("pairs", "course", ["courses"]), ("funds", "donor", ["parties"]), ("economy", "country", ["parties"]),
    ("projects", "place", ["nodes"]), ("courses", "place", ["nodes"]), ("document_facts", "document", ["documents"]),
    ("field_reports", "place", ["nodes"]),
]
# table, column of the kind, column of the name
TYPED_REFERENCES = [
    ("lines", "of_kind", "of"), ("funding", "from_kind", "from"), ("funding", "to_kind", "to"),
    ("covers", "to_kind", "to"), ("relations", "from_kind", "from"), ("relations", "to_kind", "to"),
    ("revisions", "of_kind", "of"), ("consignments", "of_kind", "of"), ("events", "of_kind", "of"),
]
NAMED_BY = {"items": "code", "resources": "resource"}

Tables = dict[str, list[dict[str, str]]]


def read_schema(root: Path) -> dict[str, tuple[str, set[str]]]:
    """From the source of the program: table -> (kind of its entries, own columns)."""
    text = (root / "src/book/schema_tables.inc").read_text(encoding="utf-8")
    columns = {}
    for constant, body in re.findall(r"constexpr auto (k\w+) =\s*with_common<[^>]*>\((.*?)\);\n", text, re.S):
        columns[constant] = set(re.findall(r'"(\w+)"', body)) | ({"currency"} if "currency()" in body else set())
    rows = re.findall(r'\{Table::\w+, "(\w+)", "(\w+)", "[^"]*", \w+,\s*(k\w+)\}', text)
    return {name: (kind, columns[constant]) for name, kind, constant in rows}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in HAND_WRITTEN and "__pycache__" not in path.parts}


def check_same(committed: Path, fresh: Path) -> list[str]:
    old, new = files_of(committed), files_of(fresh)
    return [f"{name}: not as the generator writes it" for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)]


def read_tables(folder: Path) -> Tables:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = {}
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            tables[resource["name"]] = list(csv.DictReader(file))
    return tables


def check_tables(tables: Tables, schema) -> list[str]:
    wrong = [f"{name}: no rows" for name in schema.keys() - NOT_WRITTEN if not tables.get(name)]
    for name, rows in tables.items():
        if unknown := set(rows[0]) - schema[name][1] - COMMON:
            wrong.append(f"{name}: the schema has no column {sorted(unknown)}")
        if missing := schema[name][1] - set(rows[0]):
            wrong.append(f"{name}: lacks the column {sorted(missing)}")
    return wrong


def names_of(tables: Tables, table: str) -> set[str]:
    return {row[NAMED_BY.get(table, "id")] for row in tables[table]}


def check_references(tables: Tables, schema) -> list[str]:
    names = {table: names_of(tables, table) for table in tables
             if NAMED_BY.get(table, "id") in tables[table][0]}
    of_kind = {kind: names[name] for name, (kind, _) in schema.items() if name in names}
    wrong = []
    for table, column, targets in [*REFERENCES, *((table, "source", ["sources"]) for table in tables)]:
        known = set().union(*(names[target] for target in targets))
        for row in tables[table]:
            wrong += [f"{table}.{column}: nothing is called {name}" for name in (row.get(column) or "").split(";")
                      if name and name not in known]
    for table, kind, column in TYPED_REFERENCES:
        wrong += [f"{table}.{column}: no {row[kind]} is called {row[column]}" for row in tables[table]
                  if row[column] not in of_kind.get(row[kind], ())]
    return wrong


def check_known(tables: Tables) -> list[str]:
    """Every row says when it was known; nothing was known after the report date or before it happened."""
    told = {row["id"]: row["known_date"] or row["date"] for row in tables["sources"]}
    wrong = []
    for table, rows in tables.items():
        for row in rows:
            known = row.get("known_date") or told.get(row.get("source", ""), "")
            if not known:
                wrong.append(f"{table}: neither a known date nor a dated source: {list(row.values())[:4]}")
            elif known > REPORT:
                wrong.append(f"{table}: known only on {known}: {list(row.values())[:4]}")
            elif table == "events" and row["classifier"] == "actual" and known < row["date"]:
                wrong.append(f"events: {row['of']} {row['stage']} was known before it happened")
    return wrong


def check_amounts(tables: Tables) -> list[str]:
    """Lines add up to what they are part of, in money and in tonnes; the parts of an allocation to its quantity."""
    mass = {row["code"]: float(row["mass_kg"]) for row in tables["items"]}
    money: dict[tuple[str, str], float] = defaultdict(float)
    tonnes: dict[str, float] = defaultdict(float)
    quantity: Counter = Counter()
    for line in tables["lines"]:
        money[line["of_kind"], line["of"]] += float(line["amount"])
        quantity[line["of_kind"], line["of"], line["item"]] += int(line["quantity"])
        if line["of_kind"] == "consignment":
            tonnes[line["of"]] += int(line["quantity"]) * mass[line["item"]] / 1000
    wrong = []
    for table, kind in (("pledges", "pledge"), ("allocations", "allocation"), ("contracts", "contract")):
        wrong += [f"{table}: the lines of {row['id']} do not add up" for row in tables[table]
                  if row["amount"] and (kind, row["id"]) in money and float(row["amount"]) != money[kind, row["id"]]]
    wrong += [f"consignments: {row['id']} weighs {tonnes[row['id']]} t" for row in tables["consignments"]
              if abs(tonnes[row["id"]] - float(row["tonnes"])) > 1e-6]
    sent: Counter = Counter()
    parent = {row["id"]: (row["of_kind"], row["of"]) for row in tables["consignments"]}
    for (kind, of, item), number in quantity.items():
        if kind == "consignment":
            sent[(*parent[of], item)] += number
    return wrong + [f"consignments: {key} has {number} of {quantity[key]}" for key, number in sent.items()
                    if number != quantity[key]]


def check_keys(tables: Tables) -> list[str]:
    counts = Counter((row["of_kind"], row["of"], row["stage"], row["classifier"], row["date"])
                     for row in tables["events"])
    wrong = [f"events: twice {key}" for key, count in counts.items() if count > 1]
    for table in tables:
        if "id" in tables[table][0]:
            ids = Counter(row["id"] for row in tables[table] if row["id"])
            wrong += [f"{table}: twice {name}" for name, count in ids.items() if count > 1]
    return wrong


def check_order(tables: Tables) -> list[str]:
    """No consignment reaches a stage before a lower one."""
    ladder = ["ready", "departed", "arrived", "handed_over", "confirmed", "verified"]
    first: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables["events"]:
        if row["of_kind"] == "consignment" and row["classifier"] == "actual" and row["stage"] in ladder:
            first[row["of"]][row["stage"]] = min(first[row["of"]].get(row["stage"], row["date"]), row["date"])
    wrong = []
    for consignment, stages in first.items():
        reached = [stages[stage] for stage in ladder if stage in stages]
        if reached != sorted(reached):
            wrong.append(f"events: {consignment} reaches its stages in another order")
    return wrong


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]) / "coalition"
    schema = read_schema(Path(__file__).resolve().parents[2])
    with tempfile.TemporaryDirectory() as fresh:
        subprocess.run([sys.executable, str(folder / "generate.py"), "--out", fresh], check=True)
        wrong = check_same(folder, Path(fresh))
    tables = read_tables(folder)
    wrong += check_tables(tables, schema)
    if not wrong:
        for check in (check_known, check_amounts, check_keys, check_order):
            wrong += check(tables)
        wrong += check_references(tables, schema)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
