#!/usr/bin/env python3
"""The briefing says what the views say.

For all three examples: every figure of the page names its place in a view (`data-figure`, or `data-figure-sum` for a sum
with its parts), and must be what that view answers on the command line, and read as that figure. The page is one file
under 3 MB that loads nothing, its tables stand in the HTML, and no word of a real briefing is notional.
"""
from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from pathlib import Path

from support import Lab

MOST_BYTES = 3_000_000
DIFF_DAYS = 30
NOTHING_TO_DO = 4
AGAIN = "ukraine"  # seconds for any other; readers.py compares two pages of the coalition for each reader

# The view that the first steps of a pointer name, as a command.
COMMANDS = {
    "status": ["status", "--by", "donor"],
    "composition/category": ["status", "--by", "category"],
    "composition/form": ["status", "--by", "form"],
    "by_country": ["status", "--by", "country"],
    "promises": ["promises"],
    "trajectory": ["trajectory"],
    "diff": ["diff"],
    "burden": ["burden"],
    "check": ["check"],
    "forecast": ["forecast"],
    "plan": ["plan"],
    "score": ["score", "--replayed"],
    "targets": ["targets"],
    "runway": ["runway"],
    "industry": ["industry"],
    "pipelines": ["pipelines"],
    "documents": ["documents"],
    "compare": ["compare"],  # of the scenarios beside the book
    "record": ["sources"],
}
VOID = {"meta", "br", "img", "hr", "link", "input", "col", "wbr"}
LOADING = {"link", "img", "iframe", "object", "embed", "form", "base", "video", "audio", "source", "track"}
SPACE = "[ \u00a0\u202f]"


class Page(HTMLParser):
    """Figures with their texts, tables with their rows, and whatever could load something."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.figures: list[tuple[dict[str, str], str]] = []
        self.charts: list[dict] = []
        self.loads: list[str] = []
        self.text: list[str] = []
        self.ids: set[str] = set()
        self.fragments: set[str] = set()
        self.scripts = 0
        self.open: list[tuple[str, dict | None]] = []
        self.skipping = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if "id" in found:
            self.ids.add(found["id"])
        if tag in LOADING or any(name in ("src", "srcset", "data", "action", "background") for name in found):
            self.loads.append(self.get_starttag_text() or tag)
        if tag == "a" and found.get("href", "").startswith("#"):
            self.fragments.add(found["href"][1:])
        if tag in ("script", "style"):
            self.skipping += 1
            self.scripts += tag == "script"
        if tag == "figure" and "chart" in found.get("class", "").split():
            self.charts.append({"kind": found.get("data-chart"), "rows": 0, "open": False, "caption": ""})
        inside = self.charts[-1] if self.charts and any(name == "figure" for name, _ in self.open) else None
        if inside is not None:
            inside["rows"] += tag == "tr"
            inside["open"] |= tag == "details" and "open" in found
        figure = None
        if "data-figure" in found or "data-figure-sum" in found:
            figure = {"attributes": found, "text": ""}
        if tag not in VOID:
            self.open.append((tag, figure))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.skipping -= 1
        while self.open:
            name, figure = self.open.pop()
            if figure is not None:
                self.figures.append((figure["attributes"], figure["text"]))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        self.text.append(data)
        for _, figure in self.open:
            if figure is not None:
                figure["text"] += data
        if any(name == "figcaption" for name, _ in self.open) and self.charts:
            self.charts[-1]["caption"] += data


def at(document: object, steps: list[str]) -> object:
    for step in steps:
        if isinstance(document, list):
            if not step.isdigit() or int(step) >= len(document):
                return None
            document = document[int(step)]
        elif isinstance(document, dict):
            document = document.get(step)
        else:
            return None
    return document


def number(value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def shown_number(text: str) -> Decimal | None:
    """What a figure says, as a number: `≥ EUR 12.3 bn` is 12.3e9, `+34.2 %` is 0.342."""
    scale = Decimal(1)
    if re.search(rf"{SPACE}bn\b", text):
        scale = Decimal(10) ** 9
    elif re.search(rf"{SPACE}m\b", text):
        scale = Decimal(10) ** 6
    elif "%" in text:
        scale = Decimal("0.01")
    digits = re.search(r"[−-]?\d[\d,]*(\.\d+)?", text)
    return None if digits is None else Decimal(digits[0].replace("−", "-").replace(",", "")) * scale


def places(text: str) -> int:
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", text)
    return len(digits[1] or "") if digits else 0


def reads_as(text: str, value: str) -> bool:
    """Whether the text of a figure is its value, rounded as the page rounds, in units, millions or percent."""
    if text.endswith("% of the value"):  # the part that a share is of; the shares of a composition are in its rows
        return True
    if text == value or text.replace(",", "") == value or text.replace(" ", "_") == value:
        return True
    if re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", text):
        return datetime.strptime(text, "%d %B %Y").date().isoformat() == value
    amount = re.fullmatch(r"(-?\d+(?:\.\d+)?) (\w+)(?: of .+)?", value)  # a figure with its unit, and whose it is
    if amount is not None and (amount[2] in text or not re.fullmatch("[A-Z]{3}", amount[2])):
        value = amount[1]
    exact, shown = number(value), shown_number(text)
    if exact is None or shown is None:
        return text.replace("_", " ") in value.replace("_", " ")
    step = Decimal(1).scaleb(-places(text))
    if re.search(rf"{SPACE}bn\b", text):
        step *= Decimal(10) ** 9
    elif re.search(rf"{SPACE}m\b", text):
        step *= Decimal(10) ** 6
    elif "%" in text:
        step *= Decimal("0.01")
    if text.startswith("<"):
        return exact < Decimal("0.01") * 10 ** 6
    candidates = [exact, exact - 1 if "%" in text else exact]  # a growth is shown as its ratio less one
    if "%" in text:
        candidates.append(exact / 100)  # a percentage of the view, not a share
    if places(text) == 2 and shown < Decimal(10) ** 9:
        candidates.append(exact / 10 ** 6)  # a cell of a table in millions
    # A table that shows whole units may cut what is behind the point.
    return any(abs(shown - each) <= step / 2 or (step == 1 and abs(shown) == abs(each) // 1) for each in candidates)


class Figures:
    def __init__(self, lab: Lab) -> None:
        self.lab, self.checks = lab, lab.checks
        self.pages: dict[str, Page] = {}  # by example
        self.closed_drawn = False  # in any timetable

    def views(self, book: Path, as_known: str) -> dict[str, object]:
        views = {}
        for view, command in COMMANDS.items():
            options = []
            if view == "compare":
                options = [str(path) for path in sorted((book / "scenarios").glob("*.json"))]
                if not options:
                    continue
            if view == "diff":
                options = ["--from", str(date.fromisoformat(as_known) - timedelta(days=DIFF_DAYS)), "--to", as_known]
            answer = self.lab.run(command[0], book, *command[1:], *options, "--format", "json")
            if answer.status == NOTHING_TO_DO:
                continue
            if self.checks.that(f"{command[0]} answers", answer.status == 0, answer.complaint):
                views[view] = answer.json()
        return views

    def value(self, views: dict[str, object], pointer: str) -> object:
        steps = pointer.lstrip("/").split("/")
        for length in (1, 2):
            view = "/".join(steps[:length])
            if view in views:
                return at(views[view], [s.replace("~1", "/").replace("~0", "~") for s in steps[length:]])
        return None

    def figures(self, name: str, page: Page, views: dict[str, object]) -> None:
        seen: dict[str, int] = {}
        for attributes, text in page.figures:
            told = attributes.get("data-value", "")
            text = text.strip()
            if "data-figure" in attributes:
                pointer = attributes["data-figure"]
                found = self.value(views, pointer)
                same = found is not None and (told == str(found) or (number(told) is not None and number(told) == number(found)))
                self.checks.that(f"{name}: {pointer} is what the view says", same, f"page {told!r}, view {found!r}")
            else:
                pointers = attributes["data-figure-sum"].split()
                parts = [number(self.value(views, each)) for each in pointers]
                pointer = pointers[0] if pointers else ""
                whole = None if None in parts or not parts else sum(parts)
                self.checks.that(f"{name}: {' + '.join(pointers)[:120]} is the sum", whole == number(told), f"page {told!r}, views {whole!r}")
            self.checks.that(f"{name}: {pointer} reads as its value", reads_as(text, told), f"{text!r} for {told!r}")
            view = pointer.lstrip("/").split("/")[0]
            seen[view] = seen.get(view, 0) + 1
        self.checks.that(f"{name}: the page has figures of the funnel", seen.get("status", 0) + seen.get("by_country", 0) >= 10, seen)
        print(f"{name}: {sum(seen.values())} figures compared: " + ", ".join(f"{k} {v}" for k, v in sorted(seen.items())), flush=True)

    def page(self, name: str) -> None:
        book = self.lab.example(name)
        package = json.loads((book / "datapackage.json").read_text(encoding="utf-8"))
        file = self.lab.path(".html")
        if self.lab.ok("brief", book, "-o", file).status != 0:
            return
        raw = file.read_bytes()
        text = raw.decode("utf-8")
        if name == AGAIN:
            again = self.lab.path(".html")
            self.lab.ok("brief", book, "-o", again)
            self.checks.that(f"{name}: the same bytes again", again.read_bytes() == raw)
        self.checks.that(f"{name}: under 3 MB", len(raw) < MOST_BYTES, len(raw))
        page = self.pages[name] = Page(text)
        self.self_contained(name, text, page)
        self.legends(name, text)
        self.readable_without_scripts(name, page)
        self.notional(name, page, bool(package["servanda"].get("notional")))
        as_known = re.search(r'"as_known":"(\d{4}-\d{2}-\d{2})"', text)
        if self.checks.that(f"{name}: the data say the as-known day", as_known is not None):
            self.figures(name, page, self.views(book, as_known[1]))

    def legends(self, name: str, text: str) -> None:
        """What a legend of rows, columns or panels lists is drawn, and what is closed in a timetable stands in its legend."""
        charts = json.loads(re.search(r'id="brief-data">(.*?)</script>', text, re.S)[1])["charts"]

        def roles(part: object) -> set[str]:
            if isinstance(part, list):
                return set().union(*map(roles, part))
            if not isinstance(part, dict):
                return set()
            own = {part["role"]} if isinstance(part.get("role"), str) else set()
            return own.union(*map(roles, part.values()))
        for chart, data in charts.items():
            drawn = roles([data.get(member, []) for member in ("rows", "columns", "panels")])
            listed = {entry["role"] for entry in data.get("legend", [])}
            if drawn:
                self.checks.that(f"{name}: {chart}: what its legend lists is drawn", listed <= drawn, listed - drawn)
        timetable = charts.get("plan_schedule", {})
        closed = any(bar["role"] == "closed" for row in timetable.get("rows", []) for bar in row["bars"])
        self.checks.equal(f"{name}: its timetable explains what is closed, where something is",
                          [entry["label"] for entry in timetable.get("legend", []) if entry["role"] == "closed"], ["closed"] if closed else [])
        self.closed_drawn = self.closed_drawn or closed

    def self_contained(self, name: str, text: str, page: Page) -> None:
        self.checks.equal(f"{name}: nothing in the page loads anything", page.loads, [])
        self.checks.equal(f"{name}: two scripts, the data and the charts", page.scripts, 2)
        for load in ("@import", "@font-face", "url(http", "url(//", "fetch(", "XMLHttpRequest", "WebSocket", "eval("):
            self.checks.that(f"{name}: no {load}", load not in text)
        policy = text.find("default-src 'none'")
        self.checks.that(f"{name}: the policy stands before the style", 0 < policy < text.find("<style>"))

    def readable_without_scripts(self, name: str, page: Page) -> None:
        self.checks.that(f"{name}: charts are there", len(page.charts) >= 4, len(page.charts))
        for chart in page.charts:
            self.checks.that(f"{name}: the {chart['kind']} has its table in the page, and open", chart["open"] and chart["rows"] >= 2, chart)
            self.checks.that(f"{name}: the {chart['kind']} says its source and day",
                             "Source: " in chart["caption"] and "as known" in chart["caption"], chart)
        self.checks.equal(f"{name}: every link within the page leads somewhere", page.fragments - page.ids, set())

    def notional(self, name: str, page: Page, notional: bool) -> None:
        said = "notional" in "".join(page.text).lower()
        self.checks.equal(f"{name}: called notional if and only if it is", said, notional)
        if notional:
            silent = [chart["kind"] for chart in page.charts if "Notional." not in chart["caption"]]
            self.checks.equal(f"{name}: every chart is marked notional", silent, [])

    def no_invented_figure_in_a_real_page(self) -> None:
        """Names that only the invented programme has stand in no briefing of a real one."""
        coalition = self.lab.example("coalition")
        invented = set()
        for table in ("parties", "nodes", "sources"):
            with (coalition / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
                invented.update(row.get("name") or row.get("publisher") or "" for row in csv.DictReader(rows))
        invented.discard("")
        self.checks.that("the invented programme has names of its own", len(invented) > 0)
        for name, page in self.pages.items():
            if name == "coalition":
                continue
            words = "".join(page.text)
            self.checks.equal(f"{name}: no invented name", sorted(each for each in invented if each in words), [])


def main() -> None:
    lab = Lab("brief_figures")
    figures = Figures(lab)
    for name in lab.examples():
        figures.page(name)
    if "coalition" in lab.examples():
        figures.no_invented_figure_in_a_real_page()
        lab.checks.that("something is closed in a timetable", figures.closed_drawn)
    lab.checks.finish()


if __name__ == "__main__":
    main()
