#!/usr/bin/env python3
"""No view shows an empty table as if it were an answer.

    missing_tables.py --servanda BINARY --source REPOSITORY

examples/coalition is complete. Each of its tables is taken away in turn: a view says the same as before, or names that
table under `missing` and under its table, or has nothing to show, exits 4 and names it. And a day before anything was
known is told as such, with the day on which the first entry became known.

And each table is spoilt in turn: a view says the same as before and that something in the table could not be read, or is incomplete,
says so on each of its sheets, and exits 3 with where.
"""
from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

from support import Lab

# Verbs by the name that their checks carry.
VIEWS = {"runway": ["runway", "--futures", "20"], "burden": ["burden"], "industry": ["industry"], "pipelines": ["pipelines"],
         "check": ["check"], "documents": ["documents"], "targets": ["targets"], "trajectory": ["trajectory"],
         "sources": ["sources"]}
# `sources` counts the entries of all tables that cite a source; only these are looked into.
READ_BY_SOURCES = {"sources", "relations", "reports", "revisions"}


def body(answer: dict) -> dict:
    return {name: value for name, value in answer.items() if name not in ("head", "missing")}


class MissingTables:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.whole = lab.example("coalition")
        self.tables = sorted(path.stem for path in self.whole.glob("*.csv"))

    def without(self, table: str) -> Path:
        place = self.lab.folder / f"without-{table}"
        shutil.copytree(self.whole, place)
        (place / f"{table}.csv").unlink()
        package = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
        package["resources"] = [one for one in package["resources"] if one["name"] != table]
        (place / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        return place

    def single_tables(self) -> None:
        full = {name: body(self.lab.json(words[0], self.whole, *words[1:])) for name, words in VIEWS.items()}
        for table in self.tables:
            place = self.without(table)
            for name, words in VIEWS.items():
                self.one(name, words, table, place, full[name])
            shutil.rmtree(place)

    def one(self, name: str, words: list[str], table: str, place: Path, full: dict) -> None:
        claim = f"{name} without {table}"
        answer = self.lab.run(words[0], place, *words[1:], "--format", "json")
        if answer.status == 4:
            self.checks.that(f"{claim}: names it", re.search(rf"\b{table}\b", answer.complaint) is not None, answer.complaint)
            return
        if not self.checks.equal(f"{claim}: exits 0", answer.status, 0):
            print(f"    {answer.complaint[:300]}")
            return
        found = answer.json()
        named = {entry["table"].split(".")[0] for entry in found["missing"]}
        if body(found) == full or (name == "sources" and table not in READ_BY_SOURCES):
            return
        if self.checks.that(f"{claim}: says otherwise and names it", table in named, sorted(named)):
            text = " ".join(self.lab.ok(words[0], place, *words[1:]).text.split())
            self.checks.that(f"{claim}: the table names it too", re.search(rf"No entry in [^:]*\b{table}\b", text) is not None, text[-600:])

    def spoilt(self, table: str) -> Path:
        """With one record more, which cannot be read."""
        place = self.lab.folder / f"spoilt-{table}"
        shutil.copytree(self.whole, place)
        with (place / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write("a,record,of" + ",too" * 40 + ",many,fields\n")
        return place

    def spoilt_tables(self) -> None:
        full = {name: body(self.lab.json(words[0], self.whole, *words[1:])) for name, words in VIEWS.items()}
        answered = set()
        for table in self.tables:
            place = self.spoilt(table)
            for name, words in VIEWS.items():
                claim = f"{name} with something wrong in {table}"
                answer = self.lab.run(words[0], place, *words[1:], "--format", "json")
                self.checks.that(f"{claim}: says where", f"{table}.csv:" in answer.complaint and "expected" in answer.complaint, answer.complaint)
                found = answer.json()
                unread = found.pop("unread")
                self.checks.that(f"{claim}: tells of it", unread["tables"] == [table] and f"{table}.csv:" in unread["errors"][0], unread)
                if answer.status == 3:
                    self.checks.equal(f"{claim}: is incomplete", found.pop("incomplete"), [table])
                    self.checks.that(f"{claim}: says so behind what is wrong", f"without what could not be read of {table}:" in answer.complaint, answer.complaint)
                elif self.checks.equal(f"{claim}: exits 0", answer.status, 0):
                    answered.add(name)
                self.checks.equal(f"{claim}: says the same of what could be read", body(found), full[name])
            if table in ("pledges", "sources"):
                self.on_every_sheet(place, table)
            shutil.rmtree(place)
        self.checks.equal("views that are complete without some record", answered, set(VIEWS) - {"sources"})

    def on_every_sheet(self, place: Path, table: str) -> None:
        for name, words in {"status": ["status"], "trajectory": ["trajectory"], "targets": ["targets"]}.items():
            text = self.lab.run(words[0], place, *words[1:], "--quiet").text
            rows = list(csv.reader(self.lab.run(words[0], place, *words[1:], "--quiet", "--format", "csv").text.splitlines()))
            self.checks.that(f"{name} is marked in every row of CSV", all(row[-1] in ("incomplete", "#meta+incomplete", f"without what could not be read of {table}")
                                                                         for row in rows if row), rows[:4])
            self.checks.equal(f"{name} is marked on every sheet", text.count(f"INCOMPLETE: without what could not be read of {table}."),
                              sum(row[-1] == "incomplete" for row in rows if row))

    def spoilt_brief(self) -> None:
        """A briefing is made of the rest: its head says what is wrong, and each part that counts the table is marked."""
        for table, lacks, lacks_not in (("economy", "burden", "funnel"), ("pledges", "funnel", "sources")):
            place, page = self.spoilt(table), self.lab.path(".html")
            answer = self.lab.run("brief", place, "-o", page)
            self.checks.equal(f"brief with something wrong in {table} exits 3", answer.status, 3)
            html = page.read_text(encoding="utf-8") if page.exists() else ""
            parts = {part.split('"', 1)[0]: part for part in html.split('<section class="part" id="')[1:]}
            mark = '<p class="incomplete">'
            self.checks.that(f"brief: its head names {table}", f"{table}.csv:" in html.split('<dl class="tiles"', 1)[0], html[:300])
            self.checks.that(f"brief: {lacks} is marked", mark in parts.get(lacks, "") and table in parts.get(lacks, ""), sorted(parts))
            self.checks.that(f"brief: {lacks_not} is not", lacks_not in parts and mark not in parts[lacks_not], sorted(parts))
            shutil.rmtree(place)

    def before_anything(self) -> None:
        """A full book as known before anything was: nobody is asked to fill what is full."""
        for name, words in VIEWS.items():
            answer = self.lab.run(words[0], self.lab.example("ukraine"), *words[1:], "--as-known", "2000", "--format", "json")
            claim = f"{name} as known in 2000"
            if answer.status == 4:
                self.checks.that(f"{claim}: says from when on", re.search(r"became known on \d{4}-\d\d-\d\d", answer.complaint) is not None,
                                 answer.complaint)
                self.checks.that(f"{claim}: does not ask to fill the table", "for example" not in answer.complaint, answer.complaint)
                continue
            self.checks.equal(f"{claim}: exits 0", answer.status, 0)
            filled = {path.stem for path in self.lab.example("ukraine").glob("*.csv")
                      if len(list(csv.reader(path.open(encoding="utf-8")))) > 1}
            for entry in answer.json()["missing"]:
                if entry["table"] in filled:
                    self.checks.that(f"{claim}: {entry['table']} has its first day", "first_known" in entry, entry)

    def only(self, table: str | None) -> Path:
        place = self.lab.folder / f"only-{table}"
        place.mkdir()
        package = json.loads((self.whole / "datapackage.json").read_text(encoding="utf-8"))
        package["resources"] = [one for one in package["resources"] if one["name"] == table]
        (place / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        if table:
            shutil.copy(self.whole / f"{table}.csv", place)
            shutil.copytree(self.whole / "texts", place / "texts")  # that documents name
        return place

    def empty_books(self) -> None:
        """A book without any entry, or with those of one table: each view names a table that it lacks, or shows something."""
        asked = {**VIEWS, "status": ["status"], "promises": ["promises"], "diff": ["diff", "--from", "2031-01-01"]}
        for table in [None, *self.tables]:
            place = self.only(table)
            for name, words in asked.items():
                answer = self.lab.run(words[0], place, *words[1:])
                claim = f"{name} of a book with {table or 'nothing'} alone"
                if answer.status == 4 or table is None:
                    self.checks.equal(f"{claim}: exits 4", answer.status, 4)
                    self.checks.that(f"{claim}: names a table", "found no entry in the table" in answer.complaint, answer.complaint)
                elif self.checks.equal(f"{claim}: exits 0", answer.status, 0):
                    shown = name == "diff" or re.search(r"^--[- ]*$", answer.text, re.M) is not None
                    self.checks.that(f"{claim}: shows something or names what is missing", shown or "No entry in" in answer.text, answer.text)
            shutil.rmtree(place)


def main() -> None:
    lab = Lab("missing_tables")
    missing = MissingTables(lab)
    missing.single_tables()
    missing.spoilt_tables()
    missing.spoilt_brief()
    missing.before_anything()
    missing.empty_books()
    lab.checks.finish()


if __name__ == "__main__":
    main()
