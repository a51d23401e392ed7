#!/usr/bin/env python3
"""Writes the notional programme folder "Coalition for Kestrava".

Every party, place, figure and sentence is invented; the map lies in the open ocean so that no real place is meant.
The same seed gives the same bytes. README.md beside this file says what the folder shows.

Usage: generate.py --out DIR [--seed 1]
"""
from __future__ import annotations

import argparse
import csv
import json
import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

REPORT = date(2031, 6, 30)
END = date(2031, 12, 31)
RECIPIENT = "KST"
NAME = "Coalition for Kestrava (notional)"

# ---------------------------------------------------------------------------------------------------------------------
# The tables: own columns in the order of the schema. The common ones are written where a row uses them.

COMMON = ["source", "reliability", "credibility", "label", "known_date", "valid_from", "valid_to", "note"]
COLUMNS = {name: columns.split() for name, columns in {
    "parties": "name kind country",
    "memberships": "party group from until",
    "attribution": "via party year share",
    "offices": "person office party from until",
    "sources": "publisher title date url protected",
    "items": "code name category unit unit_value currency valuation_basis mass_kg volume_m3 class_of_supply nsn",
    "needs": "item category quantity amount currency month until priority place",
    "pledges": "donors recipient date amount currency qualifier valuation_basis kind form instrument from until due "
               "promised_stage description",
    "allocations": "of donors date amount currency valuation_basis due origin",
    "contracts": "of supplier site date amount currency due",
    "lines": "of_kind of item quantity amount currency",
    "funding": "from_kind from to_kind to amount currency share",
    "covers": "need to_kind to quantity",
    "relations": "from_kind from kind to_kind to",
    "revisions": "of_kind of field was is change",
    "consignments": "of_kind of origin destination mode ready due priority lots tonnes freight currency",
    "events": "of_kind of stage classifier date place quantity condition evidence",
    "reports": "series donors figure measure value qualifier unit from until date classifier due",
    "nodes": "name kind country lat lon unlocode handling_t_week storage_t hazardous_t",
    "links": "from to mode transit_days capacity_t_week min_t_week cost_per_t currency vehicle_t permit_days",
    "resources": "resource week amount",
    "uses": "link resource per_t",
    "closures": "place from until share_left",
    "ramps": "place month capacity unit classifier",
    "pairs": "item course crew_per_unit",
    "funds": "donor kind purpose date amount currency spend_until certainty",
    "economy": "country year vintage gdp currency price_base defence_core defence_related population deflator",
    "projects": "name place planned_start planned_end actual_start actual_end budget currency share_done",
    "courses": "name place intake seats weeks dropout",
    "statements": "speaker said_as date claim binding comparison value unit",
    "documents": "title date venue completeness file",
    "document_facts": "document term commitment presence paragraph",
    "happenings": "what place from until",
    "targets": "figure value by",
    "readers": "ceiling attributes",
    "field_reports": "handle place day text",
}.items()}


class Book:
    """Rows by table. A trailing underscore frees column names that Python keeps for itself (from_, is_)."""

    def __init__(self, seed: int):
        self.tables: dict[str, list[dict]] = {name: [] for name in COLUMNS}
        self.random = random.Random(seed)

    def add(self, table: str, **values) -> dict:
        row = {key.rstrip("_"): value for key, value in values.items() if value is not None and value != ""}
        unknown = set(row) - set(COLUMNS[table]) - set(COMMON) - {"id"}
        assert not unknown, f"{table} has no column {unknown}"
        self.tables[table].append(row)
        return row

    def within(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        return low + int(self.random.random() * (high - low + 1))

    def pick(self, values):
        return values[self.within(0, len(values) - 1)]

    def known(self, day: date, low: int = 1, high: int = 9) -> date:
        """When something of `day` was known: some days later, and by the report date."""
        return min(day + timedelta(days=self.within(low, high)), REPORT)


def cell(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, (list, tuple)):
        return ";".join(value)
    return str(value)


def write(book: Book, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in book.tables.items():
        used = set().union(*(row.keys() for row in rows)) if rows else set()
        header = ["id"] * ("id" in used) + COLUMNS[name] + [column for column in COMMON if column in used]
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([cell(row.get(column, "")) for column in header] for row in rows)
    package = {
        "profile": "data-package",
        "name": "coalition",
        "title": NAME,
        "resources": [{"name": name, "path": f"{name}.csv"} for name in COLUMNS],
        "servanda": {"name": NAME, "recipients": [RECIPIENT], "reporting_currency": "EUR", "start": "2029-01-01",
                     "end": END.isoformat(), "report_date": REPORT.isoformat(), "delivered": "signed",
                     "label": "PUBLIC", "notional": True},
    }
    (out / "datapackage.json").write_text(json.dumps(package, indent=1) + "\n", encoding="utf-8", newline="\n")
    (out / "texts").mkdir(exist_ok=True)
    for file, text in TEXTS.items():
        (out / "texts" / file).write_text(text.strip() + "\n", encoding="utf-8", newline="\n")
    (out / "scenarios").mkdir(exist_ok=True)
    for file, scenario in scenarios(book).items():
        (out / "scenarios" / file).write_text(scenario_text(scenario), encoding="utf-8", newline="\n")


def days(count: int) -> timedelta:
    return timedelta(days=count)


def month_end(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - days(1)


def months(first: tuple[int, int], last: tuple[int, int]):
    year, month = first
    while (year, month) <= last:
        yield date(year, month, 1)
        year, month = year + month // 12, month % 12 + 1


def iso_month(day: date) -> str:
    return day.isoformat()[:7]


def iso_week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


# ---------------------------------------------------------------------------------------------------------------------
# Parties and sources

# id, name, alliance from, union from, GDP 2029 in bn, growth, defence core share, population in millions, corridor
DONORS = [
    ("AVL", "Avelmark", "2010", "2008", 812.0, 0.018, 0.0226, 31.2, "north"),
    ("BRN", "Brenholt", "2010", "2008", 604.5, 0.015, 0.0211, 24.8, "south"),
    ("CAS", "Castrevan Republic", "2012", "2008", 455.2, 0.012, 0.0187, 19.6, "south"),
    ("DOR", "Dorvale", "2010", "", 388.0, 0.021, 0.0264, 14.1, "north"),
    ("ELM", "Elmorra", "2014", "2016", 127.3, 0.029, 0.0312, 5.7, "north"),
    ("FEN", "Fennisk", "2030-03-15", "2008", 241.8, 0.017, 0.0198, 8.9, "north"),
    ("GAL", "Galvessa", "2010", "2008", 1040.6, 0.009, 0.0149, 46.3, "south"),
    ("HYR", "Hyrland", "2010", "", 1892.4, 0.022, 0.0291, 71.5, "south"),
    ("ISK", "Iskelund", "", "2008", 58.9, 0.024, 0.0121, 1.9, "north"),
]
DONOR_NAME = {row[0]: row[1] for row in DONORS}
SUPPLIERS = [  # with its country, in codes of ISO 3166-1 that the standard leaves to its users; blank = not reported
    ("S-ALD", "Alderwick Medical Works", "XA"), ("S-BEA", "Beaconmere Power", "XB"), ("S-CAI", "Cairnsby Shelter", "XC"),
    ("S-DEL", "Deltry Water and Engineering", "XG"), ("S-EMB", "Emberlow Textiles", "XD"),
    ("S-FAL", "Fallowgate Clearance", "XF"), ("S-GRA", "Granholt Vehicles", "XD"), ("S-HAL", "Halcyne Radio", ""),
]
CARRIERS = [("C-NRW", "Northreach Railway"), ("C-OVL", "Overmoor Haulage"), ("C-SEA", "Sealoom Line"),
            ("C-ERW", "Eastmarch Railway")]
POOLED = [("POOL", "Joint Resilience Fund", "fund"), ("UCM", "Union Commission", "multilateral")]
ATTRIBUTION = {  # share of each party behind the pooled money; None = not reported
    ("POOL", 2029): {"AVL": 0.32, "BRN": 0.25, "ELM": 0.08, "FEN": 0.15, "ISK": 0.2},
    ("POOL", 2030): {"AVL": 0.3, "BRN": 0.25, "ELM": 0.1, "FEN": 0.2, "ISK": 0.15},
    ("POOL", 2031): {"AVL": 0.3, "BRN": None, "ELM": None, "FEN": 0.2, "ISK": None},
    ("UCM", 2029): {"AVL": 0.25, "BRN": 0.19, "CAS": 0.14, "ELM": 0.04, "FEN": 0.07, "GAL": 0.29, "ISK": 0.02},
    ("UCM", 2030): {"AVL": 0.25, "BRN": 0.19, "CAS": 0.13, "ELM": 0.04, "FEN": 0.08, "GAL": 0.29, "ISK": 0.02},
    ("UCM", 2031): {"AVL": 0.26, "BRN": 0.18, "CAS": 0.13, "ELM": 0.05, "FEN": 0.08, "GAL": 0.28, "ISK": 0.02},
}
OFFICES = [
    ("Ida Corvane", "minister of aid", "AVL", "2028-10-01", "2030-11-18"),
    ("Tolm Arrendt", "minister of aid", "AVL", "2030-11-19", ""),
    ("Petra Holmquell", "prime minister", "BRN", "2027-05-02", ""),
    ("Sander Vey", "minister of defence", "CAS", "2028-01-15", "2031-02-28"),
    ("Lenne Osric", "minister of defence", "CAS", "2031-03-01", ""),
    ("Bram Tidewell", "minister of aid", "DOR", "2026-09-01", ""),
    ("Maren Elstow", "foreign minister", "ELM", "2029-04-10", ""),
    ("Jory Pellam", "minister of finance", "GAL", "2028-06-20", ""),
    ("Nadine Harrowell", "secretary of state", "HYR", "2029-01-20", ""),
    ("Oskar Venn", "head of the coordination cell", "ALO", "2029-01-01", "2030-12-31"),
    ("Rhea Stannick", "head of the coordination cell", "ALO", "2031-01-01", ""),
    ("Yevan Marsk", "minister of reconstruction", "KST", "2028-12-01", ""),
]
CELL, REGISTER, LOG = "SRC-CELL", "SRC-KST-REG", "SRC-CELL-LOG"
OBSERVERS = ["SRC-OBS-1", "SRC-OBS-2", "SRC-OBS-3"]
SECRET = "SOURCE; HANDLING SOURCE-EYES"


def add_parties(book: Book) -> None:
    def party(id_, name, kind, country=""):
        book.add("parties", id=id_, name=name, kind=kind, country=country, source=CELL, known_date="2029-01-02")
    for row in DONORS:
        party(row[0], row[1], "government")
    party(RECIPIENT, "Kestrava", "government")
    for id_, name, kind in POOLED:
        party(id_, name, kind)
    party("ALO", "Alliance Office", "multilateral")
    for id_, name, country in SUPPLIERS:
        party(id_, name, "supplier", country)
    for id_, name in CARRIERS:
        party(id_, name, "carrier")
    party("N-OPN", "Open Hands Relief", "ngo")
    party("O-MON", "Quarterlight Monitor", "other")
    for row in DONORS:
        for group, since in (("alliance", row[2]), ("union", row[3])):
            if since:
                known = since if len(since) == 10 else "2029-01-02"
                book.add("memberships", party=row[0], group=group, from_=since, source=CELL, known_date=known)
    book.add("memberships", party="DOR", group="union", from_="2008", until="2028-12-31", source=CELL,
             known_date="2029-01-02")
    book.add("memberships", party="UCM", group="union", from_="2008", source=CELL, known_date="2029-01-02")
    for (via, year), shares in ATTRIBUTION.items():
        for id_, share in shares.items():
            book.add("attribution", via=via, party=id_, year=str(year), share=share, source=CELL,
                     known_date=f"{year}-02-15", note="share not published" if share is None else "")
    for person, office, id_, since, until in OFFICES:
        book.add("offices", person=person, office=office, party=id_, from_=since, until=until, source="SRC-GAZ",
                 known_date=max(since, "2029-01-02"))


def add_sources(book: Book) -> None:
    def source(id_, publisher, title, reliability, day=None, **more):
        known = day or "2029-01-02"
        book.add("sources", id=id_, publisher=publisher, title=title, date=day,
                 url=None if more.get("protected") else f"https://example.org/coalition/{id_.lower()}",
                 reliability=reliability, known_date=known, **{"protected": False, **more})
    source(CELL, "Coordination cell", "Register of parties, places and capacities", "A")
    source(LOG, "Coordination cell", "Daily movement log", "A")
    source(REGISTER, "Kestrava", "Register of receipts", "B")
    source("SRC-GAZ", "Union Commission", "Gazette of offices", "A")
    for row in DONORS:
        source(f"SRC-{row[0]}", row[1], f"Announcements and aid register of {row[1]}", "A" if row[0] < "G" else "B")
    source("SRC-POOL", "Joint Resilience Fund", "Decisions of the board", "A")
    source("SRC-UCM", "Union Commission", "Decisions and payment notices", "A")
    source("SRC-NEED", "Kestrava", "Rolling list of needs", "B")
    source("SRC-PLANT", "Coordination cell", "Industry returns", "B")
    source("SRC-PRESS", "The Meridian Post", "News desk", "C")
    source("SRC-MON", "Quarterlight Monitor", "Aid monitor", "B")
    source("SRC-STAT-2030", "Alliance Office", "Economic tables, 2030 edition", "A", "2030-05-15")
    source("SRC-STAT-2031", "Alliance Office", "Economic tables, 2031 edition", "A", "2031-05-15")
    source("SRC-COM-2029", "Alliance Office", "Harbour communique", "A", "2029-06-21")
    source("SRC-ROAD-2030", "Alliance Office", "Winter roadmap", "A", "2030-07-04")
    source("SRC-SUM-2031", "Alliance Office", "Summary of the spring review", "B", "2031-05-22")
    for month in months((2029, 1), (2031, 5)):
        source(bulletin(month), "Coordination cell", f"Movement bulletin {iso_month(month)}", "A",
               (month_end(month) + days(8)).isoformat())
    for id_, reliability in zip(OBSERVERS, "CDF"):
        source(id_, "", "Observer in place", reliability, protected=True, label=SECRET)


def bulletin(day: date) -> str:
    return f"SRC-BUL-{iso_month(day)}"


# ---------------------------------------------------------------------------------------------------------------------
# Goods

# code, name, category, unit, value in EUR, basis, mass kg, volume m3, class of supply
ITEMS = [
    ("MED-KIT", "trauma kit", "medical", "kit", 350, "market", 4, 0.02, "II"),
    ("MED-HOSP", "field hospital module", "medical", "module", 850000, "replacement", 9500, 66, "II"),
    ("MED-XRAY", "mobile X-ray unit", "medical", "unit", 138000, "market", 780, 6.5, "II"),
    ("PWR-GEN50", "generator 50 kVA", "power", "unit", 14500, "market", 1100, 3.2, "II"),
    ("PWR-GEN500", "generator 500 kVA", "power", "unit", 92000, "replacement", 5200, 24, "II"),
    ("PWR-TRF", "transformer 110 kV", "power", "unit", 1150000, "replacement", 42000, 95, "IV"),
    ("PWR-BAT", "battery store 100 kWh", "power", "unit", 41000, "market", 1450, 4.1, "II"),
    ("SHL-TENT", "winter tent", "shelter", "tent", 1800, "market", 210, 1.1, "II"),
    ("SHL-MOD", "housing module", "shelter", "module", 16500, "market", 3800, 33, "IV"),
    ("ENG-BRIDGE", "bridge section", "engineering", "section", 145000, "book", 6800, 28, "IV"),
    ("ENG-EXC", "excavator", "engineering", "vehicle", 120000, "market", 14500, 58, "IV"),
    ("ENG-PUMP", "flood pump", "engineering", "unit", 9800, "market", 850, 3, "IV"),
    ("COM-RAD", "radio set", "communications", "set", 4200, "replacement", 12, 0.05, "II"),
    ("COM-SAT", "satellite terminal", "communications", "unit", 11500, "market", 45, 0.3, "II"),
    ("COM-TWR", "mobile mast", "communications", "unit", 74000, "market", 2600, 14, "II"),
    ("VEH-TRK", "cargo truck 8 t", "vehicles", "vehicle", 115000, "replacement", 9200, 62, "II"),
    ("VEH-AMB", "ambulance", "vehicles", "vehicle", 68000, "market", 3200, 24, "II"),
    ("VEH-BUS", "bus", "vehicles", "vehicle", 158000, "market", 11800, 88, "II"),
    ("WIN-SET", "winter clothing set", "winter_equipment", "set", 190, "market", 7, 0.04, "II"),
    ("WIN-HEAT", "space heater", "winter_equipment", "unit", 620, "market", 38, 0.2, "II"),
    ("DEM-DET", "mine detector", "demining", "unit", 3900, "replacement", 6, 0.05, "II"),
    ("DEM-SUIT", "demining suit", "demining", "suit", 5200, "replacement", 28, 0.2, "II"),
    ("DEM-MACH", "demining machine", "demining", "vehicle", 480000, "replacement", 11500, 45, "IV"),
    ("PPE-HELM", "helmet", "protective_equipment", "unit", 310, "book", 1.6, 0.01, "II"),
    ("PPE-VEST", "protective vest", "protective_equipment", "unit", 640, "book", 9, 0.04, "II"),
    ("WAT-PUR", "water purification unit", "water", "unit", 46000, "market", 1900, 9, "II"),
    ("WAT-TANK", "water tank 5 m3", "water", "tank", 900, "market", 120, 5.2, "II"),
]
ITEM = {row[0]: row for row in ITEMS}
# category: supplier, plant, the item that the plant's ramp counts, the site that uses the category
MAKERS = {
    "medical": ("S-ALD", "PLT-ALD", "MED-HOSP", "SITE-ARD"),
    "power": ("S-BEA", "PLT-BEA", "PWR-GEN500", "SITE-MAR"),
    "shelter": ("S-CAI", "PLT-CAI", "SHL-MOD", "SITE-LOW"),
    "engineering": ("S-DEL", "PLT-DEL", "", "SITE-TES"),
    "water": ("S-DEL", "PLT-DEL", "WAT-PUR", "SITE-TES"),
    "winter_equipment": ("S-EMB", "PLT-EMB", "WIN-SET", "SITE-LOW"),
    "protective_equipment": ("S-EMB", "PLT-EMB", "", "SITE-QUA"),
    "demining": ("S-FAL", "PLT-FAL", "DEM-MACH", "SITE-QUA"),
    "vehicles": ("S-GRA", "PLT-GRA", "VEH-TRK", "SITE-ARD"),
    "communications": ("S-HAL", "", "", "SITE-MAR"),
}


def add_items(book: Book) -> None:
    for code, name, category, unit, value, basis, mass, volume, supply in ITEMS:
        book.add("items", code=code, name=name, category=category, unit=unit, unit_value=value, currency="EUR",
                 valuation_basis=basis, mass_kg=float(mass), volume_m3=float(volume), class_of_supply=supply,
                 source=CELL, known_date="2029-01-02")


def unit_price(item: str, currency: str, basis: str) -> int:
    """A whole price: stock at four fifths of the listed value; prices stated in USD are 12 % higher figures."""
    price = ITEM[item][4] * (80 if basis == "book" else 100)
    return math.floor(price * (112 if currency == "USD" else 100) / 10000 + 0.5)


# What each doubling of the units ordered takes off a unit's price, of the items whose makers learn.
LEARNING = {"PWR-GEN500": 0.09, "PWR-TRF": 0.06, "SHL-MOD": 0.11, "WAT-PUR": 0.07, "DEM-MACH": 0.05, "WIN-SET": 0.04,
            "VEH-TRK": 0.08}
HAGGLING = [0.004, -0.011, 0.009, -0.003, 0.012, -0.008, 0.001]  # each order is struck a little beside the curve


def tonnes_of(lines: dict[str, int]) -> float:
    return round(sum(quantity * ITEM[item][6] for item, quantity in lines.items()) / 1000, 4)


def split(quantity: int, parts: int) -> list[int]:
    return [quantity // parts + (1 if i < quantity % parts else 0) for i in range(parts)]


def add_lines(book: Book, kind: str, id_: str, lines: dict[str, int], currency: str, basis: str, price: int | None = None,
              **common) -> int:
    """Adds the lines and returns their sum. `price` is what a unit costs where it is not the listed one."""
    total = 0
    for item, quantity in lines.items():
        amount = quantity * (unit_price(item, currency, basis) if price is None else price)
        total += amount
        book.add("lines", of_kind=kind, of=id_, item=item, quantity=quantity, amount=amount, currency=currency,
                 **common)
    return total


# The pledges of goods. path: stock, production or purchase = by an allocation; direct = contracts under the pledge
# itself; none = nothing followed yet. fate: what the record of the report date shows.
GOODS_PLEDGES = """
P-001 AVL         2029-01-22 stock      kept      handed_over MED-KIT:6000,MED-HOSP:2
P-002 BRN         2029-02-05 stock      kept      handed_over PWR-GEN50:180
P-003 CAS         2029-02-19 production late      handed_over SHL-MOD:240
P-004 DOR         2029-03-05 stock      kept      confirmed   WIN-SET:40000
P-005 ELM         2029-03-19 purchase   kept      handed_over VEH-AMB:60
P-006 FEN         2029-03-30 stock      late      handed_over ENG-BRIDGE:24
P-007 GAL         2029-04-16 production kept      arrived     PWR-GEN500:60
P-008 HYR         2029-04-27 stock      kept      handed_over COM-SAT:600
P-009 ISK         2029-05-14 stock      kept      handed_over WAT-TANK:1500
P-010 AVL;BRN     2029-05-28 production late      handed_over PWR-TRF:12
P-011 CAS         2029-06-11 purchase   kept      handed_over MED-XRAY:40
P-012 DOR         2029-06-25 stock      broken    handed_over VEH-TRK:80
P-013 ELM         2029-07-09 production kept      verified    DEM-MACH:12
P-014 FEN         2029-07-23 stock      kept      handed_over WIN-HEAT:9000
P-015 GAL         2029-08-06 stock      late      handed_over ENG-PUMP:260
P-016 AVL         2029-08-27 purchase   kept      confirmed   COM-RAD:2500
P-017 BRN         2029-09-10 production late      handed_over WAT-PUR:90
P-018 HYR         2029-09-24 purchase   kept      handed_over VEH-TRK:120
P-019 ISK         2029-10-08 none       unchecked -           SHL-TENT:2000
P-020 DOR;ELM;FEN 2029-10-22 production kept      handed_over WIN-SET:60000,WIN-HEAT:4000
P-021 CAS         2029-11-12 stock      kept      departed    PPE-HELM:30000,PPE-VEST:15000
P-022 GAL         2029-11-26 purchase   broken    handed_over DEM-DET:1200
P-023 AVL         2030-01-14 production late      handed_over MED-HOSP:6
P-024 BRN         2030-01-28 stock      kept      handed_over PWR-GEN50:220
P-025 CAS         2030-02-11 stock      kept      handed_over SHL-TENT:3000
P-026 DOR         2030-02-25 purchase   late      handed_over ENG-EXC:40
P-027 ELM         2030-03-11 stock      kept      handed_over DEM-SUIT:1500
P-028 FEN         2030-03-25 production kept      handed_over VEH-TRK:110
P-029 GAL         2030-04-08 none       broken    handed_over ENG-PUMP:150
P-030 HYR         2030-04-22 stock      late      handed_over COM-TWR:40
P-031 ISK         2030-05-06 stock      kept      handed_over MED-KIT:5000
P-032 AVL         2030-05-20 production late      handed_over PWR-GEN500:80
P-033 BRN;CAS     2030-06-03 production late      handed_over SHL-MOD:300
P-034 DOR         2030-06-17 stock      kept      handed_over WIN-SET:50000
P-035 ELM         2030-07-01 purchase   kept      handed_over VEH-BUS:50
P-036 FEN         2030-07-15 stock      kept      handed_over WIN-HEAT:8000
P-037 GAL         2030-08-05 production broken    handed_over WAT-PUR:120
P-038 POOL        2030-08-19 purchase   late      handed_over MED-XRAY:50
P-039 AVL         2030-09-02 stock      kept      handed_over PPE-HELM:20000,PPE-VEST:12000
P-040 BRN         2030-12-16 production open      handed_over PWR-TRF:14
P-041 CAS         2030-07-30 direct     late      handed_over ENG-BRIDGE:30
P-042 DOR         2030-08-26 direct     kept      handed_over COM-RAD:3000
P-043 UCM         2030-09-09 purchase   kept      handed_over WAT-TANK:3000,ENG-PUMP:200
P-044 FEN         2030-11-11 production open      handed_over DEM-MACH:16
P-045 ELM         2030-11-25 none       broken    handed_over VEH-TRK:60
P-046 AVL         2031-01-13 production open      handed_over VEH-TRK:140
P-047 BRN         2031-03-03 stock      open      handed_over PWR-GEN50:260,PWR-BAT:120
P-048 GAL         2031-02-10 direct     open      handed_over SHL-MOD:260
P-049 HYR         2031-02-24 purchase   open      handed_over VEH-AMB:80
P-050 CAS         2031-03-10 production open      handed_over PWR-GEN500:90
P-051 DOR         2031-03-24 production open      handed_over WIN-SET:70000
P-052 FEN         2031-04-07 stock      open      confirmed   MED-HOSP:4,MED-KIT:8000
P-053 ELM         2031-03-31 direct     open      handed_over ENG-EXC:50
P-054 POOL        2031-04-14 purchase   open      handed_over COM-TWR:60
P-055 AVL;FEN     2031-04-28 stock      open      handed_over WIN-HEAT:20000
P-056 ISK         2031-06-02 none       open      handed_over WAT-PUR:40
P-057 BRN         2031-06-24 none       open      handed_over SHL-TENT:2500
P-058 GAL         2030-07-08 stock      kept      handed_over ENG-PUMP:150
"""
PLEDGE_LABEL = {"P-057": "EMBARGOED; NOT-BEFORE 2031-07-01"}
# What carries a pledge out (allocations, contracts, consignments, lines, events) may be marked higher than the pledge.
CHAIN_LABEL = {
    "P-010": "PARTNER; REL AVL|BRN|KST", "P-016": "RESTRICTED; HANDLING NO-EXPORT",
    "P-021": "PARTNER; REL CAS|KST", "P-027": "RESTRICTED; REL AVL|ELM|FEN; HANDLING NO-EXPORT",
    "P-039": "RESTRICTED; HANDLING NO-EXPORT", "P-042": "PARTNER; REL AVL|BRN|DOR", "P-044": "PARTNER; REL AVL|FEN",
    "P-057": "EMBARGOED; NOT-BEFORE 2031-07-01",
}
QUALIFIERS = {"P-006": "approx", "P-015": "up_to", "P-019": "up_to", "P-032": "at_least", "P-046": "approx",
              "P-051": "at_least"}
STAGES = ["ready", "departed", "arrived", "handed_over", "confirmed", "verified"]


@dataclass
class Promise:
    """A pledge of goods with what it is to become."""
    id: str
    donors: list[str]
    day: date
    path: str
    fate: str
    stage: str
    lines: dict[str, int]
    allocation: str = ""
    shipments: list["Shipment"] = field(default_factory=list)

    @property
    def lead(self) -> str:
        return self.donors[0]

    @property
    def currency(self) -> str:
        return "USD" if self.lead == "HYR" else "EUR"

    @property
    def corridor(self) -> str:
        return {**{row[0]: row[8] for row in DONORS}, "POOL": "north", "UCM": "south"}[self.lead]

    @property
    def chain(self) -> dict:
        label = CHAIN_LABEL.get(self.id)
        return {"label": label} if label else {}

    @property
    def source(self) -> str:
        return f"SRC-{self.lead}"


@dataclass
class Shipment:
    """A consignment with its planned day of each stage, and the day on which it really reached it."""
    id: str
    promise: Promise
    of_kind: str
    of: str
    lines: dict[str, int]
    basis: str
    planned: dict[str, date]
    actual: dict[str, date]
    known: date
    price: int | None = None
    quirk: str = ""

    @property
    def quantity(self) -> int | None:
        """The quantity of its one item; none where it holds several."""
        return next(iter(self.lines.values())) if len(self.lines) == 1 else None

    @property
    def reached(self) -> list[str]:
        return [stage for stage in STAGES if stage in self.actual and self.actual[stage] <= REPORT - days(2)]


def parse_promises() -> list[Promise]:
    promises = []
    for text in GOODS_PLEDGES.strip().splitlines():
        id_, donors, day, path, fate, stage, lines = text.split()
        quantities = {item: int(quantity) for item, quantity in (part.split(":") for part in lines.split(","))}
        promises.append(Promise(id_, donors.split(";"), date.fromisoformat(day), path, fate,
                                "" if stage == "-" else stage, quantities))
    return promises


def planned_days(corridor: str, ready: date) -> dict[str, date]:
    steps = {"north": [0, 4, 9, 14, 19, 40], "south": [0, 5, 21, 28, 34, 55]}[corridor]
    return {stage: ready + days(step) for stage, step in zip(STAGES, steps)}


def actual_days(book: Book, promise: Promise, planned: dict[str, date], index: int, count: int) -> dict[str, date]:
    """Small delays at every step; on late promises one long stop; on broken ones the last parts stay where they are."""
    stop = book.within(0, 3) if promise.fate == "late" and index % 2 == 0 else -1
    slip, actual = 0, {}
    for i, stage in enumerate(STAGES):
        slip += book.within(0, 3)
        if i == stop:
            slip += book.within(45, 95)
        if promise.fate == "open" and i == 0 and index % 3 == 2:
            slip += book.within(8, 25)
        if promise.fate == "broken" and index >= count // 2 and i >= index % 2:
            break
        actual[stage] = planned[stage] + days(slip)
    return actual


class Goods:
    """Follows each promise of goods down its chain."""

    def __init__(self, book: Book):
        self.book = book
        self.promises = parse_promises()
        self.shipments: list[Shipment] = []
        self.allocations = 0
        self.contracts = 0
        self.ordered: dict[tuple[str, str], list[int]] = {}  # lots by item and currency

    def build(self) -> None:
        for promise in self.promises:
            self.follow(promise)
        self.give_quirks()
        for promise in self.promises:
            self.add_pledge(promise)
        for shipment in self.shipments:
            add_consignment(self.book, shipment)
            add_shipment_events(self.book, shipment)

    def follow(self, promise: Promise) -> None:
        if promise.path == "none":
            return
        start = promise.day + days(self.book.within(14, 35))
        if promise.path != "direct":
            self.add_allocation(promise, start)
        if promise.path == "stock":
            self.ship(promise, "allocation", promise.allocation, promise.lines, "book",
                      start + days(self.book.within(25, 40)), self.parts(promise, 3), 24, start)
        else:
            self.buy(promise, start)

    def parts(self, promise: Promise, wish: int) -> int:
        return min(wish + self.book.within(0, 1), min(promise.lines.values()))

    def add_allocation(self, promise: Promise, start: date) -> None:
        self.allocations += 1
        promise.allocation = f"A-{self.allocations:03d}"
        basis = "book" if promise.path == "stock" else "replacement" if promise.path == "production" else "market"
        total = add_lines(self.book, "allocation", promise.allocation, promise.lines, promise.currency, basis,
                          source=promise.source, known_date=self.book.known(start), **promise.chain)
        self.book.add("allocations", id=promise.allocation, of=promise.id, donors=promise.donors, date=start,
                      amount=total, currency=promise.currency, valuation_basis=basis, origin=promise.path,
                      source=promise.source, known_date=self.book.known(start), **promise.chain)

    def buy(self, promise: Promise, start: date) -> None:
        """One contract an item, or two where there is one item."""
        if len(promise.lines) > 1:
            orders = [{item: quantity} for item, quantity in promise.lines.items()]
        else:
            [(item, quantity)] = promise.lines.items()
            orders = [{item: part} for part in split(quantity, 2)]
        lead = 110 if promise.path == "production" else 60
        for i, lines in enumerate(orders):
            signed = min(start + days(self.book.within(20, 35) + 14 * i), REPORT - days(9 - i))
            self.add_contract(promise, lines, signed, signed + days(lead + self.book.within(0, 20)))

    def add_contract(self, promise: Promise, lines: dict[str, int], signed: date, ready: date) -> None:
        self.contracts += 1
        id_ = f"K-{self.contracts:03d}"
        [(item, quantity)] = lines.items()
        supplier, plant, _, _ = MAKERS[ITEM[item][2]]
        basis = "replacement" if promise.path == "production" else "market"
        count = min(2 + self.contracts % 2, quantity)
        known = self.book.known(signed)
        common = {"source": promise.source, "known_date": known, **promise.chain}
        price = self.order_price(item, quantity, promise.currency, basis)
        total = add_lines(self.book, "contract", id_, lines, promise.currency, basis, price, **common)
        self.book.add("contracts", id=id_, of=promise.allocation or promise.id, supplier=supplier, site=plant,
                      date=signed, amount=total, currency=promise.currency, due=ready + days(28 * count), **common)
        self.book.add("events", of_kind="contract", of=id_, stage="contracted", classifier="actual", date=signed,
                      quantity=quantity, evidence=f"order {id_} countersigned", **common)
        self.book.add("events", of_kind="contract", of=id_, stage="ready", classifier="planned",
                      date=ready + days(28 * (count - 1)), place=plant, quantity=quantity, **common)
        self.ship(promise, "contract", id_, lines, basis, ready, count, 28, signed, price)

    def order_price(self, item: str, quantity: int, currency: str, basis: str) -> int:
        """The listed price for the first order; then what the maker has learned from all units ordered with this lot."""
        lots = self.ordered.setdefault((item, currency), [])
        lots.append(quantity)
        listed = unit_price(item, currency, basis)
        if item not in LEARNING or len(lots) == 1:
            return listed
        learned = (sum(lots) / lots[0]) ** math.log2(1 - LEARNING[item])
        return math.floor(listed * learned * (1 + HAGGLING[self.contracts % len(HAGGLING)]) + 0.5)

    def ship(self, promise, of_kind, of, lines, basis, ready, count, gap, known_from, price=None) -> None:
        shares = {item: split(quantity, count) for item, quantity in lines.items()}
        for index in range(count):
            planned = planned_days(promise.corridor, ready + days(gap * index))
            shipment = Shipment(
                f"G-{len(self.shipments) + 1:03d}", promise, of_kind, of,
                {item: parts[index] for item, parts in shares.items() if parts[index]}, basis, planned,
                actual_days(self.book, promise, planned, index, count), self.book.known(known_from, 6, 20), price)
            self.shipments.append(shipment)
            promise.shipments.append(shipment)

    def add_pledge(self, promise: Promise) -> None:
        known = self.book.known(promise.day, 0, 4)
        common = {"source": promise.source, "known_date": known, "label": PLEDGE_LABEL.get(promise.id)}
        total = add_lines(self.book, "pledge", promise.id, promise.lines, promise.currency, "stated", **common)
        due = promise_due(promise)
        in_kind = promise.path in ("stock", "none")
        names = ", ".join(f"{quantity} x {ITEM[item][1]}" for item, quantity in promise.lines.items())
        self.book.add("pledges", id=promise.id, donors=promise.donors, recipient=RECIPIENT, date=promise.day,
                      amount=None if promise.id in ("P-009", "P-031") else total, currency=promise.currency,
                      qualifier=QUALIFIERS.get(promise.id, "exact"), valuation_basis="stated",
                      kind=kind_of(promise), form="equipment", instrument="in_kind" if in_kind else "grant",
                      from_=str(promise.day.year), until=str((due or promise.day).year),
                      due=partial(promise.id, due), promised_stage=promise.stage, description=names, credibility="2",
                      **common)
        if promise.allocation:
            row = next(row for row in self.book.tables["allocations"] if row["id"] == promise.allocation)
            row["due"] = due

    def give_quirks(self) -> None:
        """Some shipments that came through get an oddity; those that lose goods belong to promises that were late."""
        through = [shipment for shipment in self.shipments
                   if len(shipment.reached) == len(STAGES) and (shipment.quantity or 0) >= 10]
        kept = [shipment for shipment in through if shipment.promise.fate == "kept"]
        others = [shipment for shipment in through if shipment.promise.fate != "kept"]
        for shipment, quirk in zip(kept[3::9], ["partial", "overage", "partial", "backdated", "partial", "damaged"]):
            shipment.quirk = quirk
        for shipment, quirk in zip(others[1::3], ["damaged", "partial", "lost", "unspecified", "returned", "partial",
                                                  "damaged", "lost", "partial", "returned", "unspecified", "damaged"]):
            shipment.quirk = quirk


def kind_of(promise: Promise) -> str:
    categories = {ITEM[item][2] for item in promise.lines}
    if categories & {"protective_equipment", "demining"}:
        return "military"
    if categories & {"communications", "vehicles"}:
        return "mixed"
    return "humanitarian"


def promise_due(promise: Promise) -> date | None:
    """The end of the month in which the last part is planned to reach the promised stage, with some slack."""
    fixed = {"P-029": date(2030, 12, 31), "P-045": date(2031, 3, 31), "P-056": date(2031, 11, 30),
             "P-057": date(2031, 12, 15)}
    if promise.fate == "unchecked":
        return None
    if promise.id in fixed:
        return fixed[promise.id]
    slack = {"kept": 26, "open": 26, "late": 8, "broken": 14}[promise.fate]
    due = month_end(max(shipment.planned[promise.stage] for shipment in promise.shipments) + days(slack))
    return max(due, date(2031, 7, 31)) if promise.fate == "open" else due


def partial(id_: str, due: date | None) -> str | None:
    """Dates as sources give them: mostly a month, sometimes a day, a week or a year."""
    if due is None:
        return None
    turn = int(id_[2:]) % 7
    if due.month == 12 and turn in (0, 3, 5):
        return str(due.year)
    if turn == 2:
        return due.isoformat()
    return iso_week(due) if turn == 6 else iso_month(due)


# ---------------------------------------------------------------------------------------------------------------------
# Consignments and their events

HANDOVER = {"north": "HUB-N", "south": "HUB-S"}
ARRIVAL = {"north": "X-NORTH", "south": "P-EST"}


def origin_of(shipment: Shipment) -> str:
    if shipment.of_kind == "contract":
        plant = MAKERS[ITEM[next(iter(shipment.lines))][2]][1]
        if plant:
            return plant
    lead = shipment.promise.lead
    return f"DEP-{lead}" if lead in DONOR_NAME else "DEP-AVL" if lead == "POOL" else "DEP-CAS"


def destination_of(shipment: Shipment) -> str:
    return MAKERS[ITEM[next(iter(shipment.lines))][2]][3]


def lots_of(lines: dict[str, int], tonnes: float) -> int:
    """Heavy pieces move one by one, the rest in loads of 20 t."""
    if all(ITEM[item][6] >= 2000 for item in lines):
        return sum(lines.values())
    return max(1, math.ceil(tonnes / 20))


def add_consignment(book: Book, shipment: Shipment) -> None:
    promise, tonnes = shipment.promise, tonnes_of(shipment.lines)
    category = ITEM[next(iter(shipment.lines))][2]
    priority = {"medical": 1, "power": 1, "water": 2, "winter_equipment": 2, "shelter": 2}.get(category, 3)
    rate = {"north": 185, "south": 142}[promise.corridor]
    mode = ("road" if tonnes < 30 else "rail") if promise.corridor == "north" else "sea"
    common = {"source": promise.source, "known_date": shipment.known, **promise.chain}
    due = shipment.planned["confirmed"] + days(7)
    book.add("consignments", id=shipment.id, of_kind=shipment.of_kind, of=shipment.of, origin=origin_of(shipment),
             destination=destination_of(shipment), mode=mode, ready=shipment.planned["ready"], due=due,
             priority=priority, lots=lots_of(shipment.lines, tonnes), tonnes=tonnes, freight=round(tonnes * rate),
             currency="EUR", **common)
    add_lines(book, "consignment", shipment.id, shipment.lines, promise.currency, shipment.basis, shipment.price, **common)


def place_of(shipment: Shipment, stage: str) -> str:
    corridor = shipment.promise.corridor
    return {"ready": origin_of(shipment), "departed": origin_of(shipment), "arrived": ARRIVAL[corridor],
            "handed_over": HANDOVER[corridor]}.get(stage) or destination_of(shipment)


def told(book: Book, day: date, stage: str) -> dict:
    """Who told of an event and when: receipts stand in the recipient's register, movements in the monthly bulletin."""
    if stage in ("handed_over", "confirmed", "verified", "returned"):
        return {"source": REGISTER, "known_date": book.known(day, 1, 12), "credibility": "2"}
    if day < date(2031, 6, 1):
        return {"source": bulletin(day), "credibility": "2"}
    return {"source": LOG, "known_date": book.known(day, 0, 2), "credibility": "1"}


def evidence_of(shipment: Shipment, stage: str) -> str:
    number = shipment.id[2:]
    return {"departed": f"waybill W{number}", "handed_over": f"receipt R{number}", "confirmed": f"stock card C{number}",
            "verified": f"serial list V{number}"}.get(stage, "")


def add_shipment_events(book: Book, shipment: Shipment) -> None:
    chain = shipment.promise.chain
    actual = quirky_events(shipment) if shipment.quirk else [
        (stage, shipment.actual[stage], shipment.quantity, "good") for stage in shipment.reached]
    actual = thin(book, shipment, actual)
    planned = [] if book.within(0, 9) == 0 and actual else ["departed", "handed_over"]
    for stage in planned[-max(0, 6 - len(actual)):] if len(actual) < 6 else []:
        book.add("events", of_kind="consignment", of=shipment.id, stage=stage, classifier="planned",
                 date=shipment.planned[stage], place=place_of(shipment, stage), quantity=shipment.quantity,
                 source=shipment.promise.source, known_date=shipment.known, **chain)
    for stage, day, quantity, condition in actual:
        row = book.add("events", of_kind="consignment", of=shipment.id, stage=stage, classifier="actual", date=day,
                       place=place_of(shipment, stage), quantity=quantity,
                       condition=condition if stage in ("handed_over", "confirmed", "lost") else None,
                       evidence=evidence_of(shipment, stage), **told(book, day, stage), **chain)
        if shipment.quirk == "backdated" and stage == "confirmed":
            row.update(known_date=min(day + days(163), REPORT), note="entered late; the stock card bears this day")
    add_estimate(book, shipment)


def thin(book: Book, shipment: Shipment, events: list) -> list:
    """Records are rarely whole: leaves out some stages, never the promised one, and keeps at most five events."""
    spare = [stage for stage in ("ready", "arrived", "verified", "departed") if stage != shipment.promise.stage]
    gone = {spare[book.within(0, 3 if len(spare) > 3 else 2)] for _ in range(book.within(0, 2))}
    for stage in ["ready", "arrived", "departed"]:
        if len([event for event in events if event[0] not in gone]) > 5 and stage in spare:
            gone.add(stage)
    return [event for event in events if event[0] not in gone] or events


def add_estimate(book: Book, shipment: Shipment) -> None:
    """What the cell expects of a shipment that is under way or overdue."""
    if "handed_over" in shipment.reached or not shipment.reached:
        return
    told_on = REPORT - days(book.within(3, 24))
    if shipment.known > told_on:
        return
    expected = shipment.actual.get("handed_over") or REPORT + days(75)
    book.add("events", of_kind="consignment", of=shipment.id, stage="handed_over", classifier="estimated",
             date=max(expected + days(book.within(-4, 6)), REPORT + days(4)), place=place_of(shipment, "handed_over"),
             quantity=shipment.quantity, source=LOG, known_date=told_on, credibility="3", **shipment.promise.chain)


def quirky_events(shipment: Shipment) -> list[tuple[str, date, int, str]]:
    """The events of a shipment that did not come through as one good whole: stage, day, quantity, condition."""
    day, whole = shipment.actual, shipment.quantity
    part = max(1, whole // 5)
    events = [("departed", day["departed"], whole, "good")]
    if shipment.quirk == "unspecified":
        return events + [("delivered_unspecified", day["confirmed"], whole, "good")]
    if shipment.quirk == "partial":
        return events + [("handed_over", day["handed_over"], whole - part, "good"),
                         ("handed_over", day["handed_over"] + days(6), part, "good"),
                         ("confirmed", day["confirmed"] + days(8), whole, "good")]
    if shipment.quirk == "lost":
        return events + [("lost", day["arrived"], part, "lost"),
                         ("handed_over", day["handed_over"], whole - part, "good"),
                         ("confirmed", day["confirmed"], whole - part, "good")]
    if shipment.quirk == "overage":
        over = whole + max(2, whole // 50)
        return events + [("handed_over", day["handed_over"], over, "good"),
                         ("confirmed", day["confirmed"], over, "good")]
    events.append(("handed_over", day["handed_over"], whole, "good"))
    if shipment.quirk == "damaged":
        return events + [("confirmed", day["confirmed"], whole - part, "good"),
                         ("confirmed", day["confirmed"] + days(1), part, "damaged")]
    if shipment.quirk == "returned":
        return events + [("confirmed", day["confirmed"], whole, "good"),
                         ("returned", day["confirmed"] + days(12), part, "good")]
    return events + [("confirmed", day["confirmed"], whole, "good")]  # backdated


# ---------------------------------------------------------------------------------------------------------------------
# Money, training and buildings promised

M = 1_000_000
# id, donor, day, millions, currency, qualifier, form, instrument, due, promised stage, description,
# tranches: committed on, millions, disbursed on ("" = planned for the second day given), spent on
MONEY_PLEDGES = [
    ("P-101", "UCM", "2029-02-01", 300, "EUR", "exact", "budget_support", "loan", "2029-12-31", "disbursed",
     "Concessional loan for the budget of 2029",
     [("2029-03-01", 150, "2029-04-17", ""), ("2029-07-02", 150, "2029-11-20", "")]),
    ("P-102", "AVL", "2029-03-12", 80, "EUR", "exact", "budget_support", "grant", "2029-12", "disbursed",
     "Budget grant 2029", [("2029-05-02", 80, "2029-06-14", "2029-12-20")]),
    ("P-103", "HYR", "2029-09-05", 150, "USD", "up_to", "budget_support", "guarantee", "2030-03", "committed",
     "Guarantee for loans of the recovery bank", [("2030-02-12", 150, "", "")]),
    ("P-104", "BRN", "2029-11-08", 60, "EUR", "exact", "infrastructure", "grant", "2030-09-30", "disbursed",
     "Repair of the southern line", [("2030-02-01", 30, "2030-05-21", ""), ("2030-08-01", 30, "2030-12-18", "")]),
    ("P-105", "UCM", "2030-02-04", 400, "EUR", "exact", "budget_support", "loan", "2030-12-31", "disbursed",
     "Concessional loan for the budget of 2030",
     [("2030-03-04", 200, "2030-04-25", ""), ("2030-08-05", 200, "2030-11-28", "")]),
    ("P-106", "CAS", "2030-04-15", 45, "EUR", "approx", "maintenance", "grant", "2031-03", "spent",
     "Repair shops for donated vehicles", [("2030-07-01", 25, "2030-09-10", "2031-02-17")]),
    ("P-107", "POOL", "2030-06-10", 120, "EUR", "exact", "budget_support", "grant", "2030-12", "disbursed",
     "Heating allowances", [("2030-09-02", 60, "2030-11-11", ""), ("2030-12-02", 60, "2031-02-19", "")]),
    ("P-108", "FEN", "2030-10-07", 50, "EUR", "exact", "infrastructure", "grant", "2031-10", "disbursed",
     "Substations in the Marrow basin", [("2031-01-20", 25, "2031-03-12", ""), ("2031-06-02", 25, "", "2031-09-15")]),
    ("P-109", "UCM", "2031-01-20", 500, "EUR", "exact", "budget_support", "loan", "2031-12-31", "disbursed",
     "Concessional loan for the budget of 2031",
     [("2031-03-03", 200, "2031-04-22", ""), ("2031-06-10", 150, "", "2031-08-20")]),
    ("P-110", "AVL", "2031-02-03", 90, "EUR", "at_least", "budget_support", "grant", "2031-11", "disbursed",
     "Budget grant 2031", [("2031-04-14", 45, "2031-05-28", "")]),
    ("P-111", "DOR", "2029-06-21", 240, "EUR", "up_to", "budget_support", "grant", "", "",
     "Three-year framework announced at the harbour meeting", []),
    ("P-112", "DOR", "2029-07-16", 80, "EUR", "exact", "budget_support", "grant", "2029-12", "disbursed",
     "First year of the framework", [("2029-09-03", 80, "2029-11-05", "2030-03-29")]),
    ("P-113", "DOR", "2030-07-15", 80, "EUR", "exact", "budget_support", "grant", "2030-12", "disbursed",
     "Second year of the framework", [("2030-09-02", 80, "2030-12-03", "2031-04-30")]),
    ("P-114", "DOR", "2031-06-16", 80, "EUR", "exact", "budget_support", "grant", "2031-12", "disbursed",
     "Third year of the framework", []),
    ("P-121", "DOR", "2029-05-07", 14, "EUR", "exact", "training", "in_kind", "2030-12", "graduated",
     "Seats for clearance and machine crews at the Dorvale academy", []),
    ("P-122", "ELM", "2030-03-18", 6, "EUR", "approx", "training", "in_kind", "2031-03", "graduated",
     "Paramedics and hospital staff", []),
    ("P-123", "GAL", "2031-01-27", 9, "EUR", "exact", "training", "grant", "2031-12", "graduated",
     "Grid technicians", []),
    ("P-131", "GAL", "2029-10-15", 70, "EUR", "exact", "infrastructure", "grant", "2031-05", "spent",
     "Water works and housing estate", [("2030-01-15", 40, "2030-03-20", "2031-03-31")]),
    ("P-132", "CAS", "2031-02-17", 30, "EUR", "exact", "infrastructure", "grant", "2032-03", "spent",
     "Second yard at the southern hub", [("2031-05-05", 15, "", "2031-10-01")]),
    ("P-141", "ELM", "2031-03-20", 500, "EUR", "exact", "budget_support", "loan", "2031-12-31", "disbursed",
     "The same loan, announced again by a member", []),
    ("P-142", "UCM", "2031-01-21", 550, "EUR", "approx", "budget_support", "loan", "2031-12-31", "disbursed",
     "The loan of 2031 as a news desk had it", []),
]


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def add_money(book: Book) -> None:
    tranche = 100
    for (id_, donor, day, millions, currency, qualifier, form, instrument, due, stage, description,
         tranches) in MONEY_PLEDGES:
        source = {"P-142": "SRC-PRESS"}.get(id_, f"SRC-{donor}")
        book.add("pledges", id=id_, donors=[donor], recipient=RECIPIENT, date=day, amount=millions * M,
                 currency=currency, qualifier=qualifier, valuation_basis="stated",
                 kind="mixed" if form == "training" else "financial", form=form, instrument=instrument, from_=day[:4],
                 until=max(day[:4], due[:4]) if due else "2031", due=due, promised_stage=stage,
                 description=description, source=source, known_date=book.known(day_of(day), 0, 3),
                 credibility="4" if source == "SRC-PRESS" else "2")
        for committed, amount, paid, later in tranches:
            tranche += 1
            add_tranche(book, f"A-{tranche}", id_, donor, currency, committed, amount * M, paid, later, due)


def add_tranche(book: Book, id_, pledge, donor, currency, committed, amount, paid, later, due) -> None:
    """A tranche is an allocation of money; its events climb the ladder of money and mean the whole tranche."""
    source = f"SRC-{donor}"
    known = book.known(day_of(committed))
    book.add("allocations", id=id_, of=pledge, donors=[donor], date=committed, amount=amount, currency=currency,
             valuation_basis="stated", due=due, source=source, known_date=known)

    def event(stage, classifier, day, known_date):
        book.add("events", of_kind="allocation", of=id_, stage=stage, classifier=classifier, date=day,
                 evidence=f"payment notice {id_} {stage}" if classifier == "actual" else "", source=source,
                 known_date=known_date)
    event("committed", "actual", committed, known)
    if paid:
        event("disbursed", "actual", paid, book.known(day_of(paid)))
        if later:
            event("spent", "actual", later, book.known(day_of(later), 5, 25))
    elif later:
        event("disbursed", "planned", later, known)


# id, name, place, planned start and end, actual start and end, budget in millions, share done at the last report, donor
PROJECTS = [
    ("I-01", "Marrow substation", "SITE-MAR", "2029-05-01", "2030-04-30", "2029-05-14", "2030-06-18", 42, 1.0, "AVL"),
    ("I-02", "Southern line repair", "HUB-S", "2030-01-15", "2030-11-30", "2030-02-04", "2031-03-21", 60, 1.0, "BRN"),
    ("I-03", "Tessel water works", "SITE-TES", "2030-02-01", "2031-04-30", "2030-03-01", "", 38, 0.82, "GAL"),
    ("I-04", "Lowfen housing estate", "SITE-LOW", "2030-03-15", "2031-06-30", "2030-04-22", "", 32, 0.55, "GAL"),
    ("I-05", "Ardel hospital wing", "SITE-ARD", "2029-09-01", "2030-12-20", "2029-09-10", "2030-12-12", 27, 1, "POOL"),
    ("I-06", "Marrow basin substations", "SITE-MAR", "2031-02-01", "2031-12-15", "2031-02-24", "", 50, 0.2, "FEN"),
    ("I-07", "Second yard at the southern hub", "HUB-S", "2031-06-01", "2032-03-31", "", "", 30, 0.0, "CAS"),
    ("I-08", "Clearance base Quarry", "SITE-QUA", "2029-03-01", "2029-10-31", "2029-03-08", "2029-10-19", 9, 1, "DOR"),
]
POSTPONED_PROJECTS = {"I-01": ("2030-06-30", "2030-03-20"), "I-02": ("2031-03-31", "2030-10-15"),
                      "I-03": ("2031-09-30", "2031-02-10"), "I-04": ("2031-12-15", "2031-04-08")}

# id, name, intake, seats, weeks, dropout, donor, cost in millions a year
COURSES = [
    ("C-DEM", "Clearance machine crews", 40, 48, 14, 0.08, "DOR", 3),
    ("C-OPR", "Plant and excavator operators", 60, 60, 8, 0.05, "DOR", 2),
    ("C-MED", "Field hospital staff", 90, 100, 18, 0.11, "ELM", 3),
    ("C-AMB", "Ambulance crews", 80, 80, 10, 0.07, "ELM", 2),
    ("C-PWR", "Power plant technicians", 50, 60, 12, 0.06, "GAL", 4),
    ("C-RAD", "Mast and radio crews", 36, 40, 6, 0.04, "AVL", 1),
]
PAIRS = [("DEM-MACH", "C-DEM", 4), ("ENG-EXC", "C-OPR", 2), ("MED-HOSP", "C-MED", 24), ("VEH-AMB", "C-AMB", 3),
         ("PWR-GEN500", "C-PWR", 2), ("PWR-TRF", "C-PWR", 3), ("COM-TWR", "C-RAD", 2)]


def add_projects(book: Book) -> None:
    for id_, name, place, start, end, began, ended, budget, done, donor in PROJECTS:
        known = day_of(start) - days(book.within(40, 70))
        book.add("projects", id=id_, name=name, place=place, planned_start=start, planned_end=end, budget=budget * M,
                 currency="EUR", share_done=0, source=f"SRC-{donor}", known_date=max(known, date(2029, 1, 15)))
        if began:
            revise(book, "project", id_, "actual_start", began, "replaced", book.known(day_of(began)), f"SRC-{donor}")
        if id_ in POSTPONED_PROJECTS:
            later, told_on = POSTPONED_PROJECTS[id_]
            revise(book, "project", id_, "planned_end", later, "postponed", day_of(told_on), f"SRC-{donor}")
        last = day_of(ended) if ended else REPORT - days(20)
        for part in (0.33, 0.66, 1.0) if began else ():
            day = day_of(began) + (last - day_of(began)) * (part * 3) // 3
            revise(book, "project", id_, "share_done", round(done * part, 2), "raised", book.known(day), f"SRC-{donor}")
        if ended:
            revise(book, "project", id_, "actual_end", ended, "replaced", book.known(last), f"SRC-{donor}")


def add_courses(book: Book) -> None:
    for id_, name, intake, seats, weeks, dropout, donor, _ in COURSES:
        book.add("courses", id=id_, name=name, place="ACA-DOR", intake=intake, seats=seats, weeks=weeks,
                 dropout=dropout, source=f"SRC-{donor}", known_date="2029-04-20")
        for start in (date(year, month, 6) for year in (2029, 2030, 2031) for month in (3, 9)):
            if start > date(2029, 5, 1):
                add_intake(book, id_, intake, weeks, dropout, start + days(book.within(0, 6)), f"SRC-{donor}")
    for item, course, crew in PAIRS:
        book.add("pairs", item=item, course=course, crew_per_unit=crew, source=CELL, known_date="2029-04-20")


def add_intake(book: Book, course, intake, weeks, dropout, start, source) -> None:
    end = start + days(7 * weeks)
    came = intake - book.within(0, intake // 10)
    passed = round(came * (1 - dropout)) - book.within(0, 2)

    def event(stage, classifier, day, count, known):
        book.add("events", of_kind="course", of=course, stage=stage, classifier=classifier, date=day, place="ACA-DOR",
                 quantity=count, evidence=f"roll {course} {iso_month(day)}" if classifier == "actual" else "",
                 source=source, known_date=known)
    announced = min(start - days(60), REPORT - days(30))
    event("enrolled", "planned", start, intake, announced)
    event("graduated", "planned", end, round(intake * (1 - dropout)), announced)
    if start < REPORT - days(5):
        event("enrolled", "actual", start, came, book.known(start, 1, 5))
    if end < REPORT - days(5):
        event("graduated", "actual", end, passed, book.known(end, 1, 10))


# ---------------------------------------------------------------------------------------------------------------------
# Funds and what they pay for

def year_of(row: dict) -> int:
    return int(cell(row["date"])[:4])


class Treasury:
    """One appropriation a donor and year, large enough for what it pays for; later kinds follow as shares of it."""

    def __init__(self, book: Book):
        self.book = book
        self.needed: dict[tuple[str, int], int] = {}

    def pay(self, donor: str, year: int, kind: str, to: str, amount: int, known, label=None, share=None,
            listed: int | None = None) -> None:
        """`listed`: what was thought to be needed before the price was struck."""
        self.needed[donor, year] = self.needed.get((donor, year), 0) + (amount if listed is None else listed)
        currency = "USD" if donor == "HYR" else "EUR"
        self.book.add("funding", from_kind="fund", from_=f"F-{donor}-{year}-A", to_kind=kind, to=to,
                      amount=None if share else amount, currency=None if share else currency, share=share,
                      source=f"SRC-{donor}", known_date=known, label=label)

    def pay_all(self) -> None:
        pledges = {row["id"]: row for row in self.book.tables["pledges"]}
        for row in self.book.tables["allocations"]:
            if row.get("origin") != "stock":
                self.pay_joint(row["donors"], "allocation", row)
        for row in self.book.tables["contracts"]:
            if row["of"] in pledges:
                self.pay_joint(pledges[row["of"]]["donors"], "contract", row)
        self.pay_from_promises()
        promised = {row["to"] for row in self.book.tables["funding"] if row["from_kind"] == "pledge"}
        for id_, _, _, start, _, _, _, budget, _, donor in PROJECTS:
            if id_ not in promised:
                self.pay(donor, int(start[:4]), "project", id_, budget * M, self.project_known(id_))
        for id_, *_, donor, cost in COURSES:
            for year in (2029, 2030, 2031):
                if id_ not in promised:
                    self.pay(donor, year, "course", id_, cost * M, f"{year}-04-20")

    def project_known(self, id_: str) -> date:
        return next(row["known_date"] for row in self.book.tables["projects"] if row["id"] == id_)

    def pay_joint(self, donors: list[str], kind: str, row: dict) -> None:
        count = len(donors)
        for i, donor in enumerate(donors):
            equal = math.floor(10000 / count) / 10000
            share = None if count == 1 else equal if i else 1 - equal * (count - 1)
            self.pay(donor, year_of(row), kind, row["id"], row["amount"] // count, row["known_date"], row.get("label"),
                     share, self.listed(kind, row) // count)

    def listed(self, kind: str, row: dict) -> int:
        if kind != "contract":
            return row["amount"]
        return sum(line["quantity"] * unit_price(line["item"], row["currency"], "market")
                   for line in self.book.tables["lines"] if line["of_kind"] == kind and line["of"] == row["id"])

    def pay_from_promises(self) -> None:
        """What a pledge of training or building pays for; the tranches of the latter are paid from funds themselves."""
        for pledge, kind, to, millions, known in (
                ("P-121", "course", "C-DEM", 8, "2029-05-20"), ("P-121", "course", "C-OPR", 6, "2029-05-20"),
                ("P-122", "course", "C-MED", 4, "2030-04-02"), ("P-122", "course", "C-AMB", 2, "2030-04-02"),
                ("P-123", "course", "C-PWR", 9, "2031-02-10"), ("P-104", "project", "I-02", 60, "2029-12-05"),
                ("P-108", "project", "I-06", 50, "2030-12-10"), ("P-131", "project", "I-03", 38, "2030-01-20"),
                ("P-131", "project", "I-04", 32, "2030-03-02"), ("P-132", "project", "I-07", 30, "2031-04-20")):
            self.book.add("funding", from_kind="pledge", from_=pledge, to_kind=kind, to=to, amount=millions * M,
                          currency="EUR", source=pledge_source(self.book, pledge), known_date=known)

    def add_funds(self) -> None:
        donors = [row[0] for row in DONORS] + [row[0] for row in POOLED]
        for donor in donors:
            for year in (2029, 2030, 2031):
                self.add_year(donor, year, self.needed.get((donor, year), 0))
        self.extra("F-POOL-2031-S", "POOL", "2031-05-12", 60, "EUR", "2032-06-30", "possible", "any",
                   "supplementary budget, not voted")
        self.extra("F-GAL-2031-W", "GAL", "2031-06-05", 25, "EUR", "2031-12-31", "likely", "winter_equipment",
                   "second reading in September")
        self.extra("F-HYR-2031-M", "HYR", "2031-04-02", 18, "USD", "2031-09-30", "firm", "demining", "")

    def add_year(self, donor: str, year: int, needed: int) -> None:
        voted = (needed * 27 // 25 // M + 4) * M
        committed = -(-max(needed, 3 * M) // 10000) * 10000
        closed = year < 2031
        paid = committed * (92 if closed else 70) // 100
        spent = committed * (88 if closed else 55) // 100
        firm = "firm" if closed or donor in ("AVL", "BRN", "DOR", "UCM", "FEN", "HYR") else "likely"
        for kind, letter, day, amount in (
                ("appropriation", "A", f"{year}-01-08", voted),
                ("commitment", "C", f"{year}-12-05" if closed else "2031-05-31", committed),
                ("disbursement", "D", f"{year}-12-15" if closed else "2031-06-10", paid),
                ("expenditure", "E", f"{year}-12-28" if closed else "2031-06-15", spent)):
            self.book.add("funds", id=f"F-{donor}-{year}-{letter}", donor=[donor], kind=kind,
                          purpose="budget_support" if donor == "UCM" else "any", date=day, amount=amount,
                          currency="USD" if donor == "HYR" else "EUR",
                          spend_until=f"{year + (donor in ('AVL', 'UCM', 'HYR'))}-12-31" if letter in "AC" else None,
                          certainty=firm if letter == "A" else "firm", source=f"SRC-{donor}",
                          known_date=self.book.known(day_of(day), 1, 12))

    def extra(self, id_, donor, day, millions, currency, until, certainty, purpose, note) -> None:
        self.book.add("funds", id=id_, donor=[donor], kind="appropriation", purpose=purpose, date=day,
                      amount=millions * M, currency=currency, spend_until=until, certainty=certainty,
                      source=f"SRC-{donor}", known_date=self.book.known(day_of(day)), note=note)


# ---------------------------------------------------------------------------------------------------------------------
# Needs and what covers them

NEEDED_ITEMS = [  # item, units a quarter, priority
    ("MED-KIT", 1400, 1), ("MED-HOSP", 1, 1), ("PWR-GEN50", 70, 1), ("PWR-GEN500", 24, 1), ("PWR-TRF", 3, 1),
    ("SHL-MOD", 90, 2), ("SHL-TENT", 900, 3), ("WIN-SET", 24000, 2), ("WIN-HEAT", 4200, 2), ("WAT-PUR", 26, 1),
    ("ENG-BRIDGE", 6, 3), ("VEH-TRK", 62, 3), ("VEH-AMB", 16, 2), ("DEM-MACH", 3, 3), ("COM-RAD", 700, 4),
]
NEEDED_MONEY = [("budget_support", 62, 1), ("power", 9, 1), ("shelter", 6, 2), ("medical", 5, 1), ("water", 3, 2)]


def add_needs(book: Book) -> None:
    number = 0
    for item, quantity, priority in NEEDED_ITEMS:
        for month in ("2029-06", "2029-12", "2030-06", "2030-12", "2031-06", "2031-10"):
            number += 1
            wanted = max(1, round(quantity * 2 * (80 + book.within(0, 40)) / 100))
            known = f"{int(month[:4]) - (month[5:] < '06')}-{'03' if month[5:] == '06' else '05'}-10"
            book.add("needs", id=f"N-{number:03d}", item=item, quantity=wanted, month=month,
                     until=f"{int(month[:4])}-12" if month[5:] != "12" else f"{int(month[:4]) + 1}-05",
                     priority=priority, place=MAKERS[ITEM[item][2]][3], source="SRC-NEED", known_date=known)
    for category, millions, priority in NEEDED_MONEY:
        for month in months((2031, 1), (2031, 12)):
            number += 1
            winter = 3 if month.month in (1, 2, 11, 12) else 2
            amount = millions * M if category == "budget_support" else millions * M * winter // 2
            book.add("needs", id=f"N-{number:03d}", category=category, amount=amount, currency="EUR",
                     month=iso_month(month), priority=priority, source="SRC-NEED", known_date="2030-11-20")


def add_covers(book: Book) -> None:
    """Allocations, and pledges that have none, cover the needs for their item that come next, oldest first."""
    left = {row["id"]: row["quantity"] for row in book.tables["needs"] if "item" in row}
    givers = {row["id"]: row for row in book.tables["allocations"] + book.tables["pledges"]}
    carried = {row["of"] for row in book.tables["allocations"]} | {"P-029", "P-045"}
    for line in book.tables["lines"]:
        if line["of_kind"] not in ("allocation", "pledge") or line["of"] in carried:
            continue
        rest, due = line["quantity"], last_month(givers[line["of"]].get("due", ""))
        for need in book.tables["needs"]:
            if need.get("item") != line["item"] or need["until"] < due or left[need["id"]] == 0 or rest == 0:
                continue
            taken = min(rest, left[need["id"]])
            left[need["id"]] -= taken
            rest -= taken
            book.add("covers", need=need["id"], to_kind=line["of_kind"], to=line["of"], quantity=taken, source=CELL,
                     known_date=max(cell(line["known_date"]), need["known_date"]), label=line.get("label"))


def last_month(due) -> str:
    """The month by which something due on a partial date is there, to compare with other months."""
    text = cell(due)
    return f"{text}-12" if len(text) == 4 or "W" in text else text[:7]


# ---------------------------------------------------------------------------------------------------------------------
# Revisions and relations

TABLE_OF = {"pledge": "pledges", "allocation": "allocations", "contract": "contracts", "consignment": "consignments",
            "project": "projects"}


def revise(book: Book, kind: str, of: str, field_: str, now, change: str, known, source: str, was=None) -> None:
    """Adds a revision; what it was is read from the newest revision or the entry itself."""
    if was is None:
        earlier = [row for row in book.tables["revisions"]
                   if (row["of_kind"], row["of"], row["field"]) == (kind, of, field_)]
        entry = next(row for row in book.tables[TABLE_OF[kind]] if row["id"] == of)
        was = earlier[-1]["is"] if earlier else cell(entry.get(field_, ""))
        assert cell(known) >= cell(entry["known_date"]), (of, field_)
    label = next((row.get("label") for row in book.tables[TABLE_OF[kind]] if row["id"] == of), None)
    book.add("revisions", of_kind=kind, of=of, field=field_, was=was, is_=cell(now), change=change, source=source,
             known_date=known, label=label)


def add_revisions(book: Book, goods: Goods) -> None:
    for id_, field_, now, change, known in (
            ("P-003", "due", "2030-03", "postponed", "2029-10-29"),
            ("P-010", "due", "2030-05", "postponed", "2030-01-24"),
            ("P-017", "due", "2030-07", "postponed", "2030-04-11"),
            ("P-017", "due", "2030-09", "postponed", "2030-07-03"),
            ("P-023", "due", "2030-12", "postponed", "2030-09-30"),
            ("P-032", "due", "2031-05-15", "postponed", "2031-01-13"),
            ("P-034", "due", "2030-10-31", "advanced", "2030-08-12"),
            ("P-040", "due", "2031-11", "postponed", "2031-05-26"),
            ("P-051", "amount", 14_250_000, "raised", "2031-05-19"),
            ("P-106", "amount", 38 * M, "cut", "2030-12-09"),
            ("P-110", "amount", 100 * M, "raised", "2031-05-05"),
            ("P-107", "due", "2031-03", "postponed", "2030-11-25")):
        revise(book, "pledge", id_, field_, now, change, day_of(known), pledge_source(book, id_))
    revise(book, "pledge", "P-029", "status", "withdrawn", "replaced", day_of("2030-07-08"), "SRC-GAL", "pledged")
    revise(book, "pledge", "P-045", "status", "withdrawn", "withdrawn", day_of("2031-02-24"), "SRC-ELM", "pledged")
    stopped = [row["id"] for row in book.tables["contracts"] if row["of"] == allocation_of(goods, "P-022")][-1]
    revise(book, "contract", stopped, "status", "cancelled", "cancelled", day_of("2030-10-02"), "SRC-GAL", "contracted")
    for shipment in goods.shipments:
        if shipment.of == stopped and "departed" not in shipment.reached:
            book.add("events", of_kind="consignment", of=shipment.id, stage="cancelled", classifier="actual",
                     date="2030-10-02", quantity=shipment.quantity, evidence="notice of cancellation", source="SRC-GAL",
                     known_date="2030-10-05")
    for shipment in goods.shipments:
        postpone(book, shipment)


def postpone(book: Book, shipment: Shipment) -> None:
    """A schedule is put off shortly before it fails, to about the day that then comes true."""
    due, really = shipment.planned["confirmed"] + days(7), shipment.actual.get("confirmed")
    known = due - days(book.within(4, 12))
    if really is None or really < due + days(18) or known > REPORT:
        return
    revise(book, "consignment", shipment.id, "due", really + days(book.within(-6, 10)), "postponed", known, LOG)


def pledge_source(book: Book, id_: str) -> str:
    return next(row["source"] for row in book.tables["pledges"] if row["id"] == id_)


def allocation_of(goods: Goods, id_: str) -> str:
    return next(promise.allocation for promise in goods.promises if promise.id == id_)


def add_relations(book: Book) -> None:
    for from_kind, from_, kind, to_kind, to, known, source in (
            ("pledge", "P-112", "part_of", "pledge", "P-111", "2029-07-18", "SRC-DOR"),
            ("pledge", "P-113", "part_of", "pledge", "P-111", "2030-07-17", "SRC-DOR"),
            ("pledge", "P-114", "part_of", "pledge", "P-111", "2031-06-18", "SRC-DOR"),
            ("pledge", "P-141", "repeats", "pledge", "P-109", "2031-05-22", CELL),
            ("pledge", "P-142", "conflicts_with", "pledge", "P-109", "2031-02-01", CELL),
            ("pledge", "P-058", "replaces", "pledge", "P-029", "2030-07-10", "SRC-GAL"),
            ("report", "R-004", "restates", "report", "R-003", "2030-09-12", "SRC-MON"),
            ("report", "R-012", "restates", "report", "R-011", "2031-04-22", CELL),
            ("report", "R-007", "conflicts_with", "report", "R-006", "2031-02-03", CELL),
            ("report", "R-014", "repeats", "report", "R-013", "2031-06-12", CELL)):
        book.add("relations", from_kind=from_kind, from_=from_, kind=kind, to_kind=to_kind, to=to, source=source,
                 known_date=known)


# ---------------------------------------------------------------------------------------------------------------------
# The network: a northern corridor over land and a southern one by sea; the west is where donors are

# id, name, kind, lat, lon, handling t a week, storage t, hazardous t
NODES = [
    ("DEP-AVL", "Avelmark depot", "depot", 9.2, -39.1, 400, 3000, 200),
    ("DEP-BRN", "Brenholt depot", "depot", 3.4, -39.4, 400, 3000, 200),
    ("DEP-CAS", "Castrevan depot", "depot", 1.9, -38.2, 350, 2500, 150),
    ("DEP-DOR", "Dorvale depot", "depot", 10.8, -38.3, 300, 2000, 150),
    ("DEP-ELM", "Elmorra depot", "depot", 11.5, -36.4, 200, 1200, 80),
    ("DEP-FEN", "Fennisk depot", "depot", 8.3, -37.5, 300, 1800, 120),
    ("DEP-GAL", "Galvessa depot", "depot", 4.7, -38.6, 450, 4000, 250),
    ("DEP-HYR", "Hyrland depot", "depot", 0.8, -39.7, 500, 5000, 300),
    ("DEP-ISK", "Iskelund depot", "depot", 7.1, -39.8, 120, 600, 40),
    ("PLT-ALD", "Alderwick works", "plant", 9.9, -38.7, 60, 400, 20),
    ("PLT-BEA", "Beaconmere works", "plant", 2.6, -38.9, 160, 900, 40),
    ("PLT-CAI", "Cairnsby works", "plant", 4.1, -37.8, 240, 1200, 0),
    ("PLT-DEL", "Deltry works", "plant", 5.4, -38.0, 120, 800, 20),
    ("PLT-EMB", "Emberlow mill", "plant", 11.0, -37.3, 90, 700, 0),
    ("PLT-FAL", "Fallowgate works", "plant", 8.8, -36.9, 60, 400, 30),
    ("PLT-GRA", "Granholt works", "plant", 10.1, -36.6, 260, 1500, 0),
    ("TER-NOR", "Northreach rail terminal", "terminal", 9.6, -34.2, 420, 1600, 120),
    ("X-NORTH", "Highmoor crossing", "crossing", 9.3, -30.1, 260, 500, 60),
    ("HUB-N", "Northern border hub", "hub", 8.9, -28.6, 320, 1200, 100),
    ("P-WST", "Westlee port", "port", 2.8, -35.6, 700, 3500, 250),
    ("P-EST", "Eastlee port", "port", 1.6, -29.4, 380, 2600, 150),
    ("HUB-S", "Southern border hub", "hub", 3.1, -27.7, 340, 1400, 100),
    ("ACA-DOR", "Dorvale academy", "academy", 10.4, -39.2, None, None, None),
    ("SITE-ARD", "Ardel hospital", "site", 7.4, -26.4, 140, 500, 20),
    ("SITE-MAR", "Marrow grid yard", "site", 5.6, -26.1, 160, 900, 80),
    ("SITE-LOW", "Lowfen estate", "site", 4.3, -25.6, 200, 1000, 0),
    ("SITE-TES", "Tessel water works", "site", 6.2, -27.0, 120, 500, 30),
    ("SITE-QUA", "Quarry clearance base", "site", 8.1, -25.4, 80, 400, 60),
]
YARDS = {"PLT-ALD": "DEP-AVL", "PLT-BEA": "DEP-BRN", "PLT-CAI": "DEP-CAS", "PLT-DEL": "DEP-GAL", "PLT-EMB": "DEP-DOR",
         "PLT-FAL": "DEP-FEN", "PLT-GRA": "DEP-DOR"}
NORTH = ["DEP-AVL", "DEP-DOR", "DEP-ELM", "DEP-FEN", "DEP-ISK"]
SOUTH = ["DEP-BRN", "DEP-CAS", "DEP-GAL", "DEP-HYR", "DEP-AVL"]
# id, from, to, mode, transit days, t a week, least t a week, cost a tonne, t a vehicle, permit days
TRUNK = [
    ("L-TX-RAIL", "TER-NOR", "X-NORTH", "rail", 2, 150, 0, 38, 50, 0),
    ("L-TX-ROAD", "TER-NOR", "X-NORTH", "road", 2, 80, 0, 74, 20, 0),
    ("L-XN-RAIL", "X-NORTH", "HUB-N", "rail", 1, 120, 0, 21, 50, 5),
    ("L-XN-ROAD", "X-NORTH", "HUB-N", "road", 1, 50, 0, 33, 20, 3),
    ("L-TP-RAIL", "TER-NOR", "P-WST", "rail", 3, 120, 0, 44, 50, 0),
    ("L-SEA", "P-WST", "P-EST", "sea", 9, 320, 40, 29, 400, 0),
    ("L-PH-RAIL", "P-EST", "HUB-S", "rail", 3, 210, 0, 31, 50, 4),
    ("L-HUBS", "HUB-N", "HUB-S", "road", 2, 60, 0, 52, 20, 0),
]
# resource: a week's amount, links with what a tonne takes of it
RESOURCES = {
    "WAGONS": (7, {"L-TX-RAIL": 0.02, "L-TP-RAIL": 0.02, "L-PH-RAIL": 0.02}),
    "ESCORTS": (6, {"L-XN-ROAD": 0.05, "L-TX-ROAD": 0.05, "L-HUBS": 0.025}),
    "CRANE-HOURS": (110, {"L-SEA": 0.25, "L-PH-RAIL": 0.1}),
}
CLOSURES = [
    ("X-NORTH", "2030-01-14", "2030-01-27", 0.0, "2030-01-15", "landslide"),
    ("P-EST", "2030-09-02", "2030-09-15", 0.4, "2030-09-03", "crane out of order"),
    ("X-NORTH", "2031-02-10", "2031-02-16", 0.5, "2031-02-11", "snow"),
    ("X-NORTH", "2031-07-21", "2031-08-03", 0.0, "2031-05-30", "track works, announced"),
    ("PLT-GRA", "2031-08-04", "2031-08-24", 0.25, "2031-03-14", "summer stop"),
    ("PLT-CAI", "2031-08-11", "2031-08-24", 0.0, "2031-03-20", "summer stop"),
    ("P-WST", "2031-10-06", "2031-10-12", 0.5, "2031-06-11", "dredging, announced"),
    ("HUB-S", "2031-11-17", "2031-11-23", 0.6, "2031-06-20", "move to the second yard"),
]
# plant: unit, a month's output at the start and as announced for the end, months from 2029-03 to the announced end
PLANTS = {"PLT-ALD": ("module", 0.5, 2, 20), "PLT-BEA": ("unit", 4, 18, 24), "PLT-CAI": ("module", 22, 70, 22),
          "PLT-DEL": ("unit", 8, 30, 18), "PLT-EMB": ("set", 6000, 20000, 16), "PLT-FAL": ("vehicle", 1, 4, 24),
          "PLT-GRA": ("vehicle", 12, 40, 26)}


def add_network(book: Book) -> None:
    for id_, name, kind, lat, lon, handling, storage, hazardous in NODES:
        book.add("nodes", id=id_, name=name, kind=kind, lat=lat, lon=lon, handling_t_week=handling, storage_t=storage,
                 hazardous_t=hazardous, source=CELL, known_date="2029-01-02")

    def link(id_, from_, to, mode, transit, capacity, least, cost, vehicle, permit):
        book.add("links", id=id_, from_=from_, to=to, mode=mode, transit_days=transit, capacity_t_week=capacity,
                 min_t_week=least, cost_per_t=cost, currency=None if cost is None else "EUR", vehicle_t=vehicle,
                 permit_days=permit, source=CELL, known_date="2029-01-02")
    for row in TRUNK:
        link(*row)
    for depot in NORTH:
        link(f"L-{depot[4:]}-TN", depot, "TER-NOR", "road", 2, 180, 0, 46, 20, 0)
    for depot in SOUTH:
        link(f"L-{depot[4:]}-PW", depot, "P-WST", "rail", 2, 260, 0, 27, 50, 0)
    handling = {row[0]: row[5] for row in NODES}
    for plant, depot in YARDS.items():
        link(f"L-{plant[4:]}-OUT", plant, depot, "production", 0, handling[plant], 0, 4, 50, 0)
    for site in ("SITE-ARD", "SITE-QUA", "SITE-TES", "SITE-MAR"):
        link(f"L-N-{site[5:]}", "HUB-N", site, "road", 2, 110, 0, 41, 20, 0)
    for site in ("SITE-LOW", "SITE-TES"):
        link(f"L-S-{site[5:]}", "HUB-S", site, "road", 1, 130, 0, 35, 20, 0)
    link("L-S-ARD", "HUB-S", "SITE-ARD", "rail", 2, 100, 0, 24, 50, 0)
    link("L-S-MAR", "HUB-S", "SITE-MAR", "rail", 2, 120, 0, 26, 50, 0)
    link("L-N-LOW", "HUB-N", "SITE-LOW", "rail", 3, 100, 0, 28, 50, 0)
    link("L-S-QUA", "HUB-S", "SITE-QUA", "road", 3, 60, 0, 58, 20, 0)
    link("L-ACA-N", "ACA-DOR", "HUB-N", "training", 4, None, None, None, None, None)
    for place, since, until, left, known, why in CLOSURES:
        book.add("closures", place=place, from_=since, until=until, share_left=left, source=CELL, known_date=known,
                 note=why)


def add_resources(book: Book) -> None:
    """By week from the start of 2031 until some weeks after the programme's end, so that late arrivals have room."""
    for name, (amount, uses) in RESOURCES.items():
        day = date(2030, 12, 30)
        while day < date(2032, 3, 8):
            fewer = amount // 3 if name == "WAGONS" and day.month in (11, 12) else 0
            book.add("resources", resource=name, week=iso_week(day), amount=amount - fewer, source=CELL,
                     known_date="2030-11-15")
            day += days(7)
        for link, per_t in uses.items():
            book.add("uses", link=link, resource=name, per_t=per_t, source=CELL, known_date="2030-11-15")


def add_ramps(book: Book) -> None:
    """What each plant announced, what it made, and what the coalition asks of it."""
    for plant, (unit, start, end, ramp_months) in PLANTS.items():
        lag = book.within(3, 8)
        for index, month in enumerate(months((2029, 3), (2031, 12))):
            announced = start + (end - start) * min(1.0, index / ramp_months)
            if index % 3 == 0:
                add_ramp(book, plant, month, announced, unit, "announced", date(2029, 2, 20))
            if month < date(2031, 6, 1):
                made = start + (end - start) * min(1.0, max(0, index - lag) / (ramp_months + 5))
                made *= (86 + book.within(0, 16)) / 100
                add_ramp(book, plant, month, made, unit, "actual", month_end(month) + days(12))
            if month >= date(2030, 6, 1) and index % 3 == 0:
                add_ramp(book, plant, month, end * 1.25, unit, "target", date(2030, 5, 28))


def add_ramp(book: Book, plant, month, capacity, unit, classifier, known) -> None:
    book.add("ramps", place=plant, month=iso_month(month), capacity=round(capacity, 1), unit=f"{unit}/month",
             classifier=classifier, source="SRC-PLANT", known_date=known, note=MAKER_OF_PLANT[plant])


MAKER_OF_PLANT = {plant: f"counts {item}" for _, plant, item, _ in MAKERS.values() if plant and item}


# ---------------------------------------------------------------------------------------------------------------------
# Economy, figures stated by others, calendar

def add_economy(book: Book) -> None:
    """Two vintages: the second revises the past a little, and holds the later years better."""
    for id_, _, _, _, gdp, growth, core, people, _ in DONORS:
        for vintage, known in (("2030", "2030-05-15"), ("2031", "2031-05-15")):
            revised = 1.0 if vintage == "2030" else 1 + (book.within(0, 16) - 6) / 1000
            for year in (2028, 2029, 2030, 2031):
                value = round(gdp * revised * (1 + growth + 0.02) ** (year - 2029) * 1000) * M
                share = core + (year - 2028) * 0.0021 * (1 if vintage == "2030" else 1.1)
                book.add("economy", country=id_, year=str(year), vintage=vintage, gdp=value,
                         currency="USD" if id_ == "HYR" else "EUR", price_base="current",
                         defence_core=round(value / M * share) * M, defence_related=round(value / M * 0.0085) * M,
                         population=round(people * (1 + 0.003 * (year - 2029)) * 1000) * 1000,
                         deflator=round(100 * 1.02 ** (year - 2030), 2), source=f"SRC-STAT-{vintage}", known_date=known,
                         note="estimate" if year >= int(vintage) else "")
    for year in (2028, 2029, 2030, 2031):  # of the recipient its prices only
        book.add("economy", country=RECIPIENT, year=str(year), vintage="2031", price_base="current",
                 deflator=round(100 * 1.06 ** (year - 2030), 2), source="SRC-STAT-2031", known_date="2031-05-15")


# id, series, donors, figure, measure, value, qualifier, unit, from, until, date, classifier, due, source, credibility
REPORTS = [
    ("R-001", "pledges-total", "", "value @ pledged in 2029", "flow", 1180, "approx", "EUR million", "2029-01-01",
     "2029-12-31", "2030-01-20", "claimed", "", "SRC-MON", "3"),
    ("R-002", "pledges-total", "", "value @ pledged in 2030", "flow", 820, "approx", "EUR million", "2030-01-01",
     "2030-12-31", "2031-01-22", "claimed", "", "SRC-MON", "3"),
    ("R-003", "handed-over-value", "", "value @ handed_over 2029-01..2030-06", "level", 108.4, "exact", "EUR million",
     "2029-01-01", "2030-06-30", "2030-07-20", "actual", "", "SRC-MON", "3"),
    ("R-004", "handed-over-value", "", "value @ handed_over 2029-01..2030-06", "level", 103.9, "exact", "EUR million",
     "2029-01-01", "2030-06-30", "2030-09-12", "actual", "", "SRC-MON", "2"),
    ("R-005", "grid-capacity", "", "", "level", 600, "at_least", "MW restored", "", "", "2029-06-21", "planned",
     "2031-03-31", "SRC-COM-2029", "2"),
    ("R-006", "grid-capacity", "", "", "level", 520, "exact", "MW restored", "", "2030-12-31", "2031-01-18", "actual",
     "", REGISTER, "2"),
    ("R-007", "grid-capacity", "", "", "level", 470, "approx", "MW restored", "", "2030-12-31", "2031-02-03", "actual",
     "", "SRC-MON", "3"),
    ("R-008", "grid-capacity", "", "", "level", 548, "exact", "MW restored", "", "2031-03-31", "2031-04-16", "actual",
     "", REGISTER, "2"),
    ("R-009", "cleared-land", "DOR;ELM;FEN", "", "level", 9000, "at_least", "hectares", "", "", "2029-11-05", "planned",
     "2030-12-31", "SRC-DOR", "2"),
    ("R-010", "cleared-land", "DOR;ELM;FEN", "", "level", 9350, "exact", "hectares", "", "2030-11-30", "2030-12-14",
     "actual", "", REGISTER, "2"),
    ("R-011", "share-within-12w", "", "forecast(tonnes @ handed_over within 12w)", "share", 0.72, "approx", "share",
     "2031-01-06", "2031-03-30", "2031-01-08", "planned", "2031-03-30", CELL, "2"),
    ("R-012", "share-within-12w", "", "tonnes @ handed_over 2031-01-06..2031-03-30", "share", 0.64, "exact", "share",
     "2031-01-06", "2031-03-30", "2031-04-22", "actual", "", CELL, "2"),
    ("R-013", "housing-modules", "", "quantity @ handed_over where item=SHL-MOD", "level", 540, "exact", "module",
     "2029-01-01", "2031-05-31", "2031-06-08", "actual", "", REGISTER, "2"),
    ("R-014", "housing-modules", "", "quantity @ handed_over where item=SHL-MOD", "level", 540, "exact", "module",
     "2029-01-01", "2031-05-31", "2031-06-12", "claimed", "", "SRC-PRESS", "4"),
    ("R-015", "housing-modules", "BRN;CAS;GAL", "quantity @ handed_over where item=SHL-MOD", "level", 800, "exact",
     "module", "", "", "2031-02-10", "planned", "2031-09-30", "SRC-GAL", "2"),
    ("R-016", "trained", "DOR;ELM;GAL", "quantity @ graduated", "level", 1500, "at_least", "people", "", "",
     "2029-06-21", "planned", "2031-12-31", "SRC-COM-2029", "2"),
    ("R-017", "trained", "DOR;ELM;GAL", "quantity @ graduated", "level", 1250, "approx", "people", "2029-01-01",
     "2031-03-31", "2031-04-20", "claimed", "", "SRC-ELM", "3"),
    ("R-018", "crossing-throughput", "", "", "rate", 148.5, "exact", "t/week", "2030-10-01", "2030-12-31", "2031-01-12",
     "actual", "", LOG, "2"),
    ("R-019", "crossing-throughput", "", "", "rate", 240, "up_to", "t/week", "", "", "2030-07-04", "planned",
     "2031-06-30", "SRC-ROAD-2030", "2"),
    ("R-020", "crossing-throughput", "", "", "rate", 163.2, "exact", "t/week", "2031-04-01", "2031-05-31", "2031-06-12",
     "actual", "", LOG, "2"),
    ("R-021", "budget-support-paid", "UCM", "value @ disbursed where donor=UCM", "flow", 400, "exact", "EUR million",
     "2030-01-01", "2030-12-31", "2031-01-10", "actual", "", "SRC-UCM", "2"),
    ("R-022", "winter-sets", "DOR", "quantity @ handed_over where item=WIN-SET", "level", 150000, "exact", "set", "",
     "", "2030-07-04", "planned", "2030-11-30", "SRC-ROAD-2030", "2"),
]


# project, cost so far in EUR million, told on; a second line is a later statement of the same
PROJECT_COSTS = [("I-01", 21.4, "2029-12-20"), ("I-01", 44.9, "2030-07-15"), ("I-02", 66.2, "2031-04-20"),
                 ("I-03", 34.8, "2031-06-10"), ("I-04", 21.6, "2031-06-12"), ("I-05", 26.3, "2031-01-25"),
                 ("I-06", 11.2, "2031-06-14"), ("I-08", 9.4, "2029-11-28")]


def add_project_costs(book: Book) -> None:
    donors = {row[0]: row[-1] for row in PROJECTS}
    for number, (project, millions, day) in enumerate(PROJECT_COSTS, 40):
        book.add("reports", id=f"R-{number:03d}", series=f"COST-{project}", measure="level", value=round(millions * M),
                 unit="EUR", date=day, classifier="actual", source=f"SRC-{donors[project]}", credibility="2",
                 known_date=day)


# donor, announced share of GDP, by year, announced on
ANNOUNCED_SHARES = [("AVL", 3.5, 2034, "2031-02-12"), ("BRN", 3.5, 2035, "2030-11-20"), ("CAS", 3.0, 2034, "2031-03-05"),
                    ("DOR", 4.0, 2033, "2030-07-04"), ("FEN", 3.5, 2033, "2031-01-28"), ("GAL", 2.6, 2035, "2031-05-08")]


def add_announced_shares(book: Book) -> None:
    for number, (donor, share, year, day) in enumerate(ANNOUNCED_SHARES, 30):
        book.add("reports", id=f"R-{number:03d}", series=f"PLEDGE-SHARE-{donor}", donors=donor, measure="share",
                 value=share, unit="percent_of_gdp", date=day, classifier="planned", due=str(year),
                 source=f"SRC-{donor}", credibility="2", known_date=day)


def add_reports(book: Book) -> None:
    for (id_, series, donors, figure, measure, value, qualifier, unit, since, until, day, classifier, due, source,
         credibility) in REPORTS:
        book.add("reports", id=id_, series=series, donors=donors, figure=figure, measure=measure, value=value,
                 qualifier=qualifier, unit=unit, from_=since, until=until, date=day, classifier=classifier, due=due,
                 source=source, credibility=credibility, known_date=day)
    add_announced_shares(book)
    add_project_costs(book)


def add_calendar(book: Book) -> None:
    for id_, what, place, since, until, known in (
            ("H-01", "harbour meeting of the alliance", "Westlee", "2029-06-20", "2029-06-21", "2029-03-01"),
            ("H-02", "donor conference on winter", "Northreach", "2029-10-09", "2029-10-10", "2029-08-15"),
            ("H-03", "roadmap meeting", "Northreach", "2030-07-03", "2030-07-04", "2030-04-10"),
            ("H-04", "mid-term review", "Eastlee", "2030-12-02", "2030-12-03", "2030-10-01"),
            ("H-05", "spring review", "Westlee", "2031-05-21", "2031-05-22", "2031-02-20"),
            ("H-06", "donor conference on winter", "Northreach", "2031-09-16", "2031-09-17", "2031-05-22"),
            ("H-07", "closing summit", "Highmoor", "2031-11", "", "2031-05-22"),
            ("H-08", "final review of the programme", "Westlee", "2032-03", "", "2031-05-22")):
        book.add("happenings", id=id_, what=what, place=place, from_=since, until=until, source="SRC-GAZ",
                 known_date=known)
    for id_, figure, value, by, known in (
            ("T-01", "value @ handed_over in 2030", 120 * M, "2030-12-31", "2029-06-21"),
            ("T-02", "value @ handed_over in 2031", 110 * M, "2031-12-31", "2030-07-04"),
            ("T-03", "tonnes @ handed_over in 2031", 8000, "2031-12-31", "2030-07-04"),
            ("T-04", "quantity @ handed_over where item=SHL-MOD", 800, "2031-09-30", "2031-02-10"),
            ("T-05", "value @ disbursed in 2031", 500 * M, "2031-12-31", "2031-01-20"),
            ("T-06", "quantity @ graduated", 1500, "2031-12-31", "2029-06-21"),
            ("T-07", "share(tonnes @ handed_over in 2031, tonnes @ contracted in 2031)", 0.8, "2031-12-31",
             "2030-07-04")):
        book.add("targets", id=id_, figure=figure, value=value, by=by, source=CELL, known_date=known)


# ---------------------------------------------------------------------------------------------------------------------
# Texts

TEXTS = {
    "communique-2029.txt": """
Harbour communique, 21 June 2029 (notional)

1. We met at Westlee to agree on help for Kestrava over three years.
2. We will restore at least 600 MW of grid capacity by 31 March 2031.
3. We will train 1500 people at the Dorvale academy by the end of 2031.
4. Dorvale announces a framework of up to 240 million euros.
5. Every shipment counts as delivered once Kestrava has signed for it at the border hub.
6. We meet again next summer.
""",
    "roadmap-2030.txt": """
Winter roadmap, 4 July 2030 (notional)

1. Before the winter of 2030, 150000 clothing sets will be handed over.
2. The Highmoor crossing will carry up to 240 tonnes a week by 30 June 2031.
3. Goods worth 110 million euros are to be handed over in 2031.
4. Manufacturers will be asked for a quarter more than they announced.
5. The people to be trained remain 1500.
""",
    "summary-2031.txt": """
Summary of the spring review, 22 May 2031 (notional; an excerpt)

1. Members welcomed the loan of 500 million euros for the budget of 2031.
2. Members took note of delays at the Highmoor crossing, which is to carry up to 180 tonnes a week by 30 September 2031.
3. A conference on winter follows in September at Northreach.
""",
}
DOCUMENTS = [
    ("D-2029", "Harbour communique", "2029-06-21", "Westlee", "full", "texts/communique-2029.txt", "SRC-COM-2029"),
    ("D-2030", "Winter roadmap", "2030-07-04", "Northreach", "full", "texts/roadmap-2030.txt", "SRC-ROAD-2030"),
    ("D-2031", "Summary of the spring review", "2031-05-22", "Westlee", "excerpt", "texts/summary-2031.txt",
     "SRC-SUM-2031"),
]
FACTS = [  # document, term, commitment, presence, paragraph
    ("D-2029", "grid capacity", "restore 600 MW by 31 March 2031", "present", "2"),
    ("D-2029", "academy", "train 1500 people by the end of 2031", "present", "3"),
    ("D-2029", "framework", "up to 240 million euros from Dorvale", "present", "4"),
    ("D-2029", "delivered", "delivered means signed at the border hub", "present", "5"),
    ("D-2029", "winter", "", "absent", ""),
    ("D-2030", "clothing sets", "150000 sets before the winter of 2030", "present", "1"),
    ("D-2030", "Highmoor crossing", "up to 240 tonnes a week by 30 June 2031", "present", "2"),
    ("D-2030", "110 million euros", "goods handed over in 2031", "present", "3"),
    ("D-2030", "", "train 1500 people by the end of 2031", "present", "5"),
    ("D-2030", "grid capacity", "restore 600 MW by 31 March 2031", "absent", ""),
    ("D-2030", "framework", "", "absent", ""),
    ("D-2031", "loan", "500 million euros for the budget of 2031", "present", "1"),
    ("D-2031", "Highmoor crossing", "up to 180 tonnes a week by 30 September 2031", "present", "2"),
    ("D-2031", "", "train 1500 people by the end of 2031", "absent", ""),
    ("D-2031", "110 million euros", "goods handed over in 2031", "absent", ""),
    ("D-2031", "winter", "", "present", "3"),
]


def add_documents(book: Book) -> None:
    source_of = {}
    for id_, title, day, venue, completeness, file, source in DOCUMENTS:
        source_of[id_] = source
        book.add("documents", id=id_, title=title, date=day, venue=venue, completeness=completeness, file=file,
                 source=source)
    for document, term, commitment, presence, paragraph in FACTS:
        book.add("document_facts", document=document, term=term, commitment=commitment, presence=presence,
                 paragraph=paragraph, source=source_of[document])


# ---------------------------------------------------------------------------------------------------------------------
# Statements, readers, observers

# speaker, said as, day, claim, binding, comparison, value, unit, what it is meant to be found to be, source
STATEMENTS = [
    ("Ida Corvane", "minister of aid, AVL", "2030-02-06", "Avelmark put 80 million into Kestrava's budget in 2029.",
     "value @ disbursed where donor=AVL form=budget_support in 2029", "exact", "80000000", "EUR", "supported", "SRC-AVL"),
    ("Petra Holmquell", "prime minister, BRN", "2031-06-03", "Our first twelve transformers have been handed over.",
     "quantity @ handed_over where item=PWR-TRF donor=BRN", "at_least", "12", "unit", "supported", "SRC-PRESS"),
    ("Bram Tidewell", "minister of aid, DOR", "2031-01-15", "Dorvale paid 80 million into the budget last year.",
     "value @ disbursed where donor=DOR form=budget_support in 2030", "exact", "80000000", "EUR", "supported", "SRC-DOR"),
    ("Yevan Marsk", "minister of reconstruction, KST", "2031-06-14", "More than 400 housing modules have come.",
     "quantity @ handed_over where item=SHL-MOD", "at_least", "400", "module", "supported", REGISTER),
    ("Oskar Venn", "head of the coordination cell", "2030-08-20", "Over fifty ambulances came in 2029.",
     "quantity @ handed_over where item=VEH-AMB in 2029", "at_least", "50", "vehicle", "supported", CELL),
    ("Maren Elstow", "foreign minister, ELM", "2031-03-21", "Two thirds of the 1500 have graduated.",
     "quantity @ graduated where place=ACA-DOR 2029-01..2031-03", "at_least", "1000", "people", "partly_supported",
     "SRC-ELM"),
    ("Sander Vey", "minister of defence, CAS", "2031-04-10", "As minister of defence I signed the order this month.",
     "holds_office(Sander Vey, minister of defence, 2031-04-10)", "", "", "",
     "contradicted: wrong_office_holder", "SRC-PRESS"),
    ("Ida Corvane", "minister of aid, AVL", "2030-10-02", "This year Avelmark already paid 80 million.",
     "value @ disbursed where donor=AVL form=budget_support in 2030", "exact", "80000000", "EUR",
     "contradicted: figure_from_other_period", "SRC-PRESS"),
    ("Jory Pellam", "minister of finance, GAL", "2031-05-20", "Galvessa has delivered 260 housing modules this year.",
     "quantity @ handed_over where item=SHL-MOD donor=GAL in 2031", "exact", "260", "module",
     "contradicted: pledge_counted_as_delivery", "SRC-PRESS"),
    ("Nadine Harrowell", "secretary of state, HYR", "2030-11-04", "Trucks we have only promised so far.",
     "quantity @ handed_over where item=VEH-TRK donor=HYR", "exact", "0", "vehicle",
     "contradicted: result_called_pledge", "SRC-PRESS"),
    ("Bram Tidewell", "minister of aid, DOR", "2029-07-02", "The framework is worth at least 240 million.",
     "value @ pledged where donor=DOR form=budget_support in 2029", "at_least", "240000000", "EUR",
     "contradicted: bound_reversed", "SRC-PRESS"),
    ("Oskar Venn", "head of the coordination cell", "2029-07-01", "The communique sets no date for the grid.",
     "text_contains(D-2029, 31 March 2031)", "", "no", "", "contradicted: missing_deadline", "SRC-PRESS"),
    ("Rhea Stannick", "head of the coordination cell", "2031-05-26", "The spring summary repeats the 1500 trained.",
     "text_contains(D-2031, 1500)", "", "yes", "", "contradicted: wrong_document_content", "SRC-PRESS"),
    ("Quarterlight Monitor", "monitor", "2031-05-24", "The spring review was held at Eastlee.",
     "event(spring review, Eastlee, 2031-05-21)", "", "", "", "contradicted: wrong_place", "SRC-MON"),
    ("The Meridian Post", "news desk", "2030-07-05", "The roadmap promises 150000 sets, all of them for children.",
     "text_contains(D-2030, for children)", "", "yes", "", "contradicted: detail_added", "SRC-PRESS"),
    ("Jory Pellam", "minister of finance, GAL", "2031-02-12", "We give 260 modules; half of them, 160, by June.",
     "quantity @ pledged where item=SHL-MOD donor=GAL in 2031", "exact", "260", "module",
     "contradicted: internal_contradiction", "SRC-PRESS"),
    ("Nadine Harrowell", "secretary of state, HYR", "2030-03-01", "Our guarantee is worth 150 million euros.",
     "value @ committed where donor=HYR instrument=guarantee", "exact", "150000000", "EUR",
     "contradicted: wrong_currency", "SRC-PRESS"),
    ("The Meridian Post", "news desk", "2031-06-16", "At least 500 thousand tonnes of transformers have come.",
     "tonnes @ handed_over where item=PWR-TRF", "at_least", "500000", "t", "contradicted: wrong_unit",
     "SRC-PRESS"),
    ("Maren Elstow", "foreign minister, ELM", "2031-03-20", "With this loan the union lends a billion this year.",
     "value @ pledged where instrument=loan in 2031", "at_least", "1000000000", "EUR",
     "contradicted: counted_twice", "SRC-PRESS"),
    ("Tolm Arrendt", "minister of aid, AVL", "2031-06-18", "We give over 0.01 percent of output this year.",
     "per_gdp(value @ pledged where donor=AVL in 2031)", "at_least", "0.0001", "share", "supported", "SRC-AVL"),
    ("Rhea Stannick", "head of the coordination cell", "2031-06-20", "By December 800 modules will stand.",
     "target(T-04)", "at_least", "800", "module", "supported", CELL),
    ("Anonymous official", "an official who asked not to be named", "2031-05-29", "Some donors will not pay in full.",
     "value @ disbursed in 2032", "up_to", "100000000", "EUR", "not_checkable: anonymous_source", "SRC-PRESS"),
    ("Petra Holmquell", "prime minister, BRN", "2031-05-22", "The coalition was never more united.", "", "", "", "",
     "not_checkable: opinion", "SRC-PRESS"),
    ("The Meridian Post", "news desk", "2030-05-11", "Forty snow ploughs crossed at Highmoor in April.",
     "quantity @ handed_over where place=X-NORTH in 2030-04", "at_least", "40", "vehicle", "not_checkable: no_record",
     "SRC-PRESS"),
    ("Bram Tidewell", "minister of aid, DOR", "2030-09-18", "Fennisk is a member of the alliance.",
     "member_of(FEN, alliance, 2030-09-18)", "", "yes", "", "supported", "SRC-DOR"),
    ("Yevan Marsk", "minister of reconstruction, KST", "2031-01-10", "Aid pledged fell from 2029 to 2030.",
     "change(value @ pledged where kind=humanitarian, 2029, 2030)", "up_to", "0", "EUR", "contradicted: bound_reversed",
     REGISTER),
]

READERS = [
    ("press", "PUBLIC", ""),
    ("embargoed-press", "EMBARGOED", "EMBARGO-CLEARED"),
    ("donor-avl", "PARTNER", "REL:AVL"),
    ("donor-brn", "PARTNER", "REL:BRN"),
    ("donor-cas", "PARTNER", "REL:CAS"),
    ("recipient", "PARTNER", "REL:KST;EMBARGO-CLEARED"),
    ("planner", "RESTRICTED", "REL:AVL;REL:BRN;REL:KST;HANDLING:NO-EXPORT"),
    ("auditor", "SOURCE", "REL:AVL;REL:BRN;REL:CAS;REL:KST;HANDLING:NO-EXPORT;HANDLING:SOURCE-EYES;EMBARGO-CLEARED"),
]
FIELD_REPORTS = [  # handle, place, day, text, observer, credibility
    ("heron-01", "X-NORTH", "2030-01-16", "Road shut by earth and stones; about thirty lorries wait.", 0, "2"),
    ("heron-02", "X-NORTH", "2030-01-29", "Traffic runs again, one lane only.", 0, "2"),
    ("heron-03", "HUB-N", "2030-11-12", "Crates of heaters stand in the open; covers are torn.", 0, "3"),
    ("plover-01", "P-EST", "2030-09-04", "One of two cranes stands still. A mechanic speaks of ten days.", 1, "2"),
    ("plover-02", "P-EST", "2031-03-18", "Modules with bent corners set aside, perhaps a dozen.", 1, "3"),
    ("plover-03", "HUB-S", "2031-04-02", "Receipts are signed before the wagons are opened.", 1, "4"),
    ("curlew-01", "SITE-MAR", "2030-07-09", "New switchgear is live; lights in the lower town.", 2, "2"),
    ("curlew-02", "SITE-QUA", "2030-10-21", "Three machines at work, a fourth without a crew.", 2, "3"),
    ("curlew-03", "SITE-LOW", "2031-02-25", "Foundations for the east row not begun.", 2, "6"),
    ("heron-04", "X-NORTH", "2031-06-11", "Notices announce track works from the third week of July.", 0, "2"),
]


def add_statements(book: Book) -> None:
    for number, statement in enumerate(STATEMENTS, 1):
        speaker, said_as, day, claim, binding, comparison, value, unit, meant, source = statement
        book.add("statements", id=f"ST-{number:02d}", speaker=speaker, said_as=said_as, date=day, claim=claim,
                 binding=binding, comparison=comparison, value=value, unit=unit, source=source,
                 known_date=book.known(day_of(day), 0, 2), note=f"meant to be: {meant}")


def add_readers(book: Book) -> None:
    for id_, ceiling, attributes in READERS:
        book.add("readers", id=id_, ceiling=ceiling, attributes=attributes, source=CELL, known_date="2029-01-02",
                 label="RESTRICTED; HANDLING NO-EXPORT" if id_ in ("planner", "auditor") else None)
    for handle, place, day, text, observer, credibility in FIELD_REPORTS:
        book.add("field_reports", handle=handle, place=place, day=day, text=text, source=OBSERVERS[observer],
                 credibility=credibility, known_date=book.known(day_of(day), 1, 4), label=SECRET)


# ---------------------------------------------------------------------------------------------------------------------
# Scenarios: six courses that the programme may take

STOPS = "AVL"  # the large donor that stops
OTHER_HALF = {"from": "2031-07", "until": "2031-12"}


def add_row(table: str, **row) -> dict:
    return {"add": table, "row": {key.rstrip("_"): cell(value) for key, value in row.items()}}


def withdrawn(book: Book) -> list[dict]:
    """What the donor that stops pledged this year and has not ordered, with what is allocated of it."""
    ordered = {contract["of"] for contract in book.tables["contracts"]}
    allocations = [row for row in book.tables["allocations"]
                   if STOPS in cell(row["donors"]).split(";") and cell(row["date"]) >= "2031" and row["id"] not in ordered]
    entries = [("pledge", row["of"]) for row in allocations] + [("allocation", row["id"]) for row in allocations]
    return [add_row("revisions", of_kind=kind, of=id_, field="status", known_date=REPORT, is_="withdrawn",
                    change="withdrawn") for kind, id_ in entries]


def drag_on(book: Book) -> list[dict]:
    """Half a year more of needs in money as large as the last ones, works that overrun, and goods that come later."""
    changes = [{"shift": "consignments", "where": {"ready": {"from": "2031-07", "until": "2032-06"}}, "field": "ready",
                "days": 28},
               add_row("closures", place="X-NORTH", from_="2031-08-04", until="2031-09-14", share_left=0.5,
                       note="works overrun")]
    for need in book.tables["needs"]:
        if need.get("amount") and iso_month(REPORT) < need["month"] <= iso_month(END):
            later = date(END.year + 1, int(need["month"][5:]) - 6, 1)
            changes.append(add_row("needs", id=f"{need['id']}-ON", category=need["category"], amount=need["amount"],
                                   currency=need["currency"], month=iso_month(later), priority=need["priority"]))
    return changes


def scenarios(book: Book) -> dict[str, dict]:
    return {
        "1-as-planned.json": {
            "name": "as planned", "description": "The programme as it stands: no change.", "changes": []},
        "2-drags-on.json": {
            "name": "drags on",
            "description": "The needs in money go on for half of 2032 as large as in the second half of 2031, the track "
                           "works at Highmoor overrun by six weeks at half capacity, and what is not ready yet is four "
                           "weeks later.",
            "changes": drag_on(book)},
        "3-one-large-donor-stops.json": {
            "name": "one large donor stops",
            "description": f"{DONOR_NAME[STOPS]} appropriates nothing for 2031 and withdraws what it pledged this year; "
                           "the trucks among it are ordered, and have no money.",
            "changes": [{"drop": "funds", "where": {"donor": STOPS, "date": {"from": "2031-01", "until": "2031-12"}}},
                        *withdrawn(book)]},
        "4-hubs-open-early.json": {
            "name": "hubs open early",
            "description": "The second yard at the southern hub opens in July 2031 instead of March 2032, so that the "
                           "move in November falls away, and from then on the works reach the output that they aim for, a "
                           "quarter more than they announced.",
            "changes": [{"shift": "projects", "where": {"id": "I-07"}, "field": "planned_end", "days": -260},
                        {"scale": "nodes", "where": {"id": "HUB-S"}, "field": "handling_t_week", "by": "1.4"},
                        {"scale": "nodes", "where": {"id": "HUB-S"}, "field": "storage_t", "by": "2"},
                        {"drop": "closures", "where": {"place": "HUB-S", "from": OTHER_HALF}},
                        {"scale": "ramps", "where": {"classifier": "announced", "month": OTHER_HALF}, "field": "capacity",
                         "by": "1.25"}]},
        "5-a-more-aggressive-course.json": {
            "name": "a more aggressive course",
            "description": "All needs of July to December 2031 are half as large again; those stated for June to December in one "
                           "sum are so as a whole. What is provided already stays as it is.",
            "changes": [{"scale": "needs", "where": {"until": OTHER_HALF}, "field": "quantity", "by": "1.5"},
                        {"scale": "needs", "where": {"month": OTHER_HALF}, "field": "amount", "by": "1.5"}]},
        "6-the-other-corridor.json": {
            "name": "the other corridor",
            "description": "Highmoor stays shut from July on, and everything takes the southern corridor: a second ship "
                           "sails, and Eastlee works a third shift.",
            "changes": [add_row("closures", place="X-NORTH", from_="2031-07-01", until="2032-06-30", share_left=0,
                                note="shut"),
                        {"scale": "links", "where": {"id": "L-SEA"}, "field": "capacity_t_week", "by": "2"},
                        {"scale": "nodes", "where": {"id": "P-EST"}, "field": "handling_t_week", "by": "1.5"},
                        {"scale": "resources", "where": {"resource": "CRANE-HOURS"}, "field": "amount", "by": "1.5"}]},
    }


def scenario_text(scenario: dict) -> str:
    """One change a line, so that people can read and edit it."""
    lines = [f' {json.dumps(key)}: {json.dumps(scenario[key])},' for key in ("name", "description")]
    changes = ",\n  ".join(json.dumps(change) for change in scenario["changes"])
    return "{\n" + "\n".join(lines) + '\n "changes": [' + ("\n  " + changes + "\n " if changes else "") + "]\n}\n"


# ---------------------------------------------------------------------------------------------------------------------

def build(seed: int) -> Book:
    book = Book(seed)
    add_parties(book)
    add_sources(book)
    add_items(book)
    goods = Goods(book)
    goods.build()
    add_money(book)
    add_projects(book)
    add_courses(book)
    treasury = Treasury(book)
    treasury.pay_all()
    treasury.add_funds()
    add_needs(book)
    add_covers(book)
    add_revisions(book, goods)
    add_relations(book)
    add_network(book)
    add_resources(book)
    add_ramps(book)
    add_economy(book)
    add_reports(book)
    add_calendar(book)
    add_documents(book)
    add_statements(book)
    add_readers(book)
    return book


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(build(options.seed), options.out)


if __name__ == "__main__":
    main()
