#!/usr/bin/env python3
"""What every view prints, as a table, as JSON and as CSV, is what tests/golden/expected holds, byte for byte.

    golden.py --servanda BINARY --source REPOSITORY [--update]

`tests/golden/programme` is small enough to be counted by hand; its README does so. Two examples are asked as well. `--update` writes what is printed
now: read the difference before it is committed. What the tables have to have in any case is checked as well: they fit
the terminal, figures stand on their decimal points, and the heading says what the figures are.
"""
from __future__ import annotations

import re
import shutil
from pathlib import Path

from support import Lab

FORMATS = {"table": "txt", "json": "json", "csv": "csv"}
# By the name of the file that holds the answer. {book} is the programme.
ANSWERS = {
    "status_donor": ["status", "{book}", "--by", "donor"],
    "status_item_month": ["status", "{book}", "--by", "item,month"],
    "status_reader": ["status", "{book}", "--by", "donor", "--label-as", "press"],
    "status_known_then": ["status", "{book}", "--by", "nothing", "--as-known", "2024-03-31"],
    "promises": ["promises", "{book}"],
    "trajectory": ["trajectory", "{book}"],
    "trace_pledge": ["trace", "{book}", "P1"],
    "trace_consignment": ["trace", "{book}", "consignment/C1"],
    "diff": ["diff", "{book}", "--from", "2024-03-31"],
    **{f"{verb}_{book}": [verb, "{" + book + "}"] for book in ("coalition", "ukraine")
       for verb in ("industry", "runway", "burden", "pipelines", "targets", "documents", "sources", "check")},
    "courses_status": ["status", "{coalition}", "--by", "kind", "--scenario", "{coalition}/scenarios/3-one-large-donor-stops.json",
                       "--scenario", "{coalition}/scenarios/2-drags-on.json"],
    "courses_runway": ["runway", "{coalition}", "--alone", "--scenario", "{coalition}/scenarios/3-one-large-donor-stops.json",
                       "--scenario", "{coalition}/scenarios/2-drags-on.json"],
    "tables_revisions": ["tables", "revisions"],
    "verify": ["verify", "{version_1}"],
}
# What a heading has to name, beside the as-known day; `basis` and `stage` may be columns.
NAMED = {"status_donor": ["stage", "basis", "EUR", "as known 2024-06-30"],
         "status_item_month": ["stage", "basis", "EUR", "as known 2024-06-30"],
         "status_reader": ["stage", "basis", "EUR", "as known 2024-06-30"],
         "status_known_then": ["stage", "basis", "EUR", "as known 2024-03-31"],
         "promises": ["As known 2024-06-30", "stage"],
         "trajectory": ["Pledged", "EUR", "stated", "known 2024-06-30"],
         "diff": ["pledged EUR, stated", "as known 2024-03-31 and 2024-06-30"],
         "industry_coalition": ["Notional", "as known 2031-06-30", "nominal"],
         "industry_ukraine": ["as known", "nominal"],
         "runway_coalition": ["Notional", "as known 2031-06-30", "EUR", "seed 1"],
         "burden_coalition": ["Notional", "as known 2031-06-30", "Path"],
         "pipelines_coalition": ["Notional", "as known 2031-06-30"],
         "targets_coalition": ["As known 2031-06-30"],
         "documents_coalition": ["As known 2031-06-30"],
         "sources_coalition": ["As known 2031-06-30"],
         "check_coalition": ["as known 2031-06-30"],
         "trace_pledge": ["stage", "2024-06-30"]}
# Exports by their options, and what an import says.
EXPORTS = {"export_pledges.csv": ["--to", "csv", "--table", "pledges"],
           "export_events.csv": ["--to", "csv", "--table", "events"],
           "export.json": ["--to", "json"]}


class Golden:
    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.place = lab.source / "tests/golden"
        self.seen: set[str] = set()

    def compare(self, name: str, found: bytes) -> None:
        self.seen.add(name)
        path = self.place / "expected" / name
        if self.lab.options.update:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(found)
        if self.lab.checks.that(f"{name} is there; --update writes it", path.is_file()):
            self.lab.checks.equal(f"{name} is as it was", found, path.read_bytes())

    def answers(self) -> None:
        places = {"book": self.place / "programme", "coalition": self.lab.example("coalition"), "ukraine": self.lab.example("ukraine"),
                  "version_1": self.lab.source / "tests/books/version-1.book"}
        for name, words in ANSWERS.items():
            if "{version_1}" in words:  # to open a book may make files beside it
                places["version_1"] = Path(shutil.copy(places["version_1"], self.lab.path(".book")))
            arguments = [word.format(**places) for word in words]
            for format_, suffix in FORMATS.items():
                answer = self.lab.ok(*arguments, "--format", format_)
                self.compare(f"{name}.{suffix}", answer.out.replace(str(places["version_1"]).encode(), b"BOOK"))
                if format_ == "table":
                    self.heading(name, answer.text)
                    for columns in (72, 100, 160):
                        self.fits(name, columns, self.lab.run(*arguments, columns=columns).text)

    def heading(self, name: str, table: str) -> None:
        whole = " ".join(table.split())
        for word in NAMED.get(name, []):
            self.lab.checks.that(f"the table of {name} says {word}", word in whole, table[:600])

    def fits(self, name: str, columns: int, table: str) -> None:
        for line in table.splitlines():
            figures_only = re.fullmatch(r"[\s\d.…-]+", line)
            self.lab.checks.that(f"{name} fits {columns} columns", len(line) <= columns or bool(figures_only), line)

    def exports(self) -> None:
        for name, options in EXPORTS.items():
            self.compare(name, self.lab.ok("export", self.place / "programme", *options).out)

    def imports(self) -> None:
        book = self.lab.path(".book")
        said = b"".join(self.lab.ok("import", book, self.place / "programme").out for _ in range(2))
        self.compare("import.txt", said.replace(str(book).encode(), b"BOOK"))

    def template(self) -> None:
        folder = self.lab.path()
        self.lab.ok("init", folder, "--template")
        names = sorted(path.name for path in folder.iterdir())
        text = "\n".join(names) + "\n\n" + (folder / "pledges.csv").read_text(encoding="utf-8")
        self.compare("init.txt", text.encode())

    def nothing_else(self) -> None:
        held = {path.name for path in (self.place / "expected").iterdir()}
        self.lab.checks.equal("every expected file belongs to a question", sorted(held - self.seen), [])


def main() -> None:
    lab = Lab("golden", [("--update", {"action": "store_true", "help": "write what is printed now"})])
    golden = Golden(lab)
    golden.answers()
    golden.exports()
    golden.imports()
    golden.template()
    golden.nothing_else()
    lab.checks.finish()


if __name__ == "__main__":
    main()
