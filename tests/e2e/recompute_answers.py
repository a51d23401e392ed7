#!/usr/bin/env python3
"""Runway, industry, pipelines and targets of the examples, computed anew from the tables, equal what the program prints.

Shares no code with the program: it reads the CSVs and the rules in the headers of src/views, and computes with fractions.
How tables are read as known on a day is that of recompute.py. That tiles are the sums of their rows is checked beside.

    recompute_answers.py --servanda BINARY --source REPOSITORY
"""
from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import date
from fractions import Fraction

from recompute import UNIT, Bank, World, day_text, decimal, half_even, parse_date, units
from support import Folder, Lab

KINDS = ["appropriation", "commitment", "disbursement", "expenditure"]
GOODS = ["pledged", "allocated", "contracted", "ready", "departed", "arrived", "handed_over", "confirmed", "verified"]


def ratio(part: int, unit: int, whole: int) -> str:
    return decimal(half_even(Fraction(part * unit, whole)))


def month_of(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


def month_text(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def days_of(month: int) -> int:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1).toordinal() - date(month // 12, month % 12 + 1, 1).toordinal()


class Answers:
    def __init__(self, lab: Lab, name: str, world: World) -> None:
        self.lab, self.checks, self.name, self.world = lab, lab.checks, name, world
        self.rows, self.known = world.rows, world.known
        self.netted = world.netted()[0]
        self.off = world.called_off()
        self.path = lab.example(name)

    def ask(self, *arguments: object) -> dict | None:
        answer = self.lab.run(arguments[0], self.path, *arguments[1:], "--format", "json")
        if answer.status == 4:  # it has nothing to show
            return None
        self.checks.that(f"{self.name}: {arguments[0]} answers", answer.status == 0, answer.complaint)
        return answer.json() if answer.status == 0 else None

    def equal(self, claim: str, found: object, expected: object) -> None:
        self.checks.equal(f"{self.name}: {claim}", found, expected)

    def run(self) -> None:
        self.pipelines()
        self.industry()
        self.targets()
        self.runway()

    # ---- pipelines (src/views/pipelines.h)

    def pipelines(self) -> None:
        found = self.ask("pipelines")
        if found is None:
            return
        for course in found["courses"]:
            def of(stage: str) -> list[dict]:
                return [e for e in self.rows["events"] if e["of_kind"] == "course" and e["of"] == course["id"]
                        and e["stage"] == stage and e["classifier"] == "actual"]
            for stage, member in (("enrolled", "enrolled"), ("graduated", "graduates")):
                told = [units(e["quantity"]) for e in of(stage) if e["quantity"]]
                self.equal(f"course {course['id']}, {member}", course[member], decimal(sum(told)) if told else None)
                rows = [units(i["enrolled" if stage == "enrolled" else "graduates"] or "0") for i in course["intakes"]]
                self.equal(f"course {course['id']}, {member} are those of its intakes", units(course[member] or "0"), sum(rows))
        running = 0
        for month in found["months"]:
            running += units(month["graduates"]) + units(month["expected"])
            self.equal(f"graduates to {month['month']}", month["cumulative"], decimal(running))
        graduates = sum(units(c["graduates"] or "0") for c in found["courses"])
        self.equal("graduates of the months are those of the courses", sum(units(m["graduates"]) for m in found["months"]), graduates)
        for project in found["projects"]:
            self.project(project)

    def project(self, told: dict) -> None:
        row = self.world.find("projects", told["id"])
        value = told["earned_value"]
        amount = lambda member: units(value[member]["amount"]) if value[member] else None
        if not row["budget"]:
            self.equal(f"project {told['id']} has no budget", value["bac"], None)
            return
        bac = units(row["budget"])
        self.equal(f"project {told['id']}: BAC", amount("bac"), bac)
        if row["planned_start"] and told["first_planned_end"]:
            begin = parse_date(row["planned_start"]).first
            span = max(1, parse_date(told["first_planned_end"]).last - begin)
            passed = min(max(self.known - begin, 0), span)
            self.equal(f"project {told['id']}: PV", amount("pv"), half_even(Fraction(bac * passed, span)))
        if row["share_done"]:
            self.equal(f"project {told['id']}: EV", amount("ev"), half_even(Fraction(bac * units(row["share_done"]), UNIT)))
        costs = [r for r in self.rows["reports"] if r["series"] == "COST-" + told["id"] and r["measure"] == "level"
                 and r["classifier"] == "actual" and r["unit"] == row["currency"]]
        if costs:
            newest = max(costs, key=lambda r: (parse_date(r["date"] or r["until"]).first, r["id"]))
            self.equal(f"project {told['id']}: AC", amount("ac"), units(newest["value"]))
        ev, pv, ac = amount("ev"), amount("pv"), amount("ac")
        if ev is not None and pv:
            self.equal(f"project {told['id']}: SV and SPI", (amount("sv"), value["spi"]), (ev - pv, ratio(ev, UNIT, pv)))
        if ev and ac:
            self.equal(f"project {told['id']}: CV, CPI, EAC", (amount("cv"), value["cpi"], amount("eac")),
                       (ev - ac, ratio(ev, UNIT, ac), half_even(Fraction(bac * ac, ev))))

    # ---- industry (src/views/industry.h)

    def counted(self, contract: dict) -> bool:
        key = ("contract", contract["id"])
        return key not in self.off and key not in self.netted

    def industry(self) -> None:
        found = self.ask("industry")
        if found is None:
            return
        self.goals(found)
        self.orders(found)
        self.countries(found)
        self.needs(found)

    def goals(self, found: dict) -> None:
        for series in found["series"]:
            figures = sorted((parse_date(f["on"]), units(f["value"]), f["qualifier"], f["year"] or "") for f in series["actual"] if f["on"])
            told = [r for r in self.rows["reports"] if r["series"] == series["series"] and r["classifier"] != "planned"
                    and r["unit"] == series["unit"]]
            ramps = [r for r in self.rows["ramps"] if r["place"] == series["series"] and r["unit"] == series["unit"]]
            if series["site"]:
                self.equal(f"{series['series']}: actual rows", len(series["actual"]), sum(r["classifier"] == "actual" for r in ramps))
                self.equal(f"{series['series']}: goals", len(series["goals"]), sum(r["classifier"] != "actual" for r in ramps))
            else:
                self.checks.that(f"{self.name}: {series['series']}: its reports are there", len(series["actual"]) >= len(told), told)
            for goal in series["goals"]:
                claim = f"{series['series']} {series['unit']}, {goal['value']} due {goal['due']}"
                self.equal(claim, (goal["verdict"], goal["reached_on"]), self.judged(figures, goal))

    def judged(self, figures: list, goal: dict) -> tuple[str, str | None]:
        wanted, due = units(goal["value"]), parse_date(goal["due"] or "")
        figures = [(on, value, q) for on, value, q, year in figures if not goal["year"] or year == goal["year"]]
        reached = next((on for on, value, q in figures if value >= wanted and q not in ("up_to", "approx")), None)
        on = reached.text if reached else None
        if due is None:
            return "not_checkable", on
        if reached is not None:
            return ("kept" if reached.last <= due.last else "late" if reached.first > due.last else "not_checkable"), on
        if due.last >= self.known:
            return "open", on
        below = any(value < wanted and q != "at_least" and day.last >= due.last for day, value, q in figures)
        return ("broken" if below else "not_checkable"), on

    def made_of(self, contract: str, counts) -> int:
        made = Fraction(0)
        for consignment in self.rows["consignments"]:
            if (consignment["of_kind"], consignment["of"]) != ("contract", contract):
                continue
            lines = [l for l in self.rows["lines"] if (l["of_kind"], l["of"]) == ("consignment", consignment["id"]) and l["quantity"]]
            whole = sum(units(l["quantity"]) for l in lines)
            by_stage: dict[str, int] = defaultdict(int)
            for event in self.rows["events"]:
                if (event["of_kind"], event["of"]) != ("consignment", consignment["id"]) or event["classifier"] != "actual":
                    continue
                after = event["stage"] in GOODS[3:] or event["stage"] in ("delivered_unspecified", "lost", "returned")
                if not after or (event["date"] and parse_date(event["date"]).first > self.known):
                    continue
                by_stage[event["stage"]] = max(by_stage[event["stage"]], whole) if not event["quantity"] else by_stage[event["stage"]] + units(event["quantity"])
            if whole and by_stage:
                counted = sum(units(l["quantity"]) for l in lines if counts(l["item"]))
                made += half_even(Fraction(counted * min(max(by_stage.values()), whole), whole))
        return int(made)

    def orders(self, found: dict) -> None:
        unit_of = {item["code"]: item["unit"] for item in self.rows["items"]}
        for told in found["orders"]:
            thing = told["unit"].split("/")[0]
            named = {r["note"].split()[1] for r in self.rows["ramps"] if (r["place"], r["unit"]) == (told["site"], told["unit"])
                     and r["note"].startswith("counts ")} & unit_of.keys()
            counts = (lambda item: item in named) if len(named) == 1 else lambda item: item == thing or unit_of.get(item) == thing
            ordered = made = overdue = 0
            for contract in self.rows["contracts"]:
                if contract["site"] != told["site"] or not self.counted(contract):
                    continue
                here = sum(units(l["quantity"]) for l in self.rows["lines"]
                           if (l["of_kind"], l["of"]) == ("contract", contract["id"]) and l["quantity"] and counts(l["item"]))
                done = min(here, self.made_of(contract["id"], counts))
                ordered, made = ordered + here, made + done
                if contract["due"] and parse_date(contract["due"]).last < self.known:
                    overdue += here - done
            claim = f"orders of {told['site']}"
            self.equal(claim, [units(told[m]) for m in ("ordered", "made", "backlog", "overdue")], [ordered, made, ordered - made, overdue])
            capacity = units(told["capacity_a_month"])
            self.equal(claim + ": months of work", told["months_of_work"], ratio(ordered - made, UNIT, capacity))
            self.equal(claim + ": cleared at today's pace", told["clears_at_pace"], self.cleared(ordered - made, lambda month: capacity))

    def cleared(self, backlog: int, capacity) -> str | None:
        if backlog == 0:
            return None
        month = month_of(self.known)
        left = days_of(month) - date.fromordinal(self.known).day
        made = half_even(Fraction(capacity(month) * left, days_of(month)))
        while made < backlog:
            month += 1
            made += capacity(month)
        return month_text(month)

    def countries(self, found: dict) -> None:
        sums: dict[tuple, int] = defaultdict(int)
        for contract in self.rows["contracts"]:
            if not self.counted(contract) or not contract["amount"]:
                continue
            party = self.world.find("parties", contract["supplier"])
            value_date = parse_date(contract["date"])
            currency, amount, _ = self.world.converted(units(contract["amount"]), contract["currency"], value_date)
            sums[(party or {}).get("country", ""), contract["supplier"], currency] += amount
        told = {(c["country"] or "", s["supplier"] or "", a["currency"]): units(a["amount"])
                for c in found["countries"] for s in c["suppliers"] for a in s["amounts"]}
        self.equal("contracts by supplier's country", told, dict(sums))
        for country in found["countries"]:
            for amount in country["amounts"]:
                parts = sum(units(a["amount"]) for s in country["suppliers"] for a in s["amounts"] if a["currency"] == amount["currency"])
                self.equal(f"contracts of {country['country']} are the sum of its suppliers'", units(amount["amount"]), parts)

    def needs(self, found: dict) -> None:
        for told in found["needs"]:
            by_month: dict[int, int] = defaultdict(int)
            for need in self.rows["needs"]:
                if need["item"] not in told["items"] or not need["quantity"] or not need["month"]:
                    continue
                first = month_of(parse_date(need["month"]).first)
                last = max(first, month_of(parse_date(need["until"] or need["month"]).last))
                count, before = last - first + 1, 0
                for i in range(count):
                    by_then = half_even(Fraction(units(need["quantity"]) * (i + 1), count))
                    by_month[first + i] += by_then - before
                    before = by_then
            self.equal(f"need of {told['items']} by month", {m["month"]: units(m["need"]) for m in told["months"]},
                       {month_text(m): by_month.get(m, 0) for m in range(month_of(self.known) + 1, max(by_month) + 1)})
            need, capacity = (sum(units(m[x]) for m in told["months"]) for x in ("need", "capacity"))
            self.equal(f"need of {told['items']}: totals", (units(told["need"]), units(told["capacity"])), (need, capacity))
            self.equal(f"need of {told['items']}: share", told["share_percent"], ratio(capacity, 100 * UNIT, need))

    # ---- targets (src/views/targets.h)

    def targets(self) -> None:
        found = self.ask("targets")
        if found is None:
            return
        eight = lambda text: Fraction(text)
        for told in found["targets"]:
            if told["reached"] is None:
                continue
            claim = f"target {told['id']}"
            gap = max(eight(told["target"]) - eight(told["reached"]), Fraction(0))
            if told["gap"] is None:  # parts in a currency without a rate: a lower bound, which decides nothing more
                self.checks.that(f"{self.name}: {claim}: short of it as far as is known", gap > 0 and told["state"] == "not_reported"
                                 and told["qualifier"] == "at_least", told)
                continue
            self.equal(claim + ": gap", eight(told["gap"]), gap)
            due = parse_date(told["by"] or "")
            if told["pace_needed"] is not None:
                exact = gap * 7 / max(1, due.last - self.known)
                self.checks.that(f"{self.name}: {claim}: pace needed", abs(eight(told["pace_needed"]) - exact) <= Fraction(1, 10 ** 8), told)
            state = "reached" if gap == 0 else "missed" if due and due.last < self.known else None
            if state:
                self.equal(claim + ": state", told["state"], state)
            if told["figure"] == "quantity @ graduated":
                people = sum(units(e["quantity"]) for e in self.rows["events"] if e["of_kind"] == "course"
                             and e["stage"] == "graduated" and e["classifier"] == "actual" and e["quantity"])
                self.equal(claim + ": graduates", eight(told["reached"]), Fraction(people, UNIT))

    # ---- runway (src/views/runway.h)

    def runway(self) -> None:
        found = self.ask("runway", "--alone", "--futures", "0")
        if found is None:
            return
        base = found["scenarios"][0]
        if not self.demands():  # no needs by month, so no sums
            self.equal("runway: no sums without needs by month", [base[m] for m in ("available", "needed", "covered")], [None] * 3)
            return
        for member in ("needed", "covered"):
            self.equal(f"runway: {member} is the sum of its months", units(base[member]["amount"]),
                       sum(units(m[member]["amount"]) for m in base["by_month"]))
        supplies = self.supplies(found)
        self.equal("runway: available", units(base["available"]["amount"]), sum(s["amount"] for s in supplies))
        demands = self.demands()
        first = min((d["month"] for d in demands), default=0)
        months = {}
        paid_before = 0
        for month in range(self.first_month(), max((d["month"] for d in demands), default=first - 1) + 1):
            paid = flow(supplies, [d for d in demands if d["month"] <= month])
            months[month_text(month)] = (sum(d["amount"] for d in demands if d["month"] == month), paid - paid_before)
            paid_before = paid
        self.equal("runway: needed and covered by month",
                   {m["month"]: (units(m["needed"]["amount"]), units(m["covered"]["amount"])) for m in base["by_month"]}, months)

    def first_month(self) -> int:
        month = month_of(self.known)
        return month + (date.fromordinal(self.known).day == days_of(month))

    def own(self, amount: int, currency: str) -> int | None:
        """In the programme's currency at the last rate known; None where there is none."""
        told, out, _ = self.world.converted(amount, currency, parse_date(day_text(self.known)))
        return out if told == self.world.currency else None

    def supplies(self, found: dict) -> list[dict]:
        """Of each donor, purpose and year the first rung that is stated, less what is spent or tied; the soonest ending first."""
        itemised = {l["of"] for l in self.rows["lines"] if l["of_kind"] == "allocation"}
        tied: dict[str, int] = defaultdict(int)
        for row in self.rows["funding"]:
            if row["from_kind"] != "fund" or (row["to_kind"] == "allocation" and row["to"] not in itemised):
                continue
            amount, currency = row["amount"], row["currency"]
            if not amount and row["share"]:
                target = self.world.find(self.world.kind_table[row["to_kind"]], row["to"]) or {}
                whole = target.get("amount") or target.get("budget")
                if whole:
                    amount, currency = decimal(half_even(Fraction(units(whole) * units(row["share"]), UNIT))), target["currency"]
            if amount and (own := self.own(units(amount), currency)) is not None:
                tied[row["from"]] += own
        groups: dict[tuple, list] = defaultdict(list)
        for fund in self.rows["funds"]:
            if fund["kind"] and ("fund", fund["id"]) not in self.netted:
                year = fund["date"][:4]
                groups[fund["donor"], "" if fund["purpose"] == "any" else fund["purpose"], year].append(fund)
        out = []
        for (donor, purpose, _), funds in groups.items():
            rung = min(KINDS.index(f["kind"]) for f in funds)
            if rung == 3:
                continue
            stated = {f["id"]: self.own(units(f["amount"]), f["currency"]) for f in funds if f["amount"]}
            gone = max(sum(stated.get(f["id"]) or 0 for f in funds if f["kind"] == "expenditure"),
                       sum(tied.get(f["id"], 0) for f in funds))
            ends = lambda f: month_of(parse_date(f["spend_until"]).last) if f["spend_until"] else 10 ** 6
            paying = [f for f in funds if KINDS.index(f["kind"]) == rung and stated.get(f["id"]) is not None]
            for fund in sorted(paying, key=lambda f: (ends(f), f["id"])):
                taken = min(gone, stated[fund["id"]])
                gone -= taken
                left = stated[fund["id"]] - taken
                if left > 0 and ends(fund) >= self.first_month():
                    start = max(month_of(parse_date(fund["date"]).first), self.first_month()) if fund["date"] else self.first_month()
                    out.append({"from": start, "until": ends(fund), "purpose": purpose, "amount": left})
        return out

    def demands(self) -> list[dict]:
        covered: dict[str, int] = defaultdict(int)
        for row in self.rows["covers"]:
            if row["quantity"]:
                covered[row["need"]] += units(row["quantity"])
        out = []
        for need in self.rows["needs"]:
            month = parse_date(need["month"])
            if month is None or month.precision == 3:
                continue
            amount, currency, purposes = need["amount"], need["currency"], [need["category"]]
            if need["item"]:
                item = self.world.find("items", need["item"])
                purposes = [need["category"] or item["category"], need["item"]]
                if not amount and need["quantity"] and item["unit_value"]:
                    left = max(0, units(need["quantity"]) - covered[need["id"]])
                    amount, currency = decimal(half_even(Fraction(left * units(item["unit_value"]), UNIT))), item["currency"]
            if amount and (own := self.own(units(amount), currency)):
                first = month_of(month.first)
                months = max(0, month_of(parse_date(need["until"]).last) - first) + 1 if need["until"] else 1
                by = [half_even(Fraction(own * n, months)) for n in range(months + 1)]
                out += [{"month": first + n, "purposes": purposes, "amount": by[n + 1] - by[n]} for n in range(months)
                        if first + n >= self.first_month()]
        return out


def flow(supplies: list[dict], demands: list[dict]) -> int:
    """The most that the supplies can pay of the demands together: augmenting paths between the two sides."""
    left = [s["amount"] for s in supplies]
    paid = [[0] * len(demands) for _ in supplies]
    may = [[s["from"] <= d["month"] <= s["until"] and (not s["purpose"] or s["purpose"] in d["purposes"]) for d in demands] for s in supplies]
    total = 0
    for target, demand in enumerate(demands):
        missing = demand["amount"]
        while missing:
            before: dict[int, int | None] = {target: None}  # demand -> the supply that it would be paid from instead
            reached: dict[int, int] = {}                    # supply -> the demand that asks it
            queue, end = [target], None
            while queue and end is None:
                asked = queue.pop(0)
                for s in range(len(supplies)):
                    if not may[s][asked] or s in reached:
                        continue
                    reached[s] = asked
                    if left[s]:
                        end = s
                        break
                    for other in range(len(demands)):
                        if paid[s][other] and other not in before:
                            before[other] = s
                            queue.append(other)
            if end is None:
                break
            step, s = min(missing, left[end]), end
            while reached[s] != target:
                step = min(step, paid[before[reached[s]]][reached[s]])
                s = before[reached[s]]
            left[end] -= step
            s = end
            while True:
                asked = reached[s]
                paid[s][asked] += step
                if asked == target:
                    break
                s = before[asked]
                paid[s][asked] -= step
            missing -= step
            total += step
    return total


def production_rows(lab: Lab) -> None:
    """Each of the reference rows about production stands in `industry`, as a goal, a figure or money."""
    path = lab.options.shared / "data" / "ukraine" / "industry.csv" if lab.options.shared else None
    if path is None or not path.exists():
        lab.checks.skip("data/ukraine/industry.csv is absent")
        return
    with path.open(encoding="utf-8", newline="") as file:
        wanted = {row["id"] for row in csv.DictReader(file)}
    found = set()
    for series in lab.json("industry", lab.example("ukraine"), "--as-known", "2026-12-31")["series"]:
        for part in ("goals", "actual", "money"):
            found |= {row.get("id") or row.get("entry") for row in series[part]}
    lab.checks.equal("ukraine: all rows about production are in industry", sorted(wanted - found), [])


def wrong_rows(lab: Lab) -> None:
    """No pledge whose own note says that it is an error or contradicted is in a total, on whatever day."""
    pledges = [row for row in Folder.read(lab.example("ukraine")).rows["pledges"]
               if any(word in (row["note"] + row["description"]).lower() for word in ("error", "contradicted"))]
    lab.checks.that("ukraine: some pledges are said to be wrong", len(pledges) >= 2, pledges)
    for row in pledges:
        for known in (row["date"], "2025-06-25", "2026-12-31"):
            figure = lab.json("figure", lab.example("ukraine"), f"value @ pledged where donor={row['donors']}", "--as-known", known)
            lab.checks.that(f"ukraine: {row['id']} is in no total of {known}", f"pledge {row['id']}" not in json.dumps(figure["rows"]), row["note"])


def main() -> None:
    lab = Lab("recompute_answers")
    production_rows(lab)
    wrong_rows(lab)
    schema = lab.tables()
    bank = Bank(lab.source / "data" / "ecb" / "eurofxref-hist.csv")
    for name in lab.examples():
        Answers(lab, name, World(Folder.read(lab.example(name)), schema, bank)).run()
    lab.checks.finish()


if __name__ == "__main__":
    main()
