#!/usr/bin/env python3
"""Each check of tidy.py bites: a tree that is in order passes, and one spoilt in one place gives that one finding."""
from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy  # noqa: E402

GOOD = {
    "README.md": "Rooms: `base/` and `book/`. See [the licence](LICENSE), `src/base/date.h`, `book/{entry,log}.h`.\n",
    "LICENSE": "do as you like\n",
    "CMakeLists.txt": "add_subdirectory(src/base)\nadd_subdirectory(src/book)\n",
    "tools/layers.txt": "# rooms\nbase:\nbook: base\nviews: base book\n",
    "tools/tidy_exceptions.txt": "throws src/book/log.cc: needed here\n",
    "tools/long_functions.txt": "src/book/log.cc long_one 90\n",
    "docs/tools.md": "`tools/layers.txt`, `tools/tidy_exceptions.txt`, `tools/long_functions.txt`\n",
    "src/base/README.md": "Open `date.h` first.\n",
    "src/base/CMakeLists.txt": "room(base SOURCES date.cc)\n",
    "src/base/date.h": "#pragma once\nint parse(const char*);  // not a double\n",
    "src/base/date.cc": '#include "base/date.h"\nint parse(const char* text) {\n  return std::stoi(text);\n}\n',
    "src/book/README.md": "Open `entry.h` first.\n",
    "src/book/CMakeLists.txt": "room(book\n  SOURCES log.cc\n  USES servanda::base)\n",
    "src/book/entry.h": '#pragma once\n#include "base/date.h"\nconst char* kText = "double";\n',
    "src/book/log.h": "#pragma once\n",
    "src/book/log.cc": '#include "book/log.h"\n#include "book/entry.h"\nvoid f() { throw 1; }\n'
                       'Log::Log(int a) : a_(a), b_{a} {\n  f();\n}\nint long_one(int a) {\n' + "  f();\n" * 88 + "}\n",
    "tests/CMakeLists.txt": "set(TESTS\n  whole)\n",
    "tests/e2e/whole.py": "pass\n",
}

# What is spoilt: check, file, text put in its place (or appended to it), where the finding stands.
SPOILT = [
    ("layers", "src/base/date.cc", '+#include "book/log.h"\n', "src/base/date.cc"),
    ("layers", "src/base/CMakeLists.txt", "room(base SOURCES date.cc USES servanda::book)\n", "src/base/CMakeLists.txt"),
    ("layers", "src/book/log.cc", '+#include "attic/log.h"\n', "src/book/log.cc"),
    ("layers", "tools/layers.txt", "base: book\nbook: base\nviews:\n", "tools/layers.txt"),
    ("names", "docs/book_utils.md", "Odds and ends.\n", "docs/book_utils.md"),
    ("names", "src/book/log.h", "+class LogManager {};\n", "src/book/log.h"),
    ("dead-files", "src/book/orphan.cc", "\n", "src/book/orphan.cc"),
    ("dead-files", "src/book/orphan.h", "\n", "src/book/orphan.h"),
    ("dead-files", "tests/e2e/orphan.py", "\n", "tests/e2e/orphan.py"),
    ("dead-files", "tools/orphan.sh", "\n", "tools/orphan.sh"),
    ("doubles", "src/book/log.h", "+double share;\n", "src/book/log.h"),
    ("doubles", "src/base/date.h", "+float days;\n", "src/base/date.h"),
    ("number-parsing", "src/book/log.h", '+int n = std::atoi("1");\n', "src/book/log.h"),
    ("number-parsing", "src/book/log.h", "+auto r = std::from_chars (a, b, n);\n", "src/book/log.h"),
    ("throws", "src/base/date.h", '+void f() { throw "x"; }\n', "src/base/date.h"),
    ("throws", "src/base/date.h", "+void f() { try { g(); } catch (...) {} }\n", "src/base/date.h"),
    ("named-paths", "README.md", "+`src/base/time.h`\n", "README.md"),
    ("named-paths", "README.md", "+[how](docs/how.md)\n", "README.md"),
    ("named-paths", "README.md", "+`book/{entry,ledger}.h`\n", "README.md"),
    ("named-paths", "src/base/README.md", "+`time.h`\n", "src/base/README.md"),
    ("named-paths", "docs/tools.md", "+`tools/*.rb`\n", "docs/tools.md"),
    ("rooms", "src/base/README.md", None, "src/base"),
    ("rooms", "README.md", "Only `book/`.\n", "README.md"),
    ("machine", "LICENSE", "+see /ro" + "ot/notes\n", "LICENSE"),
    ("machine", "LICENSE", "+see https://pypi" + ".org/x\n", "LICENSE"),
    ("machine", "src/book/log.h", "+// iss" + "ue #12\n", "src/book/log.h"),
    ("long-functions", "src/base/date.cc", "+void g(int a) {\n" + "  f();\n" * 79 + "}\n", "src/base/date.cc"),
    ("long-functions", "src/base/date.cc", "+class A {\n  A(int b) : b_{b}, c_(b) {\n" + "f();\n" * 79 + "  }\n};\n",
     "src/base/date.cc"),
    ("long-functions", "src/book/log.cc", GOOD["src/book/log.cc"].replace("  f();\n" * 88, "  f();\n" * 89),
     "src/book/log.cc"),
    ("long-functions", "src/book/log.cc", GOOD["src/book/log.cc"].replace("  f();\n" * 88, ""),
     "tools/long_functions.txt"),
    ("exceptions", "src/book/log.cc", GOOD["src/book/log.cc"].replace("throw 1;", ""), "tools/tidy_exceptions.txt"),
]


def findings(tree: dict[str, str]) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in tree.items():
            file = Path(folder) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return [(finding.check, finding.path) for finding in tidy.all_findings(Path(folder))]


def main() -> int:
    wrong = 0
    if found := findings(GOOD):
        wrong += 1
        print(f"the good tree: found {found}")
    for check, path, text, place in SPOILT:
        tree = dict(GOOD)
        if text is None:
            del tree[path]
        else:
            tree[path] = tree[path] + text[1:] if text.startswith("+") else text
        if (found := findings(tree)) != [(check, place)]:
            wrong += 1
            print(f"{path} spoilt with {text!r:.60}: found {found}, expected {check} at {place}")
    unproved = {check.__name__.removeprefix("check_").replace("_", "-") for check in tidy.CHECKS}
    unproved -= {check for check, *_ in SPOILT}
    if unproved:
        wrong += 1
        print(f"nothing proves {unproved}")
    print(f"{len(SPOILT)} spoilt trees, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
