#!/usr/bin/env python3
"""The figures of the examples, computed anew from the tables, equal those that the program prints.

Shares no code with the program: it reads the CSVs, the bank's rates and the rules in the headers of src/views and
src/base, and computes with integers and fractions. Of the program it takes only the list of tables and their columns.

Compared: status for every grouping and a few pairs of them, at several as-known days, with stages, exits, netting,
conflicts, series and rates; promises with verdicts, dates and rates; the trajectory week by week; what a diff adds,
changes and does to totals; and the head.
"""
from __future__ import annotations

import csv
import hashlib
import itertools
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from support import GROUPINGS, Folder, Lab

GOODS = ["pledged", "allocated", "contracted", "ready", "departed", "arrived", "handed_over", "confirmed", "verified"]
MONEY = ["committed", "disbursed", "spent"]
PEOPLE = ["enrolled", "graduated"]
EXITS = ["cancelled", "withdrawn", "lost", "returned"]
STAGES = GOODS + MONEY + PEOPLE + ["delivered_unspecified"] + EXITS
BASES = ["stated", "book", "replacement", "market", "estimated"]
INSTRUMENTS = ["grant", "loan", "guarantee", "in_kind", "not_reported"]
KINDS = ["military", "financial", "humanitarian", "mixed"]
DELIVERED = {"left-origin": "departed", "reached-port": "arrived", "signed": "handed_over",
             "recipient-confirmed": "confirmed", "inventoried": "verified"}
UNIT = 10_000


# ---- values

class Date(NamedTuple):
    """A partial date as the interval of its days; ordered by its first day, then from precise to vague."""

    first: int
    precision: int  # day, week, month, year
    last: int
    text: str


def join(groups: dict[str, set[str]], a: str, b: str) -> None:
    """One group of what either was in."""
    joined = groups.get(a, {a}) | groups.get(b, {b})
    for label in joined:
        groups[label] = joined


def day_text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def parse_date(text: str) -> Date | None:
    if not text:
        return None
    if "W" in text:
        monday = date.fromisocalendar(int(text[:4]), int(text[6:]), 1).toordinal()
        return Date(monday, 1, monday + 6, text)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        ordinal = date(*parts).toordinal()
        return Date(ordinal, 0, ordinal, text)
    if len(parts) == 2:
        year, month = parts
        after = date(year + month // 12, month % 12 + 1, 1).toordinal()
        return Date(date(year, month, 1).toordinal(), 2, after - 1, text)
    return Date(date(parts[0], 1, 1).toordinal(), 3, date(parts[0], 12, 31).toordinal(), text)


def units(text: str) -> int | None:
    if text == "":
        return None
    value = Fraction(text) * UNIT
    assert value.denominator == 1
    return int(value)


def decimal(value: int) -> str:
    sign, value = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(value, UNIT)
    return sign + f"{whole}.{rest:04}".rstrip("0").rstrip(".")


def half_even(value: Fraction) -> int:
    return round(value)


def names_in(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


# ---- the bank's rates (src/base/ecb_rates.h)

class Bank:
    def __init__(self, path) -> None:
        self.fixings: dict[str, list[tuple[int, Fraction]]] = defaultdict(list)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                day = date.fromisoformat(row["Date"]).toordinal()
                for currency, rate in row.items():
                    if currency and len(currency) == 3 and rate not in ("", "N/A", None):
                        self.fixings[currency].append((day, Fraction(rate)))
        for series in self.fixings.values():
            series.sort()
        self.seen: dict[tuple, tuple | None] = {}

    def mean(self, currency: str, first: int, last: int):
        """(mean per euro, first fixing, last fixing)."""
        if currency == "EUR":
            return Fraction(1), first, last
        inside = [(day, rate) for day, rate in self.fixings.get(currency, []) if first <= day <= last]
        if not inside:
            before = [(day, rate) for day, rate in self.fixings.get(currency, []) if first - 7 <= day < first]
            inside = before[-1:]
        if not inside:
            return None
        return Fraction(sum(rate for _, rate in inside), len(inside)), inside[0][0], inside[-1][0]

    def rate(self, source: str, target: str, value_date: Date, known: int):
        """(rate, what is printed of it, the fixing), or None."""
        key = (source, target, value_date, known)
        if key not in self.seen:
            self.seen[key] = self.compute_rate(*key)
        return self.seen[key]

    def compute_rate(self, source: str, target: str, value_date: Date, known: int):
        first, last = min(value_date.first, known), min(value_date.last, known)
        a, b = self.mean(source, first, last), self.mean(target, first, last)
        if a is None or b is None:
            return None
        rate = b[0] / a[0]
        _, begin, end = a if target == "EUR" else b
        shown = half_even(rate * 1_000_000)
        fixing = day_text(begin) if begin == end else f"{day_text(begin)}/{day_text(end)}"
        return rate, f"{shown // 1_000_000}.{shown % 1_000_000:06}", fixing


# ---- what a reader of a folder knows on a day (src/book/snapshot.h)

OWN_DATE = {"sources": "date", "pledges": "date", "allocations": "date", "contracts": "date", "funds": "date",
            "reports": "date", "statements": "date", "field_reports": "day"}


class World:
    def __init__(self, folder: Folder, schema: dict[str, dict], bank: Bank, as_known: int | None = None) -> None:
        self.schema, self.bank = schema, bank
        self.programme = folder.programme
        self.currency = self.programme["reporting_currency"]
        report_date = parse_date(self.programme["report_date"])
        self.known = report_date.last if as_known is None else as_known
        self.delivered = self.programme.get("delivered", "recipient-confirmed")
        self.kind_table = {table["kind"]: name for name, table in schema.items()}
        self.columns = {name: [c["name"] for c in table["columns"]] for name, table in schema.items()}
        self.keys = {name: [c["name"] for c in table["columns"] if c["key"]] for name, table in schema.items()}
        self.expected = {name: {c["name"]: c["expected"] for c in table["columns"]} for name, table in schema.items()}
        recorded = {name: [self.canonical(name, row) for row in rows] for name, rows in folder.rows.items()}
        for document in recorded.get("documents", []):
            if document["file"]:
                digest = hashlib.sha256(folder.texts[document["file"]]).hexdigest()
                document["file"] += "@sha256-" + digest
        self.source_day = {row["id"]: self.stated_day(row) or self.own_day("sources", row)
                           for row in recorded.get("sources", [])}
        self.base: dict[str, list[dict[str, str]]] = {name: [] for name in schema}
        for name, rows in recorded.items():
            self.base[name] = [row for row in rows if (self.known_day(name, row) or 0) <= self.known]
        self.named = {name: self.index(name) for name in schema}
        self.rows = {name: [dict(row) for row in rows] for name, rows in self.base.items()}
        self.first_value: dict[tuple, tuple] = {}
        self.revised: dict[tuple, int] = defaultdict(int)
        self.overlay()

    def canonical(self, table: str, row: dict[str, str]) -> dict[str, str]:
        out = {column: row.get(column) or "" for column in self.columns[table]}
        for column, text in out.items():
            expected = self.expected[table][column]
            if text and "number" in expected:
                out[column] = decimal(units(text))
            elif text and expected.startswith("ids separated"):
                out[column] = ";".join(sorted({part.strip() for part in text.split(";") if part.strip()}))
        return out

    # -- when it was known

    @staticmethod
    def stated_day(row: dict[str, str]) -> int | None:
        return parse_date(row["known_date"]).last if row["known_date"] else None

    @staticmethod
    def own_day(table: str, row: dict[str, str]) -> int | None:
        column = OWN_DATE.get(table)
        if table == "events" and row["classifier"] == "actual":
            column = "date"
        return parse_date(row[column]).last if column and row[column] else None

    def known_day(self, table: str, row: dict[str, str]) -> int | None:
        return self.stated_day(row) or self.source_day.get(row["source"]) or self.own_day(table, row)

    # -- names and revisions

    def name(self, table: str, row: dict[str, str]) -> str:
        return row["id"] or "/".join(row[key] for key in self.keys[table])

    def index(self, table: str) -> dict[str, int]:
        keys = self.keys[table]
        found = {}
        for i, row in enumerate(self.base[table]):
            if row["id"]:
                found[row["id"]] = i
            elif len(keys) == 1:
                found[row[keys[0]]] = i
        return found

    def find(self, table: str | None, name: str) -> dict[str, str] | None:
        i = self.named[table].get(name) if table else None
        return None if i is None else self.rows[table][i]

    def overlay(self) -> None:
        newest: dict[tuple, tuple] = {}
        for revision in self.base["revisions"]:
            table = self.kind_table.get(revision["of_kind"])
            if table is None or revision["of"] not in self.named[table]:
                continue
            if revision["field"] not in self.columns[table]:
                continue
            field = (table, self.named[table][revision["of"]], revision["field"])
            order = (parse_date(revision["known_date"]).last, revision["is"])
            newest[field] = max(newest.get(field, order), order)
            self.first_value[field] = min(self.first_value.get(field, order), order)
            self.revised[field] += 1
        for (table, i, column), (_, value) in newest.items():
            self.rows[table][i][column] = self.canonical(table, {column: value})[column]

    # -- netting (src/views/netting.h)

    def netted(self) -> tuple[set[tuple[str, str]], list[dict[str, str]]]:
        holders: dict[tuple, set] = defaultdict(set)
        candidates = []
        for relation in self.rows["relations"]:
            if relation["kind"] not in ("part_of", "repeats", "replaces"):
                continue
            ends = [(relation["from_kind"], relation["from"]), (relation["to_kind"], relation["to"])]
            if any(self.find(self.kind_table.get(kind), name) is None for kind, name in ends) or ends[0][0] != ends[1][0]:
                continue
            out, into = ends if relation["kind"] != "replaces" else reversed(ends)
            word = "replaced by" if relation["kind"] == "replaces" else relation["kind"]
            holders[out].add(into)
            candidates.append((out, f"{word} {into[0]} {into[1]}"))

        def comes_back(start: tuple) -> bool:
            seen, open_ = set(), set(holders[start])
            while open_:
                place = open_.pop()
                if place == start:
                    return True
                if place not in seen:
                    seen.add(place)
                    open_ |= holders.get(place, set())
            return False

        kept = [(out, because) for out, because in candidates if not comes_back(out)] + self.contradicted()
        kept = sorted(kept + self.losers({out for out, _ in kept}))
        listed = [{"entry": f"{kind} {name}", "because": because} for (kind, name), because in kept]
        return {out for out, _ in kept}, listed

    def contradicted(self) -> list[tuple[tuple[str, str], str]]:
        """Entries that conflict with a report of better credibility, or of equal one and better reliability."""
        out: dict[tuple[str, str], str] = {}
        for relation in self.rows["relations"]:
            ends = sorted([(relation["from_kind"], relation["from"]), (relation["to_kind"], relation["to"])], key=lambda end: end[0] == "report")
            rows = [self.find(self.kind_table.get(kind), name) for kind, name in ends]
            if relation["kind"] != "conflicts_with" or None in rows or [kind == "report" for kind, _ in ends] != [False, True]:
                continue
            entry, report = (self.grade(self.kind_table[kind], row)[:2] for (kind, _), row in zip(ends, rows))
            if report < entry:
                out.setdefault(ends[0], f"conflicts_with report {ends[1][1]}, which is graded better")
        return list(out.items())

    def losers(self, netted: set[tuple[str, str]]) -> list[tuple[tuple[str, str], str]]:
        """Of entries of one table joined by conflicts_with, those that are graded below the best one."""
        group: dict[tuple, set] = {}
        for relation in self.rows["relations"]:
            ends = [(relation["from_kind"], relation["from"]), (relation["to_kind"], relation["to"])]
            visible = all(self.find(self.kind_table.get(kind), name) is not None for kind, name in ends)
            if relation["kind"] != "conflicts_with" or not visible or ends[0][0] != ends[1][0] or ends[0][0] == "report":
                continue
            joined = group.get(ends[0], {ends[0]}) | group.get(ends[1], {ends[1]})
            for end in joined:
                group[end] = joined
        out = []
        for members in {frozenset(members) for members in group.values()}:
            graded = sorted((self.grade(self.kind_table[kind], self.find(self.kind_table[kind], name)), kind, name)
                            for kind, name in members if (kind, name) not in netted)
            if len(graded) > 1 and graded[0][0] != graded[1][0]:
                _, kind, best = graded[0]
                out += [((kind, name), f"conflicts_with {kind} {best}, which is chosen") for _, _, name in graded[1:]]
        return out

    def grade(self, table: str, row: dict) -> tuple:
        """The best is the smallest."""
        source = self.find("sources", row["source"])
        letter = row["reliability"] or (source["reliability"] if source else "")
        known = self.known_day(table, row)
        return ("12345".find(row["credibility"] or "6") % 9, "ABCDE".find(letter or "F") % 9,
                10**9 if known is None else -known)

    def called_off(self) -> dict[tuple[str, str], str]:
        """Entries whose last revision says that they were cancelled or withdrawn."""
        last: dict[tuple, tuple] = {}
        for revision in self.base["revisions"]:
            if not revision["change"]:
                continue
            exit_ = revision["change"] if revision["change"] in ("cancelled", "withdrawn") else ""
            order = (parse_date(revision["known_date"]).last, exit_)
            key = (revision["of_kind"], revision["of"])
            last[key] = max(last.get(key, order), order)
        return {key: exit_ for key, (_, exit_) in last.items() if exit_}

    # -- money

    def converted(self, amount: int, currency: str, value_date: Date | None):
        """(currency, units, the line of rates or None)."""
        if currency == self.currency or value_date is None:
            return currency, amount, None
        found = self.bank.rate(currency, self.currency, value_date, self.known)
        if found is None:
            return currency, amount, None
        rate, shown, fixing = found
        used = {"currency": currency, "value_date": value_date.text, "rate": shown, "fixing": fixing}
        return self.currency, half_even(amount * rate), used

    # -- the head (src/book/payload.h, Snapshot::head)

    def head(self) -> str:
        hashes = [hashlib.sha256(self.content("programme", self.programme_row())).digest()]
        for table, rows in self.base.items():
            hashes += [hashlib.sha256(self.content(table, row)).digest() for row in rows]
        return hashlib.sha256(b"".join(sorted(hashes))).hexdigest()

    def programme_row(self) -> dict[str, str]:
        row = {"id": "programme"}
        for name, value in self.programme.items():
            row[name] = ";".join(value) if isinstance(value, list) else {True: "yes", False: "no"}.get(value, value)
        return self.canonical("programme", row)

    def content(self, table: str, row: dict[str, str]) -> bytes:
        lines = [table]
        for column in self.columns[table]:
            if row[column]:
                escaped = row[column].replace("\\", "\\\\").replace("\n", "\\n")
                lines.append(f"{column}={escaped}")
        return ("\n".join(lines) + "\n").encode()


def weaker(a: str, b: str) -> str:
    if a == b or b == "exact":
        return a
    return b if a == "exact" else "approx"


# ---- status (src/views/status.h)

class Cell:
    def __init__(self) -> None:
        self.value: dict[tuple, list] = {}
        self.quantities: dict[str, int] = defaultdict(int)
        self.count = 0

    def add_amount(self, key: tuple, amount: int, qualifier: str) -> None:
        held = self.value.setdefault(key, [0, "exact"])
        held[0] += amount
        held[1] = weaker(held[1], qualifier)

    def json(self) -> dict:
        def order(item):
            (currency, basis, instrument), _ = item
            return currency, BASES.index(basis), INSTRUMENTS.index(instrument)
        out = {"value": [{"amount": decimal(amount), "currency": c, "basis": b, "instrument": i, "qualifier": q}
                         for (c, b, i), (amount, q) in sorted(self.value.items(), key=order)]}
        listed = [{"quantity": decimal(q), "unit": u} for u, q in sorted(self.quantities.items())]
        if len(listed) == 1:
            out |= listed[0]
        elif listed:
            out["quantities"] = listed
        return out | {"count": self.count}


class Record:
    """What an entry passes on to those beneath it."""
    exact_dates = False

    def __init__(self, above: "Record | None" = None) -> None:
        self.key = dict(above.key) if above else {}
        self.basis = above.basis if above else "stated"
        self.qualifier = above.qualifier if above else "exact"
        self.date: Date | None = above.date if above else None
        self.counted: set[str] = set(above.counted) if above else set()
        self.gone: bool = above is not None and above.gone  # called off, or beneath what was

    def set_date(self, value: Date | None) -> None:
        if value:
            self.date = value
            self.key["month"] = month(value)


def month(value: Date) -> str:
    if Record.exact_dates:
        return value.text
    return value.text[:4] if value.precision == 3 else day_text(value.first)[:7]


class Status:
    def __init__(self, world: World, by: list[str], exact_dates: bool = False) -> None:
        """With exact dates `month` is the date as it is given."""
        Record.exact_dates = exact_dates
        self.world, self.by = world, by
        self.itemised = "item" in by or "category" in by
        self.funnels: dict[tuple, dict[str, Cell]] = {}
        self.rates: dict[tuple, dict] = {}
        self.overages: list[dict] = []
        self.netted, self.netted_list = world.netted()
        self.off = world.called_off()
        self.lines: dict[tuple, list] = defaultdict(list)
        for line in world.rows["lines"]:
            self.lines[line["of_kind"], line["of"]].append(line)
        self.pledges: dict[str, Record] = {}
        self.allocations: dict[str, Record] = {}
        self.contracts: dict[str, Record] = {}
        self.count_promises()
        self.count_consignments()
        self.told: dict[str, int] = defaultdict(int)  # of flows of funds, by payments
        self.later: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.count_payments()
        self.count_funds()
        self.count_people()

    def cell(self, key: dict, stage: str) -> Cell:
        place = tuple(key.get(by) or None for by in self.by)
        return self.funnels.setdefault(place, {}).setdefault(stage, Cell())

    def figure(self, amount: str, currency: str, record: Record):
        if not amount or not currency:
            return None
        to, value, used = self.world.converted(units(amount), currency, record.date)
        if used:
            self.rates[used["currency"], record.date[:2]] = used
        return (to, record.basis, record.key.get("instrument") or "not_reported"), value, record.qualifier

    def unit_of(self, item: str) -> str:
        row = self.world.find("items", item)
        return (row["unit"] if row else "") or item

    def count(self, key: dict, record: Record, money: tuple, lines: list, stages: list[str], shares=None) -> None:
        """`shares`: of each stage, (received, shipped), or None for all of it."""
        for stage in stages:
            share, key_there = None, dict(key)
            if shares is not None and stage not in EXITS:
                share, key_there["month"] = shares[stage]

            def part(value: int, at_most_all: bool = True) -> int:
                if share is None or share[1] <= 0 or (at_most_all and share[0] >= share[1]):
                    return value
                return half_even(Fraction(value * share[0], share[1]))

            if not self.itemised:
                cell = self.cell(key_there, stage)
                cell.count += 1
                for amount, currency in [money] if money[0] else [(l["amount"], l["currency"]) for l in lines]:
                    if figure := self.figure(amount, currency, record):
                        cell.add_amount(figure[0], part(figure[1]), figure[2])
                for line in lines:
                    if line["quantity"]:
                        cell.quantities[self.unit_of(line["item"])] += part(units(line["quantity"]), False)
                continue
            itemised = 0
            for line in lines:
                item = self.world.find("items", line["item"])
                key_there |= {"item": line["item"], "category": item["category"] if item else ""}
                cell = self.cell(key_there, stage)
                cell.count += 1
                if figure := self.figure(line["amount"], line["currency"], record):
                    cell.add_amount(figure[0], part(figure[1]), figure[2])
                if line["quantity"]:
                    cell.quantities[self.unit_of(line["item"])] += part(units(line["quantity"]), False)
                if line["amount"] and line["currency"] == money[1]:
                    itemised += units(line["amount"])
            rest = (units(money[0]) or 0) - itemised if money[0] else 0
            if rest > 0 or not lines:
                cell = self.cell(key_there | {"item": "", "category": ""}, stage)
                cell.count += 1
                if figure := self.figure(decimal(rest) if rest > 0 else money[0], money[1], record):
                    cell.add_amount(figure[0], part(figure[1]), figure[2])

    def count_entry(self, kind: str, row: dict, record: Record, above: Record | None, own: str) -> None:
        stages = [stage for stage in GOODS[:GOODS.index(own) + 1] if above is None or stage not in above.counted]
        record.counted |= set(GOODS[:GOODS.index(own) + 1])
        if (kind, row["id"]) in self.netted:
            return
        if (kind, row["id"]) in self.off:
            if above is not None and above.gone:
                return
            stages = [self.off[kind, row["id"]]]
            record.gone = True
        self.count(record.key, record, (row["amount"], row["currency"]), self.lines[kind, row["id"]], stages)

    def count_promises(self) -> None:
        for row in self.world.rows["pledges"]:
            record = self.pledges[row["id"]] = Record()
            record.key = {"donor": row["donors"], "kind": row["kind"], "form": row["form"],
                          "instrument": row["instrument"], "country": row["recipient"]}
            record.set_date(parse_date(row["date"]))
            record.basis = row["valuation_basis"] or "stated"
            record.qualifier = row["qualifier"] or "exact"
            self.count_entry("pledge", row, record, None, "pledged")
        for row in self.world.rows["allocations"]:
            above = self.pledges.get(row["of"])
            record = self.allocations[row["id"]] = Record(above)
            if row["donors"]:
                record.key["donor"] = row["donors"]
            record.basis = row["valuation_basis"] or record.basis
            record.qualifier = "exact"
            record.set_date(parse_date(row["date"]))
            self.count_entry("allocation", row, record, above, "allocated")
        for row in self.world.rows["contracts"]:
            above = self.allocations.get(row["of"]) or self.pledges.get(row["of"])
            record = self.contracts[row["id"]] = Record(above)
            record.key["supplier"] = row["supplier"]
            record.qualifier = "exact"
            record.set_date(parse_date(row["date"]))
            self.count_entry("contract", row, record, above, "contracted")

    def count_consignments(self) -> None:
        events: dict[str, list] = defaultdict(list)
        for event in self.world.rows["events"]:
            if event["of_kind"] == "consignment" and event["classifier"] == "actual":
                events[event["of"]].append(event)
        for row in self.world.rows["consignments"]:
            if ("consignment", row["id"]) not in self.netted:
                self.count_consignment(row, events[row["id"]])

    def above(self, row: dict) -> Record | None:
        if row["of_kind"] == "contract":
            return self.contracts.get(row["of"])
        if row["of_kind"] == "allocation":
            return self.allocations.get(row["of"])
        return self.allocations.get(row["of"]) or self.pledges.get(row["of"])

    def count_consignment(self, row: dict, events: list[dict]) -> None:
        above = self.above(row)
        record = Record(above)
        record.qualifier = "exact"
        if (destination := self.world.find("nodes", row["destination"])) is not None:
            record.key["country"] = destination["country"]
        gone = [e for e in events if e["stage"] in EXITS or e["condition"] == "lost"]
        moved = [e for e in events if e not in gone and e["stage"] in GOODS]
        at = {stage: [e for e in moved if e["stage"] == stage] for stage in GOODS}
        furthest = max((GOODS.index(e["stage"]) for e in moved), default=-1)

        def began(stage: str) -> Date | None:
            """The first day of the events at the lowest stage from this one up that gave anything."""
            for later in GOODS[GOODS.index(stage):]:
                if any(e["quantity"] == "" or units(e["quantity"]) > 0 for e in at[later]):
                    days = [parse_date(e["date"]) for e in at[later] if e["date"]]
                    return min(days) if days else None
            return None

        if record.date is None and furthest >= 0:
            record.set_date(began("pledged"))
        lines = self.lines["consignment", row["id"]]
        lost = [e for e in gone if e["stage"] == "lost" or e["stage"] not in EXITS]
        exits = [e["stage"] for e in gone if e not in lost and e["quantity"] == ""]
        exit_ = self.off.get(("consignment", row["id"])) or \
            ("lost" if any(e["quantity"] == "" for e in lost) else exits[-1] if exits else "")
        if exit_ and above is not None and above.gone:
            return
        if exit_:
            return self.count(record.key, record, ("", ""), lines, [exit_])
        returned = [e for e in gone if e["stage"] == "returned"]
        for stage, part in (("lost", lost), ("returned", returned)):
            total = sum(units(e["quantity"]) or 0 for e in part)
            if total > 0:
                item = {"item": "", "category": ""} if self.itemised else {}
                cell = self.cell(record.key | item, stage)
                cell.count += 1
                cell.quantities[self.unit_of(lines[0]["item"]) if len(lines) == 1 else ""] += total
        if furthest < 0:
            return
        shipped = sum(units(l["quantity"]) for l in lines) if all(l["quantity"] for l in lines) else 0
        received = {stage: sum(units(e["quantity"]) for e in at[stage] if e["quantity"]) for stage in GOODS}
        shares = {}
        for i, stage in enumerate(GOODS):
            whole = any(e["quantity"] == "" for later in GOODS[i:] for e in at[later])
            day = began(stage)
            shares[stage] = (None if whole else (max(received[later] for later in GOODS[i:]), shipped),
                             month(day) if day else "")
        for stage in GOODS[GOODS.index("arrived"):]:
            if 0 < shipped < received[stage]:
                self.overages.append({
                    "figure": f"overage: quantity {stage} of consignment {row['id']}",
                    "values": [{"entry": f"{row['id']} lines", "source": "", "value": decimal(shipped)},
                               {"entry": f"{row['id']} {stage}", "source": "", "value": decimal(received[stage])}],
                    "chosen": f"{row['id']} {stage}"})
        stages = [s for s in GOODS[:furthest + 1] if above is None or s not in above.counted]
        self.count(record.key, record, ("", ""), lines, stages, shares)

    # -- payments (src/views/paid_allocations.h)

    def count_payments(self) -> None:
        events: dict[str, list] = defaultdict(list)
        for event in self.world.rows["events"]:
            if event["of_kind"] == "allocation" and event["classifier"] == "actual" and event["stage"] in MONEY:
                events[event["of"]].append(event)
        for row in self.world.rows["allocations"]:
            if ("allocation", row["id"]) in self.netted or ("allocation", row["id"]) in self.off:
                continue
            for stage in MONEY:
                for event, paid in self.payments(row, events[row["id"]], stage):
                    self.count_payment(row, stage, event, paid)

    @staticmethod
    def payments(row: dict, events: list[dict], stage: str) -> list[tuple[dict, int | None]]:
        """At the lowest stage from this one up that events state: one of all of it, else each with its part."""
        stated = min((e["stage"] for e in events if MONEY.index(e["stage"]) >= MONEY.index(stage)), key=MONEY.index, default=None)
        own = sorted((e for e in events if e["stage"] == stated), key=lambda e: e["date"] or "9")
        for event in own:
            if not event["quantity"]:
                return [(event, units(row["amount"]) if row["amount"] else None)]
        out, left = [], units(row["amount"]) if row["amount"] else 10**30
        for event in own:
            out.append((event, min(left, units(event["quantity"]))))
            left -= out[-1][1]
        return out

    def count_payment(self, row: dict, stage: str, event: dict, paid: int | None) -> None:
        record = Record(self.allocations[row["id"]])
        record.basis, record.qualifier = self.allocations[row["id"]].basis, "exact"
        record.set_date(parse_date(event["date"]))
        cell = self.cell(record.key, stage)
        cell.count += 1
        if paid is None:
            return
        if figure := self.figure(decimal(paid), row["currency"], record):
            cell.add_amount(*figure)
        if not event["date"]:
            return
        for tie in self.world.rows["funding"]:
            if (tie["from_kind"], tie["to_kind"], tie["to"]) != ("fund", "allocation", row["id"]):
                continue
            part = Fraction(units(tie["share"]), 10**4) if tie["share"] else Fraction(
                min(units(tie["amount"]), units(row["amount"])), units(row["amount"])) if tie["amount"] and row["amount"] else None
            fund = self.world.find("funds", tie["from"])
            if part is not None and fund is not None and fund["currency"] == row["currency"]:
                self.tell(fund, stage, parse_date(event["date"]), half_even(paid * part))

    def tell(self, fund: dict, stage: str, day: Date, paid: int) -> None:
        """The first flow of the same money that is not older than the payment tells of it too."""
        kind = {"committed": "commitment", "disbursed": "disbursement", "spent": "expenditure"}[stage]
        flows = [(parse_date(row["date"]).last, row) for row in self.world.rows["funds"]
                 if row["kind"] == kind and row["date"][:4] == fund["date"][:4] and row["amount"] and
                 all(row[c] == fund[c] for c in ("donor", "purpose", "currency"))]
        flows = sorted((last, i, row) for i, (last, row) in enumerate(flows) if last >= day.first)
        if flows:
            row = flows[0][2]
            self.told[row["id"]] += min(paid, units(row["amount"]) - self.told[row["id"]])
        else:
            self.later[(fund["donor"], fund["purpose"], fund["currency"], fund["date"][:4])][kind] += paid

    def tell_what_is_too_much(self) -> None:
        """Of one year's money no more is spent than disbursed, disbursed than committed, committed than appropriated."""
        for key, later in self.later.items():
            limit = None
            for kind in ("appropriation", "commitment", "disbursement", "expenditure"):
                flows = [row for row in self.world.rows["funds"] if row["kind"] == kind and row["amount"] and row["date"] and
                         (row["donor"], row["purpose"], row["currency"], row["date"][:4]) == key]
                if not flows:
                    continue
                total = sum(units(row["amount"]) for row in flows) + later[kind]
                twice = min(total - limit, later[kind]) if limit is not None else 0
                for row in reversed(sorted(flows, key=lambda row: parse_date(row["date"]).last)):
                    part = max(0, min(twice, units(row["amount"]) - self.told[row["id"]]))
                    self.told[row["id"]] += part
                    total, twice = total - part, twice - part
                limit = total

    def count_funds(self) -> None:
        stage_of = {"commitment": "committed", "disbursement": "disbursed", "expenditure": "spent"}
        self.tell_what_is_too_much()
        for row in self.world.rows["funds"]:
            told = self.told.get(row["id"], 0)
            if told and told == units(row["amount"]):
                continue
            if told:
                row = row | {"amount": decimal(units(row["amount"]) - told)}
            if row["kind"] in stage_of and ("fund", row["id"]) not in self.netted:
                record = Record()
                record.key["donor"] = row["donor"]
                record.set_date(parse_date(row["date"]))
                cell = self.cell(record.key, stage_of[row["kind"]])
                cell.count += 1
                if figure := self.figure(row["amount"], row["currency"], record):
                    cell.add_amount(*figure)

    def count_people(self) -> None:
        for event in self.world.rows["events"]:
            if event["of_kind"] == "course" and event["classifier"] == "actual" and event["stage"] in PEOPLE:
                record = Record()
                record.set_date(parse_date(event["date"]))
                cell = self.cell(record.key, event["stage"])
                cell.count += 1
                if event["quantity"]:
                    cell.quantities["people"] += units(event["quantity"])

    # -- the answer

    @staticmethod
    def funnel_json(funnel: dict[str, Cell]) -> dict:
        stages = [s for s in STAGES if s in funnel and funnel[s].count]
        return {"stages": {s: funnel[s].json() for s in stages if s not in EXITS},
                "exits": {s: funnel[s].json() for s in stages if s in EXITS}}

    def total(self) -> dict[str, Cell]:
        total: dict[str, Cell] = {}
        for funnel in self.funnels.values():
            for stage, cell in funnel.items():
                into = total.setdefault(stage, Cell())
                into.count += cell.count
                for key, (amount, qualifier) in cell.value.items():
                    into.add_amount(key, amount, qualifier)
                for unit, quantity in cell.quantities.items():
                    into.quantities[unit] += quantity
        return total

    def reports_that_exclude_each_other(self):
        """Pairs of reports of one figure and day that two sources give otherwise."""
        def bounds(report):
            value = Fraction(report["value"])
            slack = value / 20 if report["qualifier"] == "approx" else 0
            return (None if report["qualifier"] == "up_to" else value - slack, None if report["qualifier"] == "at_least" else value + slack)

        def below(a, b):
            high, low = bounds(a)[1], bounds(b)[0]
            return high is not None and low is not None and high < low

        restated = {relation["to"] for relation in self.world.rows["relations"] if relation["kind"] == "restates" and relation["to_kind"] == "report"}
        same = ("series", "date", "unit", "donors", "figure", "measure", "classifier", "from", "until", "due")
        groups = defaultdict(list)
        for report in self.world.rows["reports"]:
            if report["value"] and report["date"] and report["series"] and report["source"] and report["id"] not in restated \
                    and ("report", report["id"]) not in self.netted:
                groups[tuple(report[name] for name in same)].append(report)
        for reports in groups.values():
            for a, b in itertools.combinations(reports, 2):
                if a["source"] != b["source"] and (below(a, b) or below(b, a)):
                    yield a, b

    def conflicts(self) -> list[dict]:
        world = self.world
        group: dict[str, set[str]] = {}
        place: dict[str, tuple] = {}
        for relation in world.rows["relations"]:
            if relation["kind"] != "conflicts_with":
                continue
            labels = []
            for kind, name in ((relation["from_kind"], relation["from"]), (relation["to_kind"], relation["to"])):
                row = world.find(world.kind_table.get(kind), name)
                if row is not None:
                    labels.append(f"{kind} {name}")
                    place[labels[-1]] = (kind, name, row)
            if len(labels) == 2:
                join(group, *labels)
        for a, b in self.reports_that_exclude_each_other():
            labels = [f"report {report['id']}" for report in (a, b)]
            place.update({label: ("report", report["id"], report) for label, report in zip(labels, (a, b))})
            join(group, *labels)
        # Reports are in no total: one that repeats another may be chosen, not one that is part of another or replaced.
        held = {relation["to" if relation["kind"] == "replaces" else "from"] for relation in world.rows["relations"]
                if relation["kind"] in ("replaces", "part_of") and relation["from_kind"] == relation["to_kind"] == "report"}
        out = []
        for members in {tuple(sorted(members)) for members in group.values()}:
            if len(members) < 2:
                continue
            values, graded = [], []
            for label in members:
                kind, name, row = place[label]
                stated = ""
                for value, unit in (("amount", "currency"), ("value", "unit")):
                    if not stated and row.get(value):
                        stated = f"{row[value]} {row[unit]}"
                values.append({"entry": label, "source": row["source"], "value": stated})
                if name not in held if kind == "report" else (kind, name) not in self.netted:
                    graded.append((world.grade(world.kind_table[kind], row), label))
            if len({value["value"] for value in values}) < 2:  # whose is it?
                for value in values:
                    donors = place[value["entry"]][2].get("donors")
                    value["value"] += f" of {donors}" if donors and value["value"] else ""
            if len({value["value"] for value in values}) < 2:
                continue
            graded.sort()
            tied = len(graded) > 1 and graded[0][0] == graded[1][0]
            chosen = graded[0][1] if graded and not tied else None
            series = sorted({place[label][2]["series"] for label in members if place[label][2].get("series")})
            figure = ";".join(series) or f"amount of {members[0]}"
            out.append({"figure": figure, "values": values, "chosen": chosen})
        return sorted(out + self.overages, key=lambda c: (c["figure"], c["values"][0]["entry"]))

    def series(self) -> list[dict]:
        newest: dict[str, list] = defaultdict(list)
        for report in self.world.rows["reports"]:
            if report["classifier"] != "actual" or not report["value"]:
                continue
            of = parse_date(report["until"]) or parse_date(report["date"])
            order = (of.last if of else -10**9, *(-part for part in self.world.grade("reports", report)))
            newest[report["series"]].append((order, report))
        columns = ("series", "donors", "measure", "value", "qualifier", "unit", "from", "until", "date")
        told = [{c: report[c] for c in columns} | {"report": report["id"], "source": report["source"]}
                for reports in newest.values() for order, report in reports if order == max(o for o, _ in reports)]
        return sorted(told, key=lambda figure: tuple(figure.values()))

    def json(self) -> dict:
        def order(place: tuple) -> list:
            return [("", ) if text is None else ("x", text) for text in place]
        rows = [{"key": dict(zip(self.by, place))} | self.funnel_json(self.funnels[place])
                for place in sorted(self.funnels, key=order)]
        rates = [self.rates[key] for key in sorted(self.rates)]
        return {"as_known": day_text(self.world.known), "currency": self.world.currency,
                "delivered": self.world.delivered, "delivered_stage": DELIVERED[self.world.delivered], "by": self.by,
                "rows": rows, "total": self.funnel_json(self.total()), "netted": self.netted_list,
                "conflicts": self.conflicts(), "series": self.series(), "rates": rates}


def effect(was: Status, is_: Status) -> list[dict]:
    def figures(status: Status) -> dict:
        out = {}
        for stage, cell in status.total().items():
            if cell.count:
                out[STAGES.index(stage), f"{stage} records"] = str(cell.count)
                for (currency, basis, instrument), (amount, _) in cell.value.items():
                    out[STAGES.index(stage), f"{stage} {currency}, {basis}, {instrument}"] = decimal(amount)
        return out
    before, after = figures(was), figures(is_)
    return [{"figure": key[1], "was": before.get(key), "is": after.get(key)} for key in sorted(before | after)
            if before.get(key) != after.get(key)]


# ---- promises (src/views/promises.h)

class Point(NamedTuple):
    form: str  # level, flow, share, chain
    first: int
    last: int
    on: str
    value: int
    qualifier: str
    since: int | None
    id: str
    happened: bool


class Verdict(NamedTuple):
    verdict: str
    reason: str
    on: str | None = None
    days_late: int | None = None


SILENT_LATER = "no later report"
SILENT_THEN = "no report at the deadline"
WHOLE = 100 * UNIT


class Judge:
    """One goal against one kind of evidence."""

    def __init__(self, points, goal, due, made, since, known) -> None:
        self.points, self.goal, self.due = points, goal, due
        self.made, self.since, self.known = made, since, known
        given = [day for day in (made, since) if day is not None]
        self.begin = max(given) if given else None

    def meets(self, p: Point) -> bool:
        if p.form == "share":
            return p.value >= WHOLE
        return self.goal is not None and p.value >= self.goal

    def stood_before(self, p: Point) -> bool:
        if p.form in ("share", "chain"):
            return False
        if self.made is not None and p.last < self.made:
            return True
        if self.since is not None and (p.since is None or p.since < self.since):
            return True
        return p.form == "level" and self.made is not None and any(
            q.form == "level" and q.last < self.made and self.meets(q) for q in self.points)

    def covers(self, flow: Point) -> bool:
        return (self.begin is not None and flow.since is not None and flow.since <= self.begin
                and flow.last >= self.due.first)

    def denies(self, p: Point) -> bool:
        if p.form != "share" and self.goal is None or self.meets(p) or p.qualifier == "at_least":
            return False
        if p.form == "flow":
            return self.covers(p)
        return p.since is None or self.begin is None or p.since <= self.begin

    def taken_back(self, p: Point) -> bool:
        def takes(q: Point) -> bool:
            if p.happened or q.happened or not self.denies(q):
                return False
            if p.since is not None and q.since is not None and q.since > p.since:
                return False
            return (q.last if q.form == "flow" else q.first) >= p.last
        return any(takes(q) for q in self.points)

    def reached(self, p: Point) -> Verdict:
        below = [q for q in self.points if q.form != "flow" and self.denies(q)]
        first = max([p.first] + [q.first for q in below if q.first <= p.last])
        if p.last <= self.due.last:
            return Verdict("kept", "", p.on)
        if first <= self.due.last:
            return Verdict("not_checkable", "date too vague")
        seen = p.happened or any(q.first >= self.due.first for q in below)
        return Verdict("late", "" if seen else SILENT_THEN, p.on, first - self.due.last)

    def judge(self) -> tuple[Verdict, int | None]:
        """The verdict, and the day of the proof."""
        proofs = sorted((p for p in self.points if self.meets(p) and p.qualifier != "up_to"
                         and not self.stood_before(p)), key=lambda p: (p.last, p.first, p.value, p.id))
        solid = [p for p in proofs if not self.taken_back(p)]
        if not proofs:
            return self.unreached(), None
        if not solid:
            passed = self.due.last < self.known
            return (Verdict("not_checkable", "reports conflict") if passed else self.unreached()), None
        verdict = self.reached(solid[0])
        if self.reached(proofs[0]).verdict != verdict.verdict:
            return Verdict("not_checkable", "reports conflict"), None
        return verdict, solid[0].last if verdict.verdict != "not_checkable" else None

    def unreached(self) -> Verdict:
        if not self.due.last < self.known:
            return Verdict("open", "")
        if not self.points:
            return Verdict("not_checkable", "no delivered quantity reported")
        below = [p for p in self.points if self.denies(p)]
        denied = max((p.first for p in below), default=None)
        part = [p for p in self.points if p.form == "flow" and not self.covers(p)]
        bounds = [p.last for p in self.points if p not in part and p not in below and not self.meets(p)]
        meeting = [p for p in self.points if self.meets(p) and p.qualifier != "up_to"]
        if any(self.taken_back(p) for p in meeting):
            return Verdict("not_checkable", "reports conflict")
        if not (denied is not None and denied >= self.due.last):
            most = max((self.in_goal(p) for p in below if p not in part), default=0)
            if meeting:
                return Verdict("not_checkable", "the reported figure counts from before the promise")
            if part and self.goal is not None and most + sum(p.value for p in part) >= self.goal:
                return Verdict("not_checkable", "only parts of the period are reported, and parts are not summed")
            bound = max(bounds, default=None)
            if bound is not None and (denied is None or bound > denied and bound >= self.due.first):
                return Verdict("not_checkable", "only a lower bound is reported")
            if self.goal is None and denied is None:
                return Verdict("not_checkable", "no quantity was promised")
            if denied is None and not part:
                return Verdict("not_checkable", "no delivered quantity reported")
        return Verdict("broken", self.where_it_ends(part, below))

    def in_goal(self, p: Point) -> int:
        if p.form != "share" or self.goal is None:
            return p.value
        return half_even(Fraction(self.goal * p.value, WHOLE))

    def where_it_ends(self, part, below) -> str:
        if any(p.first >= self.due.last for p in below):
            return ""
        if any(p.last >= self.due.first for p in part):
            return "only part of the period is reported"
        last = max((p.last for p in part + below), default=0)
        return SILENT_LATER if last < self.due.first else "last report inside the due period"


ABOVE = {"allocations": ["pledges"], "contracts": ["allocations", "pledges"],
         "consignments": ["contracts", "allocations", "pledges"]}
PROMISING = ("pledges", "allocations", "contracts", "consignments")


class Promises:
    def __init__(self, world: World) -> None:
        self.world = world
        self.netted, _ = world.netted()
        self.off = world.called_off()
        self.kind = {table: world.schema[table]["kind"] for table in PROMISING}
        self.lines: dict[tuple, list] = defaultdict(list)
        for i, line in enumerate(world.rows["lines"]):
            self.lines[line["of_kind"], line["of"]].append((i, line))
        self.below: dict[tuple, list] = defaultdict(list)
        for table in PROMISING[1:]:
            for i, row in enumerate(world.rows[table]):
                if (over := self.above(table, row)) is not None:
                    self.below[over].append((table, i))
        self.events: dict[tuple, list] = defaultdict(list)
        for event in world.rows["events"]:
            if event["classifier"] == "actual" and event["condition"] != "lost" and event["date"] and event["stage"]:
                self.events[event["of_kind"], event["of"]].append(event)
        self.by_series: dict[str, list] = defaultdict(list)
        for report in world.rows["reports"]:
            if report["series"]:
                self.by_series[report["series"]].append(report)
        self.stating: dict[tuple, list] = defaultdict(list)
        for relation in world.rows["relations"]:
            if relation["kind"] == "restates" and relation["from_kind"] == "report":
                report = world.find("reports", relation["from"])
                if report is not None:
                    self.stating[relation["to_kind"], relation["to"]].append(report)
        self.repeated = set()
        for relation in world.rows["relations"]:
            end = {"repeats": "from", "replaces": "to"}.get(relation["kind"])
            if end and (relation[end + "_kind"], relation[end]) in self.netted:
                self.repeated.add((relation[end + "_kind"], relation[end]))
        self.rows = [self.promise(table, i) for table in PROMISING for i in range(len(world.rows[table]))]
        self.rows = sorted((row for row in self.rows if row), key=lambda row: (row["id"], row["kind"]))
        told = {series for row in self.rows for series in row["all_series"]}
        donors: dict[str, set] = defaultdict(set)
        for series, reports in self.by_series.items():
            if series not in told:
                donors[series] = {name for report in reports for name in names_in(report["donors"])}
        self.rows += [{"kind": "series", "id": series, "donors": ";".join(sorted(donors[series])), "promised": None,
                       "due": None, "verdict": "not_checkable", "on": None, "days_late": None, "moved": 0,
                       "verdict_revised": "not_checkable", "reason": "no date was promised", "counted": True,
                       "evidence": []} for series in sorted(donors)]

    def above(self, table: str, row: dict) -> tuple | None:
        tables = ABOVE.get(table, [])
        if table == "consignments" and row["of_kind"] in self.world.kind_table:
            tables = [self.world.kind_table[row["of_kind"]]]
        if table in ABOVE and row["of"]:
            for over in tables:
                if row["of"] in self.world.named[over]:
                    return over, self.world.named[over][row["of"]]
        return None

    def first(self, table: str, i: int, column: str) -> str:
        recorded = self.world.base[table][i][column]
        if recorded or (table, i, column) not in self.world.first_value:
            return recorded
        return self.world.canonical(table, {column: self.world.first_value[table, i, column][1]})[column]

    def moves(self, table: str, i: int, column: str) -> int:
        return self.world.revised.get((table, i, column), 0)

    def donors(self, table: str, row: dict) -> str:
        while True:
            if row.get("donors"):
                return row["donors"]
            over = self.above(table, row)
            if over is None:
                return ""
            table, row = over[0], self.world.rows[over[0]][over[1]]

    def ends(self, place: tuple) -> list[tuple]:
        beneath = self.below.get(place)
        return [end for next_ in beneath for end in self.ends(next_)] if beneath else [place]

    def goals(self, table: str, i: int, row: dict) -> tuple[list, int]:
        """[(unit, item, promised, quantity)], and how often their quantities moved."""
        found: dict[str, list] = {}
        moved = 0
        for j, line in self.lines[self.kind[table], row["id"]]:
            promised, quantity = units(self.first("lines", j, "quantity")), units(line["quantity"])
            moved += self.moves("lines", j, "quantity")
            if line["item"] in found:
                old = found[line["item"]]
                promised = None if promised is None or old[0] is None else promised + old[0]
                quantity = None if quantity is None or old[1] is None else quantity + old[1]
            found[line["item"]] = [promised, quantity]
        if found:
            return [(item, item, *found[item]) for item in sorted(found)], moved
        if table == "consignments":
            return [("consignment", "", None, None)], moved
        moved += self.moves(table, i, "amount")
        if row["amount"] and row["currency"]:
            return [(row["currency"], "", units(self.first(table, i, "amount")), units(row["amount"]))], moved
        return [("consignment", "", None, None)], moved

    def report_point(self, report: dict, goals: list, goal: tuple, since: int | None) -> Point | None:
        value, measure = units(report["value"]), report["measure"] or "level"
        if report["classifier"] != "actual" or value is None:
            return None
        only = len(goals) == 1
        percent = measure == "share" and report["unit"] == "percent"
        if percent:
            speaks = only
        elif measure in ("rate", "share"):
            speaks = False
        else:
            item = self.world.find("items", goal[1]) if goal[1] else None
            own = item["unit"] if item else ""
            speaks = only if not report["unit"] else report["unit"] == goal[0] or (only and own == report["unit"])
        if not speaks:
            return None
        from_, until, day = (parse_date(report[c]) for c in ("from", "until", "date"))
        if until:
            last = min(until.last, self.world.known, day.last if day else until.last)
            span = (last, last, day_text(last))
        elif day:
            span = (day.first, max(day.first, min(day.last, self.world.known)), day.text)
        else:
            span = (date(1900, 1, 1).toordinal(), self.world.known, "")
        form = "share" if percent else "flow" if measure == "flow" else "level"
        point = Point(form, *span, value, report["qualifier"] or "exact", from_.first if from_ else None,
                      report["id"], False)
        return None if form == "flow" and since is not None and point.last < since else point

    def chain_points(self, place, ends, goals, goal, stage) -> tuple[list[Point], bool, str]:
        """The points, whether they count in the goal's unit, and how the promise's own events ended it."""
        world = self.world
        name = {end: (self.kind[end[0]], world.name(end[0], world.rows[end[0]][end[1]])) for end in ends + [place]}
        lines = {end: [line for _, line in self.lines[name[end]]] for end in ends}
        heard, ended = [], ""
        for end in ends + ([place] if place not in ends else []):
            for event in self.events[name[end]]:
                if event["stage"] in EXITS:
                    if end == place and not event["quantity"] and event["stage"] in ("cancelled", "withdrawn"):
                        ended = event["stage"]
                    continue
                day = parse_date(event["date"])
                last = max(day.first, min(day.last, world.known))
                heard.append((last, day.first, world.name("events", event), end, event, day.text))
        heard.sort(key=lambda h: h[:3])

        def attributable(end) -> bool:
            of = lines[end]
            return len(goals) == 1 if not of else len(of) == 1 and of[0]["item"] == goal[1]

        worth = [units(world.rows[end[0]][end[1]].get("amount", "")) for end in ends]
        in_money = stage in MONEY and goal[1] == "" and all(
            amount is not None and world.rows[end[0]][end[1]].get("currency") == goal[0] for amount, end in zip(worth, ends))
        measured = goal[3] is not None and (in_money if goal[1] == "" else
            any(l["item"] == goal[1] and l["quantity"] for end in ends for l in lines[end])
            or any(h[4]["quantity"] and h[3] in lines and attributable(h[3]) for h in heard))
        at: dict[tuple, dict] = {end: defaultdict(int) for end in ends}
        whole: set[tuple] = set()
        counted = {end: 0 for end in ends}
        points = []
        ladder = next(l for l in (GOODS, MONEY, PEOPLE, [stage]) if stage in l)
        for last, first, id_, end, event, on in heard:
            quantity = units(event["quantity"])
            if event["stage"] in ladder and ladder.index(event["stage"]) >= ladder.index(stage) and ladder != [stage]:
                if end not in lines:
                    if quantity is None:
                        points.append(Point("share", first, last, on, WHOLE, "exact", None, id_, True))
                    continue
                if quantity is None:
                    whole.add(end)
                elif not measured or in_money or attributable(end):
                    at[end][event["stage"]] += quantity
                largest = max(at[end].values(), default=0)
                of_goal = [l for l in lines[end] if not measured or l["item"] == goal[1]]
                stated = sum(units(l["quantity"]) or 0 for l in of_goal)
                if measured and in_money:
                    amount = worth[ends.index(end)]
                    counted[end] = amount if end in whole else min(amount, largest)
                elif measured:
                    counted[end] = max(stated, largest) if end in whole else largest
                else:
                    counted[end] = UNIT if end in whole or largest >= stated else 0
            points.append(Point("chain", first, last, on, sum(counted.values()), "exact", None, id_, True))
        return points, measured, ended

    def judge(self, goal, value, due, reports, chain, measured, ends, made, since) -> Verdict:
        by_report, reported_on = Judge(reports, value, due, made, since, self.world.known).judge()
        whole = value if measured else UNIT * len(ends)
        by_chain, arrived_on = Judge(chain, whole, due, made, since, self.world.known).judge()
        if not chain:
            return by_report
        if not reports:
            return by_chain
        if reported_on is not None and arrived_on is not None:
            return by_chain if arrived_on < reported_on else by_report
        if arrived_on is not None:
            return by_chain
        return by_report if reported_on is not None or by_report.verdict != "not_checkable" else by_chain

    @staticmethod
    def worst(verdicts: list[Verdict]) -> Verdict:
        gravity = ["kept", "late", "open", "not_checkable", "broken"]
        chosen = Verdict("kept", "")
        for v in verdicts:
            if (gravity.index(chosen.verdict), chosen.days_late or 0, chosen.on or "") < \
                    (gravity.index(v.verdict), v.days_late or 0, v.on or ""):
                chosen = v
        return chosen

    def promise(self, table: str, i: int) -> dict | None:
        world, row, kind = self.world, self.world.rows[table][i], self.kind[table]
        promised = parse_date(self.first(table, i, "due"))
        if promised is None:
            return None
        due = parse_date(row["due"])
        stage = row.get("promised_stage") or DELIVERED[world.delivered]
        if table == "allocations":
            stage = next((p["promised_stage"] for p in world.rows["pledges"] if p["id"] == row["of"] and p["promised_stage"]), stage)
        made, since = (parse_date(row.get(c, "")) if table == "pledges" or c == "date" else None
                       for c in ("date", "from"))
        made, since = made.first if made else None, since.first if since else None
        goals, moved = self.goals(table, i, row)
        moved += self.moves(table, i, "due")
        stating = self.stating[kind, row["id"]]
        series = {report["series"] for report in stating if report["series"]}
        reports = {report["id"]: report for report in stating}
        for name in series:
            reports |= {report["id"]: report for report in self.by_series[name]}
        ends = self.ends((table, i))
        firsts, nows, used, ended = [], [], set(), ""
        for goal in goals:
            points = [self.report_point(r, goals, goal, since) for _, r in sorted(reports.items())]
            points = [p for p in points if p]
            chain, measured, ended = self.chain_points((table, i), ends, goals, goal, stage)
            used |= {p.id for p in points + chain}
            firsts.append(self.judge(goal, goal[2], promised, points, chain, measured, ends, made, since))
            if due:
                nows.append(self.judge(goal, goal[3], due, points, chain, measured, ends, made, since))
        first = self.worst(firsts)
        now = self.worst(nows) if due else Verdict("not_checkable", "no date is promised now")
        if exit_ := self.off.get((kind, row["id"])) or ended:
            first, now = (Verdict("broken", exit_) if v.verdict in ("open", "not_checkable") else v
                          for v in (first, now))
        amount, currency = row.get("amount", ""), row.get("currency", "")
        value = None
        if table != "consignments" and amount and currency:
            to, converted, _ = world.converted(units(amount), currency, parse_date(row["date"]))
            value = (to, row.get("valuation_basis") or "stated", row.get("instrument") or "not_reported"), converted
        return {"kind": kind, "id": row["id"], "donors": self.donors(table, row), "promised": promised.text,
                "due": due.text if due else None, "verdict": first.verdict, "on": first.on,
                "days_late": first.days_late, "moved": moved, "verdict_revised": now.verdict,
                "reason": first.reason or None, "counted": (kind, row["id"]) not in self.repeated,
                "evidence": sorted(used), "all_series": series, "value": value}

    def rates(self) -> list[dict]:
        counted = [row for row in self.rows if row["promised"] and row["counted"]]
        groups = {("", ""): counted}
        for row in counted:
            for group in (("donor", row["donors"]), ("kind", row["kind"])):
                groups.setdefault(group, []).append(row)
        several = len({row["kind"] for row in counted}) > 1
        out = []
        for (group, key), rows in sorted(groups.items()):
            if group == "kind" and not several:
                continue
            tally = {v: sum(row["verdict"] == v for row in rows)
                     for v in ("kept", "late", "open", "broken", "not_checkable")}
            decided = [row for row in rows if row["verdict"] in ("kept", "late", "broken")]
            ratio = {"by_count": None, "by_value": None, "coverage": None}
            if decided:
                valued = [row["value"] for row in decided if row["value"]]
                ratio["by_count"] = decimal(half_even(Fraction(tally["kept"] * UNIT, len(decided))))
                ratio["coverage"] = decimal(half_even(Fraction(len(valued) * UNIT, len(decided))))
                whole = sum(amount for _, amount in valued)
                if len(valued) == len(decided) and len({k for k, _ in valued}) == 1 and whole > 0:
                    kept = sum(row["value"][1] for row in decided if row["verdict"] == "kept")
                    ratio["by_value"] = decimal(half_even(Fraction(kept * UNIT, whole)))
            out.append({"key": {group: key or None} if group else {}} | tally |
                       {"no_later_report": sum(row["reason"] == SILENT_LATER for row in rows),
                        "no_report_at_deadline": sum(row["reason"] == SILENT_THEN for row in rows)} | ratio)
        return out


# ---- trajectory (src/views/trajectory.h)

def amount_json(key: tuple, held: list) -> dict:
    return {"amount": decimal(held[0]), "currency": key[0], "basis": key[1], "instrument": key[2],
            "qualifier": held[1]}


def iso_week(ordinal: int) -> tuple[int, int]:
    return tuple(date.fromordinal(ordinal).isocalendar()[:2])


class Places(dict):
    """What was reached by place in the year, and the sources of its pledges."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: set[str] = set()


class Trajectory:
    def __init__(self, world_at, world: World, against: int | None, donor: str | None) -> None:
        now = date.fromordinal(world.known)
        self.against = now.year - 1 if against is None else against
        self.donor = donor
        pledged = any(pledge["amount"] and parse_date(pledge["date"]) for pledge in world.rows["pledges"])
        self.stage = "pledged" if pledged else DELIVERED[world.delivered]
        month_ends = (now + timedelta(1)).month != now.month
        first_of_next = date(self.against + now.month // 12, now.month % 12 + 1, 1)
        then = (first_of_next - timedelta(1)) if month_ends else date(self.against, now.month, now.day)
        self.now, self.then = now, then
        this = self.sums(world, now.year, world.known)
        last = self.sums(world_at(then.toordinal()), self.against, then.toordinal())
        full = self.sums(world, self.against, date(self.against, 12, 31).toordinal())
        self.series = self.listed(this, now.year, now, now) + self.listed(last, self.against, then, then) + \
            self.listed(full, self.against, now, date(self.against, 12, 31))
        self.growth = self.compare(this, last)

    def reached(self, world: World, year: int, until: int) -> dict:
        """What reached a stage that is not the first, by the date of the event."""
        out: dict[tuple, dict] = {}
        for (donor, text), stages in Status(world, ["donor", "month"], exact_dates=True).funnels.items():
            day = parse_date(text) if text else None
            if self.stage not in stages or day is None or int(text[:4]) != year or day.first > until:
                continue
            if self.donor is not None and donor != self.donor:
                continue
            for key, (amount, qualifier) in stages[self.stage].value.items():
                held = out.setdefault(key, Places()).setdefault(iso_week(day.first) if day.precision < 2 else day, [0, "exact"])
                held[0] += amount
                held[1] = weaker(held[1], qualifier)
        return out

    def sums(self, world: World, year: int, until: int) -> dict:
        if self.stage != "pledged":
            return self.reached(world, year, until)
        netted, _ = world.netted()
        off = world.called_off()
        out: dict[tuple, dict] = {}
        for pledge in world.rows["pledges"]:
            day = parse_date(pledge["date"])
            if day is None or not pledge["amount"] or not pledge["currency"] or day.first > until:
                continue
            if (int(day.text[:4])) != year or (self.donor is not None and pledge["donors"] != self.donor):
                continue
            if ("pledge", pledge["id"]) in netted or ("pledge", pledge["id"]) in off:
                continue
            currency, amount, _ = world.converted(units(pledge["amount"]), pledge["currency"], day)
            key = (currency, pledge["valuation_basis"] or "stated", pledge["instrument"] or "not_reported")
            place = iso_week(day.first) if day.precision < 2 else day
            of_key = out.setdefault(key, Places())
            held = of_key.setdefault(place, [0, "exact"])
            held[0] += amount
            held[1] = weaker(held[1], pledge["qualifier"] or "exact")
            of_key.sources |= {pledge["source"]} - {""}
        return out

    def listed(self, sums: dict, year: int, known: date, until: date) -> list[dict]:
        out = []
        for key, places in sorted(sums.items()):
            weeks, held = [], [0, "exact"]
            placed = {place: h for place, h in places.items() if not isinstance(place, Date)}
            day = date.fromisocalendar(*date(year, 1, 1).isocalendar()[:2], 1)
            while day <= until or any(place >= day.isocalendar()[:2] for place in placed):
                week = tuple(day.isocalendar()[:2])
                if week in placed:
                    held = [held[0] + placed[week][0], weaker(held[1], placed[week][1])]
                weeks.append({"week": f"{week[0]:04}-W{week[1]:02}", "cumulative": amount_json(key, held)})
                day += timedelta(7)
            within = [{"period": place.text, "amount": amount_json(key, h)}
                      for place, h in sorted((p, h) for p, h in places.items() if isinstance(p, Date))]
            out.append({"year": year, "as_known": known.isoformat(), "until": until.isoformat(), "currency": key[0],
                        "basis": key[1], "instrument": key[2], "weeks": weeks, "within": within, "sources": sorted(places.sources)})
        return out

    def compare(self, this: dict, last: dict) -> list[dict]:
        def over(day: date) -> set:
            months = {(2, m) for m in range(1, 13) if (date(day.year + m // 12, m % 12 + 1, 1) - timedelta(1)) <= day}
            return months | ({(3, 1)} if day == date(day.year, 12, 31) else set())
        both = over(self.now) & over(self.then)

        def total(places: dict, with_periods: bool, until: date) -> list:
            held = [0, "exact"]
            for place, h in places.items():
                if isinstance(place, Date):
                    month_ = date.fromordinal(place.first).month
                    if not with_periods or place.last > until.toordinal() or (place.precision, month_) not in both:
                        continue
                held = [held[0] + h[0], weaker(held[1], h[1])]
            return held
        out = []
        for key in sorted(this):
            for with_periods in (False, True) if key in last else ():
                a, b = total(this[key], with_periods, self.now), total(last[key], with_periods, self.then)
                if a[0] and b[0]:
                    out.append({"of": "weeks_and_periods_over" if with_periods else "weeks",
                                "this": amount_json(key, a), "last": amount_json(key, b),
                                "ratio": decimal(half_even(Fraction(a[0] * UNIT, b[0])))})
        return out


# ---- the comparison

def without(value: dict, *names: str) -> dict:
    return {k: v for k, v in value.items() if k not in names}


# All on the report date, a third of them on each other day.
GROUPED = [[by] for by in GROUPINGS] + [["nothing"], ["donor", "kind"], ["category", "month", "donor"]]


class Example:
    def __init__(self, lab: Lab, name: str, bank: Bank, schema: dict) -> None:
        self.lab, self.checks, self.path, self.name = lab, lab.checks, lab.example(name), name
        self.bank, self.schema = bank, schema
        self.folder = Folder.read(self.path)
        self.worlds: dict[int, World] = {}
        self.default = World(self.folder, schema, bank)
        self.worlds[self.default.known] = self.default

    def world(self, known: int) -> World:
        if known not in self.worlds:
            self.worlds[known] = World(self.folder, self.schema, self.bank, known)
        return self.worlds[known]

    def days(self) -> list[int]:
        """The report date, the ends of two years before it, a day in a month, and one after everything."""
        report = date.fromordinal(self.default.known)
        days = [report, date(report.year - 1, 12, 31), date(report.year - 2, 2, 28), date(report.year - 1, 5, 17),
                date(report.year + 3, 1, 31), date(report.year, 2, 10)]
        return [day.toordinal() for day in (days[:2] if self.lab.quick else days)]

    def run(self) -> None:
        for place, known in enumerate(self.days()):
            world, day = self.world(known), day_text(known)
            self.check_status(world, day, GROUPED if place == 0 else GROUPED[place % 3::3])
            self.check_promises(world, day)
            for against, donor in self.trajectories(world):
                self.check_trajectory(world, day, against, donor)
        days = sorted(self.days())
        for from_, to in zip(days, days[1:]):
            self.check_diff(from_, to)

    def check_status(self, world: World, day: str, groupings: list[list[str]]) -> None:
        for by in groupings:
            claim = f"{self.name}, status by {','.join(by)}, known {day}"
            found = self.lab.json("status", self.path, "--by", ",".join(by), "--as-known", day)
            if not found:
                continue
            expected = Status(world, [b for b in by if b != "nothing"]).json()
            self.checks.equal(claim + ": head", found["head"], world.head() if by == groupings[0] else found["head"])
            found["rates"] = [without(rate, "records") for rate in found["rates"]]
            found["conflicts"].sort(key=lambda c: (c["figure"], c["values"][0]["entry"]))
            for part in expected:
                self.checks.equal(f"{claim}: {part}", found[part], expected[part])
            self.check_sum(claim, found)

    def check_sum(self, claim: str, found: dict) -> None:
        """The total is the sum of the rows, by the program's own figures."""
        for side in ("stages", "exits"):
            sums: dict[tuple, Fraction] = defaultdict(Fraction)
            for part, sign in [(row, 1) for row in found["rows"]] + [(found["total"], -1)]:
                for stage, cell in part[side].items():
                    sums[stage, "count"] += sign * cell["count"]
                    for amount in cell["value"]:
                        key = (stage, amount["currency"], amount["basis"], amount["instrument"])
                        sums[key] += sign * Fraction(amount["amount"])
                    listed = cell.get("quantities", [cell] if "quantity" in cell else [])
                    for quantity in listed:
                        sums[stage, quantity["unit"]] += sign * Fraction(quantity["quantity"])
            off = {key: str(value) for key, value in sums.items() if value}
            self.checks.equal(f"{claim}: the total is the sum of the rows ({side})", off, {})

    def check_promises(self, world: World, day: str) -> None:
        claim = f"{self.name}, promises, known {day}"
        found = self.lab.json("promises", self.path, "--as-known", day)
        if not found:
            return
        expected = Promises(world)
        columns = ("kind", "id", "donors", "promised", "due", "verdict", "on", "days_late", "moved",
                   "verdict_revised", "reason", "counted", "evidence")
        wanted = [{c: row[c] for c in columns} for row in expected.rows]
        got = [{c: row[c] for c in columns} for row in found["promises"]]
        for row, other in zip(got, wanted):  # reasons are compared where rates count them
            if row["verdict"] == other["verdict"] and row["reason"] not in (SILENT_LATER, SILENT_THEN):
                other["reason"] = row["reason"]
        self.checks.equal(claim, got, wanted)
        self.checks.equal(claim + ": rates", found["rates"], expected.rates())
        tally: dict[str, int] = defaultdict(int)
        for row in found["promises"]:
            if row["promised"] and row["counted"]:
                tally[row["verdict"]] += 1
        self.checks.equal(claim + ": counts by verdict", {k: v for k, v in found["rates"][0].items() if k in tally},
                          dict(tally))

    def trajectories(self, world: World) -> list[tuple[int | None, str | None]]:
        donors = sorted({row["donors"] for row in world.rows["pledges"] if row["donors"]})
        picked = self.lab.random.sample(donors, min(len(donors), 1 if self.lab.quick else 3))
        year = date.fromordinal(world.known).year
        return [(None, None), (year - 2, None)] + [(None, donor) for donor in picked]

    def check_trajectory(self, world: World, day: str, against: int | None, donor: str | None) -> None:
        arguments = ["trajectory", self.path, "--as-known", day]
        arguments += ["--against", against] if against else []
        arguments += ["--donor", donor] if donor else []
        claim = f"{self.name}, trajectory, known {day}, against {against}, donor {donor}"
        found = self.lab.json(*arguments)
        if not found:
            return
        expected = Trajectory(self.world, world, against, donor)
        self.checks.equal(claim + ": stage", found["stage"], expected.stage)
        self.checks.equal(claim + ": series", found["series"], expected.series)
        growth = [{k: g[k] for k in ("of", "this", "last", "ratio")} for g in found["growth"]]
        self.checks.equal(claim + ": growth", growth, expected.growth)

    def check_diff(self, from_: int, to: int) -> None:
        claim = f"{self.name}, diff {day_text(from_)} to {day_text(to)}"
        found = self.lab.json("diff", self.path, "--from", day_text(from_), "--to", day_text(to))
        if not found:
            return
        was, is_ = self.world(from_), self.world(to)
        added, changed = [], []
        for table in self.schema:
            before = {was.name(table, row): row for row in was.rows[table]}
            kind = self.schema[table]["kind"]
            for row in is_.rows[table]:
                name = is_.name(table, row)
                known = is_.known_day(table, row)
                if name not in before:
                    added.append((kind, name, day_text(known) if known else None))
                    continue
                changed += [(kind, name, column, before[name][column] or None, row[column] or None)
                            for column in is_.columns[table] if before[name][column] != row[column]]
        self.checks.equal(claim + ": added", sorted((e["kind"], e["entry"], e["known"]) for e in found["added"]),
                          sorted(added))
        got = [(c["kind"], c["entry"], c["field"], c["was"], c["is"]) for c in found["changed"]]
        self.checks.equal(claim + ": changed", sorted(got, key=str), sorted(changed, key=str))
        self.checks.equal(claim + ": retracted", found["retracted"], [])
        self.checks.equal(claim + ": effect", found["effect"], effect(Status(was, []), Status(is_, [])))


def main() -> None:
    lab = Lab("recompute", [("--example", {"action": "append"})])
    schema = lab.tables()
    bank = Bank(lab.source / "data" / "ecb" / "eurofxref-hist.csv")
    for name in lab.options.example or lab.examples():
        Example(lab, name, bank, schema).run()
    lab.checks.finish()


if __name__ == "__main__":
    main()
