#!/usr/bin/env python3
"""Changes the source in ways that a test must notice, one at a time, and says which changes no test noticed.

    run_mutants.py --source REPOSITORY --applies
    run_mutants.py --source REPOSITORY --build FOLDER [--only ID…] [--report docs/mutants.md]

`mutants.json` beside this file is the list: each mutant replaces one text, which must stand in its file exactly once,
and names the unit tests that ought to fail. The first form only checks that every mutant still applies.

The second needs a build of the tree with tests and without unity, up to date (preset `separate`), which stays as it is:
the changed source alone is compiled, without optimisation, and linked before the libraries, so that it takes the place
of its namesake there. The tests that the mutant names run first; what they let pass meets all unit tests, then the
golden answers. Exits 1 if fewer than nine in ten are killed.
"""
from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
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
        if not path.is_file() or path.suffix != ".cc":
            wrong.append(f"{mutant['id']}: {mutant['file']} is no source that can be compiled alone")
        elif mutated(path.read_text(encoding="utf-8"), mutant) is None:
            wrong.append(f"{mutant['id']}: its text does not stand in {mutant['file']} exactly once")
        if mutant["test"] not in TESTS:
            wrong.append(f"{mutant['id']}: {mutant['test']} is none of {', '.join(TESTS)}")
    names = [mutant["id"] for mutant in mutants]
    return wrong + [f"{name}: named twice" for name in sorted({n for n in names if names.count(n) > 1})]


class Broken(Exception):
    """The mutant does not compile or link, and so proves nothing."""


class Workshop:
    """Makes changed programs out of a build."""

    def __init__(self, source: Path, build: Path, folder: Path) -> None:
        self.source, self.build, self.folder = source, build, folder
        self.compiles = {entry["file"]: shlex.split(entry["command"]) for entry in json.loads(self.ninja("compdb"))}

    def ninja(self, *arguments: str) -> str:
        return subprocess.run(["ninja", "-C", self.build, "-t", *arguments], check=True, capture_output=True, text=True).stdout

    def program(self, name: str) -> str:
        return "servanda" if name == "servanda" else f"src/{name.removesuffix('_test')}/{name}"

    def run(self, command: list[str]) -> None:
        done = subprocess.run(command, cwd=self.build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Broken(done.stdout[-600:])

    def compile(self, mutant: dict) -> Path:
        original = self.source / mutant["file"]
        changed = self.folder / original.name
        changed.write_text(mutated(original.read_text(encoding="utf-8"), mutant), encoding="utf-8")
        command = [word for word in self.compiles[str(original)] if "ccache" not in word]
        for flag in ("-MD",):
            command.remove(flag)
        for flag in ("-MT", "-MF", "-o", "-c"):
            at = command.index(flag)
            del command[at:at + 2]
        target = self.folder / "changed.o"
        self.run(command + ["-O0", "-w", "-o", str(target), "-c", str(changed)])
        return target

    def holds(self, program: str, mutant: dict) -> bool:
        """Whether the program is linked with the library of the changed source."""
        room = mutant["file"].split("/")[1]
        return f"libservanda_{room}.a" in self.ninja("commands", "-s", self.program(program)).strip().split("\n")[-1]

    def link(self, program: str, changed: Path) -> Path:
        command = shlex.split(self.ninja("commands", "-s", self.program(program)).strip().split("\n")[-1])
        command = command[command.index("&&") + 1:len(command) - command[::-1].index("&&") - 1]
        target = self.folder / program
        command[command.index("-o") + 1] = str(target)
        libraries = next(i for i, word in enumerate(command) if word.endswith(".a"))
        self.run(command[:libraries] + [str(changed)] + command[libraries:])
        return target

    def unit_tests(self, name: str, only: str, changed: Path) -> str:
        """The first test that fails, or nothing."""
        command = [self.link(name, changed), f"--gtest_filter={only}", "--gtest_fail_fast", "--gtest_brief=1"]
        try:
            done = subprocess.run(command, cwd=(self.build / self.program(name)).parent, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace", timeout=LONGEST_TEST)
        except subprocess.TimeoutExpired:
            return "runs for ever"
        if done.returncode == 0:
            return ""
        failed = [line.split("]", 1)[1].split("(")[0].split(",")[0].strip() for line in done.stdout.splitlines()
                  if line.startswith("[  FAILED  ]")]
        return failed[0] if failed else f"{name} ends with status {done.returncode}"

    def golden(self, changed: Path) -> str:
        command = [sys.executable, self.source / "tests/e2e/golden.py", "--servanda", self.link("servanda", changed),
                   "--source", self.source]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LONGEST_TEST)
        return "the golden answers" if done.returncode != 0 else ""

    def try_out(self, mutant: dict) -> tuple[str, str]:
        """killed, survived or broken; and by which test."""
        try:
            changed = self.compile(mutant)
            by = self.unit_tests(mutant["test"], mutant.get("filter", "*"), changed)
            for test in filter(lambda name: self.holds(name, mutant), TESTS):
                by = by or self.unit_tests(test, "*", changed)
            by = by or self.golden(changed)
        except Broken as reason:
            return "broken", str(reason)
        return ("killed", by) if by else ("survived", "")


def report(mutants: list[dict], outcomes: dict[str, tuple[str, str]]) -> str:
    killed = sum(outcome == "killed" for outcome, _ in outcomes.values())
    lines = ["# Mutants", "",
             "Changes of the source that a test must notice, one at a time. The list is `tests/mutants/mutants.json`; "
             "`tests/mutants/run_mutants.py`", "makes each change, builds it and runs the unit tests that ought to notice "
             "it, then all others. This page is what it wrote.", "",
             f"**{killed} of {len(outcomes)} are killed.**"
             + (f" {len(mutants) - len(outcomes)} more were not tried." if len(outcomes) < len(mutants) else ""), "",
             "| what the change breaks | in | outcome | noticed by |", "|---|---|---|---|"]
    for mutant in mutants:
        outcome, by = outcomes.get(mutant["id"], ("not tried", ""))
        lines.append(f"| {mutant['breaks']} | `{mutant['file']}` | {outcome} | {by} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--build", type=Path, help="a build of the tree, up to date")
    parser.add_argument("--applies", action="store_true", help="only check that every mutant applies")
    parser.add_argument("--only", nargs="+", metavar="ID")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    source = options.source.resolve()
    listed = read_mutants(source)
    mutants = [m for m in listed if not options.only or m["id"] in options.only]
    wrong = misfits(source, mutants)
    for line in wrong:
        print(line)
    if wrong or options.applies:
        print(f"{len(mutants)} mutants, {len(wrong)} that do not apply")
        return 1 if wrong or not mutants else 0
    if options.build is None:
        parser.error("--build is missing")
    outcomes: dict[str, tuple[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="servanda-mutants-") as folder:
        shop = Workshop(source, options.build.resolve(), Path(folder))
        for mutant in mutants:
            begin = time.monotonic()
            outcomes[mutant["id"]] = shop.try_out(mutant)
            outcome, by = outcomes[mutant["id"]]
            print(f"{outcome:9}{mutant['id']:30}{time.monotonic() - begin:6.1f} s  {by}", flush=True)
            if options.report:
                options.report.write_text(report(listed, outcomes), encoding="utf-8")
    killed = sum(outcome == "killed" for outcome, _ in outcomes.values())
    print(f"{killed} of {len(outcomes)} mutants are killed")
    broken = any(outcome == "broken" for outcome, _ in outcomes.values())
    return 0 if killed >= LEAST_KILLED * len(outcomes) and not broken else 1


if __name__ == "__main__":
    sys.exit(main())
