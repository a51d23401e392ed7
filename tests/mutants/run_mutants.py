#!/usr/bin/env python3
"""Changes the source in ways that a test must notice, one at a time, and says which changes no test noticed.

    run_mutants.py --source REPOSITORY --applies
    run_mutants.py --source REPOSITORY --build FOLDER [--only ID…] [--report docs/mutants.md]

`mutants.json` beside this file is the list: each mutant replaces one text, which must stand in its file exactly once,
and names the unit tests that have to fail. The first form only checks that every mutant still applies. The second works
on a copy of the tree in FOLDER, whose tests must pass as they are; it exits 1 if fewer than nine in ten are killed.
"""
from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

LEAST_KILLED = 0.9
LONGEST_TEST = 300  # seconds; a mutant that makes a test run for ever is killed
TESTS = ("base_test", "book_test", "exchange_test", "views_test")


def read_mutants(source: Path) -> list[dict]:
    return json.loads((source / "tests/mutants/mutants.json").read_text(encoding="utf-8"))


def mutated(text: str, mutant: dict) -> str | None:
    """The source with the change, or None if it does not apply exactly once."""
    if text.count(mutant["find"]) != 1 or mutant["find"] == mutant["replace"]:
        return None
    return text.replace(mutant["find"], mutant["replace"])


def misfits(source: Path, mutants: list[dict]) -> list[str]:
    wrong = []
    for mutant in mutants:
        path = source / mutant["file"]
        if not path.is_file():
            wrong.append(f"{mutant['id']}: there is no {mutant['file']}")
        elif mutated(path.read_text(encoding="utf-8"), mutant) is None:
            wrong.append(f"{mutant['id']}: its text does not stand in {mutant['file']} exactly once")
        if mutant["test"] not in TESTS:
            wrong.append(f"{mutant['id']}: {mutant['test']} is none of {', '.join(TESTS)}")
    names = [mutant["id"] for mutant in mutants]
    return wrong + [f"{name}: named twice" for name in sorted({n for n in names if names.count(n) > 1})]


class Workshop:
    """A copy of the tree that is built without optimisation, each source alone."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.tree, self.build = folder / "tree", folder / "build"
        names = subprocess.run(["git", "-C", source, "ls-files", "-z"], check=True, capture_output=True).stdout
        for name in filter(None, names.decode().split("\0")):
            if name.startswith("examples/") or not (source / name).is_file():
                continue
            target = self.tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.is_file() or target.read_bytes() != (source / name).read_bytes():
                shutil.copyfile(source / name, target)
        shared, beside = source.parent / "shared", folder / "shared"
        if shared.is_dir() and not beside.exists():
            beside.symlink_to(shared)
        self.run("cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None",
                 "-DCMAKE_CXX_FLAGS=-O0 -w", "-DSERVANDA_UNITY=OFF", check=True)

    def run(self, *command: object, check: bool = False, timeout: float | None = None) -> subprocess.CompletedProcess:
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=timeout)
        if check and done.returncode != 0:
            sys.exit(done.stdout[-5000:])
        return done

    def compile(self, *targets: str) -> subprocess.CompletedProcess:
        return self.run("cmake", "--build", self.build, "-j", os.cpu_count() or 1, "--target", *targets)

    def test(self, name: str, only: str) -> subprocess.CompletedProcess:
        room = name.removesuffix("_test")
        return self.run(self.build / "src" / room / name, f"--gtest_filter={only}", "--gtest_fail_fast",
                        "--gtest_brief=1", timeout=LONGEST_TEST)

    def try_out(self, mutant: dict) -> tuple[str, str]:
        """killed, survived or broken; and by which test."""
        path = self.tree / mutant["file"]
        before = path.read_text(encoding="utf-8")
        changed = mutated(before, mutant)
        if changed is None:
            return "broken", "it does not apply"
        path.write_text(changed, encoding="utf-8")
        try:
            built = self.compile(mutant["test"])
            if built.returncode != 0:
                return "broken", "it does not compile: " + built.stdout[-600:]
            try:
                done = self.test(mutant["test"], mutant.get("filter", "*"))
            except subprocess.TimeoutExpired:
                return "killed", "runs for ever"
            if done.returncode == 0:
                return "survived", ""
            failed = [line.split("]", 1)[1].split("(")[0].split(",")[0].strip() for line in done.stdout.splitlines()
                      if line.startswith("[  FAILED  ]")]
            return "killed", failed[0] if failed else f"ends with status {done.returncode}"
        finally:
            path.write_text(before, encoding="utf-8")


def report(mutants: list[dict], outcomes: dict[str, tuple[str, str]]) -> str:
    killed = sum(outcome == "killed" for outcome, _ in outcomes.values())
    lines = ["# Mutants", "",
             "Changes of the source that a test must notice, one at a time. The list is `tests/mutants/mutants.json`; "
             "`tests/mutants/run_mutants.py`", "makes each change in a copy of the tree, builds it and runs the unit tests "
             "of one room. This page is what it wrote.", "",
             f"**{killed} of {len(outcomes)} are killed.**", "",
             "| what the change breaks | in | outcome | noticed by |", "|---|---|---|---|"]
    for mutant in mutants:
        if mutant["id"] in outcomes:
            outcome, by = outcomes[mutant["id"]]
            lines.append(f"| {mutant['breaks']} | `{mutant['file']}` | {outcome} | {by} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--build", type=Path, help="a folder to work in; it is kept, and spares the first build again")
    parser.add_argument("--applies", action="store_true", help="only check that every mutant applies")
    parser.add_argument("--only", nargs="+", metavar="ID")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    source = options.source.resolve()
    mutants = [m for m in read_mutants(source) if not options.only or m["id"] in options.only]
    wrong = misfits(source, mutants)
    for line in wrong:
        print(line)
    if wrong or options.applies:
        print(f"{len(mutants)} mutants, {len(wrong)} that do not apply")
        return 1 if wrong or not mutants else 0
    if options.build is None:
        parser.error("--build is missing")
    shop = Workshop(source, options.build.resolve())
    tests = sorted({m["test"] for m in mutants})
    built = shop.compile(*tests)
    if built.returncode != 0:
        sys.exit(built.stdout[-5000:])
    for name in tests:
        done = shop.test(name, "*")
        if done.returncode != 0:
            sys.exit(f"{name} fails as it is:\n{done.stdout[-3000:]}")
    outcomes: dict[str, tuple[str, str]] = {}
    for mutant in mutants:
        begin = time.monotonic()
        outcomes[mutant["id"]] = shop.try_out(mutant)
        outcome, by = outcomes[mutant["id"]]
        print(f"{outcome:9}{mutant['id']:30}{time.monotonic() - begin:6.1f} s  {by}", flush=True)
    killed = sum(outcome == "killed" for outcome, _ in outcomes.values())
    print(f"{killed} of {len(outcomes)} mutants are killed")
    if options.report:
        options.report.write_text(report(mutants, outcomes), encoding="utf-8")
    broken = any(outcome == "broken" for outcome, _ in outcomes.values())
    return 0 if killed >= LEAST_KILLED * len(outcomes) and not broken else 1


if __name__ == "__main__":
    sys.exit(main())
