#!/usr/bin/env python3
"""Counts the public delivery history again and compares examples/health-supplies with it.

    health_counts.py EXAMPLES_DIR SHARED_DIR

Exits 77 where the history is absent. Shares nothing with the converter: figures come from the raw file.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

SKIPPED = 77
REPORT_DATE = date(2012, 12, 31)
COUNTRY_CODES = {
    "Angola": "AO", "Belize": "BZ", "Benin": "BJ", "Botswana": "BW", "Burundi": "BI", "Cameroon": "CM",
    "Congo, DRC": "CD", "Côte d'Ivoire": "CI", "Dominican Republic": "DO", "Ethiopia": "ET", "Ghana": "GH",
    "Guatemala": "GT", "Guinea": "GN", "Guyana": "GY", "Haiti": "HT", "Kazakhstan": "KZ", "Kenya": "KE",
    "Kyrgyzstan": "KG", "Lebanon": "LB", "Lesotho": "LS", "Liberia": "LR", "Libya": "LY", "Malawi": "MW",
    "Mali": "ML", "Mozambique": "MZ", "Namibia": "NA", "Nigeria": "NG", "Pakistan": "PK", "Rwanda": "RW",
    "Senegal": "SN", "Sierra Leone": "SL", "South Africa": "ZA", "South Sudan": "SS", "Sudan": "SD",
    "Swaziland": "SZ", "Tanzania": "TZ", "Uganda": "UG", "Vietnam": "VN", "Zambia": "ZM", "Zimbabwe": "ZW",
}


def day(text):
    for shape in ("%d-%b-%y", "%m/%d/%y", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            pass
    return None


def is_number(text):
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


def plain(value):
    return format(value.normalize(), "f")


def known_by(rows, column):
    days = [found for found in (day(row[column]) for row in rows) if found]
    return min(days) if days else None


def start(rows):
    return known_by(rows, "po sent to vendor date") or known_by(rows, "pq first sent to client date")


def charge(rows, column):
    """A figure stands in one row of its ASN; the other rows point to it or say that it is not known."""
    figures = [Decimal(row[column]) for row in rows if is_number(row[column])]
    return sum(figures) if figures else None


def figures_of_the_file(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    consignments = defaultdict(list)
    for row in rows:
        consignments[row["asn/dn #"]].append(row)
    tonnes = [charge(group, "weight (kilograms)") for group in consignments.values()]
    freight = [charge(group, "freight cost (usd)") for group in consignments.values()]
    quantities = Counter()
    for row in rows:
        quantities[COUNTRY_CODES[row["country"]]] += Decimal(row["line item quantity"])
    delivered = [group for group in consignments.values() if day(group[0]["delivered to client date"]) <= REPORT_DATE]
    recorded = [group for group in delivered if day(group[0]["delivery recorded date"]) <= REPORT_DATE]
    due = [min(day(row["scheduled delivery date"]) for row in group) for group in consignments.values()]
    return {
        "consignments": len(consignments),
        "contracts": len({row["po / so #"] for row in rows}),
        "lines": len({(row["asn/dn #"], row["item description"]) for row in rows}),
        "items": len({row["item description"] for row in rows}),
        "rows that lines sum": len(rows),
        "value of lines, USD": plain(sum(Decimal(row["line item value"]) for row in rows)),
        "value of contracts, USD": plain(sum(Decimal(row["line item value"]) for row in rows)),
        "quantity by country": {code: plain(total) for code, total in quantities.items()},
        "consignments with tonnes": sum(value is not None for value in tonnes),
        "tonnes": plain(sum(value for value in tonnes if value is not None) / 1000),
        "consignments with freight": sum(value is not None for value in freight),
        "freight, USD": plain(sum(value for value in freight if value is not None)),
        "delivered by the report date": len(delivered),
        "delivered and recorded by the report date": len(recorded),
        "due by the report date": sum(found <= REPORT_DATE for found in due),
        "consignments without a start": sum(start(group) is None for group in consignments.values()),
        "contracted events": len({row["po / so #"] for row in rows if day(row["po sent to vendor date"])}),
        "consignments from stock": sum(group[0]["fulfill via"] == "From RDC" for group in consignments.values()),
        "consignments without a mode": sum(not group[0]["shipment mode"] for group in consignments.values()),
    }


def figures_of_the_example(folder):
    def table(name):
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    consignments = {row["id"]: row for row in table("consignments")}
    country_of_node = {row["id"]: row["country"] for row in table("nodes")}
    lines = table("lines")
    contracts = table("contracts")
    events = table("events")
    arrivals = {row["of"]: row for row in events
                if (row["of_kind"], row["stage"], row["classifier"]) == ("consignment", "confirmed", "actual")}
    planned = [row for row in events if (row["stage"], row["classifier"]) == ("confirmed", "planned")]
    quantities = Counter()
    for row in lines:
        quantities[country_of_node[consignments[row["of"]]["destination"]]] += Decimal(row["quantity"])
    cut = REPORT_DATE.isoformat()
    notes = [re.fullmatch(r"([0-9]+) source rows", row["note"]) for row in lines]
    return {
        "consignments": len(consignments),
        "contracts": len(contracts),
        "lines": len(lines),
        "items": len(table("items")),
        "rows that lines sum": sum(int(note[1]) if note else 1 for note in notes),
        "value of lines, USD": plain(sum(Decimal(row["amount"]) for row in lines)),
        "value of contracts, USD": plain(sum(Decimal(row["amount"]) for row in contracts)),
        "quantity by country": {code: plain(total) for code, total in quantities.items()},
        "consignments with tonnes": sum(row["tonnes"] != "" for row in consignments.values()),
        "tonnes": plain(sum(Decimal(row["tonnes"] or 0) for row in consignments.values())),
        "consignments with freight": sum(row["freight"] != "" for row in consignments.values()),
        "freight, USD": plain(sum(Decimal(row["freight"] or 0) for row in consignments.values())),
        "delivered by the report date": sum(row["date"] <= cut for row in arrivals.values()),
        "delivered and recorded by the report date":
            sum(row["date"] <= cut and row["known_date"] <= cut for row in arrivals.values()),
        "due by the report date": sum(row["due"] <= cut for row in consignments.values()),
        "consignments without a start": sum(row["known_date"] == "" for row in planned),
        "contracted events": sum(row["stage"] == "contracted" for row in events),
        "consignments from stock": sum(row["origin"] == "rdc" for row in consignments.values()),
        "consignments without a mode": sum(row["mode"] == "" for row in consignments.values()),
    }


def main():
    history = Path(sys.argv[2]) / "data" / "scms" / "shipments_until_2013-06.csv"
    if not history.is_file():
        print(f"skipped: {history} is absent")
        return SKIPPED
    expected = figures_of_the_file(history)
    found = figures_of_the_example(Path(sys.argv[1]) / "health-supplies")
    faults = [f"{what}: {found[what]}, expected {expected[what]}" for what in expected if found[what] != expected[what]]
    if "-v" in sys.argv:
        print("\n".join(f"{what}: {value}" for what, value in expected.items()))
    print("\n".join(faults) or f"examples/health-supplies agrees with the public file in {len(expected)} figures")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
