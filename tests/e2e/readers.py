#!/usr/bin/env python3
"""What a reader may not see does not exist for them.

For every reader, every verb with `--label-as READER` on the whole folder says byte for byte, errors included, what it
says on a folder without the rows that the reader may not see; the decision about labels is made here anew. On the
coalition example, on slices of the Ukraine example with random labels, and on books made of both. Controls: a folder
that lacks one more row, or has one row too many, must show.
"""
from __future__ import annotations

import json
import re
from pathlib import Path

from planning import small
from support import GROUPINGS, Folder, Lab

# Scenarios that stand beside every folder.
COURSES = {"half.json": [{"scale": "pledges", "field": "amount", "by": "0.5"}], "no-funds.json": [{"drop": "funds"}]}
LEVELS = ["PUBLIC", "EMBARGOED", "PARTNER", "RESTRICTED", "SOURCE"]


# ---- who may see what

def may_see(reader: dict[str, str], label: str, report_date: str) -> bool:
    held = set()
    for name in filter(None, (part.strip() for part in reader["attributes"].split(";"))):
        held.add(name if ":" in name or name == "EMBARGO-CLEARED" else "REL:" + name)
    level, *clauses = [part.strip() for part in label.split(";")]
    if LEVELS.index(reader["ceiling"].strip()) < LEVELS.index(level):
        return False
    for clause in clauses:
        word, value = clause.split(maxsplit=1)
        if word == "REL":
            hit = bool(held & {"REL:" + name.strip() for name in value.split("|")})
        elif word == "HANDLING":
            hit = "HANDLING:" + value.strip() in held
        else:
            hit = value.strip() <= report_date or "EMBARGO-CLEARED" in held
        if not hit:
            return False
    return True


# Steps of long work, shown as the clock decides: `planning …`, `lateness   value 131499  bound 121119  gap 8.57 %  1 s`.
PROGRESS = re.compile(rb"^(?:[a-z ]+ \xe2\x80\xa6|[^\n]+; \d+ s)\n", re.MULTILINE)


class Readers:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.caught: dict[str, int] = {}

    def seen_by(self, folder: Folder, reader: dict[str, str]) -> tuple[Folder, list[tuple[str, dict]]]:
        """The folder without what the reader may not see, and what was taken out."""
        out, hidden = folder.copy(), []
        default = folder.programme.get("label") or "PUBLIC"
        for name, rows in folder.rows.items():
            out.rows[name] = []
            for row in rows:
                if may_see(reader, row.get("label") or default, folder.programme["report_date"]):
                    out.rows[name].append(row)
                else:
                    hidden.append((name, row))
        return out, hidden

    def written(self, folder: Folder) -> Path:
        """The folder's parent: every folder is called `programme`, so that messages cannot differ by its name."""
        parent = self.lab.path()
        parent.mkdir()
        folder.write(parent / "programme")
        for name, changes in COURSES.items():
            (parent / name).write_text(json.dumps({"name": name, "description": "", "changes": changes}))
        return parent

    # ---- the questions

    def ids(self, folder: Folder, hidden: list[tuple[str, dict]], visible: int) -> list[str]:
        kinds = {name: table["kind"] for name, table in self.tables.items()}

        def name(table: str, row: dict) -> str:
            keys = [c["name"] for c in self.tables[table]["columns"] if c["key"]]
            return kinds[table] + "/" + (row.get("id") or "/".join(row.get(key) or "" for key in keys))

        secret = sorted({name(table, row) for table, row in hidden})
        public = sorted({name(table, row) for table, rows in folder.rows.items() for row in rows})
        picked = self.lab.random.sample(secret, min(len(secret), 8 if self.lab.quick else 40))
        picked += self.lab.random.sample(public, min(len(public), visible))
        bare = [p.split("/", 1)[1] for p in picked[:5]]
        return picked + bare + ["no such entry", "pledge/P-0"]

    def questions(self, ids: list[str], report_date: str) -> list[list[str]]:
        year = int(report_date[:4])
        asked = [["status", "--by", by, "--format", "json"] for by in GROUPINGS + ("nothing", "donor,item,month")]
        asked += [["status", "--by", "donor,kind", "--format", form] for form in ("table", "csv")]
        asked += [["status", "--where", "category=medical"], ["status", "--as-known", f"{year + 1}-12-31"]]
        for verb in ("promises", "trajectory"):
            asked += [[verb, "--format", form] for form in ("json", "table", "csv")]
        for verb in ("burden", "check", "documents", "industry", "pipelines", "runway", "sources", "targets"):
            asked += [[verb, "--format", form] for form in ("json", "table", "csv")]
        asked += [["burden", "--attribute-eu", "yes", "--aid", "in", "--format", "json"]]
        asked += [["figure", "value @ pledged where group=alliance", "--format", "json"],
                  ["figure", f"quantity @ delivered in {year}", "--format", "json"],
                  ["figure", f"value @ disbursed in {year}", "--format", "json"]]
        courses = [word for name in COURSES for word in ("--scenario", name)]
        asked += [[verb, *courses, "--format", "json"] for verb in ("status", "promises", "runway", "burden", "check", "sources")]
        asked += [["diff", "--from", f"{year - 1}-03-31", "--format", form] for form in ("json", "table", "csv")]
        asked += [["diff", "--from", f"{year - 2}", "--to", f"{year + 1}", "--format", "json"]]
        asked += [["export", "--to", "json"], ["export", "--to", "json", "--as-known", "2999"]]
        asked += [["export", "--to", "csv", "--table", table] for table in self.tables if table != "programme"]
        asked += [["trace", id_, "--format", "json"] for id_ in ids]
        asked += [["trace", id_] for id_ in ids[:4]]
        return asked

    def answer(self, parent: Path, book: str, question: list[str], reader: str = "") -> bytes:
        verb, *options = question
        place = [options.pop(0)] if verb in ("trace", "figure") else []
        as_ = ["--label-as", reader] if reader else []
        done = self.lab.run(verb, book, *place, *options, *as_, cwd=parent)
        return b"exit %d\n%s\n--- complaints\n%s" % (done.status, done.out, done.err)

    def exported(self, parent: Path, book: str, reader: str = "") -> dict[str, bytes]:
        out = self.lab.path()
        as_ = ["--label-as", reader] if reader else []
        done = self.lab.run("export", book, "--to", "folder", "-o", out, *as_, cwd=parent)
        tree = {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
        return tree | {"": b"exit %d %s %s" % (done.status, done.out, done.err)}

    def brief(self, parent: Path, book: str, reader: str = "") -> dict[str, bytes]:
        page = self.lab.path(".html")
        as_ = ["--label-as", reader] if reader else []
        done = self.lab.run("brief", book, "-o", page, *as_, cwd=parent)
        said = done.out.replace(str(page).encode(), b"PAGE") + done.err.replace(str(page).encode(), b"PAGE")
        said = PROGRESS.sub(b"", said)
        return {"page": page.read_bytes() if page.exists() else b"", "said": b"exit %d " % done.status + said}

    # ---- the checks

    def compare(self, name: str, folder: Folder, reader: dict[str, str], visible: int, brief: bool = True) -> None:
        who = reader["id"]
        seen, hidden = self.seen_by(folder, reader)
        # The reader's own row has to stay for --label-as to be answered.
        self.checks.that(f"{name}: {who} may see their own row", not any(r.get("id") == who for t, r in hidden
                                                                         if t == "readers"))
        whole, reduced = self.written(folder), self.written(seen)
        for parent in (whole, reduced):
            self.checks.equal(f"{name}: imported", self.lab.run("import", "programme.book", "programme", "--quiet",
                                                              cwd=parent).status, 0)
        ids = self.ids(seen, hidden, visible)
        leaked_without = 0
        for i, question in enumerate(self.questions(ids, folder.programme["report_date"])):
            claim = f"{name}, {who}: {' '.join(question)}"
            expected = self.answer(reduced, "programme", question)
            self.checks.equal(claim, self.answer(whole, "programme", question, who), expected)
            if i % 4 == 0:
                found = self.answer(whole, "programme.book", question, who)
                self.checks.equal(claim + " of a book", found, self.answer(reduced, "programme.book", question))
            if hidden and (i % 4 == 0 or question[0] == "export"):
                leaked = self.answer(whole, "programme", question) != expected  # what the owner sees
                leaked_without += leaked
                self.caught[question[0]] = self.caught.get(question[0], 0) + leaked
        if hidden:
            self.checks.that(f"{name}, {who}: without the label the rows do show (control)", leaked_without > 0)
        self.checks.equal(f"{name}, {who}: export to a folder", self.exported(whole, "programme", who),
                          self.exported(reduced, "programme"))
        if self.has_brief and brief:
            self.checks.equal(f"{name}, {who}: brief", self.brief(whole, "programme", who),
                              self.brief(reduced, "programme"))
        self.one_row_less(name, seen, who, whole)

    def one_row_less(self, name: str, seen: Folder, who: str, whole: Path) -> None:
        """Control: the comparison notices a single visible row that is missing, whichever table it is of."""
        tables = [table for table, rows in seen.rows.items() if rows]
        for table in self.lab.random.sample(tables, min(len(tables), 2 if self.lab.quick else 4)):
            less = seen.copy()
            row = less.rows[table].pop(self.lab.random.randrange(len(less.rows[table])))
            parent = self.written(less)
            question = ["export", "--to", "json", "--as-known", "2999"]
            self.checks.that(f"{name}, {who}: a row of {table} less shows (control): {row}",
                             self.answer(parent, "programme", question) !=
                             self.answer(whole, "programme", question, who))

    def plans(self) -> None:
        """A consignment and a fast link that press may not see: plans, what-ifs and risk are those of a book without them."""
        folder = small()
        folder.rows["consignments"][1]["label"] = "RESTRICTED"
        folder.rows["links"].append(dict.fromkeys(folder.columns["links"], "") | {
            "id": "L3", "from": "D", "to": "S", "mode": "air", "transit_days": "7", "capacity_t_week": "10", "cost_per_t": "90",
            "currency": "EUR", "label": "RESTRICTED"})
        seen, hidden = self.seen_by(folder, folder.rows["readers"][0])
        self.checks.equal("press may not see two rows of the small programme", sorted(table for table, _ in hidden), ["consignments", "links"])
        whole, reduced = self.written(folder), self.written(seen)
        shut = ["--close", "X:2031-W28..2031-W28"]
        for question in (["plan"], ["plan", "--format", "json"], ["plan", "--format", "csv"], ["whatif", *shut],
                         ["whatif", *shut, "--format", "json"], ["risk"], ["risk", "--format", "json"],
                         ["risk", "--exact", "0", "--format", "json"], ["whatif", "--capacity", "L3=+20%"],
                         ["whatif", "--ready", "C2=2031-W28"]):
            expected = self.answer(reduced, "programme", question)
            claim = f"small: {' '.join(question)}"
            self.checks.equal(claim, self.answer(whole, "programme", question, "press"), expected)
            self.checks.that(claim + " shows the rows to the owner (control)", self.answer(whole, "programme", question) != expected)

    def protected_sources(self, folder: Folder) -> None:
        """No view names a source that is protected, whether or not its row has a label."""
        folder = folder.copy()
        for row in folder.rows["sources"]:
            row.update(protected="yes", publisher="", label="", title=f"secret title of {row['id']}", url=f"https://secret.example/{row['id']}")
        folder.rows["revisions"].append(dict.fromkeys(folder.columns["revisions"], "") | {
            "of_kind": "source", "of": folder.rows["sources"][0]["id"], "field": "title", "known_date": "2031-01-15", "was": "secret title",
            "is": "secret title two"})
        parent = self.written(folder)
        secrets = [row["id"] for row in folder.rows["sources"]]
        secret = re.compile(("secret title|secret[.]example|" + "|".join(rf"(?<![\w-]){re.escape(id_)}(?![\w-])" for id_ in secrets)).encode())
        entries = [f"{kind}/{folder.rows[table][0]['id']}" for kind, table in (("pledge", "pledges"), ("contract", "contracts"))]
        for question in self.questions(entries, folder.programme["report_date"]):
            if question[0] != "export":  # the record itself
                found = secret.search(self.answer(parent, "programme", question))
                self.checks.that(f"protected: {' '.join(question)} names no source", found is None, found)
        answer = self.answer(parent, "programme", ["trace", secrets[0]])
        self.checks.equal("protected: its trace is that of no entry", answer.replace(secrets[0].encode(), b"X"),
                          self.answer(parent, "programme", ["trace", "Q" * 30]).replace(b"Q" * 30, b"X"))
        if self.has_brief:
            found = secret.search(b"".join(self.brief(parent, "programme").values()))
            self.checks.that("protected: the briefing names no source", found is None, found)

    def wrong_rows(self, folder: Folder) -> None:
        """What is wrong with rows that a reader may not see is not there either."""
        reader = {"id": "press", "ceiling": "PUBLIC", "attributes": ""}
        folder = folder.copy()
        funds = folder.rows["funds"]
        hidden = {"label": "RESTRICTED", "note": ""}
        funds.insert(0, dict(funds[0]) | hidden)  # a visible row repeats its key
        funds.append(dict(funds[1]) | hidden | {"id": "F-SECRET-1", "amount": "77 million (secret deal)"})
        funds.append(dict(funds[1]) | hidden | {"id": funds[1]["id"]})
        funds.append(dict(funds[1]) | {"id": "F-SECRET-2", "label": "secret-ish"})
        folder.columns["funds"] = list(dict.fromkeys([*folder.columns["funds"], "label"]))
        seen = folder.copy()
        seen.rows["funds"] = [row for row in funds if not row.get("label")]
        whole, reduced = self.written(folder), self.written(seen)
        for question in self.questions([], folder.programme["report_date"]):
            self.checks.equal(f"wrong rows: {' '.join(question)}", self.answer(whole, "programme", question, reader["id"]),
                              self.answer(reduced, "programme", question, reader["id"]))
        self.checks.that("wrong rows: the owner is told (control)", self.answer(whole, "programme", ["runway"]).count(b"funds.csv") == 4)

    def unknown_reader(self, folder: Folder) -> None:
        parent = self.written(folder)
        answer = self.lab.run("status", "programme", "--label-as", "nobody", cwd=parent)
        self.checks.equal("an unknown reader sees nothing", (answer.status, answer.out), (3, b""))
        self.checks.that("and is told so", "nobody" in answer.complaint and "readers" in answer.complaint,
                         answer.complaint)

    # ---- random labels

    def random_label(self) -> str:
        pick = self.lab.random
        label = pick.choice(LEVELS)
        if pick.random() < 0.5:
            label += "; REL " + "|".join(pick.sample(["AVL", "BRN", "CAS", "DOR"], pick.randint(1, 3)))
        if pick.random() < 0.3:
            label += "; HANDLING " + pick.choice(["NO-EXPORT", "EYES"])
        if pick.random() < 0.3:
            label += "; NOT-BEFORE " + pick.choice(["2024-01-01", "2025-06-25", "2025-06-26", "2030-01-01"])
        return label

    def random_reader(self, number: int) -> dict[str, str]:
        pick = self.lab.random
        held = ["AVL", "REL:BRN", "CAS", "HANDLING:NO-EXPORT", "HANDLING:EYES", "EMBARGO-CLEARED"]
        return {"id": f"reader-{number}", "ceiling": pick.choice(LEVELS),
                "attributes": ";".join(pick.sample(held, pick.randint(0, 5)))}

    def labelled_slice(self) -> Folder:
        """A part of the Ukraine example with labels on some rows of every table; sources and revisions too."""
        pick = self.lab.random
        folder = Folder.read(self.lab.example("ukraine"))
        keep = {row["id"] for row in pick.sample(folder.rows["pledges"], 90)}
        keep |= {row["id"] for row in folder.rows["pledges"] if row["id"].startswith("PROMISE-")}
        series = pick.sample(sorted({row["series"] for row in folder.rows["reports"]}), 80)
        folder.rows["pledges"] = [row for row in folder.rows["pledges"] if row["id"] in keep]
        folder.rows["reports"] = [row for row in folder.rows["reports"] if row["series"] in series]
        folder.rows["lines"] = [row for row in folder.rows["lines"] if row["of"] in keep]
        folder.rows["economy"] = pick.sample(folder.rows["economy"], 20)
        folder.rows["readers"] = [self.random_reader(n) for n in range(3 if self.lab.quick else 6)]
        folder.columns["readers"] = ["id", "ceiling", "attributes"]
        if pick.random() < 0.5:
            folder.package["servanda"]["label"] = pick.choice(["PUBLIC", "EMBARGOED; REL AVL|CAS"])
        for name, rows in folder.rows.items():
            if name == "readers":
                continue
            if "label" not in folder.columns[name]:
                folder.columns[name].append("label")
            share = pick.choice([0.1, 0.3, 0.6])
            for row in rows:
                row["label"] = self.random_label() if pick.random() < share else ""
        if folder.programme["label"] != "PUBLIC":  # the readers' own rows stay in sight
            folder.columns["readers"].append("label")
            for row in folder.rows["readers"]:
                row["label"] = "PUBLIC"
        return folder

    def run(self) -> None:
        self.tables = self.lab.tables()
        self.plans()
        self.has_brief = self.lab.run("brief", "--help").status == 0
        if not self.has_brief:
            self.checks.skip("this program has no verb `brief`")
        coalition = Folder.read(self.lab.example("coalition"))
        readers = coalition.rows["readers"]
        for place, reader in enumerate(self.lab.random.sample(readers, 2) if self.lab.quick else readers):
            self.compare("coalition", coalition, reader, visible=10, brief=not self.lab.quick or place == 0)  # a page takes seconds
        for number in range(1 if self.lab.quick else 3):
            folder = self.labelled_slice()
            for reader in folder.rows["readers"][:2 if self.lab.quick else 6]:
                self.compare(f"slice {number}", folder, reader, visible=10)
        self.protected_sources(coalition)
        self.wrong_rows(coalition)
        self.unknown_reader(coalition)
        for verb in ("status", "promises", "trajectory", "export", "trace", "diff"):
            self.checks.that(f"a leak through {verb} would have been caught (control)", self.caught.get(verb, 0) > 0,
                             self.caught)


def main() -> None:
    lab = Lab("readers")
    Readers(lab).run()
    lab.checks.finish()


if __name__ == "__main__":
    main()
