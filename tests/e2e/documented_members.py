#!/usr/bin/env python3
"""docs/answers.md names what the JSON of each view has at its first level, and nothing that no view has.

    documented_members.py --servanda BINARY --source REPOSITORY
"""
from __future__ import annotations

import re

from support import Lab

OF_ALL = {"as_known", "head", "prices", "seed", "notes", "missing", "unread", "incomplete"}
VIEWS = {"status": [], "promises": [], "trajectory": [], "diff": ["--from", "2031-03-31"], "trace": ["P-001"], "plan": ["--gap", "0.5"],
         "whatif": ["--close", "X-NORTH:2031-W30..2031-W31", "--gap", "0.5"],
         "risk": ["--exact", "0", "--gap", "0.5"], "forecast": ["--futures", "8"], "score": ["--replayed", "--from", "2031-02", "--until", "2031-02"],
         "calibrate": [], "targets": [], "runway": ["--futures", "20"], "burden": [], "industry": [], "pipelines": [], "check": [],
         "documents": [], "sources": [], "figure": ["value @ pledged"]}
# What the example, asked like that, has no use for.
SOMETIMES = {"status": {"known_later"}, "documents": {"side_by_side"}}


def main() -> None:
    lab = Lab("documented_members")
    text = (lab.source / "docs" / "answers.md").read_text(encoding="utf-8")
    table = text.split("## The members of an answer", 1)[1].split("\n## ", 1)[0]
    told = {}
    for row in re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.M):
        told[row[0]] = set(re.findall(r"`(\w+)`", row[1]))
    lab.checks.equal("it tells of these views", sorted(told), sorted(VIEWS))
    for view, more in VIEWS.items():
        members = set(lab.json(view, lab.example("coalition"), *more)) - OF_ALL
        named = told.get(view, set())
        lab.checks.equal(f"{view}: members that are not named", sorted(members - named), [])
        lab.checks.equal(f"{view}: members that it does not have", sorted(named - members - SOMETIMES.get(view, set())), [])
    lab.checks.finish()


if __name__ == "__main__":
    main()
