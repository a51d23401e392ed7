#!/usr/bin/env python3
"""Wrong input is refused with a message that a person can act on, and leaves nothing half written.

Every broken folder exits 3 with `FILE:LINE: column …: found …, expected …; what to do`, all errors of a file at once up
to 100, from `export` and from `import` alike; a book to be imported into stays as it was, and an absent one absent.
A view that asks nothing of the broken table answers and tells of it; any other answers from what could be read, is marked as
incomplete, and exits 3. Foreign and newer books, unwritable places, wrong usage and unknown names have their own exit status. Odd names come
through unharmed.
"""
from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from support import Lab

MOST_SECONDS = 2.0  # of processor time, so that a busy machine does not matter
HEADER = "id,donors,date,amount,currency\n"
GOOD = "P1,DE,2025-01-01,5,EUR\nP2,DK;NO,2025-02-01,6,DKK\n"
PACKAGE = {"name": "t", "resources": [],
           "servanda": {"name": "Test", "reporting_currency": "EUR", "report_date": "2025-06-30"}}
SHAPE = re.compile(r"(?:servanda: )?(?P<file>[^\n]*?)(?::(?P<line>\d+))?: (?:column (?P<column>[^:\n]+): )?"
                   r"(?:found|the header lacks).*expected .*; .+")


class BadInput:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.good_book = lab.path(".book")
        lab.ok("import", self.good_book, self.folder({"pledges.csv": HEADER + GOOD}))
        self.good_root = lab.json("verify", self.good_book)["root"]

    def folder(self, files: dict[str, str | bytes], package: object = PACKAGE) -> Path:
        path = self.lab.path()
        path.mkdir()
        if package is not None:
            text = package if isinstance(package, (str, bytes)) else json.dumps(package)
            files = {"datapackage.json": text} | files
        for name, text in files.items():
            (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def refused(self, what: str, folder: Path, expected: list[tuple[str, int | None, str | None, str]],
                only: bool = True, shaped: bool = True) -> None:
        """`expected`: file, line, column and a word of each message, in order; `only`: and there are no others."""
        for verb in ("export", "import", "import into"):
            book = self.good_book if verb == "import into" else self.lab.path(".book")
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            answer = self.lab.run("export", folder, "--to", "json") if verb == "export" else self.lab.run("import", book, folder)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            claim = f"{what}: {verb}"
            if not self.checks.equal(claim + " exits 3 and prints nothing else", (answer.status, answer.out), (3, b"")):
                print(f"    {answer.complaint[:400]}")
                continue
            self.checks.that(claim + f" takes less than {MOST_SECONDS} s", seconds < MOST_SECONDS, seconds)
            lines = answer.complaint.rstrip("\n").split("\n")
            if shaped:
                self.shapes(claim, folder, lines, expected, only)
            else:
                for _, _, _, word in expected:
                    self.checks.that(f"{claim} says {word!r}", word in answer.complaint, answer.complaint)
            if verb == "import":
                self.checks.that(claim + " leaves no book behind", not list(book.parent.glob(book.name + "*")))
            if verb == "import into":
                root = self.lab.json("verify", book).get("root")
                self.checks.equal(claim + " leaves the book as it was", root, self.good_root)

    def shapes(self, claim: str, folder: Path, lines: list[str], expected: list, only: bool) -> None:
        if only:
            self.checks.equal(claim + " says so many things", len(lines), len(expected))
        for line, (file, number, column, word) in zip(lines, expected):
            match = SHAPE.fullmatch(line)
            if not self.checks.that(f"{claim}: found, expected, what to do: {line[:300]}", match is not None):
                continue
            self.checks.equal(f"{claim}: where", (match["file"], match["line"], match["column"]),
                              (str(folder / file) if file else str(folder), str(number) if number else None, column))
            self.checks.that(f"{claim}: names {word!r}", word in line, line)

    # ---- tables

    def one_table(self, what: str, text: str | bytes, *expected: tuple, file: str = "pledges.csv", **more) -> None:
        self.refused(what, self.folder({file: text}), [(file, *e) for e in expected], **more)

    def values(self) -> None:
        for day in ("2025-02-30", "2025-13", "25-1-1", "2025-W54", "2021-W53", "01.02.2025", "20250101", "1899", "3000",
                    "2025-1", "2025-01-01T00:00", " 2025", "٢٠٢٥"):
            self.one_table(f"date {day}", HEADER + GOOD + f"P3,DE,{day},1,EUR\n", (4, "date", day))
        for amount in ("-5", "1e9", "1.00001", "1,5", "five", "1.", ".5", "+1", "0x1", "1 000", "NaN", "999999999999999"):
            cell = f'"{amount}"' if "," in amount else amount
            self.one_table(f"amount {amount}", HEADER + f"P3,DE,2025,{cell},EUR\n", (2, "amount", amount))
        for currency in ("EURO", "eur", "XQX", "€", "E"):
            self.one_table(f"currency {currency}", HEADER + f"P3,DE,2025,1,{currency}\n", (2, "currency", currency))
        self.one_table("an amount without a currency", HEADER + "P3,DE,2025,1,\n", (2, "currency", "EUR"))
        for country in ("PP", "de", "Germany"):
            self.one_table(f"country {country}", f"id,name,kind,country\nA,A,government,{country}\n",
                           (2, "country", country), file="parties.csv")
        self.one_table("a negative quantity", "of_kind,of,item,quantity\npledge,P1,X,-3\n", (2, "quantity", "-3"),
                       file="lines.csv")
        self.one_table("a stage that is none", "of_kind,of,stage,classifier,date\nconsignment,C,sent,actual,2025\n",
                       (2, "stage", "sent"), file="events.csv")
        self.one_table("half a unit of priority", "id,priority\nN,1.5\n", (2, "priority", "1.5"), file="needs.csv")
        self.planning_values()
        self.one_table("a label that is none", "id,label\nP1,TOP SECRET\n", (2, "label", "TOP SECRET"))
        self.one_table("an id with a semicolon", "id\nA;B\n", (2, "id", "A;B"))
        self.one_table("a blank id", HEADER + ",DE,2025,1,EUR\n", (2, "id", "blank"))
        self.one_table("an end before the beginning", "id,from,until\nP1,2025-03,2025-02\n", (2, "until", "2025-02"))
        self.one_table("control characters are shown as escapes", HEADER + "P3,DE,20\x1b[31m25,1,EUR\n",
                       (2, "date", "20\\x1B[31m25"))
        self.one_table("a long wrong value is shortened", HEADER + f"P3,DE,{'7' * 500},1,EUR\n", (2, "date", "…"))

    def planning_values(self) -> None:
        """What a plan could make nothing of is refused where it is read."""
        for value in ("1.5", "-0.1", "2"):
            self.one_table(f"a share left of {value}", f"place,from,until,share_left\nX,2025,2025,{value}\n",
                           (2, "share_left", value), file="closures.csv")
        for value in ("0", "-1", "1.5"):
            self.one_table(f"priority {value}", f"id,priority\nC,{value}\n", (2, "priority", value), file="consignments.csv")
        self.one_table("a lot and a half", "id,lots\nC,1.5\n", (2, "lots", "1.5"), file="consignments.csv")
        self.one_table("a link from a place to itself", "id,from,to\nL1,D,X\nL2,D,D\n", (3, "to", "another place"), file="links.csv")
        for column in ("transit_days", "capacity_t_week", "min_t_week", "cost_per_t", "vehicle_t", "permit_days"):
            self.one_table(f"a negative {column}", f"id,from,to,{column}\nL1,D,X,-1\n", (2, column, "-1"), file="links.csv")

    def rows(self) -> None:
        self.one_table("a key twice", HEADER + GOOD + "P1,FR,2025,1,EUR\n", (4, "id", "P1"))
        twice = "of_kind,of,item,quantity\npledge,P1,X,1\npledge,P1,X,2\n"
        self.one_table("a key of several columns twice", twice, (3, None, "pledge/P1/X"), file="lines.csv")
        self.one_table("ragged rows", HEADER + "P1,DE\nP2,DE,2025,1,EUR,more\n" + "P3,DE,2025,1,EUR\n",
                       (2, None, "2 fields"), (3, None, "6 fields"))
        self.one_table("an unclosed quote", HEADER + 'P1,"DE,2025,1,EUR\nP2,DE,2025,1,EUR\n', (2, None, "unclosed"))
        self.one_table("a quote inside a field", HEADER + 'P1,D"E",2025,1,EUR\n', (2, None, "quote"))
        self.one_table("text behind a quote", HEADER + 'P1,"DE" x,2025,1,EUR\n', (2, None, "quote"))
        self.one_table("a lone carriage return", HEADER + "P1,DE,2025,1,EUR\rP2,DE,2025,1,EUR\n", (2, None, "carriage"))
        self.one_table("not UTF-8", HEADER.encode() + b"P1,DE,2025,1,EUR\nP2,D\xff,2025,1,EUR\n", (3, None, "UTF-8"))
        self.one_table("UTF-16", (HEADER + GOOD).encode("utf-16"), (1, None, "UTF-8"))
        self.one_table("a NUL", HEADER + "P1,D\0E,2025,1,EUR\n", (2, None, "UTF-8"))
        for quote in ("", '"'):
            cell = quote + "x" * 10_000_000 + quote
            self.one_table(f"a cell of ten million characters {quote}", f"id,description\nP1,{cell}\n",
                           (2, None, "10000000"))
        self.one_table("a header without its key", "donors,amount,currency\nDE,1,EUR\n", (1, "id", "key"))
        self.one_table("a column twice", "id,donors,donors\nP1,DE,DE\n", (1, "donors", "twice"))
        many = HEADER + "".join(f"P{n},DE,20{n:02}-99,{n}x,EUR\n" for n in range(10, 60))
        self.one_table("all errors of a file at once", many,
                       *[(n - 8, column, "") for n in range(10, 60) for column in ("date", "amount")])
        more = HEADER + "".join(f"P{n},DE,2025,{n}x,EUR\n" for n in range(250))
        folder = self.folder({"pledges.csv": more})
        self.refused("a hundred errors and the number of the others", folder,
                     [("pledges.csv", n + 2, "amount", f"{n}x") for n in range(100)], only=False)
        last = self.lab.run("export", folder, "--to", "json").complaint.rstrip("\n").split("\n")
        self.checks.equal("the hundred and first line counts the rest", last[100:], ["… and 150 more"])
        both = self.folder({"pledges.csv": HEADER + "P1,DE,x,1,EUR\n", "funds.csv": "id,date\nF1,y\n"})
        self.refused("errors of two files", both, [("pledges.csv", 2, "date", "x"), ("funds.csv", 2, "date", "y")])

    def relations(self) -> None:
        head = "from_kind,from,kind,to_kind,to\n"
        for kind in ("part_of", "repeats", "replaces"):
            rows = head + f"pledge,P1,{kind},pledge,P2\npledge,P2,{kind},pledge,P1\n"
            folder = self.folder({"pledges.csv": HEADER + GOOD, "relations.csv": rows})
            self.refused(f"a cycle of {kind}", folder, [("", None, None, "pledge P1 -> pledge P2 -> pledge P1")],
                         shaped=False)
        rows = head + "pledge,P1,conflicts_with,pledge,P2\npledge,P2,conflicts_with,pledge,P1\n"
        folder = self.folder({"pledges.csv": HEADER + GOOD, "relations.csv": rows})
        self.checks.equal("a conflict stated twice is no cycle", self.lab.run("status", folder).status, 0)
        folder = self.folder({"allocations.csv": "id,of\nA1,A1\n"})
        self.refused("an allocation of itself", folder, [("", None, None, "A1 -> A1")], shaped=False)
        head = "of_kind,of,field,known_date,was,is,change\n"
        self.one_table("revisions", head + "pledge,P1,amount,2025,5,minus,raised\npledge,P1,colour,2025,5,6,raised\n"
                       "thing,P1,amount,2025,5,6,raised\npledge,P1,amount,,5,6,raised\npledge,P1,due,2025,,soon,cut\n",
                       (2, "is", "minus"), (3, "field", "colour"), (4, "of_kind", "thing"), (5, "known_date", "blank"),
                       (6, "is", "soon"), file="revisions.csv")

    # ---- the package

    def package(self) -> None:
        good = PACKAGE["servanda"]

        def with_(**changes) -> dict:
            return PACKAGE | {"servanda": {k: v for k, v in (good | changes).items() if v is not None}}
        cases = [("report_date", "2025-13"), ("reporting_currency", "XQX"), ("delivered", "soon"), ("label", "TOP"),
                 ("report_date", 20250630), ("notional", "perhaps"), ("start", "summer")]
        for field, value in cases:
            folder = self.folder({}, with_(**{field: value}))
            self.refused(f"{field} {value}", folder, [("datapackage.json", None, field, str(value))])
        for field in ("name", "reporting_currency", "report_date"):
            for value in (None, ""):
                folder = self.folder({}, with_(**{field: value}))
                self.refused(f"no {field}: {value!r}", folder, [("datapackage.json", None, field, "state it")])
        self.refused("several at once", self.folder({}, with_(report_date="x", delivered="y", label="z")),
                     [("datapackage.json", None, c, "") for c in ("delivered", "label", "report_date")])
        self.refused("no servanda", self.folder({}, {"name": "t"}), [("datapackage.json", None, "servanda", "")])
        self.refused("servanda is a number", self.folder({}, {"servanda": 7}), [("datapackage.json", None, "servanda", "")])
        for text in ("", "[1,2", "[]", "7", '{"servanda":', b"\xff\xfe", "[" * 300_000, "{" + '"a":{' * 100_000):
            self.refused(f"a package {text[:12]!r}", self.folder({}, text), [("datapackage.json", None, None, "JSON")])
        for deep in ("[" * 300_000 + "]" * 300_000, '{"a":' * 300_000 + "1" + "}" * 300_000):
            text = json.dumps(PACKAGE).replace('"Test"', deep)
            self.refused("a package of 300,000 levels", self.folder({}, text), [("datapackage.json", None, None, "JSON")])
        self.refused("no package", self.folder({"pledges.csv": HEADER}, None), [("datapackage.json", None, None, "")])
        odd = [1, "pledges", {"name": 5}, {"name": "pledges", "path": 5}, {"name": "pledges", "path": ["pledges.csv"]},
               {"name": "pledges", "dialect": "x"}, {"name": "pledges", "dialect": {"delimiter": 7}}, [],
               {"name": "pledges", "dialect": {"delimiter": "ab"}}, {"name": "pledges", "dialect": {"delimiter": ""}}]
        for one in odd:
            folder = self.folder({"pledges.csv": HEADER + GOOD}, PACKAGE | {"resources": [one]})
            self.refused(f"a resource {one}", folder, [("datapackage.json", None, "resources", "")], only=False)
        for resources in ("pledges", 7, {"pledges": "pledges.csv"}):
            folder = self.folder({"pledges.csv": HEADER + GOOD}, PACKAGE | {"resources": resources})
            self.refused(f"resources {resources}", folder, [("datapackage.json", None, "resources", "")])
        for path in ("../pledges.csv", "/etc/passwd", "a/../../b.csv"):
            folder = self.folder({}, PACKAGE | {"resources": [{"name": "pledges", "path": path}]})
            self.refused(f"a table outside the folder, {path}", folder, [("datapackage.json", None, "resources", path)])
        folder = self.folder({}, PACKAGE | {"resources": [{"name": "pledges", "path": "none.csv"}]})
        self.refused("a table that is not there", folder, [("none.csv", None, None, "")])
        for file in ("../secret.txt", "/etc/passwd", "texts/none.txt"):
            self.one_table(f"a document {file}", f"id,file\nD1,{file}\n", (2, "file", Path(file).name),
                           file="documents.csv")

    def several_files(self) -> None:
        """A user mends a folder in one go: what is wrong in all of its files is told at once."""
        folder = self.folder({"needs.csv": "id,item,amount,currency,month\nN1,X,many,EUR,2025-01\nN2,X,5,EUR,soon\n",
                              "pledges.csv": HEADER + "P1,DE,tomorrow,x,EUR\nP2,DE,2025-01-01,5,QQQ\n",
                              "funds.csv": "id,donor,kind,date,amount,currency\nF1,DE,gift,2025-01-01,5,EUR\nF2,DE,commitment,2025,y,EUR\n"})
        self.refused("bad cells of three files", folder,
                     [("needs.csv", 2, "amount", "many"), ("needs.csv", 3, "month", "soon"), ("pledges.csv", 2, "date", "tomorrow"),
                      ("pledges.csv", 2, "amount", "x"), ("pledges.csv", 3, "currency", "QQQ"), ("funds.csv", 2, "kind", "gift"),
                      ("funds.csv", 3, "amount", "y")])

    def table_not_asked_for(self) -> None:
        rows = {"pledges.csv": HEADER + GOOD, "targets.csv": "id,figure,value,by\nT,value @ pledged in 2025,9,2025\n"}
        whole = self.folder(rows)
        folder = self.folder(rows | {"projects.csv": "id,budget,currency\nX1,many,EUR\n"})
        wrong = "projects.csv:2: column budget: found 'many'"
        for verb in (["status"], ["targets"], ["trajectory"]):
            answer = self.lab.run(*verb, folder, "--format", "json")
            self.checks.equal(f"{verb[0]} asks nothing of projects", answer.status, 0)
            self.checks.that(f"{verb[0]} says what is wrong with them", wrong in answer.complaint, answer.complaint)
            found = answer.json()
            unread = found.pop("unread")
            self.checks.that(f"{verb[0]} has it in its JSON", unread["tables"] == ["projects"] and wrong in unread["errors"][0], unread)
            self.checks.equal(f"{verb[0]} answers as without the table", found, self.lab.json(*verb, whole))
            table = self.lab.run(*verb, folder, "--quiet")
            self.checks.equal(f"{verb[0]} --quiet is quiet", (table.status, table.err), (0, b""))
            self.checks.that(f"{verb[0]} has it in its table", "Not read" in table.text and "projects" in table.text, table.text)
        book = self.lab.path(".book")
        for verb in (["export", folder, "--to", "csv"], ["import", book, folder], ["network", "infer", folder, "-o", self.lab.path()]):
            answer = self.lab.run(*verb)
            self.checks.equal(f"{verb[0]} is all or nothing", (answer.status, answer.out), (3, b""))
            self.checks.that(f"{verb[0]} says what is wrong", wrong in answer.complaint, answer.complaint)
        self.checks.that("and no book is made", not book.exists())
        trace = self.lab.run("trace", folder, "P1", "--format", "json")
        self.checks.equal("trace asks for all, and tells what it can", (trace.status, trace.json()["incomplete"], trace.json()["id"]), (3, ["projects"], "P1"))
        none = self.lab.run("pipelines", folder)
        self.checks.equal("pipelines has nothing left to show", (none.status, none.out), (3, b""))
        self.checks.that("pipelines says what is wrong, and not that the table is empty", wrong in none.complaint and "no entry" not in none.complaint, none.complaint)
        self.incomplete()
        scenario = self.lab.path(".json")
        scenario.write_text(json.dumps({"name": "more", "changes": [{"scale": "pledges", "field": "amount", "by": "2"}]}))
        two = self.lab.run("status", folder, "--scenario", scenario, "--scenario", scenario, "--format", "json")
        self.checks.that("side by side too", two.status == 0 and two.json()["unread"]["tables"] == ["projects"], two.complaint)
        scenario.write_text(json.dumps({"name": "typo", "changes": [{"scale": "pledges", "field": "amount", "by": "2"},
                                                                    {"drop": "pledges", "where": {"donors": "XX"}}]}))
        idle = self.lab.run("status", folder, "--scenario", scenario, "--format", "json")
        self.checks.equal("a change that means nothing is named, and no other", (idle.status, idle.complaint.count("means no entry")), (0, 1))
        self.checks.that("a change that means nothing is named by its place", "'typo': change 2 means no entry of pledges" in idle.complaint, idle.complaint)
        scenario.write_text(json.dumps({"name": "none", "changes": [{"drop": "projects"}]}))
        self.checks.equal("a scenario that changes the table asks for it", self.lab.run("status", folder, "--scenario", scenario).status, 3)

    def incomplete(self) -> None:
        """The sum of the rows that could be read, and never as if it were all."""
        folder = self.folder({"pledges.csv": HEADER + GOOD + "P3,DE,2025-03-01,seven,EUR\n"})
        wrong = "pledges.csv:4: column amount: found 'seven', expected"
        answer = self.lab.run("status", folder, "--format", "json")
        self.checks.equal("status with a bad row exits 3", answer.status, 3)
        found = answer.json()
        self.checks.equal("its first member says so", (next(iter(found)), found["incomplete"]), ("incomplete", ["pledges"]))
        self.checks.equal("it counts the other rows", found["total"]["stages"]["pledged"]["count"], 2)
        self.checks.that("stderr says where, and that no sum is whole", wrong in answer.complaint and "no sum in it is a whole one" in answer.complaint, answer.complaint)
        revised = self.folder({"pledges.csv": HEADER + GOOD, "revisions.csv": "of_kind,of,field,known_date,was,is,change\npledge,P1,amount,2025-04,5,many,raised\n"})
        self.checks.equal("what tells what was known when is asked for by all", self.lab.run("status", revised, "--format", "json").json()["incomplete"], ["revisions"])
        scenario = self.lab.path(".json")
        scenario.write_text(json.dumps({"name": "more", "changes": [{"scale": "pledges", "field": "amount", "by": "2"}]}))
        two = self.lab.run("status", folder, "--scenario", scenario, "--scenario", scenario, "--format", "json")
        self.checks.equal("side by side too", (two.status, two.json()["incomplete"]), (3, ["pledges"]))

    def bindings(self) -> None:
        """A binding that cannot be read is told beside the answer, which judges the other statements."""
        folder = self.folder({"pledges.csv": HEADER + GOOD, "statements.csv": "id,date,claim,binding,value,unit\n"
                              "N1,2025-06-01,So much,value @ pledged where donor=DE,5,EUR\nN2,2025-06-01,So much,valu @ pledged,5,EUR\n"})
        answer = self.lab.run("check", folder, "--format", "json")
        self.checks.equal("a misspelt binding exits 3, and the answer stands", (answer.status, len(answer.json()["statements"])), (3, 2))
        self.checks.that("it is named with what was found and expected",
                         all(word in answer.complaint for word in ("statement N2", "'valu @ pledged'", "column 1", "found", "expected value, quantity")),
                         answer.complaint)
        self.checks.that("and no other", "N1" not in answer.complaint, answer.complaint)

    # ---- books

    def books(self) -> None:
        text, empty, other, newer = (self.lab.path(".book") for _ in range(4))
        text.write_text("hello\n")
        sqlite3.connect(other).executescript("create table a(b); insert into a values (1)")
        shutil.copy(self.good_book, newer)
        connection = sqlite3.connect(newer)
        version = connection.execute("pragma user_version").fetchone()[0]
        connection.execute(f"pragma user_version = {version + 1}")
        connection.commit()
        connection.close()
        folder = self.folder({"pledges.csv": HEADER + GOOD})
        for book, words in ((text, ["not a book of ours"]), (other, ["not a book of ours"]),
                            (newer, ["newer", str(version + 1), str(version)])):
            bytes_ = book.read_bytes()
            for verb in (["status", book], ["verify", book], ["import", book, folder], ["export", book, "--to", "json"]):
                answer = self.lab.run(*verb)
                self.checks.equal(f"{words[0]}: {verb[0]}", (answer.status, answer.out), (3, b""))
                for word in words + [str(book)]:
                    self.checks.that(f"{words[0]}: {verb[0]} says {word}", word in answer.complaint, answer.complaint)
            self.checks.equal(f"{words[0]}: the file stays as it was", book.read_bytes(), bytes_)
        empty.write_bytes(b"")
        self.checks.equal("an empty file is no book to read", self.lab.run("status", empty).status, 3)
        for verb in (["status"], ["verify"], ["trace"], ["export"]):
            place = ["x"] if verb == ["trace"] else []
            answer = self.lab.run(*verb, self.lab.folder / "none.book", *place)
            self.checks.equal(f"{verb[0]} of a book that is not there", (answer.status, answer.out), (3, b""))
            self.checks.that("and does not make it", not (self.lab.folder / "none.book").exists())

    def unwritable(self) -> None:
        folder = self.folder({"pledges.csv": HEADER + GOOD})
        file = self.lab.path(".txt")
        file.write_text("a file")
        for parent in (Path("/proc"), file, self.lab.folder / "absent"):
            answer = self.lab.run("import", parent / "x.book", folder)
            self.checks.equal(f"a book under {parent.name}", (answer.status, answer.out), (3, b""))
            self.checks.that("says why", SHAPE.fullmatch(answer.complaint.rstrip("\n")) is not None, answer.complaint)
        for parent in (Path("/proc"), file):
            for verb in (["export", folder, "-o", parent / "out"], ["init", parent / "out"],
                         ["import", parent / "out", folder]):
                answer = self.lab.run(*verb)
                self.checks.equal(f"{verb[0]} to a folder under {parent.name}", (answer.status, answer.out), (3, b""))
        self.checks.equal("the file stays as it was", file.read_text(), "a file")
        self.read_only(folder)

    def read_only(self, folder: Path) -> None:
        """As nobody where the test runs as root, whom no permission stops."""
        with tempfile.TemporaryDirectory(prefix="servanda-read-only-") as name:
            root = Path(name)
            root.chmod(0o755)
            program, place, rows = root / "servanda", root / "place", root / "rows"
            shutil.copy(self.lab.program, program)
            shutil.copytree(folder, rows)
            place.mkdir()
            shutil.copy(self.good_book, place / "a.book")
            (place / "a.book").chmod(0o444)
            place.chmod(0o555)
            someone = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}

            def run(*arguments: object) -> tuple[int, str]:
                done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd="/", **someone)
                return done.returncode, done.stderr
            self.checks.equal("a book in a read-only folder can be read", run("status", place / "a.book")[0], 0)
            for verb in (["import", place / "a.book", rows / "pledges.csv", "--changes-are", "corrections"],
                         ["import", place / "b.book", rows], ["export", rows, "-o", place / "out"],
                         ["init", place / "out"], ["brief", rows, "-o", place / "page.html"]):
                found, complaint = run(*verb)
                self.checks.equal(f"{verb[0]} to a read-only folder", found, 3)
                self.checks.that(f"{verb[0]} to a read-only folder says where", str(place) in complaint, complaint)
            self.checks.equal("and nothing is written", sorted(path.name for path in place.iterdir()), ["a.book"])
            place.chmod(0o755)

    # ---- usage, unknown names, missing tables

    def usage(self) -> None:
        folder = self.folder({"pledges.csv": HEADER + GOOD})
        full = self.folder({"pledges.csv": HEADER + GOOD})
        wrong = [[], ["stat"], ["status"], ["status", folder, "--as-known", "soon"], ["status", folder, "--by", "colour"],
                 ["status", folder, "--where", "donor"], ["status", folder, "--where", "colour=red"],
                 ["status", folder, "--delivered", "soon"], ["status", folder, "--format", "xml"],
                 ["status", folder, "--as-recorded", "-1"], ["status", folder, "--as-recorded", "x"],
                 ["status", folder, "--colour"], ["status", folder, folder], ["diff", folder],
                 ["diff", folder, "--from", "2026", "--to", "2025"], ["trajectory", folder, "--against", "2026"],
                 ["trajectory", folder, "--against", "x"], ["trace", folder], ["export", folder],
                 ["export", folder, "--to", "xml"], ["export", folder, "--to", "csv", "--table", "none"],
                 ["export", folder, "-o", full], ["import", "x.book"], ["import", "x.book", folder, "--from", "xml"],
                 ["import", "x.book", folder, "--changes-are", "mistakes"], ["init", full], ["tables", "none"],
                 ["verify", folder]]
        for arguments in wrong:
            answer = self.lab.run(*arguments, cwd=self.lab.folder)
            claim = " ".join(map(str, arguments)) or "no argument"
            self.checks.equal(f"{claim} is wrong usage", (answer.status, answer.out), (2, b""))
            self.checks.that(f"{claim}: says why", len(answer.complaint) > 10, answer.complaint)
        for option, nearest in (("--out", "--output"), ("--as-knwn=2025", "--as-known")):
            answer = self.lab.run("brief", folder, option)
            self.checks.that(f"{option} is none: the nearest, not what else is missing", answer.status == 2
                             and f"did you mean '{nearest}'?" in answer.complaint and "required" not in answer.complaint, answer.complaint)
        answer = self.lab.run("statsu", folder)
        self.checks.that("a verb that is none: the nearest, and all of them",
                         "'status'" in answer.complaint and "trajectory, trace, compare" in answer.complaint, answer.complaint)
        self.checks.that("and makes no book", not (self.lab.folder / "x.book").exists())
        for arguments in (["--help"], ["--version"], ["status", "--help"], ["tables"], ["tables", "pledges"]):
            answer = self.lab.run(*arguments)
            self.checks.equal(f"{arguments} is right", (answer.status, answer.err), (0, b""))
        self.unknown(folder)

    def unknown(self, folder: Path) -> None:
        for id_ in ("P9", "pledge/P9", "allocation/P1", "", "P1 ", "x" * 5000):
            answer = self.lab.run("trace", folder, "--", id_) if id_ else self.lab.run("trace", folder, "")
            self.checks.equal(f"unknown id {id_[:20]!r}", (answer.status, answer.out), (3, b""))
        answer = self.lab.run("trace", folder, "P9")
        self.checks.that("names that come near are told", "pledge/P1" in answer.complaint, answer.complaint)
        self.checks.equal("an unknown reader", self.lab.run("status", folder, "--label-as", "x").status, 3)
        self.checks.equal("a file that is no table", self.lab.run("import", self.lab.path(".book"),
                                                                  folder / "datapackage.json").status, 3)
        self.checks.equal("a file that is not there", self.lab.run("import", self.lab.path(".book"),
                                                                   folder / "funds.csv").status, 3)
        book = self.lab.path(".book")
        self.lab.ok("import", book, folder / "pledges.csv")
        for arguments in (["status", book], ["status", folder, "--as-recorded", "0"]):
            answer = self.lab.run(*arguments)
            self.checks.equal("a book without a programme has nothing to do", (answer.status, answer.out), (4, b""))
            self.checks.that("and says what is missing", "datapackage.json" in answer.complaint, answer.complaint)

    # ---- odd names

    def odd_names(self) -> None:
        names = ["<script>alert('x')</script>", "שלום עולם", "مرحبا", "x" * 300, "漢字" * 150, "e\u0301a\u0308",
                 "a,b\"c\nd", "=1+1", "\u202eevil", "tab\there", "'quoted'", "back\\slash", "${HOME}", "😀", "ZW\u200bJ"]
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "donors", "date", "amount", "currency", "description", "form"])
        for number, name in enumerate(names):
            writer.writerow([f"P{number}", "DE", "2025-01-01", "1", "EUR", name, name])
        folder = self.folder({"pledges.csv": out.getvalue()})
        book = self.lab.path(".book")
        self.lab.ok("import", book, folder)
        for place in (folder, book):
            rows = self.lab.json("status", place, "--by", "form")["rows"]
            self.checks.equal("odd names in JSON", sorted(row["key"]["form"] for row in rows), sorted(names))
            exported = csv.DictReader(io.StringIO(self.lab.ok("export", place, "--to", "csv").out.decode(), newline=""))
            found = {row["id"]: row["description"] for row in exported if not row["id"].startswith("#")}
            for number, name in enumerate(names):
                guarded = "'" + name if name.startswith("=") else name
                self.checks.equal("odd names in CSV", found[f"P{number}"], guarded)
                chain = self.lab.json("trace", place, f"P{number}")["chain"]
                self.checks.that("odd names in a trace", name in chain[0]["what"], chain[0]["what"])
        again = self.lab.path()
        self.lab.ok("export", book, "--to", "folder", "-o", again)
        self.checks.equal("odd names there and back", self.lab.json("status", again)["head"],
                          self.lab.json("status", book)["head"])
        self.tables(folder, names)

    def tables(self, folder: Path, names: list[str]) -> None:
        for columns in (80, 100, 200, 1000):
            table = self.lab.run("status", folder, "--by", "form", columns=columns).out.decode()
            self.checks.that("no control character reaches the terminal",
                             not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e]", table))
            for name in names:
                if columns == 1000 and not re.search(r"[\n\t\u202e]", name):
                    self.checks.that(f"{name[:20]} is whole in a wide table", name in table)
            first = [line for line in table.split("\n") if line.startswith("form")][0]
            self.checks.that(f"the table fits {columns} columns", len(first) <= columns, first)
            for line in table.split("\n"):
                if re.search("[\u0590-\u08ff]", line):
                    self.checks.that("right-to-left text is isolated", line.count("\u2068") == line.count("\u2069") == 1)


def main() -> None:
    lab = Lab("bad_input")
    bad = BadInput(lab)
    bad.values()
    bad.rows()
    bad.relations()
    bad.package()
    bad.several_files()
    bad.table_not_asked_for()
    bad.bindings()
    bad.books()
    bad.unwritable()
    bad.usage()
    bad.odd_names()
    lab.checks.finish()


if __name__ == "__main__":
    main()
