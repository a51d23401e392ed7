#!/usr/bin/env python3
"""Checks the house itself: tidy.py REPOSITORY. Prints what is wrong, a line each; exit 1 if anything is.

    layers          a room includes and links only what tools/layers.txt allows
    names           nothing is called utils, common, helpers or manager
    dead-files      every source is built, every header included, every tool and test run by something
    doubles         no floating point in base, book and views
    number-parsing  text becomes numbers in base only
    throws          our code does not throw
    named-paths     paths that README.md, docs/ and the rooms' READMEs name exist
    rooms           every room has a README.md, and README.md names every room
    machine         no registries' host names, no paths of one machine, no tickets' numbers
    long-functions  no function grows past 80 lines (tools/long_functions.txt holds those that did)

tools/tidy_exceptions.txt names what may stand all the same, and why. tools/tidy_test.py shows that each check bites.
"""
from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

SKIPPED_FOLDERS = {".git", ".cache", ".vscode", "build", "node_modules", "dist", "__pycache__"}
CODE = {".cc", ".h", ".inc", ".S", ".c"}
MOST_LINES = 80


@dataclass
class Finding:
    check: str
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text} [{self.check}]"


@dataclass
class File:
    path: str  # from the repository's root
    text: str

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix

    @property
    def room(self) -> str | None:
        parts = self.path.split("/")
        return parts[1] if parts[0] == "src" and len(parts) > 2 else None

    @property
    def is_test(self) -> bool:
        return "_test." in self.path or self.path.startswith("tests/")

    @cached_property
    def code(self) -> str:
        """The text with comments and literals blanked; lines keep their numbers."""
        return without_comments(self.text) if self.suffix in CODE else self.text

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


@dataclass
class Tree:
    root: Path
    files: dict[str, File] = field(default_factory=dict)

    def of(self, prefix: str, *suffixes: str) -> list[File]:
        return [file for path, file in self.files.items()
                if path.startswith(prefix) and (not suffixes or file.suffix in suffixes)]

    def text(self, path: str) -> str:
        return self.files[path].text if path in self.files else ""

    @property
    def rooms(self) -> list[str]:
        return sorted({file.room for file in self.files.values() if file.room})


def read_tree(root: Path) -> Tree:
    tree = Tree(root)
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if SKIPPED_FOLDERS & set(relative.parts) or not path.is_file() or relative.name.startswith("briefing-"):
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        tree.files[relative.as_posix()] = File(relative.as_posix(), text)
    return tree


# Raw strings first, then what hides in comments and literals, in one pass.
COMMENT_OR_LITERAL = re.compile(
    r'R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.S)


def without_comments(text: str) -> str:
    def blank(match: re.Match) -> str:
        found = match.group()
        if match.string.startswith("#include", match.string.rfind("\n", 0, match.start()) + 1):
            return found
        inner = re.sub(r"[^\n]", " ", found)
        return '"' + inner[1:-1] + '"' if found[0] in "\"R" and len(found) > 1 else inner
    return COMMENT_OR_LITERAL.sub(blank, text)


def matches(check: str, files: list[File], pattern: str, text: str) -> Iterator[Finding]:
    for file in files:
        for match in re.finditer(pattern, file.code):
            yield Finding(check, file.path, file.line_of(match.start()), text.format(match.group().strip()))


# ---- the checks

def read_layers(tree: Tree) -> dict[str, set[str]]:
    layers: dict[str, set[str]] = {}
    for line in tree.text("tools/layers.txt").splitlines():
        if line and not line.startswith("#"):
            room, _, allowed = line.partition(":")
            layers[room.strip()] = set(allowed.split())
    return layers


def check_layers(tree: Tree) -> Iterator[Finding]:
    layers = read_layers(tree)
    seen: set[str] = set()
    for room, allowed in layers.items():  # in order, so there can be no circle
        for other in sorted(allowed - seen):
            yield Finding("layers", "tools/layers.txt", 1, f"{room} may include {other}, which does not stand above it")
        seen.add(room)
    for file in tree.of("src/"):
        if file.room is None:
            continue
        if file.room not in layers:
            yield Finding("layers", file.path, 1, f"tools/layers.txt has no room {file.room}")
            continue
        uses = r'#include "(\w+)/' if file.suffix in CODE else r"\bservanda::(\w+)"
        if file.suffix not in CODE and not file.path.endswith("CMakeLists.txt"):
            continue
        for match in re.finditer(uses, file.code):
            room = match.group(1)
            if room != file.room and room in layers and room not in layers[file.room]:
                yield Finding("layers", file.path, file.line_of(match.start()), f"{file.room} may not use {room}")
            elif room not in layers and file.suffix in CODE:
                yield Finding("layers", file.path, file.line_of(match.start()), f"includes {room}/, which is no room")


def check_names(tree: Tree) -> Iterator[Finding]:
    banned = r"utils?|commons?|helpers?|managers?|misc"
    for path in tree.files:
        for part in Path(path).parts:
            if re.fullmatch(rf"(?:.+[_-])?(?:{banned})", part.split(".")[0].lower()):
                yield Finding("names", path, 1, f"'{part}' says nothing: name it after what it holds")
    yield from matches("names", tree.of("src/", ".cc", ".h"),
                       r"\b(?:class|struct|namespace)\s+\w*(?:[Uu]tils?|[Hh]elpers?|Manager)\b",
                       "'{}' says nothing: name it after what it does")


def check_dead_files(tree: Tree) -> Iterator[Finding]:
    included = set()
    for file in tree.files.values():
        if file.suffix in CODE:
            included |= set(re.findall(r'#include "([^"]+)"', file.text))
    for file in tree.files.values():
        folder, name = str(Path(file.path).parent), Path(file.path).name
        top = file.path.split("/")[0]
        if top in ("src", "tests", "fuzz", "bench") and file.suffix in (".cc", ".S", ".c"):
            if not named_in_cmake(tree, folder, name):
                yield Finding("dead-files", file.path, 1, "no CMakeLists.txt names it")
        elif file.suffix in (".h", ".inc"):
            if not included & {name, file.path.removeprefix("src/")}:
                yield Finding("dead-files", file.path, 1, "nothing includes it")
        elif top == "tests" and file.suffix == ".py":
            imported = rf"^(?:from|import) {re.escape(file.path.rsplit('/', 1)[1][:-3])}\b"
            if not named_in_cmake(tree, folder, name) and not any(
                    re.search(imported, other.text, re.M) for other in tree.of(folder + "/", ".py")):
                yield Finding("dead-files", file.path, 1, "no CMakeLists.txt runs it")
        elif top in ("tools", "cmake"):
            used = rf"{re.escape(name)}|\binclude\({re.escape(name.removesuffix('.cmake'))}\)"
            if not any(re.search(used, other.text) for other in tree.files.values() if other is not file):
                yield Finding("dead-files", file.path, 1, "nothing names it")


def named_in_cmake(tree: Tree, folder: str, name: str) -> bool:
    """By its name, or by the part of it that a list or a function of ours is given, here or in a folder above."""
    stem = name.rsplit(".", 1)[0].removeprefix("fuzz_")
    given = rf"^\s+{re.escape(stem)}\)?\s*$|\((?:targets\b[^)]*)?\b{re.escape(stem)}\b"
    while True:
        prefix = "" if folder == "." else folder + "/"
        text = re.sub(r"#.*", "", tree.text(prefix + "CMakeLists.txt"))
        if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])|{given}", text, re.M):
            return True
        if folder in (".", "src"):
            return False
        folder = str(Path(folder).parent)


def check_doubles(tree: Tree) -> Iterator[Finding]:
    for room in ("base", "book", "views"):
        yield from matches("doubles", tree.of(f"src/{room}/", *CODE), r"\b(?:double|float)\b",
                           "{} in a room that counts in integers")


def check_number_parsing(tree: Tree) -> Iterator[Finding]:
    files = [file for file in tree.of("src/", *CODE) if file.room != "base" and not file.is_test]
    yield from matches(
        "number-parsing", files,
        r"\b(?:strto(?:d|f|ld|l|ll|ul|ull|imax|umax)|sto(?:i|l|ll|ul|ull|f|d|ld)|ato(?:i|l|ll|f)|from_chars|v?sscanf|get_time)\b(?=\s*\()",
        "{} outside base: use what base has (Decimal, PartialDate, …)")


def check_throws(tree: Tree) -> Iterator[Finding]:
    files = [file for file in tree.of("src/", *CODE) if not file.is_test]
    yield from matches("throws", files, r"\bthrow\b", "our code does not throw: return a Result")
    yield from matches("throws", files, r"catch \(\.\.\.\)", "a catch-all hides what went wrong: catch by type")


# A path in backticks or a link's target. Without a slash it counts only in a room's README, as a file of that room.
NAMED = re.compile(r"`([\w.-]+(?:/[\w.*{},-]+)*/?)`|\]\(([^)#\s]+)")


def check_named_paths(tree: Tree) -> Iterator[Finding]:
    folders = {path.split("/")[0] for path in tree.files if "/" in path}
    pages = [tree.files[path] for path in ("README.md", "THIRD_PARTY.md") if path in tree.files]
    pages += tree.of("docs/", ".md") + [file for file in tree.of("src/", ".md")]
    for page in pages:
        for match in NAMED.finditer(page.text):
            code, link = match.groups()
            if link and not re.match(r"\w+:", link):
                wrong = not exists(tree, str(Path(page.path).parent / link))
            elif code and "/" in code and code.split("/")[0] in folders:
                wrong = not exists(tree, code) and not exists(tree, f"src/{code}")
            elif code and "/" in code and f"src/{code.split('/')[0]}" in {f"src/{room}" for room in tree.rooms}:
                wrong = not exists(tree, f"src/{code}")
            elif code and page.room and re.fullmatch(r"\w+\.(?:h|cc|inc)", code):
                wrong = not exists(tree, f"src/{page.room}/{code}")
            else:
                continue
            if wrong:
                yield Finding("named-paths", page.path, page.line_of(match.start()), f"there is no {code or link}")


def exists(tree: Tree, path: str) -> bool:
    """Also `dir/`, `dir/*.h` and `dir/{a,b}.h`."""
    path = Path(path).as_posix().rstrip("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    path = "/".join(parts)
    if "{" in path:
        head, inner, tail = re.fullmatch(r"([^{]*)\{([^}]*)\}(.*)", path).groups()
        return all(exists(tree, head + one + tail) for one in inner.split(","))
    if "*" in path:
        pattern = re.compile(re.escape(path).replace(r"\*", "[^/]*"))
        return any(pattern.fullmatch(one) for one in tree.files)
    return path in ("", "build") or path in tree.files or any(one.startswith(path + "/") for one in tree.files)


def check_rooms(tree: Tree) -> Iterator[Finding]:
    readme = tree.text("README.md")
    for room in tree.rooms:
        if f"src/{room}/README.md" not in tree.files:
            yield Finding("rooms", f"src/{room}", 1, "the room has no README.md")
        if not re.search(rf"(?:src/|`){room}(?:/|`)", readme):
            yield Finding("rooms", "README.md", 1, f"does not name the room {room}")


# In pieces, so that this file does not hold what it looks for.
MACHINE = [
    ("the host of a package registry", "|".join(re.escape(host.replace(" ", "")) for host in (
        "registry. npmjs.org", "registry. yarnpkg.com", "pypi. org", "pythonhosted. org", "deb. debian.org",
        "security. debian.org", "proxy. golang.org", "crates. io"))),
    ("a path of one machine", r"(?<![\w.~*-])/" + r"(?:work|root|home)\b(?=/|[\s`'\":;,)]|$)"),
    ("a ticket's number", r"\b(?:[Ii]ssue|[Tt]icket|[Pp]ull request|PR) ?" + r"#\d"),
]


def check_machine(tree: Tree) -> Iterator[Finding]:
    for file in tree.files.values():
        for what, pattern in MACHINE:
            for match in re.finditer(pattern, file.text, re.M):
                yield Finding("machine", file.path, file.line_of(match.start()), f"{what}: {match.group()}")


# ---- the lengths of functions

def functions_of(code: str) -> Iterator[tuple[str, int, int]]:
    """Name, first line and number of lines of each function in code without comments. Counts braces; knows no C++."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda match: re.sub(r"[^\n]", " ", match.group()), code, flags=re.M)
    scopes: list[tuple[str, str, int]] = []  # kind, name, offset
    begin = 0  # of the text that may be the head of a scope
    depth = 0  # of parentheses
    for match in re.finditer(r"[(){};]", code):
        token, at = match.group(), match.start()
        if token in "()":
            depth += 1 if token == "(" else -1
            continue
        if depth > 0 and token == ";":
            continue
        if token == "{":
            kind, name = kind_of(code[begin:at], depth, bool(scopes) and scopes[-1][0] in ("function", "block"))
            scopes.append((kind, name, at))
            if kind != "initializer":
                begin = at + 1
        elif token == "}" and scopes:
            kind, name, start = scopes.pop()
            if kind == "function":
                yield name, code.count("\n", 0, start) + 1, code.count("\n", start, at) + 1
            if kind != "initializer":
                begin = at + 1
        elif token == ";":
            begin = at + 1


def kind_of(head: str, depth: int, inside: bool) -> tuple[str, str]:
    if inside or depth > 0:
        return "block", ""
    head = " ".join(head.split())
    if re.search(r"\bnamespace\b|^extern\b[^(]*$", head):
        return "scope", ""
    call = re.search(r"([~\w:]+|operator\s*\S+?)\s*\(", re.sub(r"\b(?:requires|template|alignas|decltype)\s*[(<].*?[)>]", "", head))
    if re.search(r"\b(?:class|struct|union|enum)\b", head) and not (call and head.rstrip().endswith(")")):
        return "scope", ""
    if call and re.search(r"\)\s*:[^:]", head) and re.search(r"[\w>]$", head):
        return "initializer", ""  # a member in a constructor's list: name_{…}
    if call and "=" not in head[:head.index(call.group())]:
        return "function", call.group(1).split("::")[-1]
    return "scope" if not head else "block", ""


def check_long_functions(tree: Tree) -> Iterator[Finding]:
    allowed: dict[tuple[str, str], int] = {}
    for line in tree.text("tools/long_functions.txt").splitlines():
        if line and not line.startswith("#"):
            path, name, lines = line.split()
            allowed[path, name] = int(lines)
    still_long = set()
    for file in tree.files.values():
        if file.suffix not in (".cc", ".h"):
            continue
        for name, line, lines in functions_of(file.code):
            if lines <= MOST_LINES:
                continue
            still_long.add((file.path, name))
            most = allowed.get((file.path, name), MOST_LINES)
            if lines > most:
                yield Finding("long-functions", file.path, line, f"{name} has {lines} lines, and may have {most}")
    for path, name in sorted(allowed.keys() - still_long):
        yield Finding("long-functions", "tools/long_functions.txt", 1, f"{name} of {path} is no longer long: remove it")


CHECKS = [check_layers, check_names, check_dead_files, check_doubles, check_number_parsing, check_throws,
          check_named_paths, check_rooms, check_machine, check_long_functions]


def read_exceptions(tree: Tree) -> dict[tuple[str, str], int]:
    exceptions = {}
    for number, line in enumerate(tree.text("tools/tidy_exceptions.txt").splitlines(), 1):
        if line and not line.startswith("#"):
            check, path = line.partition(": ")[0].split()
            exceptions[check, path] = number
    return exceptions


def all_findings(root: Path) -> list[Finding]:
    tree = read_tree(root)
    exceptions = read_exceptions(tree)
    found, used = [], set()
    for finding in (finding for check in CHECKS for finding in check(tree)):
        key = (finding.check, finding.path)
        if key in exceptions:
            used.add(key)
        else:
            found.append(finding)
    for key in exceptions.keys() - used:
        found.append(Finding("exceptions", "tools/tidy_exceptions.txt", exceptions[key],
                             f"nothing needs the exception {' '.join(key)}"))
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found = all_findings(Path(sys.argv[1]))
    for finding in found:
        print(finding)
    print(f"{len(found)} findings" if found else "tidy")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
