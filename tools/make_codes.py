#!/usr/bin/env python3
"""Writes src/base/country_codes.inc and src/base/currency_codes.inc from the ISO lists in SHARED/data/refdata.

Usage: tools/make_codes.py SHARED_DIR   (run from the root of the repository)
"""
import csv
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

# Codes that left ISO 4217 list one but stand in records of past years.
PAST_CURRENCIES = {"HRK", "BGN", "LTL", "LVL", "EEK", "SKK", "SIT", "CYP", "MTL", "ROL", "TRL", "RUB", "SLL", "ZWL"}


def countries(path: Path) -> str:
    rows = []
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            quoted = [row["cca2"], row["cca3"], row["ccn3"].zfill(3), row["name.common"], row["name.official"]]
            rows.append("{" + ", ".join('"%s"' % value.replace('"', '\\"') for value in quoted) + "},")
    return "\n".join(sorted(rows)) + "\n"


def currencies(path: Path) -> str:
    codes = {node.text for node in ET.parse(path).iter("Ccy")} | PAST_CURRENCIES
    return "\n".join('"%s",' % code for code in sorted(codes)) + "\n"


def main() -> None:
    reference = Path(sys.argv[1]) / "data" / "refdata"
    base = Path("src/base")
    (base / "country_codes.inc").write_text(countries(reference / "world_countries.csv"), encoding="utf-8")
    (base / "currency_codes.inc").write_text(currencies(reference / "iso-4217-list-one.xml"), encoding="utf-8")


main()
