#!/usr/bin/env python3
"""THIRD_PARTY.md says what the program is linked with and which packages its script was made from: no more, no less.

    linked_libraries.py --servanda BINARY --source REPOSITORY [--shared SHARED]
"""
from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path


def rows_below(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its head."""
    section = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def linked_with(program: Path) -> dict[str, str]:
    """Library to the file that it is, without the loader and the kernel's own."""
    text = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return dict(re.findall(r"^\s*(lib\S+) => (\S+)", text, re.M))


def package_of(file: str) -> str:
    """By Debian's list of files, which does not know of /lib being /usr/lib."""
    for path in (file, str(Path(file).resolve()), "/usr" + file):
        found = subprocess.run(["dpkg-query", "--search", path], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    return "?"


def version_of(package: str) -> str:
    text = subprocess.run(["dpkg-query", "--show", "--showformat=${Version}", package], capture_output=True, text=True)
    return text.stdout.split("-")[0].split(":")[-1]


def check_libraries(page: str, program: Path) -> list[str]:
    listed = {row[0].strip("`"): row for row in rows_below(page, "Linked")}
    linked = linked_with(program)
    wrong = [f"{name} is linked and not listed" for name in sorted(linked.keys() - listed.keys())]
    wrong += [f"{name} is listed and not linked" for name in sorted(listed.keys() - linked.keys())]
    if not shutil.which("dpkg-query"):
        print("no Debian here: the packages and versions are not compared")
        return wrong
    for name in sorted(linked.keys() & listed.keys()):
        _, package, version, *_ = listed[name]
        if (found := package_of(linked[name])) != package:
            wrong.append(f"{name} comes with {found}, not with {package}")
        elif not re.match(rf"{re.escape(version)}(?![0-9])", version_of(package)):
            wrong.append(f"{package} is {version_of(package)}, not {version}")
    return wrong


def check_headers(page: str) -> list[str]:
    if not shutil.which("dpkg-query"):
        return []
    return [f"{package} is {version_of(package)}, not {version}"
            for _, package, version, *_ in rows_below(page, "Compiled in, header only")
            if not re.match(rf"{re.escape(version)}(?![0-9])", version_of(package))]


def check_script(page: str, script: str) -> list[str]:
    """The script's head names its packages, `a, b:`, each above its licence."""
    head = script[:script.index("*/")]
    package = r"(?:@[\w-]+/)?[\w-]+"
    lines = re.findall(rf"(?:^/\*!|\n)\n({package}(?:, {package})*):$", head, re.M)
    embedded = {name for line in lines for name in line.split(", ")}
    listed = {name for row in rows_below(page, "Embedded: the script of each briefing") for name in row[0].split(", ")}
    return [f"the script holds {name}, which is not listed" for name in sorted(embedded - listed)] + \
           [f"{name} is listed and not in the script" for name in sorted(listed - embedded)]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--servanda", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--shared", type=Path)
    options = parser.parse_args()
    page = (options.source / "THIRD_PARTY.md").read_text(encoding="utf-8")
    script = (options.source / "web/dist/brief.js").read_text(encoding="utf-8")
    wrong = check_libraries(page, options.servanda) + check_headers(page) + check_script(page, script)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
