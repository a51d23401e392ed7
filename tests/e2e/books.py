#!/usr/bin/env python3
"""A book keeps what a folder says: there and back, in any parts and any order, never changed by what comes later.

For each example: folder, book, exported folder and a book of that have one head and answer alike byte for byte. Imports
are idempotent; changed rows are refused unless somebody says what they are; `--prune` retracts; parts in any order make
the same book; what `--as-recorded N` showed stays; no flipped byte of a file passes `verify`; two importers at once
both succeed.
"""
from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from support import Folder, Lab

SUMMARY = re.compile(r"(\d+) added, (\d+) unchanged, (\d+) corrected, (\d+) revised, (\d+) retracted; head is entry (\d+)")
DAYS = {"ukraine": ["2022-12-31", "2024-07-11", "2025-06-25", "2026-12-31"],
        "coalition": ["2029-12-31", "2030-08", "2031-06-30", "2032"],
        "health-supplies": ["2009", "2012-12-31"]}


class Books:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.asked: dict[tuple[str, ...], bytes] = {}  # of the examples, which stay as they are

    # ---- helpers

    def said(self, verb: str, book: Path, *options: object) -> bytes:
        """What a verb says of a book; of an example once only."""
        words = (verb, *map(str, (book, *options)))
        if words in self.asked:
            return self.asked[words]
        answer = self.lab.run(*words)
        out = answer.out + b"exit %d\n" % answer.status
        if book.is_relative_to(self.lab.source):
            self.asked[words] = out
        return out

    def imported(self, book: Path, *arguments: object) -> dict[str, int]:
        answer = self.lab.ok("import", book, *arguments)
        found = SUMMARY.search(answer.text)
        names = ("added", "unchanged", "corrected", "revised", "retracted", "head")
        if not self.checks.that("an import says what it did", found is not None, answer.text):
            return dict.fromkeys(names, -1)
        return dict(zip(names, map(int, found.groups())))

    def head(self, book: Path, *arguments: object) -> str:
        return self.lab.json("status", book, "--by", "nothing", *arguments).get("head", "none")

    def answers(self, book: Path, days: list[str], ids: list[str], *more: object) -> dict[str, bytes]:
        """What every verb but `verify` says, by its arguments."""
        questions: list[list[object]] = []
        for day in days:
            known = ["--as-known", day]
            for by in ("donor", "item,month", "country,supplier"):
                questions.append(["status", "--by", by, "--format", "json", *known])
            questions += [["promises", "--format", "json", *known], ["trajectory", "--format", "json", *known],
                          ["export", "--to", "json", *known]]
        questions += [["trace", id_, "--format", "json", "--as-known", days[-1]] for id_ in ids]
        questions += [["diff", "--from", days[0], "--to", days[-1], "--format", "json"],
                      ["status", "--by", "kind"], ["promises", "--format", "csv"], ["trajectory"],
                      ["export", "--to", "csv", "--table", "events"], ["export", "--to", "csv", "--table", "lines"]]
        out = {}
        for verb, *options in questions:
            place = [options.pop(0), ] if verb == "trace" else []
            out[" ".join(map(str, [verb, *place, *options]))] = self.said(verb, book, *place, *options, *more)
        return out

    def same(self, claim: str, found: dict[str, bytes], expected: dict[str, bytes]) -> None:
        for question in expected:
            self.checks.equal(f"{claim}: {question}", found.get(question), expected[question])

    def sample_ids(self, folder: Folder, count: int) -> list[str]:
        kinds = {"pledges": "pledge", "allocations": "allocation", "contracts": "contract", "consignments": "consignment",
                 "reports": "report", "funds": "fund", "needs": "need"}
        ids = [f"{kind}/{row['id']}" for table, kind in kinds.items() for row in folder.rows.get(table, [])]
        return self.lab.random.sample(ids, min(count, len(ids)))

    def tree(self, folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    # ---- there and back

    def round_trip(self, name: str) -> None:
        source = self.lab.example(name)
        folder = Folder.read(source)
        book, out, again, last = (self.lab.path(s) for s in (".book", "", ".book", ""))
        rows = sum(len(r) for r in folder.rows.values())
        first = self.imported(book, source)
        self.checks.equal(f"{name}: every row and the programme is an entry", first["head"], rows + 1)
        self.lab.ok("export", book, "--to", "folder", "-o", out, "--as-known", "2999")
        self.imported(again, out)
        self.lab.ok("export", again, "--to", "folder", "-o", last, "--as-known", "2999")
        self.checks.equal(f"{name}: what is exported, imported and exported again is the same", self.tree(last),
                          self.tree(out))
        days = DAYS[name]
        ids = self.sample_ids(folder, 4 if self.lab.quick else 8)
        expected = self.answers(source, days[-2:], ids)
        heads = {day: self.head(source, "--as-known", day) for day in days}
        for what, place in (("book", book), ("exported folder", out), ("book of the exported folder", again)):
            self.same(f"{name}, {what}", self.answers(place, days[-2:], ids), expected)
            self.checks.equal(f"{name}, {what}: heads", {day: self.head(place, "--as-known", day) for day in days}, heads)
        second = self.imported(book, source)
        self.checks.equal(f"{name}: the same import again adds nothing",
                          (second["added"], second["unchanged"], second["head"]), (0, rows + 1, first["head"]))
        other = self.imported(book, out)
        self.checks.equal(f"{name}: nor does the exported folder", (other["added"], other["head"]), (0, first["head"]))
        verified = self.lab.json("verify", book)
        self.checks.equal(f"{name}: the book verifies", (verified.get("verified"), verified.get("size")),
                          (True, first["head"]))
        self.refuses_to_export_over(out)

    def refuses_to_export_over(self, out: Path) -> None:
        before = self.tree(out)
        answer = self.lab.run("export", out, "--to", "folder", "-o", out)
        self.checks.equal("an export into a folder with something in it is refused", answer.status, 2)
        self.checks.equal("and touches nothing", self.tree(out), before)

    # ---- in parts

    def parts(self, folder: Folder, count: int) -> list[Folder]:
        """Every row in one of `count` folders, each with the programme and the texts."""
        out = [Folder(folder.package, {}, folder.columns, folder.texts) for _ in range(count)]
        for name, rows in folder.rows.items():
            for row in rows:
                self.lab.random.choice(out).rows.setdefault(name, []).append(row)
        for part in out:
            for rows in part.rows.values():
                self.lab.random.shuffle(rows)
        return out

    def in_parts(self, name: str, count: int) -> None:
        source = self.lab.example(name)
        folder = Folder.read(source)
        book = self.lab.path(".book")
        parts = [part.write(self.lab.path()) for part in self.parts(folder, count)]
        for part in parts:
            self.imported(book, part)
        days = DAYS[name][-2:] if self.lab.quick else DAYS[name]
        ids = self.sample_ids(folder, 4)
        self.same(f"{name} in {count} shuffled parts", self.answers(book, days, ids), self.answers(source, days, ids))
        for part in parts:
            shutil.rmtree(part)

    def at_once(self, name: str) -> None:
        folder = Folder.read(self.lab.example(name))
        book = self.lab.path(".book")
        halves = [part.write(self.lab.path()) for part in self.parts(folder, 2)]
        running = [subprocess.Popen([self.lab.program, "import", book, half], stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE) for half in halves]
        for process in running:
            out, complaint = process.communicate(timeout=300)
            rest = [line for line in complaint.splitlines() if not (line.startswith(b"warning: ") and b"nothing" in line)]  # of what the other half has
            self.checks.equal(f"{name}: one of two importers at once", (process.returncode, rest), (0, []))
        self.checks.equal(f"{name}: the book holds both halves", self.head(book, "--as-known", "2999"),
                          self.head(self.lab.example(name), "--as-known", "2999"))
        self.checks.equal(f"{name}: and verifies", self.lab.run("verify", book).status, 0)

    # ---- changes

    def changes(self) -> None:
        folder = Folder.read(self.lab.example("ukraine"))
        book = self.lab.path(".book")
        self.imported(book, self.lab.example("ukraine"))
        row = next(r for r in folder.rows["pledges"] if r["id"] == "P0002")
        old = row["amount"]
        row["amount"] = "999000001"
        changed = folder.write(self.lab.path())
        before = self.lab.json("verify", book)["root"]
        answer = self.lab.run("import", book, changed)
        self.checks.equal("a changed row is refused", answer.status, 3)
        for word in ("P0002", "amount", "999000001", old, "--changes-are"):
            self.checks.that(f"and the message says {word}", word in answer.complaint, answer.complaint)
        self.checks.equal("and the book stays as it was", self.lab.json("verify", book)["root"], before)

        corrected = self.lab.path(".book")
        shutil.copy(book, corrected)
        did = self.imported(corrected, changed, "--changes-are", "corrections")
        self.checks.equal("corrections are counted", (did["added"], did["corrected"], did["revised"]), (0, 1, 0))
        for day in DAYS["ukraine"]:
            self.checks.equal(f"a corrected book answers as the corrected folder, known {day}",
                              self.head(corrected, "--as-known", day), self.head(changed, "--as-known", day))

        revised = self.lab.path(".book")
        shutil.copy(book, revised)
        row["known_date"] = "2024-03-01"
        later = folder.write(self.lab.path())
        did = self.imported(revised, later, "--changes-are", "revisions")
        self.checks.equal("revisions are counted", (did["added"], did["corrected"], did["revised"]), (0, 0, 1))
        for day, expected in (("2024-02-29", old), ("2024-03-01", "999000001"), ("2025-06-25", "999000001")):
            facts = self.lab.json("trace", revised, "pledge/P0002", "--as-known", day)["chain"][0]
            self.checks.equal(f"a revised amount holds from the day it was known, {day}", facts["amount"]["amount"],
                              expected)
        again = self.imported(revised, later, "--changes-are", "revisions")
        self.checks.equal("the same revision again adds nothing", (again["revised"], again["head"]), (0, did["head"]))

    def prune(self) -> None:
        folder = Folder.read(self.lab.example("coalition"))
        book = self.lab.path(".book")
        self.imported(book, self.lab.example("coalition"))
        gone = {"P-001", "P-111"}
        folder.rows["pledges"] = [row for row in folder.rows["pledges"] if row["id"] not in gone]
        dropped = [row for i, row in enumerate(folder.rows["events"]) if i % 50 == 7]
        folder.rows["events"] = [row for i, row in enumerate(folder.rows["events"]) if i % 50 != 7]
        fewer = folder.write(self.lab.path())
        did = self.imported(book, fewer)
        self.checks.equal("a missing row is nothing without --prune", (did["retracted"], did["added"]), (0, 0))
        did = self.imported(book, fewer, "--prune")
        self.checks.equal("with it, it is retracted", did["retracted"], len(gone) + len(dropped))
        days = DAYS["coalition"]
        self.same("a pruned book answers as the shorter folder", self.answers(book, days, ["P-001", "P-002"]),
                  self.answers(fewer, days, ["P-001", "P-002"]))
        self.imported(book, self.lab.example("coalition"))
        for day in days:
            self.checks.equal(f"what was retracted can be stated again, known {day}",
                              self.head(book, "--as-known", day),
                              self.head(self.lab.example("coalition"), "--as-known", day))

    def only_some_tables(self) -> None:
        """--prune leaves tables alone of which the import has no row."""
        book = self.lab.path(".book")
        self.imported(book, self.lab.example("coalition"))
        table = self.lab.path()
        table.mkdir()
        folder = Folder.read(self.lab.example("coalition"))
        folder.write_table("targets", table / "targets.csv", folder.rows["targets"][:-2])
        did = self.imported(book, table / "targets.csv", "--prune")
        self.checks.equal("--prune with one table retracts in that table only", did["retracted"], 2)

    # ---- what was recorded stays

    def as_recorded(self) -> None:
        folder = Folder.read(self.lab.example("coalition"))
        book = self.lab.path(".book")
        kept: dict[int, dict[str, bytes]] = {}
        days, ids = DAYS["coalition"][1:3], ["P-001", "P-058", "consignment/G-001"]
        readers = {row["id"] for row in folder.rows["readers"]}

        def keep(head: int) -> None:
            kept[head] = self.answers(book, days, ids, "--as-recorded", head)
            for reader in sorted(readers)[:2]:
                more = self.answers(book, days[-1:], ids[:1], "--as-recorded", head, "--label-as", reader)
                kept[head] |= {f"{question} as {reader}": out for question, out in more.items()}

        readers_first = Folder(folder.package, {"readers": folder.rows.pop("readers")}, folder.columns, {})
        self.imported(book, readers_first.write(self.lab.path()))
        for part in self.parts(folder, 2 if self.lab.quick else 3):
            keep(self.imported(book, part.write(self.lab.path()))["head"])
        for row in folder.rows["pledges"][:9]:
            row["amount"] = "1" + (row["amount"] or "000")
            row["label"] = "RESTRICTED"
        folder.package["servanda"]["report_date"] = "2031-09-30"
        keep(self.imported(book, folder.write(self.lab.path()), "--changes-are", "corrections")["head"])
        folder.rows["consignments"] = folder.rows["consignments"][10:]
        del folder.rows["sources"][5:9]
        self.imported(book, folder.write(self.lab.path()), "--prune")
        heads = sorted(kept)
        for head in heads:
            expected = kept[head]
            plain = {q: out for q, out in expected.items() if " as " not in q}
            self.same(f"as recorded {head}", self.answers(book, days, ids, "--as-recorded", head), plain)
            for reader in sorted(readers)[:2]:
                found = self.answers(book, days[-1:], ids[:1], "--as-recorded", head, "--label-as", reader)
                self.same(f"as recorded {head}", {f"{q} as {reader}": out for q, out in found.items()},
                          {q: out for q, out in expected.items() if q.endswith(f" as {reader}")})
        some = [q for q in kept[heads[0]] if q.startswith("export --to json")][0]
        self.checks.that("the sequences do differ (control)", len({kept[head][some] for head in heads}) == len(heads))

    # ---- damage

    def damage(self) -> None:
        folder = Folder.read(self.lab.example("coalition"))
        small = {name: rows[:6] for name, rows in folder.rows.items() if name in ("parties", "sources", "pledges",
                                                                                     "documents")}
        book = self.lab.path(".book")
        self.imported(book, Folder(folder.package, small, folder.columns, folder.texts).write(self.lab.path()))
        self.checks.equal("an untouched book verifies", self.lab.run("verify", book).status, 0)
        whole = book.read_bytes()
        count = 60 if self.lab.quick else 200
        places = list(range(0, 100, 5 if self.lab.quick else 2))
        places += self.lab.random.sample(range(100, len(whole)), count - len(places))
        damaged = self.lab.path(".book")
        for place in places:
            flipped = bytearray(whole)
            flipped[place] ^= 1 << self.lab.random.randrange(8)
            damaged.write_bytes(flipped)
            answer = self.lab.run("verify", damaged)
            self.checks.that(f"byte {place} of {len(whole)} flipped: verify says no", answer.status in (1, 3, 5),
                             f"exit {answer.status}: {answer.text}{answer.complaint}")
            self.checks.that(f"byte {place} flipped: and why", answer.complaint.startswith("servanda: "),
                             answer.complaint)
            for more in damaged.parent.glob(damaged.name + "-*"):
                more.unlink()
        for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
            damaged.write_bytes(whole[:length])
            answer = self.lab.run("verify", damaged)
            self.checks.that(f"cut to {length} bytes: verify says no", answer.status in (1, 3, 5), answer.complaint)
        damaged.write_bytes(whole)
        self.checks.equal("put right again, it verifies (control)", self.lab.run("verify", damaged).status, 0)


def main() -> None:
    lab = Lab("books")
    books = Books(lab)
    examples = lab.examples()
    for name in examples[:2] if lab.quick else examples:
        books.round_trip(name)
    for name in ("ukraine", "coalition") if lab.quick else ("ukraine", "coalition", "coalition", "health-supplies"):
        if name in examples:
            books.in_parts(name, lab.random.randint(2, 5))
    books.at_once("coalition")
    if not lab.quick:
        books.at_once("ukraine")
    books.changes()
    books.prune()
    books.only_some_tables()
    books.as_recorded()
    books.damage()
    lab.checks.finish()


if __name__ == "__main__":
    main()
