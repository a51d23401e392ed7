#!/usr/bin/env python3
"""Plans, what-ifs and risk on a small programme that is worked out by hand, and what must hold on any programme.

The programme: a depot D, a crossing X and a site S; a road D-X and a road X-S, a week and 10 t a week each. A ship yard Z
that nothing leaves. Report date Monday 2031-06-30, which is week 27.

  C1  10 t, priority 1, ready W27, due W29     goes first: D W27, X W28, S W29, on time
  C2  10 t, priority 3, ready W27, due W29     waits a week for the roads: S W30, a week late
  C3   5 t, priority 4, ready W27, due W28     cannot be in time on any road: S W31, three weeks late
  C4   5 t, its fund is nowhere               unfunded, does not arrive
  C5   5 t, from Z                            no path
  C6   tonnes not reported                    cannot be planned

On time: 8 x 10 = 80. Lateness of what arrives: 2 x 10 x 1 + 1 x 5 x 3 = 35. Cost: 25 t x (10 + 5) EUR = 375 EUR.
"""
from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from decimal import Decimal
from pathlib import Path

from support import Folder, Lab

MONDAY = "2031-06-30"
COLUMNS = {
    "nodes": "id name kind handling_t_week storage_t label",
    "links": "id from to mode transit_days capacity_t_week cost_per_t currency label",
    "consignments": "id of_kind of origin destination ready due priority lots tonnes label",
    "allocations": "id donors date",
    "funding": "from_kind from to_kind to share",
    "parties": "id name kind",
    "readers": "id ceiling attributes",
    "closures": "place from until share_left",
}


def small() -> Folder:
    rows = {
        "parties": ["P Party government"],
        "nodes": ["D Depot depot", "X Crossing crossing", "S Site site", "Z Yard site"],
        "links": ["L1 D X road 7 10 10 EUR", "L2 X S road 7 10 5 EUR"],
        "allocations": [f"A4 P {MONDAY}"],
        "funding": ["fund F-NONE allocation A4 1"],
        "consignments": ["C1 - - D S 2031-W27 2031-W29 1 - 10", "C2 - - D S 2031-W27 2031-W29 3 - 10",
                         "C3 - - D S 2031-W27 2031-W28 4 - 5", "C4 allocation A4 D S 2031-W27 2031-W29 4 - 5",
                         "C5 - - Z S 2031-W27 2031-W29 4 - 5", "C6 - - D S 2031-W27 2031-W29 4 - -"],
        "readers": ["press PUBLIC -"],
        "closures": [],
    }
    folder = Folder({"name": "small", "servanda": {"name": "Small", "recipients": ["UA"], "reporting_currency": "EUR",
                                                  "report_date": MONDAY, "delivered": "signed", "label": "PUBLIC"}})
    for table, columns in COLUMNS.items():
        folder.columns[table] = columns.split()
        folder.rows[table] = []
        for row in rows[table]:
            cells = dict.fromkeys(folder.columns[table], "")
            cells.update((column, "" if cell == "-" else cell) for column, cell in zip(folder.columns[table], row.split()))
            folder.rows[table].append(cells)
    return folder


def line(plan: dict, consignment: str) -> dict:
    return next((row for row in plan["schedule"] if row["consignment"] == consignment), {})


def level(plan: dict, name: str) -> Decimal:
    return next((Decimal(row["value"]) for row in plan["levels"] if row["name"] == name), Decimal(-1))


class Planning:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.folder = small().write(lab.path())

    # ---- the small programme

    def plan_by_hand(self) -> None:
        plan = self.lab.json("plan", self.folder)
        if not plan:
            return
        arrives = {row["consignment"]: row["arrives"] for row in plan["schedule"]}
        self.checks.equal("arrivals are as worked out by hand", arrives,
                          {"C1": "2031-W29", "C2": "2031-W30", "C3": "2031-W31", "C4": None, "C5": None})
        late = {row["consignment"]: row["late_weeks"] for row in plan["schedule"] if row["arrives"]}
        self.checks.equal("weeks late are as worked out by hand", late, {"C1": 0, "C2": 1, "C3": 3})
        legs = [(leg["link"], leg["depart"], leg["arrive"], leg["tonnes"]) for leg in line(plan, "C1")["legs"]]
        self.checks.equal("the first goes at once", legs, [("L1", "2031-W27", "2031-W28", "10"),
                                                           ("L2", "2031-W28", "2031-W29", "10")])
        self.checks.equal("on time", level(plan, "on_time"), Decimal(80))
        self.checks.equal("cost", level(plan, "cost"), Decimal(375))
        self.checks.that("the plan is checked", plan["checked"] is True)
        reasons = {row["consignment"]: row["reason_kind"] for row in plan["schedule"]}
        self.checks.equal("a reason for each late or short line", reasons,
                          {"C1": None, "C2": "capacity", "C3": reasons.get("C3"), "C4": "unfunded", "C5": "no_path"})
        self.checks.that("what no road does in time is transit, or waits for the roads",
                         reasons.get("C3") in ("transit", "capacity"), reasons)
        self.checks.that("the capacity is that of a road in its weeks",
                         (line(plan, "C2")["reason"] or "").startswith("capacity(link L"), line(plan, "C2")["reason"])
        self.checks.equal("of a link", {row["of"] for row in line(plan, "C2")["reasons"]}, {"link"})
        self.checks.equal("a reason without a place is of no limit", [row["of"] for row in line(plan, "C4")["reasons"]], [None])
        self.checks.equal("what lacks tonnes is listed", plan["unplanned"],
                          [{"consignment": "C6", "why": "tonnes not reported"}])
        self.checks.equal("arrivals by week", [(row["week"], row["place"], row["tonnes"]) for row in plan["arrivals"]],
                          [("2031-W29", "S", "10"), ("2031-W30", "S", "10"), ("2031-W31", "S", "5")])
        for row in plan["levels"]:
            better = Decimal(row["bound"]) - Decimal(row["value"])
            if row["name"] != "on_time":
                better = -better
            self.checks.that(f"no {row['name']} beyond its bound", better >= Decimal("-0.001"), row)

    def kinds_of_limits(self) -> None:
        """A reason says which limit of the place it means, in JSON and in the text."""
        limits = {"handling": ("nodes", 1, "handling_t_week", "5", "handling at X"), "storage": ("nodes", 1, "storage_t", "5", "storage at X"),
                  "hazardous": ("nodes", 1, "hazardous_t", "5", "hazardous goods at X"), "link": ("links", 0, "capacity_t_week", "5", "link L1"),
                  "resource": ("resources", 0, "amount", "5", "resource VANS"), "minimum": ("links", 0, "min_t_week", "30", "below_minimum(L1")}
        for of, (table, row, column, value, text) in limits.items():
            folder = small()
            folder.columns |= {"nodes": folder.columns["nodes"] + ["hazardous_t"], "links": folder.columns["links"] + ["min_t_week", "permit_days"],
                               "resources": ["resource", "week", "amount"], "uses": ["link", "resource", "per_t"],
                               "items": ["code", "class_of_supply"], "lines": ["of_kind", "of", "item", "quantity"]}
            folder.rows |= {"resources": [], "uses": [], "lines": [], "items": []}
            for link in folder.rows["links"]:
                link |= {"capacity_t_week": "40", "min_t_week": "", "permit_days": ""}
            for node in folder.rows["nodes"]:
                node["hazardous_t"] = ""
            folder.rows["consignments"] = [folder.rows["consignments"][0] | {"tonnes": "20"}]
            if of == "resource":
                folder.rows["resources"] = [{"resource": "VANS", "week": "2031-W27", "amount": value}]
                folder.rows["uses"] = [{"link": "L1", "resource": "VANS", "per_t": "1"}]
            else:
                folder.rows[table][row][column] = value
            if of == "hazardous":
                folder.rows["items"] = [{"code": "FUEL", "class_of_supply": "III"}]
                folder.rows["lines"] = [{"of_kind": "consignment", "of": "C1", "item": "FUEL", "quantity": "1"}]
            if of == "storage":  # what has to leave D before it may go on from X has no room to wait
                folder.rows["consignments"][0]["due"] = "2031-W30"
                folder.rows["links"][1]["permit_days"] = "14"
                folder.rows["closures"] = [{"place": "L1", "from": "2031-07-07", "until": "2031-12-31", "share_left": "0"}]
                folder.rows["resources"] = [{"resource": "VANS", "week": f"2031-W{week}", "amount": "40" if week == 27 else "0"} for week in range(27, 45)]
                folder.rows["uses"] = [{"link": "L1", "resource": "VANS", "per_t": "1"}]
            answer = self.lab.run("plan", folder.write(self.lab.path()), "--format", "json")
            reasons = [one for row in answer.json()["schedule"] for one in row["reasons"]] if answer.out else []
            told = [row["reason"] or "" for row in answer.json()["schedule"]] if answer.out else []
            self.checks.that(f"a limit of {of} is named", of in [one["of"] for one in reasons] and any(text in one for one in told), (reasons, told))

    def why_nothing(self) -> None:
        """Each way to a plan of nothing says why, with the figures that contradict each other."""
        def told(folder: Folder, *parts: str, printed: bool = False) -> None:
            answer = self.lab.run("plan", folder.write(self.lab.path()))
            self.checks.that(f"nothing to plan: {parts[0]}", answer.status == 4 and bool(answer.out) == printed
                             and all(part in answer.complaint for part in parts), (answer.status, answer.complaint))
        folder = small()
        folder.rows["consignments"] = folder.rows["consignments"][:3] + folder.rows["consignments"][5:]
        folder.rows["consignments"][0]["origin"] = "DD"
        folder.rows["consignments"][1]["destination"] = "SS"
        folder.rows["consignments"][2]["destination"] = "D"
        told(folder, "4 are open and cannot be planned", "1, origin is no node: C1 (its origin DD is no node; did you mean 'D'?)",
             "1, destination is no node: C2 (its destination SS is no node; did you mean 'S'?)", "1, origin is its destination: C3",
             "1, tonnes not reported: C6; add tonnes to consignments.csv")
        folder = small()
        folder.columns["events"] = "of_kind of stage classifier date place".split()
        folder.rows["events"] = [dict(zip(folder.columns["events"], ["consignment", row["id"], "confirmed", "actual", MONDAY, "S"]))
                                 for row in folder.rows["consignments"]]
        told(folder, "nothing is left to be planned: 6 consignments have arrived")
        folder = small()
        folder.columns["links"] = folder.columns["links"] + ["min_t_week"]
        for link in folder.rows["links"]:
            link["min_t_week"] = "100"
        told(folder, "nothing can be delivered until 2031-W41", "below_minimum(L1", "L1 runs with at least 100 t a week (min_t_week) or not at all, and has room for at most 10 t",
             "no_path: no link, or row of links, leads from Z to S", "C4: unfunded", "the fund that funding.csv names", printed=True)
        folder = small()
        folder.rows["consignments"] = [folder.rows["consignments"][0] | {"lots": "1", "tonnes": "12"}]
        told(folder, "at most 10 t of it a week, and a lot of it is 12 t", printed=True)

    def left_out(self) -> None:
        answer = self.lab.run("plan", self.folder)
        self.checks.that("what is left out of a plan is told, and why", answer.status == 0 and "note: 1 open consignment is left out of the plan"
                         in answer.complaint and "1, tonnes not reported: C6; add tonnes" in answer.complaint, answer.complaint)
        self.checks.equal("not with --quiet", self.lab.run("plan", self.folder, "--quiet").err, b"")
        folder = small()
        folder.rows["consignments"][0]["origin"] = "DEPO"
        folder.rows["nodes"].append(folder.rows["nodes"][0] | {"id": "DEPOT", "label": "RESTRICTED"})
        seen = self.lab.run("plan", folder.write(self.lab.path()), "--planned-as", "owner", "--label-as", "press", "--format", "json")
        self.checks.that("and no reader learns of a place that they may not see", seen.status == 0 and "DEPOT" not in seen.text + seen.complaint,
                         seen.complaint)

    def horizon(self) -> None:
        plan = self.lab.json("plan", self.folder)
        self.checks.equal("how far the plan looks, and why", plan.get("horizon"),
                          {"until": "2031-W41", "weeks": 15, "rule": "12 weeks after the last due date"})
        self.checks.that("the table says so", "Looks until 2031-W41 (15 weeks): 12 weeks after the last due date" in self.lab.ok("plan", self.folder).text)
        for asked, until in (("3", "2031-W29"), ("2031-W30", "2031-W30"), ("2031-07-31", "2031-W31")):
            short = self.lab.json("plan", self.folder, "--horizon", asked)
            self.checks.equal(f"--horizon {asked}", (short.get("horizon") or {}).get("until"), until)
            self.checks.that("nothing arrives later", all((row["arrives"] or "") <= until for row in short.get("schedule", [])), short.get("schedule"))
        for wrong in ("0", "-3", "209", "1.5", "soon", "2030", "2036", "2031-06-20"):
            answer = self.lab.run("plan", self.folder, f"--horizon={wrong}")
            self.checks.that(f"--horizon {wrong} is bad usage", answer.status == 2 and "from 1 to 208" in answer.complaint and not answer.out,
                             (answer.status, answer.complaint))
        scenario = self.lab.path(".json")
        scenario.write_text(json.dumps({"name": "earlier", "changes": [{"set": "consignments", "field": "due", "to": "2031-W28"}]}))
        earlier = self.lab.json("whatif", self.folder, "--scenario", scenario)
        self.checks.equal("a what-if looks as far as the plan", ((earlier.get("horizon") or {}).get("weeks"), earlier.get("base", {}).get("horizon", {}).get("weeks")),
                          (15, 15))
        later = self.lab.json("whatif", self.folder, "--ready", "C1=2031-W33")
        self.checks.equal("or further, where what is asked needs it", (later.get("horizon") or {}), {"until": "2031-W45", "weeks": 19,
                                                                                                    "rule": "12 weeks after the last ready date"})
        table = self.lab.ok("whatif", self.folder, "--ready", "C1=2031-W33").text
        self.checks.that("which the table says", "4 weeks more, until 2031-W45" in " ".join(table.split()), table)

    def compared_columns(self) -> None:
        """A scenario that changes nothing keeps its column of changes."""
        same, shut = self.lab.path(".json"), self.lab.path(".json")
        same.write_text(json.dumps({"name": "idle", "changes": []}))
        shut.write_text(json.dumps({"name": "shut", "changes": [
            {"add": "closures", "row": {"place": "X", "from": "2031-07-07", "until": "2031-07-13", "share_left": "0"}}]}))
        table = self.lab.run("compare", self.folder, same, same, shut, columns=70).text
        differs = table[table.index("What differs"):table.index("What stays")]
        self.checks.equal("two columns of changes beside three scenarios", differs.count("change"), 2)
        self.checks.that("no change is 0, or the same", " 0 " in differs and "the same" in differs, differs)
        refused = self.lab.run("compare", self.folder, same, "nowhere.json")
        self.checks.that("a scenario that is not there is told before anything is planned",
                         refused.status == 3 and refused.complaint.startswith("servanda: nowhere.json: found no readable file"), refused.complaint)
        empty = self.lab.path(".json")
        empty.write_text(json.dumps({"name": "empty", "changes": [{"drop": "consignments"}]}))
        columns = self.lab.json("compare", self.folder, same, empty).get("columns", [])
        self.checks.equal("a course without anything to plan says so", [[row["section"] for row in column.get("missing", [])] for column in columns],
                          [["runway"], ["runway", "plan"]])
        table = " ".join(self.lab.ok("compare", self.folder, same, empty).text.split())
        self.checks.that("and the table", "empty has no figures of plan: a plan needs consignments, places and links, and this programme has no consignments" in table, table)

    def formats(self) -> None:
        table = self.lab.ok("plan", self.folder)
        self.checks.that("the table has the schedule", "Schedule" in table.text and "unfunded" in table.text, table.text)
        self.checks.that("what does not arrive is not late by nothing", "never" in table.text, table.text)
        self.checks.that("and nothing of whole lots where there are none", "before whole lots" not in table.text, table.text)
        lots = small()
        lots.rows["consignments"][0]["lots"] = "1"
        self.checks.that("as where there are", "before whole lots" in self.lab.ok("plan", lots.write(self.lab.path())).text)
        sheet = self.lab.ok("plan", self.folder, "--format", "csv")
        self.checks.that("the CSV has the schedule", "\nC1,D,S,1,10," in sheet.text, sheet.text)
        first = self.lab.ok("plan", self.folder, "--format", "json").out
        second = self.lab.ok("plan", self.folder, "--format", "json", "--threads", "2").out
        self.checks.equal("the same bytes on two threads", second, first)

    def what_if(self) -> None:
        same = self.lab.json("whatif", self.folder, "--ready", "C1=2031-W27")
        self.checks.equal("a what-if that changes nothing changes nothing", (same.get("changed"), same.get("asks_nothing")), ([], True))
        for nothing in (("--close", "X:2031-W01..2031-W05"), ("--close", "X:2036-W01..2036-W05"), ("--ready", "C6=2031-W30")):
            table = " ".join(self.lab.ok("whatif", self.folder, *nothing).text.split())
            self.checks.that(f"{nothing} asks nothing, and the answer says so", "What is asked changes nothing that is planned" in table, table)
        nothing = self.lab.folder / "nothing.json"
        nothing.write_text(json.dumps({"name": "nothing", "changes": [{"scale": "funds", "field": "amount", "by": "1"}]}), encoding="utf-8")
        risk = self.lab.json("risk", self.folder, "--exact", "0", "--scenario", nothing)
        self.checks.equal("risk under a scenario that asks nothing says so", risk.get("asks_nothing"), True)
        table = " ".join(self.lab.ok("risk", self.folder, "--exact", "0", "--scenario", nothing).text.split())
        self.checks.that("and the table", "The scenario changes nothing that is planned" in table, table)
        self.checks.that("risk without a scenario asks nothing of one", "asks_nothing" not in self.lab.json("risk", self.folder, "--exact", "0"))
        columns = self.lab.json("compare", self.folder, nothing).get("columns", [])
        self.checks.that("compare says of what a scenario changes nothing", "plan" in columns[-1].get("changes_nothing_of", []), columns)
        # X shut in W28: C1 passes a week later, everything behind it too.
        shut = self.lab.json("whatif", self.folder, "--close", "X:2031-W28..2031-W28")
        self.checks.equal("which asks something", shut.get("asks_nothing"), False)
        is_ = {row["consignment"]: (row["was"], row["is"], row["slips"], row["pays"]) for row in shut.get("changed", [])}
        self.checks.equal("what a closed crossing moves", is_,
                          {"C1": ("2031-W29", "2031-W30", 1, True), "C2": ("2031-W30", "2031-W31", 1, True),
                           "C3": ("2031-W31", "2031-W32", 1, True)})
        self.checks.that("it says that the crossing is closed, not full", any("X closed" in (row["reason"] or "") for row in shut.get("changed", [])), shut.get("changed"))
        self.checks.that("of what was to pass it then, and of who pays for that", {row["through"] for row in shut.get("changed", [])} >= {"X"}, shut.get("changed"))
        legs = [(leg["link"], leg["depart"]) for row in shut.get("schedule", []) if row["consignment"] == "C1" for leg in row["legs"]]
        self.checks.equal("and shows the timetable then", legs and legs[-1], ("L2", "2031-W29"))
        wide = self.lab.json("whatif", self.folder, "--capacity", "L1=+100%", "--capacity", "L2=20")
        is_ = {row["consignment"]: row["is"] for row in wide.get("changed", [])}
        self.checks.equal("two at once: both go together", is_, {"C2": "2031-W29", "C3": "2031-W30"})
        way = self.lab.json("whatif", self.folder, "--add-link", "Z:S:mode=sea,transit_days=7,capacity_t_week=5")
        self.checks.that("a link more gives C5 its way", [row["consignment"] for row in way.get("changed", [])
                                                          if row["is"] == "2031-W28"] == ["C5"], way.get("changed"))
        slow = self.lab.json("whatif", self.folder, "--add-link", "Z:S:mode=sea,transit_days=49,capacity_t_week=5")
        self.checks.equal("and does not pay, if it comes late", [(row["consignment"], row["is"], row["late_weeks"], row["pays"]) for row in slow.get("changed", [])],
                          [("C5", "2031-W34", 5, False)])
        scenario = self.lab.path(".json")
        scenario.write_text(json.dumps({"name": "shut", "changes": [
            {"add": "closures", "row": {"place": "X", "from": "2031-07-07", "until": "2031-07-13", "share_left": "0"}}]}))
        by_file = self.lab.json("whatif", self.folder, "--scenario", scenario)
        self.checks.equal("a scenario file says the same as the option", by_file.get("changed"), shut.get("changed"))
        beside = self.lab.json("compare", self.folder, scenario, scenario)
        told = {row["figure"]: row["values"] for row in beside.get("rows", [])}
        self.checks.equal("courses side by side are planned as the what-if plans them",
                          {level["name"]: told.get(level["name"]) for level in by_file.get("levels", [])},
                          {level["name"]: [level["value"]] * 2 for level in by_file.get("levels", [])})

    def limits_of_a_node(self) -> None:
        """Of a node each limit is changed by its name; a handling that nobody stated is not made up."""
        folder = small()
        folder.rows["nodes"][1]["handling_t_week"] = ""
        path = folder.write(self.lab.path())
        for asked in ("X=20", "X.storage=+10%", "X.room=5", "X.ramp=5"):
            refused = self.lab.run("whatif", path, "--capacity", asked)
            self.checks.that(f"--capacity {asked} is bad usage", refused.status == 2 and "X" in refused.complaint and not refused.out, (refused.status, refused.complaint))
        less = self.lab.json("whatif", path, "--capacity", "X.handling=5")
        self.checks.that("a handling that is asked for by name holds", any("handling at X" in (row["reason"] or "") for row in less.get("changed", [])), less.get("changed"))

    def closed_depot(self) -> None:
        """What stands in a closed depot stays there, by the book, by --close and by risk, with and without a handling."""
        for handling in ("", "50"):
            folder = small()
            folder.rows["nodes"][0]["handling_t_week"] = handling
            path = folder.write(self.lab.path())
            risk = {row["place"]: row for row in self.lab.json("risk", path).get("places", [])}
            at = risk["D"]
            shut = self.lab.json("whatif", path, "--close", f"D:{at['closed']['from']}..{at['closed']['until']}")
            lost = level(shut.get("base", {"levels": []}), "on_time") - level(shut, "on_time")
            self.checks.equal("risk and whatif say the same of a closed depot", (at["method"], Decimal(at["on_time_lost"])), ("re_planned", lost))
            self.checks.that("which loses something", lost > 0, shut.get("levels"))

    def unknown_places(self) -> None:
        """What closes, limits or changes nothing, as it names what is not there, is refused where a scenario adds it, and else said."""
        def scenario(change: dict) -> Path:
            file = self.lab.path(".json")
            file.write_text(json.dumps({"name": "odd", "changes": [change]}))
            return file
        shut = scenario({"add": "closures", "row": {"place": "L3", "from": "2031-W28", "until": "2031-W28", "share_left": "0"}})
        limited = scenario({"add": "uses", "row": {"link": "L1", "resource": "VANS", "per_t": "1"}})
        for file, found in ((shut, "did you mean 'L1'"), (limited, "found 'VANS', expected the id of a resource with an amount")):
            for arguments in (("whatif", self.folder, "--scenario", file), ("plan", self.folder, "--scenario", file),
                              ("risk", self.folder, "--scenario", file), ("compare", self.folder, file)):
                refused = self.lab.run(*arguments)
                self.checks.that(f"{arguments[0]} refuses a scenario of what is not there", refused.status == 3 and not refused.out
                                 and "scenario 'odd': change 1: " in refused.complaint and found in refused.complaint, (refused.status, refused.complaint))
        idle = scenario({"scale": "links", "where": {"id": "L3"}, "field": "capacity_t_week", "by": "2"})
        told = "scenario 'odd': change 1 means no entry of links: id 'L3'; did you mean 'L1'?"
        self.checks.equal("a change that means no entry is said", self.lab.json("whatif", self.folder, "--scenario", idle).get("notes"), [told])
        for verb in ("plan", "status"):
            self.checks.that(f"and by {verb}", told in self.lab.run(verb, self.folder, "--scenario", idle).complaint)
        folder = small()
        folder.columns |= {"resources": ["resource", "week", "amount"], "uses": ["link", "resource", "per_t"]}
        folder.rows |= {"resources": [], "uses": [{"link": "L1", "resource": "VANS", "per_t": "1"}, {"link": "L7", "resource": "CRANE", "per_t": "1"}]}
        folder.rows["closures"] = [{"place": "XX", "from": "2031-W28", "until": "2031-W28", "share_left": "0"}]
        notes = ["closures.csv: 'XX' is neither a node nor a link here", "uses.csv: resource VANS has no amount", "uses.csv: CRANE is used by L7"]
        strange = folder.write(self.lab.path())
        book = self.lab.path(".book")
        for arguments in (("import", book, strange), ("plan", strange), ("risk", strange), ("whatif", strange, "--ready", "C1=2031-W28")):
            answer = self.lab.run(*arguments)
            self.checks.that(f"{arguments[0]} names what closes and limits nothing", answer.status == 0 and all(note in answer.complaint for note in notes),
                             answer.complaint)
        self.checks.equal("and risk in its answer", len(self.lab.json("risk", strange).get("notes", [])), 3)

    def ended_runs(self) -> None:
        """A run has one time limit: of what was not planned within it there are no figures, and the answer says so."""
        limit = ("--time-limit", "0.0001")
        what_if = self.lab.json("whatif", self.folder, "--close", "X:2031-W28", *limit)
        self.checks.equal("no what-if against an unfinished plan", [what_if.get(name) for name in ("finished", "status", "changed", "unchanged", "levels")],
                          [False, "time_limit", [], None, []])
        self.checks.equal("whose status is told", (what_if.get("base") or {}).get("status"), "time_limit")
        risk = self.lab.json("risk", self.folder, *limit)
        self.checks.equal("risk screens an unfinished plan, says so and plans nothing anew",
                          (risk.get("status"), {(row["method"], row["status"], row["on_time_lost"] is None) for row in risk.get("places", [])} - {("rerouted", None, False)}),
                          ("time_limit", set()))
        same = self.lab.path(".json")
        same.write_text(json.dumps({"name": "idle", "changes": []}))
        beside = self.lab.json("compare", self.folder, same, same, *limit)
        self.checks.equal("unfinished plans are not compared", [(column["plan_status"], [row["section"] for row in column["missing"]]) for column in beside.get("columns", [])],
                          [("time_limit", ["runway", "plan"])] * 2)
        self.checks.equal("nor shown", [row for row in beside.get("rows", []) if row["section"] == "plan"], [])
        plan = self.lab.json("plan", self.folder, "--exact", "9", *limit)
        self.checks.equal("nothing is worth anything against an unfinished plan",
                          {(one["status"], one["on_time"]) for row in plan.get("bottlenecks", []) for one in row["exact"]} - {("time_limit", None)}, set())
        file = self.lab.path(".json")
        file.write_text(json.dumps({"budget": 6, "options": [{"id": "WIDE", "cost": "5", "widen": [{"place": "L1", "by": 10}]}]}))
        sites = self.lab.json("industry", self.folder, "--site-options", file, *limit)
        self.checks.equal("nor an option", [sites.get(name, 0) for name in ("status", "proven", "none", "sets", "options")], ["time_limit", False, None, [], []])
        self.checks.equal("else all was planned", self.lab.json("industry", self.folder, "--site-options", file).get("status"), "optimal")

    def exact_worth(self) -> None:
        """Both roads are full one after the other: the prices of one are its worth if the other had room, a tonne more alone is worth nothing."""
        priced = self.lab.json("plan", self.folder)
        self.checks.that("prices alone by default", all(row["exact"] == [] for row in priced.get("bottlenecks", [])), priced.get("bottlenecks"))
        plan = self.lab.json("plan", self.folder, "--exact", "9")
        gains = [(one["more"], one["on_time"], one["lateness"]) for row in plan.get("bottlenecks", []) for one in row["exact"]]
        self.checks.equal("one road wider is worth nothing", sorted(set(gains)), [("1", "0", "0"), ("10", "0", "0")])
        self.checks.equal("and the plan is the same", plan.get("schedule"), priced.get("schedule"))
        # Everything is late, and each more of the crane would be worth more than that, if prices were to be believed.
        crane = small()
        crane.columns |= {"resources": ["resource", "week", "amount"], "uses": ["link", "resource", "per_t"]}
        crane.rows |= {"resources": [{"resource": "CRANE", "week": "2031-W27", "amount": "0.01"}], "uses": [{"link": "L1", "resource": "CRANE", "per_t": "0.01"}]}
        crane.rows["consignments"] = [crane.rows["consignments"][0] | {"tonnes": "8", "due": "2031-W20"}]
        worths = self.lab.json("plan", crane.write(self.lab.path()))
        self.checks.that("nothing is worth more than all that is late", worths.get("bottlenecks") and all(Decimal(row["price"]) <= level(worths, "lateness") for row in worths["bottlenecks"]),
                         (worths.get("bottlenecks"), worths.get("levels")))
        # X-S alone: C2 in time with 10 t more, 16 weighted tonnes; with 1 t more a tonne of it.
        one_road = small()
        one_road.rows["links"][0]["capacity_t_week"] = "40"
        plan = self.lab.json("plan", one_road.write(self.lab.path()), "--exact", "1")
        row = (plan.get("bottlenecks") or [{}])[0]
        self.checks.equal("a road wider is worth what its price says", (row.get("place"), [(one["more"], one["on_time"]) for one in row.get("exact", [])]),
                          ("L2", [("1", "2"), ("10", "20")]))

    def risk(self) -> None:
        risk = self.lab.json("risk", self.folder)
        share = {row["place"]: row["share"] for row in risk.get("places", [])}
        self.checks.equal("everything depends on every place", share, dict.fromkeys(["D", "X", "S", "L1", "L2"], "1"))
        self.checks.that("each says how it was judged",
                         all(row["method"] == "re_planned" for row in risk.get("places", [])), risk)
        lost = {row["place"]: Decimal(row["on_time_lost"]) for row in risk.get("places", [])}
        self.checks.equal("two weeks without the crossing lose the 80 on time", lost.get("X"), Decimal(80))
        self.checks.equal("one corridor", risk.get("concentration"), "1")
        shut = small()
        shut.rows["links"][0]["capacity_t_week"] = "0"
        refused = self.lab.run("risk", shut.write(self.lab.path()))
        self.checks.that("where nothing moves risk says why", refused.status == 4 and "nothing can be delivered until" in refused.complaint, refused.complaint)
        # X shut in W28 and W29: C1 arrives in W31, C2 in W32, C3 in W33: 16 x 10 + 6 x 10 + 5 x 5, less the 35 of the plan.
        added = {row["place"]: Decimal(row["lateness_added"]) for row in risk.get("places", [])}
        self.checks.equal("and what all behind it wait", added.get("X"), Decimal(210))

    def screened_risk(self) -> None:
        """Without exact re-plans: what passes in these weeks goes through what the others leave."""
        risk = self.lab.json("risk", self.folder, "--exact", "0")
        # C3 keeps its place in W31, so 5 t of C1 arrive beside it and 5 in W32, 5 of C2 in W32 and 5 in W33:
        # 8 x (5 x 2 + 5 x 3) + 2 x (5 x 3 + 5 x 4), less the 2 x 10 of the plan.
        found = {row["place"]: (row["method"], row["on_time_lost"], row["lateness_added"]) for row in risk.get("places", [])}
        self.checks.equal("what passes waits", found, dict.fromkeys(["D", "X", "S", "L1", "L2"], ("rerouted", "80", "250")))
        # 40 t, of which X-S brings 10 a week, 30 in time: two weeks of the road are lost for ever, 2 x 10 x 8.
        full = small()
        full.rows["links"][0]["capacity_t_week"] = "40"
        full.rows["consignments"] = [full.rows["consignments"][0] | {"tonnes": "40", "due": "2031-W31"}]
        folder = full.write(self.lab.path())
        for exact, method in (("0", "rerouted"), ("20", "re_planned")):
            rows = self.lab.json("risk", folder, "--exact", exact).get("places", [])
            found = {row["place"]: (row["method"], row["on_time_lost"]) for row in rows if row["place"] == "L2"}
            self.checks.equal(f"a full road, {method}", found, {"L2": (method, "160")})

    def site_options(self) -> None:
        """Twice the road brings C2 in time: 2 x 10 more. Half of it is worth nothing; what costs too much stays out."""
        wide = {"id": "WIDE", "name": "Both roads", "cost": "5", "widen": [{"place": "L1", "by": 10}, {"place": "L2", "by": 10}]}
        options = {"budget": "6", "options": [
            {"id": "HALF", "cost": "1", "widen": [{"place": "L1", "by": "10"}]}, wide,
            {"id": "BYPASS", "cost": "7", "lead_weeks": 1, "ramp": ["0.5", "1"], "add": [{"add": "links", "row": {
                "id": "L9", "from": "D", "to": "S", "mode": "road", "transit_days": "7", "capacity_t_week": "40"}}]}]}
        file = self.lab.path(".json")
        file.write_text(json.dumps(options))
        answer = self.lab.json("industry", self.folder, "--site-options", file)
        best = (answer.get("sets") or [{}])[0]
        self.checks.equal("both roads are widened", (best.get("open"), best.get("cost"), best.get("gain")), (["WIDE"], "5", "20"))
        self.checks.that("which is proven", answer.get("proven") is True, answer)
        self.checks.equal("and nothing is whole", [row.get("whole", 0) for row in answer.get("sets", [])], [None] * len(answer.get("sets", [])))
        lots = small()
        for row in lots.rows["consignments"]:
            row["lots"] = "1"
        whole = self.lab.json("industry", lots.write(self.lab.path()), "--site-options", file)
        self.checks.equal("whole lots too", (whole.get("sets") or [{}])[0].get("whole"),
                          {"on_time": "100", "gain": "20", "lateness": (whole.get("sets") or [{}])[0].get("lateness"),
                           "lateness_saved": (whole.get("sets") or [{}])[0].get("lateness_saved")})
        options["budget"] = "0.5"  # nothing can be opened
        file.write_text(json.dumps(options))
        table = self.lab.ok("industry", self.folder, "--site-options", file, "--time-limit", "60").text
        self.checks.equal("nothing opened stands there once", table.count("nothing  "), 1)
        self.checks.that("and lots are told to be split", "lots are split" in " ".join(table.split()), table)
        for arguments in (["--site-options", file, "--time-limit", "soon"], ["--time-limit", "5"]):
            refused = self.lab.run("industry", self.folder, *arguments)
            self.checks.that(f"industry {arguments} is bad usage", refused.status == 2 and "--time-limit" in refused.complaint, refused.complaint)
        worth = {row["id"]: (row["chosen"], row["worth"]) for row in answer.get("options", [])}
        self.checks.equal("what each is worth", worth, {"HALF": (False, "0"), "WIDE": (True, "20"), "BYPASS": (False, "0")})
        for change, found in ((("cost", "much"), "much"), (("widen", [{"place": "NOWHERE", "by": 1}]), "NOWHERE"), (("speed", 1), "speed")):
            file.write_text(json.dumps({"budget": 6, "options": [wide | dict([change])]}))
            refused = self.lab.run("industry", self.folder, "--site-options", file)
            self.checks.that(f"site options with {change} are bad input", refused.status == 3 and found in refused.complaint and file.name in refused.complaint,
                             (refused.status, refused.complaint))

        for text, found in (('{"budget": 6, "options": []}', "found an empty list"), ('{"budget": 6,\n "options": [,]}', f"{file.name}:2")):
            file.write_text(text)
            refused = self.lab.run("industry", self.folder, "--site-options", file)
            self.checks.that(f"site options {text}", refused.status == 3 and found in refused.complaint, refused.complaint)

    def plant_options(self) -> None:
        """The depot makes one vehicle a day from Monday on: C1, C2 wait for seven each; twice as many bring C2 a week sooner."""
        plant = small()
        plant.rows["items"] = [{"code": "T", "unit": "vehicle"}]
        plant.rows["lines"] = [{"of_kind": "consignment", "of": of, "item": "T", "quantity": "7"} for of in ("C1", "C2")]
        plant.rows["ramps"] = [{"place": "D", "month": "2031-07", "capacity": "31", "unit": "vehicle/month", "classifier": "actual"}]
        for table in ("items", "lines", "ramps"):
            plant.columns[table] = list(plant.rows[table][0])
        file = self.lab.path(".json")
        shift = {"id": "SHIFT", "cost": "1", "widen": [{"place": "D.ramp", "by": "31"}]}
        folder = plant.write(self.lab.path())
        file.write_text(json.dumps({"budget": 9, "options": [shift, shift | {"id": "LATE", "lead_weeks": 30}]}))
        answer = self.lab.json("industry", folder, "--site-options", file)
        best = (answer.get("sets") or [{}])[0]
        self.checks.that("a shift more brings what waits for it sooner", best.get("open") == ["SHIFT"] and float(best.get("lateness_saved", 0)) > 0, answer)
        halves = shift | {"id": "HALVES", "widen": [{"place": "D.ramp", "by": "15"}, {"place": "D.ramp", "by": "16"}]}
        file.write_text(json.dumps({"budget": 9, "options": [halves]}))
        stepped = self.lab.json("industry", folder, "--site-options", file)
        self.checks.equal("in two steps as in one", [row.get("lateness") for row in stepped.get("sets", [])[:1]], [best.get("lateness")])
        self.checks.that("and never both", all(len(row["open"]) < 2 for row in answer.get("sets", [])), answer)
        file.write_text(json.dumps({"budget": 9, "options": [shift | {"widen": [{"place": "X.ramp", "by": 1}]}]}))
        refused = self.lab.run("industry", folder, "--site-options", file)
        file.write_text(json.dumps({"budget": 9, "options": [shift | {"add": [{"add": "links", "row": {
            "id": "L1", "from": "D", "to": "S", "mode": "road", "capacity_t_week": "1"}}]}]}))
        taken = self.lab.run("industry", folder, "--site-options", file)
        self.checks.that("an id that is taken is refused", taken.status == 3 and "'L1'" in taken.complaint and file.name in taken.complaint, taken.complaint)
        self.checks.that("a place without a ramp makes nothing", refused.status == 3 and "'X.ramp'" in refused.complaint and "ramps.csv" in refused.complaint, refused.complaint)

    def usage(self) -> None:
        for arguments in (["--close", "X:W28"], ["--capacity", "X=+20%"], ["--capacity", "L1=fast"], ["--ready", "C1=soon"],
                          ["--add-link", "Z:S"], []):
            answer = self.lab.run("whatif", self.folder, *arguments)
            self.checks.that(f"whatif {arguments} is bad usage", answer.status == 2 and "expected" in answer.complaint,
                             (answer.status, answer.complaint))
        self.no_sense()
        for verb in ("plan", "whatif", "risk", "compare"):
            told = self.lab.ok(verb, "--help").text
            missing = [one for one in ("capacity", "below_minimum", "not_ready", "ramp", "unfunded", "crew", "transit", "permit", "no_path", "given_up") if one not in told]
            self.checks.equal(f"{verb} --help names all reasons", missing, [])
        for verb in ("risk", "plan"):
            answer = self.lab.run(verb, self.folder, "--exact", "-1")
            self.checks.that(f"{verb} --exact -1 is bad usage", answer.status == 2 and "--exact" in answer.complaint, (answer.status, answer.complaint))
        answer = self.lab.run("whatif", self.folder, "--add-link", "Z:S:mode=balloon")
        self.checks.that("an unknown mode is bad input", answer.status == 3, answer.complaint)
        answer = self.lab.run("plan", self.folder, "--gap", "much")
        self.checks.that("a gap that is no number is bad usage", answer.status == 2, answer.complaint)

    def no_sense(self) -> None:
        """What is well formed and does not fit the programme is bad input; the complaint names the option, and what to do."""
        for arguments, mend in ((["--close", "NOWHERE:2031-W28..2031-W29"], "lists them"), (["--close", "L3:2031-W28"], "did you mean 'L1'"),
                                (["--close", "X:2031-W29..2031-W28"], "exchange"), (["--close", "X:2031-W28..2031-W29=2"], "=0.5"),
                                (["--close", "X:2031-W28..2031-W29=-1"], "=0.5"), (["--capacity", "L1=-5"], "-10%"),
                                (["--capacity", "L1=-120%"], "-100%"), (["--ready", "C9=2031-W28"], "did you mean 'C1'"),
                                (["--add-link", "D:D:mode=road"], "correct"), (["--add-link", "D:S:speed=9"], "tables links")):
            answer = self.lab.run("whatif", self.folder, *arguments)
            self.checks.that(f"whatif {arguments} is bad input", answer.status == 3 and not answer.out and "expected" in answer.complaint
                             and arguments[0] in answer.complaint and mend in answer.complaint, (answer.status, answer.complaint))
        for change, column in (({"scale": "closures", "field": "share_left", "by": "3"}, "share_left"),
                               ({"scale": "consignments", "field": "priority", "by": "0.1"}, "priority"),
                               ({"add": "links", "row": {"id": "L9", "from": "D", "to": "D"}}, "column to")):
            scenario = self.lab.path(".json")
            shut = {"add": "closures", "row": {"place": "X", "from": "2031-W28", "until": "2031-W28", "share_left": "0.5"}}
            scenario.write_text(json.dumps({"name": "odd", "changes": [shut, change]}))
            answer = self.lab.run("plan", self.folder, "--scenario", scenario)
            self.checks.that(f"a scenario that makes no sense of {column}", answer.status == 3 and not answer.out and column in answer.complaint
                             and "correct" in answer.complaint, (answer.status, answer.complaint))

    def nothing_to_plan(self) -> None:
        bare = small()
        for table in ("nodes", "links"):
            bare.rows[table] = []
        answer = self.lab.run("plan", bare.write(self.lab.path()))
        self.checks.that("without links: 4, and a sample of the table",
                         answer.status == 4 and "id,from,to,mode" in answer.complaint and "id,origin" not in answer.complaint, (answer.status, answer.complaint))
        bare.rows["consignments"] = []
        answer = self.lab.run("plan", bare.write(self.lab.path()))
        self.checks.that("without consignments: 4, and a sample of the table",
                         answer.status == 4 and "id,origin,destination" in answer.complaint,
                         (answer.status, answer.complaint))

    # ---- what must hold on any programme

    def accept(self) -> None:
        answer = self.lab.run("plan", self.folder, "--accept")
        self.checks.that("a folder keeps no plan", answer.status == 2 and ".book" in answer.complaint, answer.complaint)
        book = self.lab.path(".book")
        self.lab.ok("import", book, self.folder)
        before = self.lab.ok("plan", book, "--format", "json").out
        self.lab.ok("plan", book, "--accept")
        self.lab.ok("plan", book, "--accept")
        out = self.lab.path()
        self.lab.ok("export", book, "--to", "folder", "-o", out)
        kept = Folder.read(out).rows.get("plans", [])
        self.checks.equal("the same plan is kept once", len(kept), 1)
        if kept:
            content = json.loads(kept[0]["content"])
            self.checks.equal("the plan is kept whole", content["schedule"], json.loads(before)["schedule"])
            self.checks.that("the engine is named", kept[0]["engine"].startswith("servanda-plan"), kept[0]["engine"])
        self.lab.ok("verify", book)

    def renamed(self) -> None:
        """Another name for everything, in another order of the alphabet, is the same plan under other names."""
        for name, folder in (("small", small()), ("coalition", Folder.read(self.lab.example("coalition")))):
            ids = [row["id"] for table in ("nodes", "links", "consignments") for row in folder.rows[table]]
            shuffled = list(range(len(ids)))
            self.lab.random.shuffle(shuffled)
            new = {old: f"N{number:05d}" for old, number in zip(ids, shuffled)}
            renamed = folder.copy()
            for rows in renamed.rows.values():
                for row in rows:
                    for column, value in row.items():
                        if column not in ("note", "evidence", "description", "claim", "binding", "figure", "text") and value in new:
                            row[column] = new[value]
            plan = self.lab.json("plan", folder.write(self.lab.path()))
            other = self.lab.json("plan", renamed.write(self.lab.path()))
            self.checks.equal(f"{name}: the levels do not know names", other.get("levels"), plan.get("levels"))
            arrivals = {(new[row["consignment"]], row["part"]): row["arrives"] for row in plan.get("schedule", [])}
            self.checks.equal(f"{name}: renaming everything renames the plan",
                              {(row["consignment"], row["part"]): row["arrives"] for row in other.get("schedule", [])}, arrivals)

    def readers(self) -> None:
        folder = small()
        folder.rows["consignments"][1]["label"] = "RESTRICTED"
        path = folder.write(self.lab.path())
        answer = self.lab.json("plan", path, "--planned-as", "owner", "--label-as", "press")
        self.checks.equal("a reader sees the lines that they may see",
                          [row["consignment"] for row in answer.get("schedule", [])], ["C1", "C3", "C4", "C5"])
        self.checks.equal("as the owner planned them", line(answer, "C3").get("arrives"), "2031-W31")
        hidden = {key: answer.get(key) for key in ("levels", "use", "arrivals", "bottlenecks", "readiness", "notes")}
        self.checks.that("and not how far it looks", answer.get("horizon", "absent") is None, answer.get("horizon"))
        self.checks.equal("and no totals or prices above their label", hidden, dict.fromkeys(hidden, []))
        table = self.lab.ok("plan", path, "--planned-as", "owner", "--label-as", "press").text
        self.checks.that("which is said", answer.get("withheld") is True and "Withheld:" in table and "none" not in table.split("Schedule")[0], table)
        without = small()
        del without.rows["consignments"][1]
        seen = self.lab.json("plan", path, "--label-as", "press")
        bare = self.lab.json("plan", without.write(self.lab.path()))
        self.checks.equal("planned as the reader, the hidden line never was", seen, bare)

    def interrupt(self) -> None:
        """Ctrl-C ends with the best plan so far and its bound."""
        folder = small()
        folder.rows["nodes"] = [dict.fromkeys(folder.columns["nodes"], "") | {"id": f"N{i}", "kind": "depot"} for i in range(60)]
        folder.rows["links"] = []
        pick = self.lab.random
        for i in range(59):
            for j in {i + 1, min(59, i + pick.randint(2, 6)), min(59, i + pick.randint(2, 9))}:
                folder.rows["links"].append(dict.fromkeys(folder.columns["links"], "") | {
                    "id": f"L{i}-{j}", "from": f"N{i}", "to": f"N{j}", "mode": "road", "transit_days": str(pick.randint(1, 9)),
                    "capacity_t_week": str(pick.randint(40, 90)), "cost_per_t": str(pick.randint(1, 60)), "currency": "EUR"})
        folder.rows["consignments"] = []
        for k in range(6000):
            i = pick.randint(0, 40)
            week = pick.randint(27, 50)
            folder.rows["consignments"].append(dict.fromkeys(folder.columns["consignments"], "") | {
                "id": f"K{k}", "origin": f"N{i}", "destination": f"N{pick.randint(i + 5, 59)}", "ready": f"2031-W{week}",
                "due": f"2032-W{pick.randint(1, 20):02d}", "priority": str(pick.randint(1, 4)), "tonnes": str(pick.randint(1, 40))})
        path = folder.write(self.lab.path())
        started = time.monotonic()
        running = subprocess.Popen([self.lab.program, "plan", str(path), "--format", "json"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(4)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
        if running.returncode == 0 and json.loads(out)["status"] not in ("interrupted",):
            self.checks.skip(f"planned within {time.monotonic() - started:.0f} s, before it could be interrupted")
            return
        self.checks.equal("Ctrl-C ends in order", running.returncode, 0)
        plan = json.loads(out) if running.returncode == 0 else {}
        self.checks.that("with a plan that is checked", plan.get("checked") is True, err.decode()[-500:])
        self.checks.that("and a bound", all(row["bound"] for row in plan.get("levels", [])) and plan.get("levels"))
        limited = self.lab.json("plan", path, "--time-limit", "2", "--quiet")
        self.checks.that("a time limit ends with the best plan so far", limited.get("status") in ("time_limit", "optimal", "gap"),
                         limited.get("status"))

    def examples(self) -> None:
        plan = self.lab.json("plan", self.lab.example("coalition"))
        self.checks.that("coalition plans, checked", plan.get("checked") is True and len(plan.get("schedule", [])) > 20)
        late = [row for row in plan.get("schedule", []) if row["late_weeks"] > 0 or row["short_tonnes"] != "0"]
        self.checks.that("coalition: every late or short line has its reason", all(row["reason"] for row in late), late[:2])
        ukraine = self.lab.run("plan", self.lab.example("ukraine"))
        self.checks.that("a real programme without any of the tables asks for all at once", ukraine.status == 4 and "neither consignments nor links" in ukraine.complaint
                         and all(f"{table}.csv\n" in ukraine.complaint for table in ("consignments", "nodes", "links")), ukraine.complaint)
        inferred = self.lab.run("network", "infer", self.lab.example("ukraine"), "-o", self.lab.path())
        self.checks.that("and nothing can be inferred of it, which is not to infer it", inferred.status == 4 and "nothing to read links off" in inferred.complaint
                         and "network infer`" not in inferred.complaint, inferred.complaint)

    def infer(self) -> None:
        out = self.lab.path()
        self.lab.ok("network", "infer", self.lab.example("health-supplies"), "-o", out)
        tables = ("nodes.csv", "links.csv", "consignments.csv")
        for name in ("network.json", *tables):
            self.checks.that(f"network infer writes {name}", (out / name).is_file())
        answer = self.lab.run("network", "infer", self.lab.example("coalition"), "-o", self.lab.path())
        self.checks.equal("nothing is inferred over stated links", answer.status, 4)
        if not self.lab.quick:
            by_file = self.lab.json("plan", self.lab.example("health-supplies"), "--scenario", out / "network.json",
                                    "--gap", "0.01")
            self.checks.that("health-supplies plans on the inferred network", by_file.get("checked") is True)
            by_hand = self.lab.path()
            shutil.copytree(self.lab.example("health-supplies"), by_hand)
            for name in tables:
                shutil.copy(out / name, by_hand / name)
            by_tables = self.lab.json("plan", by_hand, "--gap", "0.01")
            self.checks.equal("and alike on its tables", by_tables.get("levels"), by_file.get("levels"))


def main() -> None:
    lab = Lab("planning")
    planning = Planning(lab)
    for part in (planning.plan_by_hand, planning.kinds_of_limits, planning.why_nothing, planning.left_out, planning.horizon,
                 planning.compared_columns, planning.formats, planning.what_if, planning.limits_of_a_node, planning.closed_depot, planning.unknown_places, planning.ended_runs, planning.exact_worth, planning.risk, planning.screened_risk, planning.site_options, planning.plant_options, planning.usage,
                 planning.nothing_to_plan, planning.accept, planning.renamed, planning.readers, planning.interrupt,
                 planning.examples, planning.infer):
        part()
    lab.checks.finish()


if __name__ == "__main__":
    main()
