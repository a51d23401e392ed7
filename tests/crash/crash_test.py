#!/usr/bin/env python3
"""Does a book keep its word when the program, the power or the disk fails?

    crash_test.py --programs FOLDER kill|power|fail-nth|disk-full|two-writers [--cycles N] [--seed N]

After each crash the checker (checker.cc) opens the book and looks whether it verifies, has every acknowledged entry and
no half of a batch. FOLDER holds the programs `writer`, `checker` and `libpower_shim.so`. Exit status 1 if a book broke
its word, or if a control that has to break it did not.
"""

import argparse
import errno
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time


class Lab:
    """The programs, a folder for books, and the count of what went wrong."""

    def __init__(self, programs: pathlib.Path, folder: pathlib.Path) -> None:
        self.writer = programs / "writer"
        self.checker = programs / "checker"
        self.shim = programs / "libpower_shim.so"
        self.folder = folder
        self.acknowledged = 0
        self.sealed = 0
        self.violations: list[str] = []

    def book(self) -> pathlib.Path:
        """The path of a book in an empty folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        return self.folder / "test.book"

    def start(self, book: pathlib.Path, name: str, batches: int, seed: int, **more) -> subprocess.Popen:
        command = [self.writer, book, name, str(batches), str(seed)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)

    def shim_environment(self, **settings: int) -> dict[str, str]:
        names = {f"SHIM_{name.upper()}": str(value) for name, value in settings.items()}
        return os.environ | {"LD_PRELOAD": str(self.shim), "SHIM_FOLDER": str(self.folder)} | names

    def finish(self, process: subprocess.Popen, what: str, first: str = "") -> tuple[list[tuple[int, int]], str]:
        """Waits; returns the acknowledged (size, count) and what was said on standard error (which is never much).

        `first` is what was read of the output before.
        """
        with process:
            output, errors = first + process.stdout.read(), process.stderr.read()
        acknowledged = []
        for line in output.splitlines(keepends=True):
            if line.startswith("ACK ") and line.endswith("\n"):
                size, count = line.split()[1:]
                acknowledged.append((int(size), int(count)))
            if line.startswith("VIOLATION"):
                self.violations.append(f"{what}: {line.strip()}")
        if process.returncode < 0 and process.returncode != -9:
            self.violations.append(f"{what}: the writer died of signal {-process.returncode}")
        self.acknowledged += len(acknowledged)
        return acknowledged, errors

    def check(self, book: pathlib.Path, promised: int) -> tuple[int, str]:
        """The size of the book, and what is wrong with it ("" where nothing is)."""
        result = subprocess.run([self.checker, book, str(promised)], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            return 0, result.stderr.strip() or f"the checker ended with {result.returncode}"
        size, seal = result.stdout.split()
        self.sealed += seal == "sealed"
        return int(size), ""

    def expect_whole(self, book: pathlib.Path, promised: int, what: str) -> int:
        size, wrong = self.check(book, promised)
        if wrong:
            self.violations.append(f"{what}: {wrong}")
        return size


def last_size(acknowledged: list[tuple[int, int]]) -> int:
    return acknowledged[-1][0] if acknowledged else 0


def operations(errors: str) -> int:
    """How many operations on the disk the shim counted."""
    return int(errors.rsplit("OPERATIONS ", 1)[1].split()[0])


def test_kill(lab: Lab, cycles: int, dice: random.Random) -> str:
    book, promised = lab.book(), 0
    for cycle in range(cycles):
        if cycle % 10 == 0:
            book, promised = lab.book(), 0
        process = lab.start(book, f"K{cycle}", 1_000_000, dice.randrange(1 << 30))
        first = process.stdout.readline() if cycle % 4 != 0 else ""  # else also kill it while it opens the book
        time.sleep(dice.uniform(0.0, 0.06))
        process.kill()
        acknowledged, _ = lab.finish(process, f"kill {cycle}", first)
        promised = max(promised, last_size(acknowledged))
        promised = lab.expect_whole(book, promised, f"kill {cycle}")
    return f"{cycles} kills"


def scribble_on_shared_memory(book: pathlib.Path, dice: random.Random) -> None:
    """After a power cut the -shm file holds anything."""
    shared = pathlib.Path(f"{book}-shm")
    if shared.exists() and dice.random() < 0.5:
        shared.write_bytes(dice.randbytes(dice.choice((0, 100, 32768))))


def cut_power(lab: Lab, dice: random.Random, what: str, lie: int) -> str:
    """One power cut at a random operation; what is wrong afterwards."""
    book, batches, seed, promised = lab.book(), dice.randrange(3, 40), dice.randrange(1 << 30), 0
    if dice.random() < 0.5:
        acknowledged, _ = lab.finish(lab.start(book, "before", 5, seed), what)
        promised = last_size(acknowledged)
        shutil.copy(book, f"{book}.kept")
    process = lab.start(book, "P", batches, seed, env=lab.shim_environment(seed=seed))
    _, errors = lab.finish(process, what)
    crash_at = dice.randrange(1, operations(errors) + 1)
    kept = pathlib.Path(f"{book}.kept")
    book.unlink()
    if kept.exists():
        kept.rename(book)
    settings = lab.shim_environment(seed=seed, crash_at=crash_at, lie=lie)
    process = lab.start(book, "P", batches, seed, env=settings)
    acknowledged, errors = lab.finish(process, what)
    if process.returncode != 99:
        return f"the power did not go at operation {crash_at}: {errors.strip()}"
    scribble_on_shared_memory(book, dice)
    _, wrong = lab.check(book, max(promised, last_size(acknowledged)))
    return wrong and f"seed {seed}, {batches} batches, operation {crash_at}: {wrong}"


def test_power(lab: Lab, cycles: int, dice: random.Random) -> str:
    for cycle in range(cycles):
        wrong = cut_power(lab, dice, f"power {cycle}", lie=0)
        if wrong:
            lab.violations.append(f"power {cycle}: {wrong}")
    controls = max(20, cycles // 5)
    caught = sum(cut_power(lab, dice, f"lying disk {cycle}", lie=1) != "" for cycle in range(controls))
    if caught == 0:
        lab.violations.append("a disk whose fsync lies broke no book: the simulation tests nothing")
    return f"{cycles} power cuts; control: a lying disk broke {caught} of {controls} books"


def fail_nth(lab: Lab, what: str, seed: int, **settings: int) -> bool:
    """One run with a failing operation; False once there is no such operation."""
    book = lab.book()
    process = lab.start(book, "F", 10, seed, env=lab.shim_environment(**settings))
    acknowledged, errors = lab.finish(process, what)
    lab.expect_whole(book, last_size(acknowledged), what)
    return operations(errors) >= settings["fail_at"]


def test_fail_nth(lab: Lab, _: int, dice: random.Random) -> str:
    runs, seed = 0, dice.randrange(1 << 30)
    for code in (errno.ENOSPC, errno.EIO):
        for fail_all in (0, 1):
            fail_at = 1
            while True:
                what = f"{errno.errorcode[code]} at operation {fail_at}{' and later' if fail_all else ''}"
                settings = {"fail_at": fail_at, "fail_errno": code, "fail_all": fail_all}
                if not fail_nth(lab, what, seed, **settings):
                    break
                runs, fail_at = runs + 1, fail_at + 1
    return f"{runs} failing operations (each one of a run: ENOSPC and EIO, once and from there on)"


def fill_limited(lab: Lab, limit: int, seed: int) -> None:
    """Files of at most `limit` bytes."""
    book = lab.book()

    def before() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    # restore_signals=False keeps SIGXFSZ ignored, so that a write that goes too far fails instead of killing.
    process = lab.start(book, "D", 5000, seed, preexec_fn=before, restore_signals=False)
    acknowledged, _ = lab.finish(process, f"limit {limit}")
    lab.expect_whole(book, last_size(acknowledged), f"limit {limit}")


def fill_disk(lab: Lab, kilobytes: int, seed: int) -> bool:
    """A real file system of this size; False where we may not mount one."""
    book = lab.book()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", lab.folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        return False
    try:
        process = lab.start(book, "D", 5000, seed)
        acknowledged, _ = lab.finish(process, f"disk of {kilobytes} KiB")
        subprocess.run(["mount", "-o", "remount,size=64m", lab.folder], check=True)
        lab.expect_whole(book, last_size(acknowledged), f"disk of {kilobytes} KiB")
    finally:
        subprocess.run(["umount", lab.folder], check=True)
    return True


def test_disk_full(lab: Lab, _: int, dice: random.Random) -> str:
    limits = [dice.randrange(30_000, 400_000) for _ in range(10)]
    for limit in limits:
        fill_limited(lab, limit, dice.randrange(1 << 30))
    sizes = [dice.randrange(100, 800) for _ in range(10)]
    disks = sum(fill_disk(lab, size, dice.randrange(1 << 30)) for size in sizes)
    if disks == 0:
        return f"{len(limits)} file size limits; SKIPPED: a real full disk, for mounting is not allowed here"
    return f"{len(limits)} file size limits, {disks} full disks"


def test_two_writers(lab: Lab, cycles: int, dice: random.Random) -> str:
    total = 0
    for cycle in range(cycles):
        book, what = lab.book(), f"two writers {cycle}"
        writers = [lab.start(book, name, 150, dice.randrange(1 << 30)) for name in ("A", "B")]
        entries = sum(count for writer in writers for _, count in lab.finish(writer, what)[0])
        size = lab.expect_whole(book, entries, what)
        if size != entries:
            lab.violations.append(f"{what}: {entries} entries acknowledged, {size} found")
        total += entries
    return f"{cycles} pairs of writers, {total} entries"


TESTS = {
    "kill": (test_kill, 300),
    "power": (test_power, 200),
    "fail-nth": (test_fail_nth, 1),
    "disk-full": (test_disk_full, 1),
    "two-writers": (test_two_writers, 5),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("test", choices=TESTS)
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--cycles", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path, help="make books below this folder")
    options = parser.parse_args()
    test, cycles = TESTS[options.test]
    start = time.monotonic()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        lab = Lab(options.programs.resolve(), pathlib.Path(folder).resolve() / "books")
        told = test(lab, options.cycles or cycles, random.Random(options.seed))
    for violation in lab.violations[:20]:
        print(f"VIOLATION {violation}")
    print(
        f"{options.test}: {told}; {lab.acknowledged} acknowledged batches, {lab.sealed} books found sealed, "
        f"{len(lab.violations)} violations, {time.monotonic() - start:.0f} s (seed {options.seed})"
    )
    return 1 if lab.violations else 0


if __name__ == "__main__":
    sys.exit(main())
