#!/usr/bin/env python3
"""Writes the programme folder "Public support to Ukraine 2022-2025".

    convert.py --ukraine DIR --nato DIR --out DIR

--ukraine: the public facts (pledges.csv, deliveries.csv, ...); --nato: the defence-expenditure workbook of June 2024.
Every rule that needs judgement (which rows repeat each other, which statements are promises) stands in a table below
with its reason; README.md explains them.
"""

import argparse
import csv
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from xml.etree import ElementTree

COLLECTED = "2026-11-23"  # the day the facts were collected: the latest day on which an undated source was known
KIEL_TABLE = "kiel29"     # a table of the Kiel Institute: not copied
NATO_BOOK = "240617-def-exp-2024-TABLES-en.xlsx"
NATO_SOURCE = "nato-2024-06"
NEWS_TEXT = "news-text"    # the text whose claims are tested

COMMON = ["source", "reliability", "credibility", "known_date", "note"]
COLUMNS = {
    "parties": ["id", "name", "kind", "country"],
    "memberships": ["party", "group", "from", "until", "source", "known_date", "note"],
    "offices": ["person", "office", "party", "from", "until", *COMMON],
    "sources": ["id", "publisher", "title", "date", "url", "reliability", "note"],
    "items": ["code", "name", "category", "unit"],
    "needs": ["id", "category", "amount", "currency", "month", "until", *COMMON],
    "pledges": ["id", "donors", "recipient", "date", "amount", "currency", "qualifier", "kind", "form", "instrument",
                "from", "until", "due", "promised_stage", "description", *COMMON],
    "lines": ["id", "of_kind", "of", "item", "quantity", *COMMON],
    "relations": ["from_kind", "from", "kind", "to_kind", "to", *COMMON],
    "revisions": ["of_kind", "of", "field", "known_date", "was", "is", "change", "source", "reliability",
                  "credibility", "note"],
    "reports": ["id", "series", "donors", "figure", "measure", "value", "qualifier", "unit", "from", "until", "date",
                "classifier", "due", "source", "reliability", "credibility", "label", "known_date", "valid_from",
                "valid_to", "note"],
    "nodes": ["id", "name", "kind", "country", "lat", "lon", *COMMON],
    "ramps": ["place", "month", "capacity", "unit", "classifier", *COMMON],
    "funds": ["id", "donor", "kind", "purpose", "date", "amount", "currency", "spend_until", "certainty", *COMMON],
    "economy": ["country", "year", "vintage", "gdp", "currency", "price_base", "defence_core", "population", *COMMON],
    "projects": ["id", "name", "place", "planned_start", "planned_end", "actual_start", "actual_end", "budget",
                 "currency", *COMMON],
    "courses": ["id", "name", "place", "weeks", *COMMON],
    "statements": ["id", "speaker", "said_as", "date", "claim", "binding", "comparison", "value", "unit", "source",
                   "known_date"],
    "documents": ["id", "title", "date", "venue", "completeness", "file", *COMMON],
    "document_facts": ["document", "term", "commitment", "presence", "paragraph", *COMMON],
    "happenings": ["id", "what", "place", "from", "until", *COMMON],
    "targets": ["id", "figure", "value", "by", *COMMON],
}

COUNTRIES = {
    "AL": "Albania", "AU": "Australia", "BE": "Belgium", "BG": "Bulgaria", "CA": "Canada", "CH": "Switzerland",
    "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland", "FR": "France",
    "GB": "United Kingdom", "GR": "Greece", "HR": "Croatia", "HU": "Hungary", "IS": "Iceland", "IT": "Italy",
    "JP": "Japan", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "ME": "Montenegro", "MK": "North Macedonia",
    "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand", "PL": "Poland", "PT": "Portugal", "RO": "Romania",
    "SE": "Sweden", "SI": "Slovenia", "SK": "Slovakia", "TR": "Türkiye", "UA": "Ukraine", "US": "United States",
}
ORGANISATIONS = {
    "EU": ("European Union", "multilateral"), "NATO": ("North Atlantic Treaty Organization", "multilateral"),
    "G7": ("Group of Seven", "multilateral"), "IMF": ("International Monetary Fund", "multilateral"),
    "WB": ("World Bank", "multilateral"),
    "INT": ("Several donors or international bodies, not named one by one in the source", "other"),
    "XX": ("Several countries, not named in the source", "other"),
}
MEMBERS = {
    "eu": {"1958-01-01": "BE DE FR IT LU NL", "1973-01-01": "DK GB", "1981-01-01": "GR", "1986-01-01": "ES PT",
           "1995-01-01": "FI SE", "2004-05-01": "CZ EE HU LT LV PL SI SK", "2007-01-01": "BG RO", "2013-07-01": "HR"},
    "nato": {"1949-08-24": "BE CA DK FR GB IS IT LU NL NO PT US", "1952-02-18": "GR TR", "1955-05-06": "DE",
             "1982-05-30": "ES", "1999-03-12": "CZ HU PL", "2004-03-29": "BG EE LT LV RO SI SK",
             "2009-04-01": "AL HR", "2017-06-05": "ME", "2020-03-27": "MK", "2023-04-04": "FI", "2024-03-07": "SE"},
    "g7": {"1975-11": "DE FR GB IT JP US", "1976-06": "CA"},
}
MEMBER_UNTIL = {("eu", "GB"): "2020-01-31"}

# Rows whose donor code is "several" although their own text names the institution.
NAMED_INSTITUTION = {"P0003": "IMF", "P0056": "IMF", "P0194": "IMF", "P0193": "IMF", "P0065": "WB", "P0066": "WB"}
OTHER_RECIPIENT = {"P0048": "XX"}  # "Not to Ukraine itself: backfill"

# Sums of what states themselves pledge or give, by the row's own text: reports of a series, never money of the organisation beside theirs.
SUMS_OF_STATES = {
    "P0088": "aggregate",  # "Military aid of EU states in 2024 as reported"
    "P0147": "aggregate",  # the allies' minimum baseline: "proportional contributions"
    "P0245": "aggregate",  # "Military aid of EU states in 2025 as reported"
}
PLEDGED_IN = {"P0147": "2024-07"}  # as other pledges it counts when it was announced, not in the year that it is meant for
# Announcements of a day that another source prints, where the row's own source is dated by the year alone.
KNOWN_ON = {"P0242": "2025-03-31"}  # npnl-20250331

# Only where the row's own text names one.
FORMS = {
    **dict.fromkeys(("P0059", "P0111", "P0114", "P0115", "P0116", "P0117", "P0118", "P0121", "P0125", "P0148", "P0173",
                     "P0201"), "ammunition"),
    **dict.fromkeys(("P0094", "P0109", "P0146", "P0170", "P0257", "P0260", "P0266"), "equipment"),
    "P0137": "infrastructure", "P0261": "training",
}
INSTRUMENTS = dict.fromkeys(
    ("P0065", "P0138", "P0166", "P0174", "P0175", "P0176", "P0177", "P0178", "P0179", "P0220"), "loan")
# Quantities that the description states (pledge -> item, quantity); those of dated promises stand on the promise.
PLEDGE_LINES = {
    "P0015": [("155mm_round", 150000), ("counter_battery_radar", 4), ("nasams", 2)],
    "P0020": [("nasams", 6), ("counter_battery_radar", 24), ("artillery_round", 245000)],
    "P0035": [("patriot", 1)],
    "P0039": [("leopard_1a5", 30), ("marder", 20), ("armoured_vehicle", 100), ("drone", 200), ("iris-t_system", 4),
              ("howitzer", 18)],
    "P0049": [("avenger", 8), ("bradley", 59), ("stryker", 90)],
    "P0050": [("recovery_vehicle", 8)],
    "P0109": [("stridsbat_90", 10), ("gruppbat", 20)],
    "P0146": [("strategic_air_defence_system", 5)],
}
ITEMS = {
    "155mm_round": ("155 mm artillery round", "ammunition", "round"),
    "artillery_round": ("Large-calibre artillery round, calibre mixed or not stated", "ammunition", "round"),
    "abrams": ("M1A1 Abrams tank", "tank", "vehicle"), "leopard_1a5": ("Leopard 1A5 tank", "tank", "vehicle"),
    "leopard_2": ("Leopard 2 tank, version mixed", "tank", "vehicle"),
    "leopard_2a4": ("Leopard 2A4 tank", "tank", "vehicle"), "leopard_2a6": ("Leopard 2A6 tank", "tank", "vehicle"),
    "strv_122": ("Stridsvagn 122 tank", "tank", "vehicle"),
    "recovery_vehicle": ("Armoured recovery vehicle", "armoured_vehicle", "vehicle"),
    "marder": ("Marder infantry fighting vehicle", "armoured_vehicle", "vehicle"),
    "bradley": ("Bradley infantry fighting vehicle", "armoured_vehicle", "vehicle"),
    "stryker": ("Stryker armoured vehicle", "armoured_vehicle", "vehicle"),
    "armoured_vehicle": ("Armoured vehicle, type not stated", "armoured_vehicle", "vehicle"),
    "howitzer": ("Howitzer, type not stated", "artillery", "piece"), "avenger": ("Avenger", "air_defence", "system"),
    "nasams": ("NASAMS", "air_defence", "system"), "patriot": ("Patriot", "air_defence", "system"),
    "patriot_launcher": ("Patriot launcher", "air_defence", "launcher"),
    "iris-t_slm": ("IRIS-T SLM", "air_defence", "system"), "iris-t_sls": ("IRIS-T SLS", "air_defence", "system"),
    "iris-t_system": ("IRIS-T, version mixed or not stated", "air_defence", "system"),
    "strategic_air_defence_system": ("Strategic air-defence system, type mixed", "air_defence", "system"),
    "counter_battery_radar": ("Counter-battery radar", "radar", "piece"),
    "drone": ("Drone, type mixed", "drone", "piece"),
    "f-16": ("F-16 aircraft", "aircraft", "aircraft"),
    "f-16_airframe": ("F-16 airframe for spare parts", "aircraft", "airframe"),
    "glsdb": ("Ground-launched small-diameter bomb", "ammunition", "round"),
    "stridsbat_90": ("Stridsbåt 90 boat", "boat", "boat"), "gruppbat": ("Gruppbåt boat", "boat", "boat"),
    "usai_funds_percent": ("USAI funds of the April 2024 supplemental, percent", "share", "percent"),
}

# The unit of each delivery series; a currency is stated in millions by the source and written out in full.
SERIES_UNITS = {
    "ABRAMS": "abrams", "ABRAMS-AU": "abrams", "ALL-MIL-2025": "EUR", "CZ-AMMO": "artillery_round",
    "CZ-AMMO-DE": "artillery_round", "DANISH-MODEL": "EUR", "DE-AMMO": "artillery_round", "DRONES-LV": "drone",
    "EU-1M-SHELLS": "155mm_round", "EU-COMMIT": "EUR", "EU-ERA": "EUR", "EU-MFA-2022": "EUR", "EU-MFAPLUS-2023": "EUR",
    "EU-UF": "EUR", "EUROPE-COMMIT": "EUR", "F16-ALL": "f-16", "F16-BE": "f-16", "F16-DK": "f-16", "F16-NL": "f-16",
    "F16-NO": "f-16", "GB-DRONES": "drone", "GB-ERA": "GBP", "GB-SHELLS": "artillery_round", "GLSDB": "glsdb",
    "HEAVY-WEAPONS": "percent", "IFU-GB": "GBP", "IRIST-DE": "iris-t_slm", "IRIST-SLS-DE": "iris-t_sls",
    "IT-COALITION": "EUR", "LEO2-A4-BN": "leopard_2a4", "LEO2-A6-BN": "leopard_2a6", "LEO2-COALITION": "leopard_2",
    "LEO2-DE": "leopard_2a6", "LEO2-DKNL": "leopard_2", "LEO2-ES": "leopard_2a4", "LEO2-NO": "leopard_2a4",
    "LEO2-PL": "leopard_2a4", "LEO2-PT": "leopard_2a6", "LEO2-SE": "strv_122", "PATRIOT-2025": "patriot",
    "PATRIOT-DE": "patriot", "PATRIOT-RO": "patriot", "PATRIOT-WASH": "strategic_air_defence_system",
    "UN-HRP-2023": "USD", "US-USAI-SUPP": "usai_funds_percent",
}
ROW_UNITS = {
    "D0013": "artillery_round/month", "D0014": "artillery_round/month",
    "D0061": "f-16_airframe",
    "D0072": "f-16_batch",      # the number of the batch: its quantity of aircraft is withheld
    "D0100": "iris-t_system",   # one SLM and one SLS
    "D0127": "patriot", "D0130": "percent",
}
# Statement type -> measure, classifier. A contract or an authorisation is not a delivery: planned.
DELIVERY_TYPES = {
    "pledge": ("level", "planned"), "pledge_revised": ("level", "planned"), "pledge_text": ("level", "planned"),
    "target": ("level", "planned"), "revised_target": ("level", "planned"), "forecast": ("level", "planned"),
    "authorised": ("level", "planned"), "contracted_cum": ("level", "planned"), "shortfall": ("level", "planned"),
    "confirmed_intent": ("level", "planned"),
    "claim": ("level", "claimed"), "contradicted_claim": ("level", "claimed"),
    "delivered_cum": ("level", "actual"), "delivered_first": ("level", "actual"),
    "delivered_batch": ("level", "actual"),
    "allocated_cum": ("level", "actual"), "unallocated": ("level", "actual"), "status": ("level", "actual"),
    "delivered_period": ("flow", "actual"), "allocated_period": ("flow", "actual"),
    "delivered_rate": ("rate", "actual"), "delivered_share": ("share", "actual"),
}
PLAIN_TYPES = {"pledge", "target", "pledge_revised", "revised_target", "delivered_cum", "delivered_period"}
# What the source says about a figure of a report: "up to", "more than", "almost".
QUALIFIERS = {
    **dict.fromkeys(("D0014", "D0055", "D0056", "T0003", "T0018", "I0033"), "up_to"),
    **dict.fromkeys(("D0013", "D0018", "D0033", "D0062", "D0084", "I0017", "I0024", "T0023", "T0025"), "at_least"),
    **dict.fromkeys(("D0031", "D0052", "D0106", "D0121", "I0008", "I0010", "I0023", "I0044", "T0005", "T0007",
                     "T0044"), "approx"),
}
REPORT_FIGURES = {
    "P0147": "value @ pledged where group=nato in 2024-07",
    "P0218": "value @ delivered_unspecified where group=nato in 2024",
    "P0246": "value @ pledged where group=nato in 2025",
    "P0265": "value @ pledged where group=nato in 2025",
}


@dataclass(frozen=True)
class Promise:
    """A dated promise that delivery rows state; `rows` are the rows that state it, the first one gives the promise."""
    id: str
    rows: tuple
    description: str
    form: str = "equipment"
    stage: str = "confirmed"
    due: str = ""
    known: str = ""
    date: str = ""
    same_as: str = ""  # the pledge of pledges.csv that carries the money of the same promise
    note: str = ""


PROMISES = [
    Promise("PROMISE-ABRAMS", ("D0001",), "31 M1 Abrams tanks by the end of 2023", same_as="P0050"),
    Promise("PROMISE-ABRAMS-AU", ("D0004",), "49 M1A1 Abrams tanks by the end of 2025", same_as="P0170"),
    Promise("PROMISE-CZ-AMMO-1", ("D0010",), "300,000 artillery rounds by June 2024", "ammunition"),
    Promise("PROMISE-CZ-AMMO-2", ("D0018", "D0020"), "1.5 million large-calibre rounds in 2025", "ammunition"),
    Promise("PROMISE-CZ-AMMO-3", ("D0022",), "760,000 rounds in 2026", "ammunition"),
    Promise("PROMISE-CZ-AMMO-DE", ("D0026",), "180,000 rounds in the second half of 2024, financed by Germany",
            "ammunition", same_as="P0125"),
    Promise("PROMISE-DE-AMMO", ("D0030",), "100,000 rounds via a third country from about the fourth quarter of 2024",
            "ammunition", note="The 18,000 rounds of March 2024 in the same series are an earlier stage."),
    Promise("PROMISE-EU-1M-SHELLS", ("D0032", "D0037"), "One million artillery rounds within twelve months",
            "ammunition"),
    Promise("PROMISE-F16-BE-1", ("D0059", "D0060", "D0063", "D0064", "D0065"),
            "30 F-16 aircraft, first deliveries from early 2025", known="2024",
            note="The due date is that of the first deliveries."),
    Promise("PROMISE-F16-BE-2", ("D0061",), "Two F-16 airframes for spare parts in 2025"),
    Promise("PROMISE-F16-BE-3", ("D0062",), "At least two flying F-16 aircraft in 2026"),
    Promise("PROMISE-F16-DK", ("D0068",), "19 F-16 aircraft by the end of 2025"),
    Promise("PROMISE-F16-DK-1", ("D0069",), "Six F-16 aircraft, first batch, around New Year 2024"),
    Promise("PROMISE-F16-DK-2", ("D0070",), "Eight F-16 aircraft, second batch, in 2024"),
    Promise("PROMISE-F16-DK-3", ("D0071",), "Five F-16 aircraft, third batch, in 2025"),
    Promise("PROMISE-F16-NO", ("D0082",), "Six F-16 aircraft", due="2024-12",
            note="Deliveries to start in 2024; due as stated for the series."),
    Promise("PROMISE-GB-DRONES", ("D0086",), "100,000 drones by April 2026", same_as="P0260"),
    Promise("PROMISE-GLSDB", ("D0093",), "GLSDB in 2024, quantity never published", "ammunition",
            note="Delivery first spoken of for spring 2023 (industry proposal)."),
    Promise("PROMISE-IRIST-DE-1", ("D0097",), "One IRIS-T SLM by November 2022"),
    Promise("PROMISE-IRIST-DE-2", ("D0099",), "Four IRIS-T SLM in all, three more in 2023"),
    Promise("PROMISE-LEO2-A4-BN", ("D0107",), "A battalion of 31 Leopard 2A4 in Ukraine by the end of April 2023"),
    Promise("PROMISE-LEO2-COALITION", ("D0109",), "Two battalions of 31 Leopard 2 tanks"),
    Promise("PROMISE-LEO2-DE", ("D0111", "D0112"), "14 Leopard 2A6 by March 2023"),
    Promise("PROMISE-US-USAI-SUPP", ("D0131",), "All USAI funds of the April 2024 supplemental allocated by the end of "
            "2024", form="", stage="allocated", date="2024",
            note="The source states the due month and the result; the day of the promise is not stated."),
]
# Money series whose promise is a row of pledges.csv: pledge -> due, and the first report of its series.
MONEY_PROMISES = {"P0012": ("2022-12", "D0043"), "P0034": ("2023-12", "D0047"), "P0120": ("2027-12", "D0051"),
                  "P0174": ("2027-12", "D0089"), "P0178": ("2027-12", "D0041")}
# Statements with a due date that are no promise of delivery.
NOT_PROMISES = {
    "D0008": "stocks identified for purchase, not a delivery promise",
    "D0009": "no quantity, and only if funding was found",
    "D0023": "forecast", "D0036": "forecast", "D0056": "forecast", "D0092": "forecast, industry proposal",
    "D0108": "shortfall statement",
}

# of_kind, of, field, known_date, was, is, change, the row that says so
REVISIONS = [
    ("pledge", "PROMISE-EU-1M-SHELLS", "due", "2024-01-31", "2024-03", "2024-12", "postponed", "D0037"),
    ("pledge", "PROMISE-F16-BE-1", "due", "2024", "2025-03", "2024-12", "advanced", "D0060"),
    ("pledge", "PROMISE-F16-BE-1", "due", "2025-01", "2024-12", "2025-12", "postponed", "D0063"),
    ("pledge", "PROMISE-F16-BE-1", "due", "2025-03-06", "2025-12", "2026-12", "postponed", "D0065"),
    ("line", "PROMISE-LEO2-DE:leopard_2a6", "quantity", "2023-02-24", "14", "18", "raised", "D0112"),
    ("line", "PROMISE-CZ-AMMO-2:artillery_round", "quantity", "2025-06-17", "1500000", "1800000", "raised", "D0020"),
    ("report", "T0010", "due", "2024-11-08", "2024-12", "2025-03", "postponed", "T0013"),
    ("report", "T0010", "due", "2024-12-16", "2025-03", "2025-02", "advanced", "T0016"),
    ("project", "RHM-UNTERLUESS", "budget", "2025-08", "300000000", "500000000", "raised", "I0044"),
    ("course", "INTERFLEX", "weeks", "2025-08-24", "5", "7", "raised", "T0025"),
]
REVISION_NOTES = {
    "T0016": "'By the end of winter', now printed as February 2025",
    "I0044": "At opening: 'nearly 500 million'",
}

RELATION_KINDS = {"conflict": "conflicts_with", "currency_error": "conflicts_with", "restatement": "restates",
                  "vintage_revision": "restates", "rounding_or_fx": "restates", "confirmation": "restates"}
GB_TOTAL = "P0158-P0159-TOTAL"
# Groups of conflicts.csv where the rows' own text says more than the kind of the group: (from, kind, to, why).
GROUP_RELATIONS = {
    "be-f16": [], "eumam-deadline": [],  # revisions
    "ca-era": [("P0220", "repeats", "P0138", "re-announcement of the June 2024 pledge"),
               ("P0264", "part_of", "P0138",
                "a disbursement of the CAD 5 bn share: nets at pledged, not at disbursed")],
    "cz-2025": [("D0024", "conflicts_with", "D0021", ""), ("D0024", "conflicts_with", "D0023", "")],
    "de-11bn": [("P0249", "repeats", "P0202", "3 + 8.25 announced again as 'about 11 bn'"),
                ("P0249", "repeats", "P0203", "3 + 8.25 announced again as 'about 11 bn'")],
    "de-2026": [("P0274", "restates", "P0269", ""),
                ("P0288", "replaces", "P0269", "earlier plan, superseded"),
                ("P0290", "repeats", "P0288", "the same budget line stated the next day")],
    "eu-era": [("P0178", "replaces", "P0166", "ceiling reduced once the US share was known")],
    "gb-45": [("P0227", "repeats", "P0210", "re-announcement of the annual figure"),
              ("P0250", "repeats", "P0227", "re-announcement of the annual figure")],
    "gb-cum-2024": [("P0158", "part_of", GB_TOTAL, "military part of 12.8 bn"),
                    ("P0159", "part_of", GB_TOTAL, "non-military part of 12.8 bn")],
    "gb-fy2425": [("P0157", "replaces", "P0101", "2.5 raised to 3.0 bn")],
    "hague-deadline": [("S0321", "conflicts_with", "S0322", "2032 and 2035"),
                       ("S0321", "conflicts_with", "S0323", "2032 and 2035")],
    "imf-eff": [("P0194", "repeats", "P0056", "same programme, rounded")],
    "nl-2026": [("P0240", "part_of", "P0211", "part of the 3.5 bn"), ("P0241", "part_of", "P0240", "part of the 2 bn")],
    "no-2025": [("P0181", "replaces", "P0167", "15 raised to 30 bn"),
                ("P0186", "replaces", "P0181", "30 raised to 35 bn"),
                ("P0248", "replaces", "P0186", "35 bn raised by 50 bn")],
    "no-nansen": [("P0160", "replaces", "P0055", "programme total raised"),
                  ("P0185", "replaces", "P0160", "programme total raised")],
    "purl-1": [("P0284", "repeats", "P0271", "same package, rounded")],
    "purl-4": [("P0272", "repeats", "P0267", "same contribution")],
    "se-pkg18": [("P0229", "repeats", "P0230", "same package in EUR")],
    "se-pkg9": [("P0030", "repeats", "P0029", "precise ceiling of the same package")],
    "us-2022-08-24": [("P0021", "repeats", "P0020", "same package, rounded")],
}
# Overlaps that the rows' own text states and conflicts.csv lacks.
TEXT_RELATIONS = [
    ("P0123", "part_of", "P0126", "'DKK 200 m of package 17'"),
    ("P0177", "repeats", "P0138", "the Canadian share, first announced in June 2024"),
    ("P0138", "part_of", "P0176", "Canadian share of the G7 loans"),
    ("P0174", "part_of", "P0176", "UK share of the G7 loans"),
    ("P0175", "part_of", "P0176", "US share of the G7 loans"),
    ("P0178", "part_of", "P0176", "EU share of the G7 loans"),
    ("P0179", "part_of", "P0176", "Japanese share of the G7 loans"),
    ("P0188", "part_of", "P0162", "later PDA package under the authority of September 2024"),
    ("P0195", "part_of", "P0162", "later PDA package under the authority of September 2024"),
    ("P0196", "part_of", "P0162", "the same later PDA package as printed elsewhere"),
    ("P0214", "part_of", "P0162", "later PDA package under the authority of September 2024"),
    ("P0215", "repeats", "P0214", "the same package in EUR"),
    ("P0260", "part_of", "P0210", "part of GBP 4.5 bn"),
    ("P0261", "part_of", "P0210", "part of GBP 4.5 bn"),
    ("D0126", "restates", "P0146", "the joint statement of 9 July 2024"),
    ("PROMISE-F16-BE-3", "part_of", "PROMISE-F16-BE-1", "two of the thirty"),
    ("PROMISE-F16-DK-1", "part_of", "PROMISE-F16-DK", "first batch of the 19"),
    ("PROMISE-F16-DK-2", "part_of", "PROMISE-F16-DK", "second batch of the 19"),
    ("PROMISE-F16-DK-3", "part_of", "PROMISE-F16-DK", "third batch of the 19"),
    ("PROMISE-IRIST-DE-1", "part_of", "PROMISE-IRIST-DE-2", "the first of the four"),
    ("SUMMIT-2026-ANKARA", "restates", "SUMMIT-2026", "place and days fixed"),
]

SPENDING_VINTAGES = {
    "press": "PRESS", "summit": "SUMMIT", "NATO 2018 (cited 2018-06)": "NATO-2018-06", "NATO 2022-06": "NATO-2022-06",
    "NATO 2023-07": "NATO-2023-07", "NATO 2024-06": "NATO-2024-06", "NATO 2025-08": "NATO-2025-08",
    "NATO 2025-08 (Europe and Canada)": "NATO-2025-08", "NATO SG annual report 2023 (2024-03)": "NATO-SG-2024-03",
    "NATO annual report for 2025": "NATO-SG-2026", "NATO annual report for 2025 (2026)": "NATO-SG-2026",
    "NATO annual report for 2025 (Europe and Canada)": "NATO-SG-2026", "UK MOD 2019-07": "UK-MOD-2019-07",
    "UK MOD 2024-04": "UK-MOD-2024-04", "UK MOD 2024-04 (NATO definition)": "UK-MOD-2024-04-NATO",
}
SPENDING_METRICS = {
    "allies_meeting_2pct": ("ALLIES-AT-2PCT", "level", "ally"),
    "defence_expenditure": ("DEFENCE", "flow", "USD"),
    "defence_expenditure_europe_canada": ("DEFENCE-EUROPE-CANADA", "flow", "USD"),
    "defence_expenditure_share_of_gdp": ("DEFENCE-SHARE", "share", "percent_of_gdp"),
    "pledge_share_of_gdp": ("PLEDGE-SHARE", "share", "percent_of_gdp"),
    "review_year": ("REVIEW", "level", "event"),
}
PLEDGE_SHARE_DUE = {"S0320": "2024", "S0321": "2032", "S0322": "2035", "S0323": "2035", "S0324": "2035",
                    "S0325": "2029"}
PLEDGE_SHARE_QUALIFIER = {"S0323": "at_least", "S0324": "up_to"}

INDUSTRY_UNITS = {
    "155 mm rounds/month": ("155mm_round/month", "rate"), "155 mm rounds/year": ("155mm_round/year", "rate"),
    "155 mm projectiles/month": ("155mm_projectile/month", "rate"),
    "155 mm complete rounds (charges)/month": ("155mm_complete_round/month", "rate"),
    "155 mm rounds in the year": ("155mm_round", "flow"), "rounds/year": ("artillery_round/year", "rate"),
    "artillery rounds/year": ("artillery_round/year", "rate"), "shells/year": ("artillery_round/year", "rate"),
    "missiles/year": ("pac-3_mse/year", "rate"), "missiles in the year": ("pac-3_mse", "flow"),
    "times 2022 155 mm capacity": ("times_2022_capacity", "share"),
    "times 2024 production": ("times_2024_production", "share"),
    "times early-2022 production": ("times_2022_production", "share"),
}
INDUSTRY_CLASSIFIERS = {"actual": "actual", "capacity": "actual", "contract": "actual", "target": "planned",
                        "investment": "planned"}
PLANNED_MEASURES = {"target", "trained_forecast", "aircraft_planned", "additional_planned", "budget",
                    "target_full_operational_capability", "priority_needs_2024"}
TRAINING_UNITS = {"soldiers": "trained_soldier", "recruits": "trained_soldier", "event": "event",
                  "F-16 aircraft (12 to 18)": "f-16"}
TRAINING_DONORS = {"EFTC-FETESTI": "RO;NL", "EUMAM": "EU", "INTERFLEX": "GB", "JATEC": "NATO", "UK-TRAINING": "GB",
                   "US-TRAINING": "US"}

# id, name, kind, country, lat, lon, the row that names it
NODES = [
    ("bydgoszcz", "Bydgoszcz", "site", "PL", "53.12", "18.01", "T0031"),
    ("fetesti", "Fetești", "academy", "RO", "44.38", "27.83", "T0002"),
    ("gd-pennsylvania", "General Dynamics, Pennsylvania", "plant", "US", "", "", "I0015"),
    ("unterluess", "Unterlüß", "plant", "DE", "", "", "I0042"),
]
# place, month, classifier, the row that says so
RAMPS = [("gd-pennsylvania", "2024-08", "actual", "I0015"), ("unterluess", "2025-12", "target", "I0045"),
         ("unterluess", "2026-12", "target", "I0046"), ("unterluess", "2027", "target", "I0047")]
# id, name, place, planned_start, planned_end, actual_start, actual_end, budget, currency, row, note
PROJECTS = [
    ("EFTC-FETESTI", "European F-16 Training Center", "fetesti", "", "", "", "2023-11-13", "", "", "T0002",
     "Announced July 2023; opened 13 November 2023"),
    ("JATEC", "NATO-Ukraine Joint Analysis, Training and Education Centre", "bydgoszcz", "", "2025", "2024-12-16", "",
     "", "", "T0029", "Activated 16 December 2024, opened 17 February 2025; planned end = full operational capability"),
    ("RHM-UNTERLUESS", "Ammunition plant Unterlüß", "unterluess", "", "", "2024-02-12", "", "300000000", "EUR",
     "I0042", "Ground-breaking 12 February 2024"),
]
COURSES = [
    ("EUMAM", "EU Military Assistance Mission Ukraine", "", "T0004", "Mission established 17 October 2022"),
    ("INTERFLEX", "Operation Interflex", "5", "T0021",
     "Launched 26 June 2022; five weeks before the course was lengthened to seven"),
]

# person, office, party, from, until, source, known_date, note
KNOWLEDGE_DAY = "Days from general public knowledge."
OFFICES = [
    ("Anders Fogh Rasmussen", "NATO Secretary General", "NATO", "2009-08-01", "2014-09-30", "nato-20140905",
     "2009-08-01", KNOWLEDGE_DAY),
    ("Dick Schoof", "Prime Minister of the Netherlands", "NL", "2024", "", "nrw-20250516", "",
     "In office on 24 June 2025"),
    ("Jens Stoltenberg", "Minister of Finance of Norway", "NO", "2025", "", "ki-20250404", "",
     "In office in April 2025"),
    ("Jens Stoltenberg", "NATO Secretary General", "NATO", "2014-10-01", "2024-09-30", "mirage-20240626", "2014-10-01",
     KNOWLEDGE_DAY),
    ("Mark Rutte", "NATO Secretary General", "NATO", "2024-10-01", "", "mirage-20240626", "", ""),
    ("Mark Rutte", "Prime Minister of the Netherlands", "NL", "2010", "2024", "alde-2024", "2010", ""),
]

# id, title, venue, date, file, source
DOCUMENTS = [
    ("WALES-2014", "Wales Summit: defence investment pledge", "Newport", "2014-09-05", "2014_wales_outline.txt",
     "nato-20140905"),
    ("MADRID-2022", "Madrid Summit Declaration, PR (2022) 095", "Madrid", "2022-06-29", "2022_madrid_outline.txt",
     "ftdk-madrid"),
    ("VILNIUS-2023", "Vilnius Summit Communiqué, PR (2023) 001", "Vilnius", "2023-07-11", "2023_vilnius_outline.txt",
     "nato-vilnius"),
    ("WASHINGTON-2024", "Washington Summit Declaration, PR 2024 001", "Washington, D.C.", "2024-07-10",
     "2024_washington_outline.txt", "gino-2024"),
    ("HAGUE-2025", "The Hague Summit Declaration", "The Hague", "2025-06-25", "2025_hague_outline.txt", "ei-20250625"),
]
# document, term, commitment, presence, paragraph, source, grade
DOCUMENT_FACTS = [
    ("WALES-2014", "2 percent of GDP", "", "present", "", "nato-20140905", "A1"),
    ("WALES-2014", "", "move towards 2 percent of GDP within a decade", "present", "", "nato-20140905", "A1"),
    ("MADRID-2022", "war of aggression", "", "present", "3", "ftdk-madrid", "A1"),
    ("MADRID-2022", "Comprehensive Assistance Package", "", "present", "", "ki-madrid", "A1"),
    ("MADRID-2022", "", "Finland and Sweden invited", "present", "", "ki-madrid", "A1"),
    ("VILNIUS-2023", "Ukraine's future is in NATO", "", "present", "", "ut-20230711", "A1"),
    ("VILNIUS-2023", "Membership Action Plan", "", "present", "", "ut-20230711", "A1"),
    ("VILNIUS-2023", "NATO-Ukraine Council", "", "present", "2", "ut-20230711", "A1"),
    ("WASHINGTON-2024", "irreversible", "", "present", "", "tag-20240711", "A1"),
    ("WASHINGTON-2024", "membership of Ukraine", "", "present", "", "tag-20240711", "A1"),
    ("WASHINGTON-2024", "", "EUR 40 billion minimum baseline within the next year", "present", "", "ifx-20240711",
     "A1"),
    ("WASHINGTON-2024", "", "contributions re-evaluated at summits from The Hague 2025", "present", "", "ifx-20240711",
     "A1"),
    ("WASHINGTON-2024", "", "investments in Ukraine's defence infrastructure and industry count", "present", "",
     "ifx-20240711", "A2"),
    ("WASHINGTON-2024", "JATEC", "", "present", "", "112-jatec", "A1"),
    ("HAGUE-2025", "Article 5", "", "present", "1", "ei-20250625", "A1"),
    ("HAGUE-2025", "5 percent of GDP", "", "present", "2", "deft-20250626", "A1"),
    ("HAGUE-2025", "", "5 percent of GDP annually by 2035", "present", "2", "deft-20250626", "A1"),
    ("HAGUE-2025", "", "at least 3.5 percent of GDP core defence", "present", "3", "deft-20250626", "A1"),
    ("HAGUE-2025", "", "up to 1.5 percent of GDP related spending", "present", "3", "ei-20250625", "A1"),
    ("HAGUE-2025", "", "annual plans", "present", "3", "agence-2025", "A1"),
    ("HAGUE-2025", "", "review in 2029", "present", "3", "agence-2025", "A1"),
    ("HAGUE-2025", "", "support to Ukraine counts as defence spending", "present", "3", "frush-2025", "A1"),
    ("HAGUE-2025", "Ukraine", "", "present", "3", "ei-20250625", "A1"),
    ("HAGUE-2025", "membership of Ukraine", "", "absent", "", "minval-2025", "A2"),
    ("HAGUE-2025", "condemnation of the invasion", "", "absent", "", "minval-2025", "A2"),
    ("HAGUE-2025", "territorial integrity", "", "absent", "", "frush-2025", "B2"),
    ("HAGUE-2025", "", "amount of aid pledged to Ukraine", "absent", "", "deft-20250626", "A1"),
    ("HAGUE-2025", "", "next meeting in Turkiye in 2026, then in Albania", "present", "5", "kab-2025", "A1"),
]
# id, what, place, from, until, source, grade, known_date, note
HAPPENINGS = [
    ("SUMMIT-2014", "NATO summit", "Newport", "2014-09-04", "2014-09-05", "nato-20140905", "A1", "", "Wales summit"),
    ("SUMMIT-2022", "NATO summit", "Madrid", "2022-06-28", "2022-06-30", "ki-madrid", "A1", "", ""),
    ("SUMMIT-2023", "NATO summit", "Vilnius", "2023-07-11", "2023-07-12", "tdn-20230712", "A1", "", ""),
    ("SUMMIT-2024", "NATO summit", "Washington, D.C.", "2024-07-09", "2024-07-11", "ifx-20240711", "A1", "", ""),
    ("SUMMIT-2025", "NATO summit", "The Hague", "2025-06-24", "2025-06-25", "nato-20250625", "A1", "", ""),
    ("SUMMIT-2025-PRESS", "press conference", "The Hague", "2025-06-25", "2025-06-25", "nl-20250626", "A2",
     "2025-06-25",
     "At the end of the day; the main meeting ended about 14:15"),
    ("SUMMIT-2026", "NATO summit", "Turkiye", "2026", "2026", "mid-2024", "A1", "",
     "Announced at the Washington summit"),
    ("SUMMIT-2026-ANKARA", "NATO summit", "Ankara", "2026-07-07", "2026-07-08", "babel-20250819", "A1", "", ""),
    ("SUMMIT-NEXT", "NATO summit", "Albania", "", "", "kab-2025", "B2", "2025-06-25",
     "After the 2026 summit; no year is printed in the sources; the declaration of 25 June 2025 names it"),
    ("REVIEW-2029", "review of trajectory and balance of defence spending", "", "2029", "2029", "ki-20250623", "B1", "",
     ""),
]
TARGET = ("TARGET-NATO-40BN", "value @ pledged where group=nato in 2025", "40000000000", "2025-07", "P0147",
          "Minimum baseline within the next year, pledged on 10 July 2024; read by the press as the plan for 2025")

SECRETARY = "NATO Secretary General"
DUTCH_PRIME_MINISTER = "Prime Minister of the Netherlands"
SAID_AS = {"Jens Stoltenberg": SECRETARY, "Mark Rutte": DUTCH_PRIME_MINISTER}
# id -> binding, comparison; blank where no form fits without guessing. N05 and N06 speak of supply and deliveries, N37 of
# an evening, N17 of a bound: each is bound to what it says, whether the record has it or not.
BINDINGS = {
    "N01": ("event(NATO summit, The Hague, 2025-06-24)", ""),
    "N02": ("event(closed-door session, The Hague, 2025-06-25)", ""),
    "N03": (f"holds_office(Jens Stoltenberg, {SECRETARY}, 2025-06-25)", ""),
    "N04": ("event(classified roadmap unveiled, The Hague, 2025-06-25)", ""),
    "N05": ("value @ delivered_unspecified where group=nato in 2025", ">"),
    "N06": ("value @ delivered_unspecified where group=nato in 2025", ">"),
    "N07": ("value @ delivered_unspecified where group=nato in 2024", ">="),
    "N11": ("forecast(count @ arrived within 12w)", ""),
    "N13": (f"holds_office(Mark Rutte, {DUTCH_PRIME_MINISTER}, 2025-06-25)", ""),
    "N16": ("text_contains(HAGUE-2025, 5 percent of GDP)", "present"),
    "N17": ("text_contains(HAGUE-2025, at least 5 percent of GDP)", "present"),
    "N20": ("text_contains(HAGUE-2025, membership of Ukraine)", "absent"),
    "N21": ("text_contains(HAGUE-2025, Ukraine)", "absent"),
    "N22": ("text_contains(HAGUE-2025, territorial integrity)", "present"),
    "N24": ("event(NATO summit, Turkiye, 2026)", ""),
    "N25": ("event(NATO summit, Albania, 2027)", ""),
    "N27": ("text_contains(WASHINGTON-2024, infrastructure)", "present"),
    "N28": ("event(construction of new military bases, , 2025)", ""),
    "N29": ("event(NATO academy for Ukrainian soldiers, Romania, 2025)", ""),
    "N30": ("event(NATO observers embedded in secret, , 2025)", ""),
    "N32": ("event(warning of a funding shortfall, , 2025)", ""),
    "N34": (f"holds_office(Jens Stoltenberg, {SECRETARY}, 2025-06-25)", ""),
    "N35": ("target(TARGET-NATO-40BN)", "="),
    "N37": ("event(press conference in the evening, The Hague, 2025-06-25)", ""),
}
# Amounts that a claim's own words state and the facts' column leaves blank.
STATED_AMOUNTS = {"N27": ("50", 10**9)}
STATEMENT_DATE = "2025-06"       # the month of the text that makes the claims
STATEMENT_KNOWN = "2025-06-25"   # it reports the day's meeting
STATEMENT_SCALES = {"EUR billion": ("EUR", 10**9), "percent of GDP": ("percent_of_gdp", 1), "percent": ("percent", 1),
                    "mentions": ("mention", 1), "year": ("year", 1)}

# Words about the collecting that say nothing about the fact.
TEXT_WORDS = [
    ("was not found complete in the stored search; the stored copies show",
     "was not found complete; the copies found show"),
    ("Stored copies show", "The copies found show"),
    ("\n(address quoted in a public repository; not opened here), copies", "\nCopies"),
]
NOTE_WORDS = {"P0019": (" (second source in repository text)", " (second source)")}

NATO_NAMES = {"Czechia": "CZ", "Slovak Republic": "SK", "Türkiye": "TR",
              **{name: code for code, name in COUNTRIES.items()}}


# --- values ---------------------------------------------------------------------------------------------------------

def plain(value):
    """A decimal without exponent and without trailing zeros."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def scaled(value, factor):
    return plain(Decimal(value) * factor) if value else ""


def rounded(value):
    return plain(Decimal(value).quantize(Decimal(1), ROUND_HALF_EVEN))


def join_note(*parts):
    return "; ".join(part for part in parts if part)


def slug(text):
    return re.sub(r"[^A-Z0-9]+", "-", text.upper()).strip("-")


def without_scale(unit):
    """The words of a unit after `EUR million`: values are written out in full."""
    return re.sub(r"^[A-Z]{3} (million|billion)\b *", "", unit)


def money_unit(unit):
    """`USD billion` -> (USD, 10^9); None where the unit is no money."""
    match = re.match(r"([A-Z]{3}) (million|billion)\b", unit)
    return (match[1], 10**6 if match[2] == "million" else 10**9) if match else None


def known_key(date):
    """Orders partial dates by their ends, on which they are known; undated comes with the collection."""
    return date + {4: "-12-31", 7: "-31"}.get(len(date), "") if date else COLLECTED


# --- the facts ------------------------------------------------------------------------------------------------------

class Facts:
    """The tables of facts, each row by its id."""

    def __init__(self, folder):
        self.folder = folder
        self.pledges = self.read("pledges.csv")
        self.deliveries = self.read("deliveries.csv")
        self.spending = self.read("spending.csv")
        self.industry = self.read("industry.csv")
        self.training = self.read("training_infra.csv")
        self.statements = self.read("statements.csv")
        self.conflicts = self.read("conflicts.csv")
        self.sources = self.read("sources.csv")
        self.by_id = {row["id"]: row for table in (self.pledges, self.deliveries, self.spending, self.industry,
                                                   self.training) for row in table}
        self.source_dates = {row["source_key"]: row["date"] for row in self.sources}

    def read(self, name):
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def grade(self, row_id):
        """Source and grade of a row; an undated source was known when the facts were collected."""
        row = self.by_id[row_id]
        return {"source": row["source_key"], "reliability": row["reliability"], "credibility": row["credibility"],
                "known_date": KNOWN_ON.get(row_id, "" if row["source_date"] else COLLECTED)}


def cited(source, grade="", known_date="", note=""):
    return {"source": source, "reliability": grade[:1], "credibility": grade[1:], "known_date": known_date,
            "note": note}


# --- parties --------------------------------------------------------------------------------------------------------

def parties():
    states = [{"id": code, "name": name, "kind": "government", "country": code} for code, name in COUNTRIES.items()]
    bodies = [{"id": code, "name": name, "kind": kind} for code, (name, kind) in ORGANISATIONS.items()]
    return states + bodies


def memberships():
    return [{"party": party, "group": group, "from": since, "until": MEMBER_UNTIL.get((group, party), ""),
             "source": "public-knowledge", "known_date": since}
            for group, joined in MEMBERS.items() for since, codes in joined.items() for party in codes.split()]


def offices():
    columns = ("person", "office", "party", "from", "until")
    return [{**dict(zip(columns, row)), **cited(row[5], "A1", row[6], row[7])} for row in OFFICES]


def sources(facts, tables):
    """Every source that a row of the folder names, and those marked as used by the facts."""
    named = {row["source"] for rows in tables.values() for row in rows if row.get("source")}
    letters = {}
    for row in facts.by_id.values():
        letters.setdefault(row["source_key"], Counter())[row["reliability"]] += 1
    rows = [{"id": NATO_SOURCE, "publisher": "NATO", "title": "Defence Expenditure of NATO Countries (2014-2024)",
             "date": "2024-06-17", "reliability": "A", "note": "Tables 2, 5 and 6 of the workbook"},
            {"id": NEWS_TEXT, "publisher": "unidentified", "reliability": "F", "date": STATEMENT_DATE,
             "title": "A news text on the summit in The Hague, June 2025", "note": "Not reproduced: its claims only"},
            {"id": "public-knowledge", "publisher": "general public knowledge",
             "title": "Accession dates of the EU, NATO and the G7"}]
    for source in facts.sources:
        key = source["source_key"]
        if key in (KIEL_TABLE, NEWS_TEXT) or (source["used"] != "yes" and key not in named):
            continue
        graded = sorted(letters.get(key, {}).items(), key=lambda item: (-item[1], -ord(item[0])))
        rows.append({"id": key, "publisher": source["publisher"], "title": source["title"], "date": source["date"],
                     "url": source["url"], "reliability": graded[0][0] if graded else "",
                     "note": "" if source["date"] else "undated"})
    return sorted(rows, key=lambda row: row["id"])


def items():
    return [{"code": code, "name": name, "category": category, "unit": unit}
            for code, (name, category, unit) in sorted(ITEMS.items())]


# --- pledges, funds, needs ------------------------------------------------------------------------------------------

def donors_of(row):
    return NAMED_INSTITUTION.get(row["id"], row["donor"])


def amount_of(row):
    return {"amount": plain(row["amount"]) if row["currency"] else "", "currency": row["currency"]}


def describe(row):
    return ": ".join(part for part in (row["programme"], row["description"]) if part)


def pledge(facts, row):
    due = MONEY_PROMISES.get(row["id"], ("", ""))[0]
    return {"id": row["id"], "donors": donors_of(row), "recipient": OTHER_RECIPIENT.get(row["id"], "UA"),
            "date": row["date"], **amount_of(row), "qualifier": row["amount_qualifier"], "kind": row["kind"],
            "form": FORMS.get(row["id"], ""), "instrument": INSTRUMENTS.get(row["id"], ""),
            "from": row["period_start"], "until": row["period_end"], "due": due,
            "promised_stage": "disbursed" if due else "", "description": describe(row), **facts.grade(row["id"]),
            "note": join_note(row["period_text"], row["notes"].replace(*NOTE_WORDS.get(row["id"], ("", ""))))}


def promise(facts, entry):
    row = facts.by_id[entry.rows[0]]
    grade = facts.grade(row["id"])
    return {"id": entry.id, "donors": row["donor"], "recipient": "UA", "date": entry.date or row["date"],
            "kind": "military", "form": entry.form, "from": row["period_start"], "until": row["period_end"],
            "due": entry.due or row["due_date"], "promised_stage": entry.stage, "description": entry.description,
            **grade, "known_date": entry.known or grade["known_date"], "note": entry.note}


def record_type(row):
    return SUMS_OF_STATES.get(row["id"], row["record_type"])


def pledges(facts):
    stated = [pledge(facts, row) for row in facts.pledges if record_type(row) == "pledge"]
    return stated + [promise(facts, entry) for entry in PROMISES]


def line(facts, pledge_id, item, quantity, row_id):
    return {"id": f"{pledge_id}:{item}", "of_kind": "pledge", "of": pledge_id, "item": item,
            "quantity": plain(quantity), **facts.grade(row_id)}


def lines(facts):
    stated = [line(facts, pledge_id, item, quantity, pledge_id)
              for pledge_id, entries in PLEDGE_LINES.items() for item, quantity in entries]
    promised = [line(facts, entry.id, delivery_unit(row), row["quantity"], row["id"])
                for entry in PROMISES for row in (facts.by_id[entry.rows[0]],) if row["quantity"]]
    return stated + promised


def is_fund(row):
    return row["record_type"] in ("disbursement", "appropriation") and row["unit"] == "currency"


def funds(facts):
    return [{"id": row["id"], "donor": donors_of(row), "kind": row["record_type"], "purpose": describe(row),
             "date": row["date"], **amount_of(row), **facts.grade(row["id"]), "note": row["notes"]}
            for row in facts.pledges if is_fund(row)]


def needs(facts):
    return [{"id": row["id"], "category": row["kind"], **amount_of(row), "month": row["period_start"],
             "until": row["period_end"], **facts.grade(row["id"]), "note": join_note(describe(row), row["notes"])}
            for row in facts.pledges if row["record_type"] == "requirement"]


# --- reports --------------------------------------------------------------------------------------------------------

def report(facts, row_id, **values):
    """A report of the row `row_id`; the note, if any, stands in `values`."""
    return {"id": row_id, "qualifier": QUALIFIERS.get(row_id, ""), "figure": REPORT_FIGURES.get(row_id, ""),
            **facts.grade(row_id), **values}


PLEDGE_REPORTS = {"stock_figure": ("STOCK", "actual"), "aggregate": ("AGGREGATE", "actual"),
                  "outcome": ("OUTCOME", "actual"), "proposal": ("PROPOSAL", "planned")}


def pledge_report(facts, row):
    prefix, classifier = PLEDGE_REPORTS[record_type(row)]
    flow = prefix != "STOCK" and row["period_start"]
    donors = donors_of(row)
    begin, end = (PLEDGED_IN.get(row["id"], row[column]) for column in ("period_start", "period_end"))
    return report(facts, row["id"], series=f"{prefix}-{slug(donors)}-{slug(row['programme'])}", donors=donors,
                  measure="flow" if flow else "level", value=plain(row["amount"]), qualifier=row["amount_qualifier"],
                  unit=row["currency"], date=row["date"], classifier=classifier, until=end,
                  **{"from": begin}, note=join_note(row["description"], row["notes"]))


def launcher_report(facts, row):
    """The one disbursement that is a delivery of goods, stated without money."""
    return report(facts, row["id"], series="PATRIOT-LAUNCHERS-NL", donors=row["donor"], measure="flow", value="3",
                  unit="patriot_launcher", date=row["date"], classifier="actual",
                  note=join_note(row["description"], row["notes"]))


def gb_total_report(facts):
    total = Decimal(facts.by_id["P0158"]["amount"]) + Decimal(facts.by_id["P0159"]["amount"])
    return {**report(facts, "P0158"), "id": GB_TOTAL, "series": "STOCK-GB-TOTAL", "donors": "GB", "measure": "level",
            "value": plain(total), "unit": "GBP", "date": facts.by_id["P0158"]["date"], "classifier": "actual",
            "note": "Total of 12.8 bn as printed"}


def pledge_reports(facts):
    rows = [pledge_report(facts, row) for row in facts.pledges if record_type(row) in PLEDGE_REPORTS]
    goods = [launcher_report(facts, row) for row in facts.pledges
             if row["record_type"] == "disbursement" and not is_fund(row)]
    return rows + goods + [gb_total_report(facts)]


def delivery_unit(row):
    return ROW_UNITS.get(row["id"], SERIES_UNITS[row["series"]])


def delivery_report(facts, row):
    measure, classifier = DELIVERY_TYPES[row["statement_type"]]
    unit = delivery_unit(row)
    if unit == "percent":
        measure = "share"
    elif measure == "level" and classifier != "actual" and row["period_start"]:
        measure = "flow"
    label = "" if row["statement_type"] in PLAIN_TYPES else row["statement_type"].replace("_", " ")
    return report(facts, row["id"], series=row["series"], donors=row["donor"], measure=measure,
                  value=scaled(row["quantity"], 10**6 if unit in ("EUR", "GBP", "USD") else 1), unit=unit,
                  until=row["period_end"], date=row["date"], classifier=classifier, due=row["due_date"],
                  **{"from": row["cumulative_since"] or row["period_start"]},
                  note=join_note(label, without_scale(row["unit"]), row["notes"], NOT_PROMISES.get(row["id"], "")))


def spending_report(facts, row):
    name, measure, unit = SPENDING_METRICS[row["metric"]]
    vintage = SPENDING_VINTAGES[row["vintage"]]
    pledged = row["metric"] in ("pledge_share_of_gdp", "review_year")
    money = money_unit(row["unit"])
    year = "" if pledged else row["year"]
    return report(facts, row["id"], series=f"{name}-{row['ally']}:{vintage}", donors=row["ally"], measure=measure,
                  value=scaled(row["value"], money[1] if money else 1), unit=unit, until=year, date=row["source_date"],
                  classifier="planned" if pledged else "actual", due=PLEDGE_SHARE_DUE.get(row["id"], ""),
                  qualifier=PLEDGE_SHARE_QUALIFIER.get(row["id"], ""), **{"from": year},
                  note=join_note(f"vintage {row['vintage']}", row["status"],
                                 row["unit"] if "prices" in row["unit"] else "", row["notes"]))


def industry_report(facts, row):
    money = money_unit(row["unit"])
    unit, measure = (money[0], "level") if money else INDUSTRY_UNITS[row["unit"]]
    year = (row["target_date"] or row["date"])[:4] if measure == "flow" else ""
    return report(facts, row["id"], series=row["series"], measure=measure,
                  value=scaled(row["value"], money[1] if money else 1), unit=unit, until=year, date=row["date"],
                  classifier=INDUSTRY_CLASSIFIERS[row["statement_type"]], due=row["target_date"], **{"from": year},
                  note=join_note(row["statement_type"], f"{row['organisation']} ({row['country']})", row["notes"]))


def training_report(facts, row):
    money = money_unit(row["unit"])
    planned = row["measure"] in PLANNED_MEASURES
    due = row["period_end"] if row["measure"] in ("target", "additional_planned", "trained_forecast",
                                                  "target_full_operational_capability") else ""
    return report(facts, row["id"], series=row["series"], donors=TRAINING_DONORS.get(row["series"], ""),
                  measure="level", value=scaled(row["value"], money[1] if money else 1),
                  unit=money[0] if money else TRAINING_UNITS[row["unit"]], until=row["period_end"], date=row["date"],
                  classifier="planned" if planned else "actual", due=due, **{"from": row["period_start"]},
                  note=join_note(row["measure"].replace("_", " "), row["organisation"], row["period_text"],
                                 row["notes"]))


def reports(facts):
    return (pledge_reports(facts)
            + [delivery_report(facts, row) for row in facts.deliveries]
            + [spending_report(facts, row) for row in facts.spending if row["source_key"] != KIEL_TABLE]
            + [industry_report(facts, row) for row in facts.industry]
            + [training_report(facts, row) for row in facts.training])


# --- relations and revisions ----------------------------------------------------------------------------------------

def group_pairs(rows):
    """A conflict is a star around its first row; restatements are a chain."""
    conflict = RELATION_KINDS[rows[0]["relation"]] == "conflicts_with"
    ids = [row["row_id"] for row in rows]
    return [(later, ids[0] if conflict else ids[i]) for i, later in enumerate(ids[1:])]


def one_announcement(rows):
    """Two printed values of one pledge are one pledge: the worse graded row repeats the other and counts in no total."""
    if RELATION_KINDS[rows[0]["relation"]] != "conflicts_with":
        return
    netted_elsewhere = {first for first, kind, _, _ in TEXT_RELATIONS if kind in ("part_of", "repeats")}
    for first, second in group_pairs(rows):
        if first.startswith("P") and second.startswith("P") and first not in netted_elsewhere:
            yield (first, "repeats", second, "the same announcement as another source prints it")


def relation_tuples(facts):
    groups = {}
    for row in facts.conflicts:
        groups.setdefault(row["conflict_group"], []).append(row)
    for name, rows in groups.items():
        if name in GROUP_RELATIONS:
            yield from GROUP_RELATIONS[name]
        else:
            yield from ((a, RELATION_KINDS[rows[0]["relation"]], b, "") for a, b in group_pairs(rows))
            yield from one_announcement(rows)
    yield from TEXT_RELATIONS
    for entry in PROMISES:
        yield from ((row, "restates", entry.id, "states the promise") for row in entry.rows)
        if entry.same_as:
            yield (entry.id, "restates", entry.same_as, "the goods of this package; its money stands there")
    for pledge_id, (_, row) in MONEY_PROMISES.items():
        yield (row, "restates", pledge_id, "paid out of this promise")


def relations(facts, tables):
    kinds = {row["id"]: kind for table, kind in (("pledges", "pledge"), ("funds", "fund"), ("needs", "need"),
                                                 ("reports", "report"), ("happenings", "happening"))
             for row in tables[table]}
    entries = {row["id"]: row for table in ("pledges", "funds", "needs", "reports", "happenings")
               for row in tables[table]}

    def known(entry_id):
        row = entries[entry_id]
        return known_key(row["known_date"] or facts.source_dates.get(row["source"], ""))

    rows = []
    for first, kind, second, why in relation_tuples(facts):
        later = entries[max((second, first), key=known)]
        rows.append({"from_kind": kinds[first], "from": first, "kind": kind, "to_kind": kinds[second], "to": second,
                     "source": later["source"], "reliability": later["reliability"],
                     "credibility": later["credibility"], "known_date": later["known_date"], "note": why})
    check_acyclic(rows)
    return rows


def check_acyclic(rows):
    targets = {}
    for row in rows:
        targets.setdefault(row["from"], set()).add(row["to"])
    state = {}

    def visit(node):
        if state.get(node) == "open":
            raise SystemExit(f"relations run in a circle at {node}")
        if node not in state:
            state[node] = "open"
            for target in sorted(targets.get(node, ())):
                visit(target)
            state[node] = "done"

    for node in sorted(targets):
        visit(node)


def revisions(facts):
    columns = ("of_kind", "of", "field", "known_date", "was", "is", "change")
    return [{**facts.grade(row[7]), **dict(zip(columns, row)), "note": REVISION_NOTES.get(row[7], "")}
            for row in REVISIONS]


# --- places, projects, courses --------------------------------------------------------------------------------------

def nodes(facts):
    columns = ("id", "name", "kind", "country", "lat", "lon")
    return [{**dict(zip(columns, row)), **facts.grade(row[6])} for row in NODES]


def ramps(facts):
    return [{"place": place, "month": month, "capacity": facts.by_id[row_id]["value"], "classifier": classifier,
             "unit": "155mm_round/month" if "month" in facts.by_id[row_id]["unit"] else "155mm_round/year",
             **facts.grade(row_id)}
            for place, month, classifier, row_id in RAMPS]


def projects(facts):
    columns = COLUMNS["projects"][:9]
    return [{**dict(zip(columns, row)), **facts.grade(row[9]), "note": row[10]} for row in PROJECTS]


def courses(facts):
    return [{"id": course_id, "name": name, "weeks": weeks, **facts.grade(row_id), "note": note}
            for course_id, name, weeks, row_id, note in COURSES]


# --- economy --------------------------------------------------------------------------------------------------------

class Workbook:
    """The cells of an xlsx workbook, by sheet name."""

    SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)
        self.texts = ["".join(part.text or "" for part in entry.iter(f"{{{self.SPACE['m']}}}t"))
                      for entry in self.parse("xl/sharedStrings.xml").findall("m:si", self.SPACE)]
        files = {entry.get("Id"): entry.get("Target") for entry in self.parse("xl/_rels/workbook.xml.rels")}
        self.sheets = {sheet.get("name"): "xl/" + files[sheet.get(self.RELATION)]
                       for sheet in self.parse("xl/workbook.xml").find("m:sheets", self.SPACE)}

    def parse(self, name):
        return ElementTree.fromstring(self.archive.read(name))

    def rows(self, sheet):
        """Column letter -> text, for each row that holds something."""
        for row in self.parse(self.sheets[sheet]).find("m:sheetData", self.SPACE):
            cells = {}
            for cell in row:
                value = cell.find("m:v", self.SPACE)
                if value is not None:
                    text = self.texts[int(value.text)] if cell.get("t") == "s" else value.text
                    cells[re.match(r"[A-Z]+", cell.get("r"))[0]] = text
            if cells:
                yield cells


def nato_block(workbook, sheet, heading):
    """(country, year) -> (value, estimated) of the block of a sheet that begins with `heading`."""
    years, inside, block = {}, False, {}
    for cells in workbook.rows(sheet):
        if not years and re.fullmatch(r"\d{4}e?", cells.get("D", "")):
            years = {column: text for column, text in cells.items() if re.fullmatch(r"\d{4}e?", text)}
        if "B" in cells and "C" not in cells:
            inside = cells["B"].strip() == heading
        country = NATO_NAMES.get(cells.get("C", "").rstrip("* "))
        if inside and country:
            for column, year in years.items():
                if column in cells:
                    block[country, year[:4]] = (Decimal(cells[column]), year.endswith("e"))
    if not block:
        raise SystemExit(f"no block {heading!r} in {sheet}")
    return block


def economy(folder):
    workbook = Workbook(folder / NATO_BOOK)
    current, constant = "Current prices and exchange rates", "Constant 2015 prices and exchange rates"
    per_head = nato_block(workbook, "TABLE6", "GDP per capita (thousand US dollars)")
    gdp_2015 = nato_block(workbook, "TABLE5", constant)
    rows = []
    for vintage, base, heading in (("NATO-2024-06", "current", current), ("NATO-2024-06-P2015", "2015", constant)):
        gdp = nato_block(workbook, "TABLE5", heading)
        defence = nato_block(workbook, "TABLE2", heading)
        for key in sorted(gdp):
            value, estimated = gdp[key]
            people = gdp_2015[key][0] * 1000 / per_head[key][0]  # million USD over thousand USD a head
            rows.append({"country": key[0], "year": key[1], "vintage": vintage, "gdp": rounded(value * 10**6),
                         "currency": "USD", "price_base": base,
                         "defence_core": rounded(defence[key][0] * 10**6) if key in defence else "",
                         "population": rounded(people), **cited(NATO_SOURCE, "A2" if estimated else "A1"),
                         "note": "estimate" if estimated else ""})
    return rows


# --- texts ----------------------------------------------------------------------------------------------------------

def statement(row):
    binding, comparison = BINDINGS.get(row["id"], ("", ""))
    unit, factor = STATEMENT_SCALES.get(row["unit"], (row["unit"], 1))
    date = row["date_claimed"] if row["date_claimed"].startswith(STATEMENT_DATE) else STATEMENT_DATE
    return {"id": row["id"], "speaker": row["speaker_claimed"], "said_as": SAID_AS.get(row["speaker_claimed"], ""),
            "date": date, "claim": row["claim"], "binding": binding, "comparison": comparison,
            "value": scaled(*STATED_AMOUNTS.get(row["id"], (row["value_claimed"], factor))),
            "unit": "EUR" if row["id"] in STATED_AMOUNTS else unit, "source": NEWS_TEXT,
            "known_date": STATEMENT_KNOWN}


def documents():
    return [{"id": document, "title": title, "date": date, "venue": venue, "completeness": "outline",
             "file": f"texts/{file}", **cited(source, "A1")}
            for document, title, venue, date, file, source in DOCUMENTS]


def document_facts():
    """What stands in a text was public when the text was."""
    dates = {row[0]: row[3] for row in DOCUMENTS}
    columns = ("document", "term", "commitment", "presence", "paragraph")
    return [{**dict(zip(columns, row)), **cited(row[5], row[6], dates[row[0]])} for row in DOCUMENT_FACTS]


def happenings():
    columns = ("id", "what", "place", "from", "until")
    return [{**dict(zip(columns, row)), **cited(*row[5:])} for row in HAPPENINGS]


def targets(facts):
    return [{**dict(zip(COLUMNS["targets"], TARGET)), **facts.grade(TARGET[4]), "note": TARGET[5]}]


def copy_texts(facts, out):
    (out / "texts").mkdir(parents=True, exist_ok=True)
    for row in DOCUMENTS:
        text = (facts.folder / "texts" / row[4]).read_text(encoding="utf-8")
        for words, plainer in TEXT_WORDS:
            text = text.replace(words, plainer)
        (out / "texts" / row[4]).write_text(text, encoding="utf-8", newline="\n")


# --- the folder -----------------------------------------------------------------------------------------------------

def build(ukraine, nato):
    facts = Facts(ukraine)
    tables = {
        "parties": parties(), "memberships": memberships(), "offices": offices(), "items": items(),
        "needs": needs(facts), "pledges": pledges(facts), "lines": lines(facts), "revisions": revisions(facts),
        "reports": reports(facts), "nodes": nodes(facts), "ramps": ramps(facts), "funds": funds(facts),
        "economy": economy(nato), "projects": projects(facts), "courses": courses(facts),
        "statements": [statement(row) for row in facts.statements], "documents": documents(),
        "document_facts": document_facts(), "happenings": happenings(), "targets": targets(facts),
    }
    tables["relations"] = relations(facts, tables)
    tables["sources"] = sources(facts, tables)
    return facts, {name: tables[name] for name in COLUMNS}


def datapackage(tables):
    return {
        "profile": "data-package", "name": "ukraine", "title": "Public support to Ukraine 2022-2025",
        "description": "Single public facts with source and grade, paraphrased; see README.md.",
        "sources": [
            {"title": "Public pages, collected on 2026-11-23; each row names its source (sources.csv)",
             "path": "sources.csv"},
            {"title": "NATO, Defence Expenditure of NATO Countries (2014-2024), 17 June 2024"}],
        "resources": [{"name": name, "path": f"{name}.csv", "format": "csv", "mediatype": "text/csv",
                       "encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n"}} for name in tables],
        "servanda": {"name": "Public support to Ukraine 2022-2025", "recipients": ["UA"], "reporting_currency": "EUR",
                     "start": "2022-01-01", "end": "2025-12-31", "report_date": "2025-06-25",
                     "delivered": "recipient-confirmed", "label": "PUBLIC"},
    }


def write_folder(facts, tables, out):
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with open(out / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name], restval="", extrasaction="raise", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    package = json.dumps(datapackage(tables), ensure_ascii=False, indent=2) + "\n"
    (out / "datapackage.json").write_text(package, encoding="utf-8", newline="\n")
    copy_texts(facts, out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--ukraine", "--nato", "--out"):
        parser.add_argument(option, type=Path, required=True)
    options = parser.parse_args()
    facts, tables = build(options.ukraine, options.nato)
    write_folder(facts, tables, options.out)
    for name, rows in tables.items():
        print(f"{name} {len(rows)}")


if __name__ == "__main__":
    main()
