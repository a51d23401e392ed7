"""What the tests of this folder share: the command line, the count of checks, the program, programme folders.

Every test is run as `python3 NAME.py --servanda BINARY --source REPOSITORY --shared DATA`, prints how many checks it
ran, and exits 0, 1 (a check failed) or 77 (skipped).
"""
from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

EXAMPLES = ("ukraine", "coalition", "health-supplies")
GROUPINGS = ("donor", "item", "category", "kind", "form", "instrument", "supplier", "country", "month")
SKIPPED = 77


@dataclass
class Answer:
    status: int
    out: bytes
    err: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def complaint(self) -> str:
        return self.err.decode(errors="replace")

    def json(self):
        return json.loads(self.out)


class Checks:
    """Counts what was checked, says what failed as it happens, and ends the program."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ran = 0
        self.failed = 0
        self.skipped: list[str] = []
        self.started = time.monotonic()

    def that(self, claim: str, holds: bool, detail: object = "") -> bool:
        self.ran += 1
        if holds:
            return True
        self.failed += 1
        if self.failed <= 40:
            text = str(detail)
            print(f"FAILED: {claim}" + (f"\n    {text[:1500]}" if text else ""), flush=True)
        return False

    def equal(self, claim: str, found: object, expected: object) -> bool:
        if found == expected:
            self.ran += 1
            return True
        return self.that(claim, False, difference(found, expected))

    def skip(self, what: str) -> None:
        self.skipped.append(what)
        print(f"skipped: {what}", flush=True)

    def finish(self) -> None:
        seconds = time.monotonic() - self.started
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        print(f"{self.name}: {self.ran} checks ran, {self.failed} failed{skipped}, {seconds:.1f} s", flush=True)
        if self.ran == 0:
            print("no check ran, which is a failure too")
        sys.exit(1 if self.failed or self.ran == 0 else 0)


def difference(found: object, expected: object, path: str = "") -> str:
    """Where two values part, for people."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in list(expected) + [k for k in found if k not in expected]:
            if key not in found or key not in expected or found[key] != expected[key]:
                return difference(found.get(key, "(absent)"), expected.get(key, "(absent)"), f"{path}/{key}")
    if isinstance(found, list) and isinstance(expected, list):
        for i, (a, b) in enumerate(zip(found, expected)):
            if a != b:
                return difference(a, b, f"{path}[{i}]")
        if len(found) != len(expected):
            more = (found if len(found) > len(expected) else expected)[min(len(found), len(expected))]
            return f"{path}: found {len(found)} of them, expected {len(expected)}; the first odd one: {more!r}"
    if isinstance(found, bytes) and isinstance(expected, bytes):
        for i, (a, b) in enumerate(zip(found.split(b"\n"), expected.split(b"\n"))):
            if a != b:
                return f"{path} line {i + 1}: found {a[:300]!r}, expected {b[:300]!r}"
        return f"{path}: found {len(found)} bytes, expected {len(expected)}"
    return f"{path}: found {found!r}, expected {expected!r}"


class Lab:
    """The program under test and a temporary folder to work in."""

    def __init__(self, name: str, arguments: list[tuple[str, dict]] | None = None) -> None:
        parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__,
                                         formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--servanda", type=Path, required=True, help="the program")
        parser.add_argument("--source", type=Path, required=True, help="the repository")
        parser.add_argument("--shared", type=Path, help="data that may not be published")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--quick", action="store_true", help="fewer cases")
        for flag, settings in arguments or []:
            parser.add_argument(flag, **settings)
        self.options = parser.parse_args()
        self.program = self.options.servanda.resolve()
        self.source = self.options.source.resolve()
        self.quick = self.options.quick
        self.random = random.Random(self.options.seed)
        self.checks = Checks(name)
        self._temporary = tempfile.TemporaryDirectory(prefix="servanda-e2e-")
        self.folder = Path(self._temporary.name)
        self._names = 0
        if not self.program.is_file():
            print(f"skipped: no program at {self.program}")
            sys.exit(SKIPPED)

    def example(self, name: str) -> Path:
        return self.source / "examples" / name

    def examples(self) -> list[str]:
        present = [name for name in EXAMPLES if (self.example(name) / "datapackage.json").is_file()]
        for name in EXAMPLES:
            if name not in present:
                self.checks.skip(f"examples/{name} is not there")
        return present

    def path(self, suffix: str = "") -> Path:
        """A new name in the temporary folder."""
        self._names += 1
        return self.folder / f"{self._names}{suffix}"

    def run(self, *arguments: object, columns: int = 100, timeout: float = 300, cwd: Path | None = None) -> Answer:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LC_")}
        environment |= {"COLUMNS": str(columns), "LANG": "C.UTF-8", "TZ": "UTC"}
        started = time.monotonic()
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, env=environment,
                              timeout=timeout, stdin=subprocess.DEVNULL, cwd=cwd)
        return Answer(done.returncode, done.stdout, done.stderr, time.monotonic() - started)

    def json(self, *arguments: object):
        """The JSON that a verb answers; a failed check and an empty object if it fails."""
        answer = self.run(*arguments, "--format", "json")
        if not self.checks.that(f"{' '.join(map(str, arguments))} answers", answer.status == 0, answer.complaint):
            return {}
        return answer.json()

    def ok(self, *arguments: object) -> Answer:
        answer = self.run(*arguments)
        self.checks.that(f"{' '.join(map(str, arguments))} succeeds", answer.status == 0, answer.complaint)
        return answer

    def tables(self) -> dict[str, dict]:
        """The tables as `servanda tables` lists them, by name."""
        return {table["table"]: table for table in self.json("tables")["tables"]}


@dataclass
class Folder:
    """A programme folder in memory: texts only, rows in the order of the file."""

    package: dict
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)

    @property
    def programme(self) -> dict:
        return self.package["servanda"]

    @staticmethod
    def read(path: Path) -> "Folder":
        folder = Folder(json.loads((path / "datapackage.json").read_text(encoding="utf-8")))
        for resource in folder.package.get("resources", []):
            name = resource["name"]
            text = (path / resource.get("path", name + ".csv")).read_text(encoding="utf-8")
            reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
            folder.rows[name] = list(reader)
            folder.columns[name] = list(reader.fieldnames or [])
        for text in sorted(path.glob("texts/*")):
            folder.texts[str(text.relative_to(path))] = text.read_bytes()
        return folder

    def write(self, path: Path) -> Path:
        path.mkdir(parents=True)
        package = dict(self.package)
        package["resources"] = [{"name": name, "path": name + ".csv"} for name in self.rows]
        (path / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")
        for name in self.rows:
            self.write_table(name, path / f"{name}.csv")
        for name, text in self.texts.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(text)
        return path

    def write_table(self, name: str, path: Path, rows: list[dict[str, str]] | None = None) -> Path:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, self.columns[name], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows[name] if rows is None else rows)
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        return path

    def copy(self) -> "Folder":
        return Folder(json.loads(json.dumps(self.package)), {k: [dict(r) for r in v] for k, v in self.rows.items()},
                      {k: list(v) for k, v in self.columns.items()}, dict(self.texts))


def copy_tree(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target
