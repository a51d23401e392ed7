#!/usr/bin/env python3
"""Several --scenario give every view's columns side by side, differences first.

Each view is asked once for all courses and once for each; what stands in the columns is looked up anew in the CSV tables of
each course alone, in both directions, and the differences are taken anew.
"""
from __future__ import annotations

import csv
import io
import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

from support import Lab

SCENARIOS = ["2-drags-on.json", "3-one-large-donor-stops.json", "5-a-more-aggressive-course.json"]
VIEWS = [["status", "--by", "donor"], ["status", "--by", "item,month"], ["promises"], ["trajectory"],
         ["runway", "--futures", "40"], ["burden"], ["industry"], ["pipelines"], ["targets"], ["documents"], ["check"],
         ["sources"], ["diff", "--from", "2031-03-31"], ["trace", "P-040"], ["figure", "value @ pledged where donor=AVL"],
         ["forecast", "--futures", "64"]]
PLAN = ["plan", "--gap", "0.5"]  # seconds a course: any plan will do, and two scenarios


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def tables(text: str) -> list[list[dict[str, str]]]:
    """The tables of a CSV answer: a blank line between them, hashtags under the header."""
    out, header = [], None
    for row in csv.reader(io.StringIO(text)):
        if not row:
            header = None
        elif header is None:
            header = row
            out.append([])
        elif not any(cell.startswith("#") for cell in row):
            out[-1].append(dict(zip(header, row)))
    return out


class Courses:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.book = lab.example("coalition")
        self.files = [self.book / "scenarios" / name for name in SCENARIOS]

    def view(self, words: list[str], files: list[Path]) -> None:
        verb, *rest = words
        together = self.lab.json(verb, self.book, *rest, "--quiet", *(word for file in files for word in ("--scenario", file)))
        if not together:
            return
        name = " ".join(words)
        self.checks.equal(f"{name}: the book as it stands comes first", together["courses"][0]["name"], "as it stands")
        self.checks.equal(f"{name}: a course for every file", len(together["courses"]), 1 + len(files))
        self.differences(name, together["rows"])
        for course, scenario in enumerate([[]] + [["--scenario", file] for file in files]):
            alone = self.lab.run(verb, self.book, *rest, "--quiet", *scenario, "--format", "csv")
            self.checks.that(f"{name}: course {course} answers alone", alone.status == 0, alone.complaint)
            self.column(f"{name}: course {course}", together["rows"], course, tables(alone.text))

    def differences(self, name: str, rows: list[dict]) -> None:
        flags = [row["differs"] for row in rows]
        self.checks.equal(f"{name}: differences first", flags, sorted(flags, reverse=True))
        for row in rows:
            base = row["values"][0]
            self.checks.equal(f"{name}: {row['key']} {row['figure']} differs", row["differs"],
                              any(value != base for value in row["values"]))
            for value, change in zip(row["values"], row["changes"]):
                a, b = (number(text) if text else None for text in (base, value))
                if a is not None and b is not None:
                    found = Decimal(change) if change else Decimal(0)
                    self.checks.equal(f"{name}: {row['key']} {row['figure']} change", found, b - a)

    def column(self, name: str, rows: list[dict], course: int, alone: list[list[dict[str, str]]]) -> None:
        def key_of(row: dict) -> dict:
            return {column: text for column, text in row["key"].items() if column != "number"}

        cells: dict[tuple[str, str], list[dict[str, str]]] = {}
        for table in alone:
            for line in table:
                for figure, value in line.items():
                    cells.setdefault((figure, value), []).append(line)
        stated: dict[tuple[str, str], list[dict]] = {}
        keys: set[str] = set()
        lacking = []  # rows that some course has not: of those, texts that say nothing more are left out
        for row in rows:
            value = row["values"][course]
            keys |= row["key"].keys()
            if None in row["values"] and key_of(row) not in lacking:
                lacking.append(key_of(row))
            if value is None:
                continue
            stated.setdefault((row["figure"], value), []).append(key_of(row))
            found = any(key_of(row).items() <= line.items() for line in cells.get((row["figure"], plain(value)), []))
            self.checks.that(f"{name} says {row['key']} {row['figure']} = {value}", found)
        for (figure, value), lines in cells.items():
            if number(value) is None or figure in keys:
                continue
            for line in lines:
                if any(key.items() <= line.items() for key in lacking):
                    continue
                told = any(key.items() <= line.items() for key in stated.get((figure, value), []))
                self.checks.that(f"{name}: {figure} = {value} is told", told, line)

    def constant_prices(self) -> None:
        """The complete example has an index for every donor, funds and joint donors too."""
        for words in (["runway", "--alone"], ["forecast", "--futures", "64"], ["burden"], ["burden", "--attribute-eu", "yes", "--aid", "in"],
                      ["targets"], ["diff", "--from", "2031-06-01"], ["figure", "value @ disbursed in 2030"]):
            told = self.lab.run(words[0], self.book, *words[1:], "--quiet", "--prices", "constant:2030")
            self.checks.that(f"{' '.join(words)} at the prices of 2030", told.status == 0, told.complaint)

    def joined(self) -> None:
        """A+B is A, then B; a course without an answer says why, and the others still answer."""
        both = f"{self.files[0]}+{self.files[1]}"
        one = self.lab.ok("status", self.book, "--quiet", "--scenario", both).out
        by_hand = self.lab.path(".json")
        changes = [change for file in self.files[:2] for change in json.loads(file.read_text())["changes"]]
        by_hand.write_text(json.dumps({"name": "both", "description": "", "changes": changes}))
        self.checks.equal("A.json+B.json is A, then B", one, self.lab.ok("status", self.book, "--quiet", "--scenario", by_hand).out)
        empty = self.lab.path(".json")
        empty.write_text('{"name": "no statements", "description": "", "changes": [{"drop": "statements"}]}')
        answer = self.lab.json("check", self.book, "--quiet", "--scenario", empty, "--scenario", self.files[1])
        self.checks.that("a course without an answer says why", "the table statements" in (answer["courses"][1]["problem"] or ""),
                         answer["courses"])
        self.checks.that("the other courses still answer", answer["courses"][2]["problem"] is None and answer["rows"])
        missing = self.lab.run("status", self.book, "--scenario", self.files[0], "--scenario", self.lab.path(".json"))
        self.checks.equal("a scenario that is not there ends the comparison", missing.status, 3)


def plain(value: str) -> str:
    """What a CSV cell holds of a text that a spreadsheet would take for a formula."""
    return value if not value or value[0] not in "=+-@" or number(value) is not None else "'" + value


def main() -> None:
    lab = Lab("courses")
    courses = Courses(lab)
    for words in VIEWS[:4] if lab.quick else VIEWS:
        courses.view(words, courses.files)
    courses.view(PLAN, courses.files[:2])
    courses.joined()
    courses.constant_prices()
    lab.checks.finish()


if __name__ == "__main__":
    main()
