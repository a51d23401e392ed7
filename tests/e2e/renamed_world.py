#!/usr/bin/env python3
"""Nothing hangs on a name or a date: in a world where all are exchanged, every answer is the same but for them.

Both real examples are written anew. Ids, names, places, countries, series, items, units and all free texts change places
with others of their kind, or get invented ones; dates move by 28 years, after which the calendar has the same weekdays,
weeks and leap years. Each answer of the old world, with the exchange made in its JSON, must be the answer of the new one.

Exchange rates belong to days and cannot move with them. So the moved world, and the one that it is compared with, hold
every amount in the reporting currency; amounts in foreign currencies are compared in the world that only changes names.
"""
from __future__ import annotations

import re
from pathlib import Path

from support import GROUPINGS, Folder, Lab

YEARS = 28
LIST = re.compile(r"[^\s;]+(?:;[^\s;]+)+")
DATE = re.compile(r"(?<![\w.-])(?:19|20)\d\d(?:-W\d\d|-\d\d(?:-\d\d)?)?(?![\w.]|-\d)")
FIGURES = {"amount", "quantity", "count", "rate", "value", "ratio", "head", "records", "promised_quantity",
           "reached_quantity", "by_count", "by_value", "coverage", "was", "is"}
KEPT_TEXTS = {"file", "engine", "content", "ceiling", "attributes", "nsn", "unlocode", "comparison", "certainty",
              "price_base"}
QUERIES = {"binding", "figure"}  # statements and targets: names and dates inside a query
WORDS = {"percent", "people", "consignment", "not_reported", "total", "records", "pledged"}


def moved(text: str, years: int) -> str:
    return DATE.sub(lambda found: f"{int(found[0][:4]) + years}{found[0][4:]}", text) if years else text


class Exchange:
    """A one-to-one exchange of texts, and of dates by whole years."""

    def __init__(self, names: dict[str, str], years: int) -> None:
        self.names, self.years = names, years
        self.lengths: dict[str, list[int]] = {}
        for name in names:
            self.lengths.setdefault(name[:2], []).append(len(name))
        for head, lengths in self.lengths.items():
            self.lengths[head] = sorted(set(lengths), reverse=True)

    def name_at(self, text: str, begin: int) -> str | None:
        """The longest name that stands here as a whole word."""
        for length in self.lengths.get(text[begin:begin + 2], []) + self.lengths.get(text[begin:begin + 1], []):
            name, after = text[begin:begin + length], text[begin + length:begin + length + 1]
            if name in self.names and not (name[-1].isalnum() and (after.isalnum() or after == "_")):
                return name
        return None

    def text(self, text: str) -> str:
        if text in self.names:
            return self.names[text]
        out, begin = [], 0
        while begin < len(text):
            inside = begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] == "_")
            name = None if inside and text[begin].isalnum() else self.name_at(text, begin)
            figure = text[:begin].rpartition("; ")[2].rstrip() in FIGURES and not text.startswith("; unit year", begin + 4)
            date = None if inside or name or figure else DATE.match(text, begin)
            if name:
                out.append(self.names[name])
            elif date:
                out.append(moved(date[0], self.years))
            else:
                out.append(text[begin])
            begin += len(name or (date[0] if date else "x"))
        return LIST.sub(lambda found: ";".join(sorted(found[0].split(";"))), "".join(out))

    def answer(self, value: object, key: str = "") -> object:
        """An answer of the old world as that of the new one, in an order that names do not decide."""
        if isinstance(value, dict):
            years = {"value"} if value.get("unit") == "year" else set()  # figures that are years
            return {k: self.answer(v, "" if k in years else k) for k, v in value.items() if k != "head"}
        if isinstance(value, list):
            return sorted((self.answer(v, key) for v in value), key=repr)
        if isinstance(value, int) and key in ("year", "against") and not isinstance(value, bool):
            return value + self.years
        if isinstance(value, str):
            if key == "figure" and value.startswith("amount of "):
                return "amount"  # of the entry that comes first by name; the entries stand beside it
            if key in FIGURES and re.fullmatch(r"-?\d+(\.\d+)?", value):
                return value
            if key == "note" and DATE.fullmatch(value) is None:
                return self.names.get(value, value)  # dates inside of a note stay, as in World.cell
            return self.text(value)
        return value


class World:
    """A folder whose texts are known by what they are."""

    def __init__(self, folder: Folder, tables: dict[str, dict]) -> None:
        self.folder, self.tables = folder, tables
        self.expected = {name: {c["name"]: c["expected"] for c in table["columns"]} for name, table in tables.items()}
        self.kept = WORDS | {table["kind"] for table in tables.values()} | set(tables)
        for columns in self.expected.values():
            for column, expected in columns.items():
                self.kept.add(column)
                if not expected.startswith(("any", "a ", "an ", "the ", "ids")):
                    self.kept |= set(re.split(r", | or ", expected))

    def kind_of(self, table: str, column: str) -> str:
        expected = self.expected[table].get(column, "any text")
        if column in KEPT_TEXTS or (column in QUERIES and table in ("statements", "targets")):
            return "kept"
        for begin, kind in (("an ISO 3166", "country"), ("an ISO 4217", "currency"), ("a date", "date"), ("ids", "list"),
                            ("the id", "name"), ("a name", "name"), ("any text", "text")):
            if expected.startswith(begin):
                return kind
        return "kept"

    def texts(self) -> dict[str, list[str]]:
        """All texts that have a name's part, by class; each in the first class in which it turns up."""
        seen: set[str] = set()
        out: dict[str, list[str]] = {}
        countries = {row["country"] for name in ("parties", "nodes") for row in self.folder.rows.get(name, [])} - {""}
        for text in sorted(countries):
            out.setdefault("country", []).append(text)
            seen.add(text)
        order = sorted(self.folder.rows, key=lambda name: (name != "parties", name))
        for table in order:
            if table == "revisions":
                continue
            for row in self.folder.rows[table]:
                for column, cell in row.items():
                    kind = self.kind_of(table, column)
                    if kind not in ("name", "text", "list") or column in ("of_kind", "from_kind", "to_kind"):
                        continue
                    for part in (cell.split(";") if kind == "list" else [cell]):
                        if self.may_change(part, seen):
                            seen.add(part)
                            own = kind == "name" or column == "id"
                            group = f"{table}.id" if own and column in ("id", "code") else f"{table}.{column}"
                            out.setdefault(group, []).append(part)
        return out

    def may_change(self, text: str, seen: set[str]) -> bool:
        if text == "" or text in seen or text in self.kept or re.fullmatch(r"[A-Z]{3}", text) and text in CURRENCIES:
            return False
        return DATE.fullmatch(text) is None and re.fullmatch(r"-?[\d.]+", text) is None

    def exchanged(self, exchange: Exchange, currency: str | None) -> Folder:
        """The folder with the exchange made; all amounts in `currency` where one is given."""
        out = self.folder.copy()
        years = exchange.years
        if currency:
            for rows in out.rows.values():
                for row in rows:
                    for column in ("currency", "unit"):
                        if row.get(column) in CURRENCIES:
                            row[column] = currency
        for table, rows in out.rows.items():
            for row in rows:
                for column, cell in row.items():
                    if cell:
                        row[column] = self.cell(table, column, cell, exchange)
        programme = out.programme
        programme["name"] = exchange.text(programme["name"])
        programme["recipients"] = [exchange.text(one) for one in programme["recipients"]]
        for column in ("start", "end", "report_date"):
            if programme.get(column):
                programme[column] = moved(programme[column], years)
        return out

    def cell(self, table: str, column: str, cell: str, exchange: Exchange) -> str:
        kind = self.kind_of(table, column)
        if table == "revisions" and column in ("was", "is"):
            return exchange.names.get(cell, moved(cell, exchange.years) if DATE.fullmatch(cell) else cell)
        if column in QUERIES and table in ("statements", "targets"):
            return exchange.text(cell)
        if kind == "date":
            return moved(cell, exchange.years)
        if kind == "list":
            return ";".join(exchange.names.get(part, part) for part in cell.split(";"))
        if DATE.fullmatch(cell) and self.expected[table].get(column, "any text").startswith("any"):
            return moved(cell, exchange.years)  # such as the year of constant prices
        return exchange.names.get(cell, cell) if kind in ("name", "text", "country") else cell


CURRENCIES: set[str] = set()


def permuted(lab: Lab, texts: dict[str, list[str]]) -> dict[str, str]:
    """Each text becomes another of its class."""
    names: dict[str, str] = {}
    for group in texts.values():
        order = list(group)
        lab.random.shuffle(order)
        names |= dict(zip(order, order[1:] + order[:1]))
    return names


def invented(lab: Lab, texts: dict[str, list[str]]) -> dict[str, str]:
    """Countries change places, for there is no other list of them; all else gets a name that never was."""
    names = permuted(lab, {"country": texts["country"]})
    for group, members in texts.items():
        if group == "country":
            continue
        numbers = lab.random.sample(range(10**6), len(members))
        names |= {text: f"Zq{number:06}{'y' * (len(text) % 7)}" for text, number in zip(members, numbers)}
    return names


def questions(lab: Lab, folder: Folder, days: list[str], few: bool) -> list[list[str]]:
    out = [["status", "--by", by] for by in (("donor", "country,supplier", "item,month") if few else GROUPINGS)]
    out += [["promises"], ["trajectory"], ["diff", "--from", days[0]], ["export", "--to", "json"]]
    for day in days:
        out += [["status", "--by", "donor,kind", "--as-known", day], ["promises", "--as-known", day],
                ["trajectory", "--as-known", day]]
    kinds = ("pledges", "funds", "reports", "consignments", "contracts", "needs")
    ids = [row["id"] for table in kinds for row in folder.rows.get(table, [])]
    out += [["trace", one] for one in lab.random.sample(ids, min(8 if few else 16, len(ids)))]
    return out


def compare(lab: Lab, name: str, old: Path, new: Path, exchange: Exchange, asked: list[list[str]]) -> None:
    still = Exchange({}, 0)
    for question in asked:
        verb, *options = question
        there = [exchange.names.get(one, moved(one, exchange.years)) if verb == "trace" or DATE.fullmatch(one) else one
                 for one in options]
        was, is_ = (lab.run(verb, place, *rest, "--format", "json") for place, rest in ((old, options), (new, there)))
        claim = f"{name}: {' '.join(question)}"
        if not lab.checks.equal(f"{claim}: ends alike", is_.status, was.status) or was.status != 0:
            lab.checks.that(f"{claim}: answers, or the entry was not yet known", verb == "trace" or was.status == 0)
            continue
        expected, found = was.json(), is_.json()
        lab.checks.equal(f"{name}: {' '.join(question)}", still.answer(found), exchange.answer(expected))


def briefing(lab: Lab, name: str, world: World, new: Path, exchange: Exchange) -> None:
    """The briefing of the invented world holds no text of the real one."""
    page = lab.path(".html")
    lab.ok("brief", new, "-o", page)
    html = page.read_text(encoding="utf-8")
    parties = {row["name"] for row in world.folder.rows.get("parties", [])}
    left = [text for text in exchange.names if len(text) > 12 and text not in parties and text in html]
    lab.checks.equal(f"{name}: the briefing holds no text of the real world", left, [])
    known = sum(invented_name in html for text, invented_name in exchange.names.items() if len(text) > 12)
    lab.checks.that(f"{name}: but texts of the invented one", known >= 10, known)


def main() -> None:
    lab = Lab("renamed_world")
    tables = lab.tables()
    with (lab.source / "data/ecb/eurofxref-hist.csv").open(encoding="utf-8") as file:
        CURRENCIES.update(part for part in file.readline().strip().split(",") if len(part) == 3)
    CURRENCIES.add("EUR")
    FIGURES.update(column["name"] for table in tables.values() for column in table["columns"]
                   if column["expected"].startswith(("a number", "a whole number")))
    days = {"ukraine": ["2024-12-31"], "health-supplies": ["2011-06-30"]}
    for name in [one for one in lab.examples() if one in days]:
        world = World(Folder.read(lab.example(name)), tables)
        texts = world.texts()
        lab.checks.that(f"{name}: most texts change", sum(map(len, texts.values())) > 1000, {k: len(v) for k, v in texts.items()})
        asked = questions(lab, world.folder, days[name], name == "health-supplies")
        if name == "ukraine":
            exchange = Exchange(permuted(lab, texts), 0)
            new = world.exchanged(exchange, None).write(lab.path())
            compare(lab, f"{name}, names exchanged", lab.example(name), new, exchange, asked)
        currency = world.folder.programme["reporting_currency"]
        old = world.exchanged(Exchange({}, 0), currency).write(lab.path())
        exchange = Exchange(invented(lab, texts), YEARS)
        new = world.exchanged(exchange, currency).write(lab.path())
        compare(lab, f"{name}, names invented, {YEARS} years later", old, new, exchange, asked)
        briefing(lab, name, world, new, exchange)
    lab.checks.finish()


if __name__ == "__main__":
    main()
