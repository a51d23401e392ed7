#!/usr/bin/env python3
"""The check of statements on tests/statements: each verdict and reason, that it flips when one row of the book changes, and
that it is not checkable once its source is withdrawn. And that a text's claims are found and read.

    statements.py --servanda BINARY --source REPOSITORY --shared SHARED
"""
from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

from support import Checks, Lab

REFERENCE = Path("data") / "ukraine" / "statements.csv"
# The reference's words for what no source says; a place that may be wrong, of an event that is on no record, is one of them.
OUR_REASON = dict.fromkeys(("unsourced", "unsourced_quote", "unsourced_figure", "wrong_place_or_merged_entities"), "no_record")


def verdicts(answer: dict) -> dict[str, dict]:
    return {statement["id"]: statement for statement in answer["statements"]}


VERDICTS = ("supported", "partly_supported", "contradicted", "not_checkable")


def check_book(lab: Lab, checks: Checks) -> None:
    """Each claim of the own set: its verdict and reason; another verdict once one row of the book is another; not checkable
    once its source is withdrawn. One that is not checkable as it stands is so again once the row that made it checkable
    has lost its source. Claims kept `apart` have no row that could flip them, and count for nothing here."""
    book = lab.source / "tests" / "statements"
    expected = json.loads((book / "expected.json").read_text(encoding="utf-8"))
    now = verdicts(lab.json("check", book))
    checks.equal("own set: every claim is expected to be something", sorted(now), sorted(row["id"] for row in expected))
    own = [row for row in expected if "apart" not in row]
    count = Counter(row["verdict"] for row in own)
    checks.that("own set: at least thirty claims", len(own) >= 30, len(own))
    checks.that("own set: balanced over the verdicts", max(count[v] for v in VERDICTS) - min(count[v] for v in VERDICTS) <= 2, count)
    for row in expected:
        statement = now[row["id"]]
        checks.equal(f"{row['id']}: verdict and reason", (statement["verdict"], statement["reason"] or ""),
                     (row["verdict"], row["reason"]))
    for row in own:
        checks.equal(f"{row['id']}: rows that change", rows_changed(book, row["flip"]), 1)
        flipped = verdict_with(lab, book, row["id"], [row["flip"]])
        checks.equal(f"{row['id']}: verdict after one row changes", flipped, row["flipped"])
        checks.that(f"{row['id']}: flips", flipped != row["verdict"], flipped)
        withdrawn = {"drop": "sources", "where": {"id": row["withdraw"]}}
        before = [row["flip"]] if row["verdict"] == "not_checkable" else []
        checks.equal(f"{row['id']}: without its source", verdict_with(lab, book, row["id"], [*before, withdrawn]), "not_checkable")


def rows_changed(book: Path, change: dict) -> int:
    if "add" in change:
        return 1
    with open(book / f"{change['set']}.csv", encoding="utf-8", newline="") as file:
        return sum(all(row[field] == value for field, value in change["where"].items()) for row in csv.DictReader(file))


def verdict_with(lab: Lab, book: Path, name: str, changes: list[dict]) -> str:
    return verdicts(lab.json("check", book, "--scenario", scenario(lab, name, changes)))[name]["verdict"]


def scenario(lab: Lab, name: str, changes: list[dict]) -> Path:
    path = lab.folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, "changes": changes}), encoding="utf-8")
    return path


def check_reference(lab: Lab, checks: Checks) -> None:
    reference_file = lab.options.shared / REFERENCE if lab.options.shared else REFERENCE
    if not reference_file.exists():
        checks.skip(f"{reference_file} is absent")
        return
    with open(reference_file, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    reference = {row["id"]: row["verdict"].replace("unverifiable", "not_checkable") for row in rows}
    found = verdicts(lab.json("check", lab.source / "examples" / "ukraine"))
    checks.equal("examples/ukraine: claims", sorted(found), sorted(reference))
    for name, verdict in reference.items():
        checks.equal(f"examples/ukraine: {name}", found[name]["verdict"], verdict)
    for row in rows:
        if row["error_class"]:
            checks.equal(f"examples/ukraine: {row['id']}: reason", found[row["id"]]["reason"], OUR_REASON.get(row["error_class"], row["error_class"]))


def check_coalition(lab: Lab, checks: Checks) -> None:
    """Each statement's note says what it is meant to be found to be."""
    book = lab.example("coalition")
    with open(book / "statements.csv", encoding="utf-8", newline="") as file:
        meant = {row["id"]: row["note"].removeprefix("meant to be: ") for row in csv.DictReader(file)}
    for name, statement in verdicts(lab.json("check", book)).items():
        found = ": ".join(part for part in (statement["verdict"], statement["reason"]) if part)
        checks.equal(f"examples/coalition: {name}", found, meant[name])


def check_rows(lab: Lab, checks: Checks) -> None:
    """A verdict stands on rows, which say what they are: what the record says, the nearest that it says, the claim itself."""
    for book in (lab.source / "tests" / "statements", lab.example("coalition"), lab.example("ukraine")):
        for name, statement in verdicts(lab.json("check", book)).items():
            if statement["verdict"] != "not_checkable":
                checks.that(f"{book.name}: {name} has rows", len(statement["rows"]) > 0, statement)
                checks.that(f"{book.name}: {name} says what they are", statement["rows_are"] in ("evidence", "nearest", "claim"), statement)
            if statement["rows_are"] == "nearest":
                checks.equal(f"{book.name}: {name}: the nearest rows", statement["rows"], statement["nearest_true"]["rows"])


def check_claims(lab: Lab, checks: Checks) -> None:
    """Claims about the coalition of every verdict and reason, each with what it should be found to be."""
    claims = json.loads((lab.source / "tests" / "statements" / "coalition_claims.json").read_text(encoding="utf-8"))
    book = lab.folder / "claims"
    shutil.copytree(lab.example("coalition"), book)
    columns = ["id", "speaker", "said_as", "date", "claim", "binding", "comparison", "value", "unit", "source", "known_date"]
    with open(book / "statements.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, columns, extrasaction="ignore")
        rows.writeheader()
        for claim in claims:
            rows.writerow(claim | {"source": "SRC-PRESS", "known_date": claim["date"]})
    found = verdicts(lab.json("check", book))
    for claim in claims:
        statement = found[claim["id"]]
        checks.equal(f"claim {claim['id']}: {claim['claim']!r}", (statement["verdict"], statement["reason"] or ""),
                     (claim["verdict"], claim["reason"]))


# What the reader makes of these on the coalition, and what is found.
COALITION_SENTENCES = [
    ("Dorvale paid 80 million euros into Kestrava's budget in 2030.",
     "value @ disbursed where donor=DOR form=budget_support in 2030", "supported"),
    ("Hyrland has delivered 120 trucks.", "quantity @ delivered where donor=HYR item=VEH-TRK", "supported"),
    ("At least 9,000 heaters from Fennisk were delivered.", "quantity @ delivered where donor=FEN item=WIN-HEAT", "supported"),
    ("By the end of May 2031, more than 500 housing modules had been handed over.",
     "quantity @ handed_over where item=SHL-MOD in 2029-01-01..2031-05", "supported"),
]


def check_coalition_text(lab: Lab, checks: Checks) -> None:
    text = lab.folder / "coalition.txt"
    text.write_text("\n\n".join(sentence for sentence, _, _ in COALITION_SENTENCES), encoding="utf-8")
    found = {statement["sentence"]: statement for statement in
             lab.json("check", lab.example("coalition"), text, "--said", "2031-06-20")["statements"]}
    for sentence, binding, verdict in COALITION_SENTENCES:
        checks.equal(f"binding of {sentence!r}", found[sentence]["binding"], binding)
        checks.equal(f"verdict of {sentence!r}", found[sentence]["verdict"], verdict)


def check_text(lab: Lab, checks: Checks) -> None:
    book = lab.source / "tests" / "statements"
    sentences = json.loads((book / "sentences.json").read_text(encoding="utf-8"))
    text = lab.folder / "text.txt"
    text.write_text("\n\n".join(sentence["text"] for sentence in sentences), encoding="utf-8")
    found: dict[str, list[dict]] = {}
    for statement in lab.json("check", book, text, "--said", "2024-12-15")["statements"]:
        found.setdefault(statement["sentence"], []).append(statement)
    for sentence in sentences:
        statements = found.get(sentence["text"], [])
        bindings = [statement["binding"] for statement in statements if statement["confidence"] > 0]
        checks.equal(f"bindings of {sentence['text']!r}", bindings, sentence["bindings"])
        if "verdict" in sentence:
            checks.equal(f"verdict of {sentence['text']!r}", statements[0]["verdict"] if statements else None,
                         sentence["verdict"])


def press_found(lab: Lab, texts: list[dict]) -> list[list[dict]]:
    """What is found in each text. Those of one line are checked together: a paragraph leaves nothing to the next one."""
    found: list[list[dict]] = [[] for _ in texts]
    runs: dict[tuple, list[int]] = {}
    for number, text in enumerate(texts):
        alone = "\n" in text["text"] or not text["text"].endswith((".", "?"))
        runs.setdefault((text["book"], text["said"], number if alone else None), []).append(number)
    for (book, said, _), numbers in runs.items():
        path = lab.folder / f"press-{numbers[0]}.txt"
        path.write_text("\n\n".join(texts[number]["text"] for number in numbers) + "\n", encoding="utf-8")
        for statement in lab.json("check", lab.example(book), path, "--said", said)["statements"]:
            place = (statement["line"] - 1) // 2 if len(numbers) > 1 else 0
            found[numbers[place]].append(statement)
    return found


def check_press(lab: Lab, checks: Checks) -> None:
    """Texts as press officers, ministers and auditors write them, and what they mean in the two examples' books. `bound` is
    a golden of what the reader makes of them, `otherwise` what of it is known not to be meant, `missing` what is meant and
    known not to be bound; what is `listed` is found, bound or not; docs/statement-check.md counts."""
    texts = json.loads((lab.source / "tests" / "statements" / "press.json").read_text(encoding="utf-8"))
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    found = press_found(lab, texts)
    for number, text in enumerate(texts):
        bound = [[statement["binding"], statement["verdict"]] for statement in found[number] if statement["confidence"] > 0]
        checks.equal(f"press: {text['text']!r}", bound, text["bound"])
        if text.get("listed"):
            checks.that(f"press: listed though unbound: {text['text']!r}", len(found[number]) > 0, found[number])
        meant = [claim["binding"] for claim in text["claims"]]
        otherwise = []
        for binding, _ in bound:
            known = next((claim for claim in meant if binding in claim), None)
            if known:
                meant.remove(known)
                right[text["set"]] += 1
            elif binding not in text.get("also", []):
                otherwise.append(binding)
        wrong[text["set"]] += len(otherwise)
        checks.equal(f"press: known to be missed: {text['text']!r}", [alternatives[0] for alternatives in meant],
                     text.get("missing", []))
        checks.equal(f"press: known to be bound otherwise: {text['text']!r}", otherwise, text.get("otherwise", []))
    print(f"press: bound as meant {dict(right)}, bound otherwise {dict(wrong)}")
    checks.equal("press: bound otherwise than meant, but for those left alone", sum(wrong.values()) - wrong["holdout"], 0)


def check_paraphrases(lab: Lab, checks: Checks) -> None:
    """Sentences that say the same in other words bind alike; one word that takes only some, or denies, leaves them unbound."""
    families = json.loads((lab.source / "tests" / "statements" / "paraphrases.json").read_text(encoding="utf-8"))
    for number, family in enumerate(families):
        sentences = family["alike"] + family["unbound"]
        path = lab.folder / f"paraphrases-{number}.txt"
        path.write_text("\n\n".join(sentences) + "\n", encoding="utf-8")
        bound: list[list[str]] = [[] for _ in sentences]
        for statement in lab.json("check", lab.example(family["book"]), path, "--said", family["said"])["statements"]:
            if statement["confidence"] > 0:
                bound[(statement["line"] - 1) // 2].append(statement["binding"])
        for sentence, found in zip(sentences, bound):
            meant = family["bindings"] if sentence in family["alike"] else []
            checks.equal(f"paraphrase: {sentence!r}", found, meant)


def main() -> None:
    lab = Lab("statements")
    check_book(lab, lab.checks)
    check_reference(lab, lab.checks)
    check_coalition(lab, lab.checks)
    check_rows(lab, lab.checks)
    check_claims(lab, lab.checks)
    check_text(lab, lab.checks)
    check_coalition_text(lab, lab.checks)
    check_press(lab, lab.checks)
    check_paraphrases(lab, lab.checks)
    lab.checks.finish()


if __name__ == "__main__":
    main()
