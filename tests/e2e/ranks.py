"""Forecasts over several processes: the same bytes as one, under mpirun and over two network namespaces as two hosts; a run
that is killed goes on from what it kept; a process that dies ends the run and says where to go on."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from support import Lab

MPIRUN = ("mpirun", "--allow-run-as-root", "--oversubscribe", "--mca", "btl", "tcp,self", "--bind-to", "none")
LONG = ("--futures", "8192", "--threads", "1", "--format", "json", "--quiet")
BEGUN = 1_000_000  # bytes: more than is kept before the first future, and an eighth of what is in the end


def books(lab: Lab) -> Path:
    book = lab.path(".book")
    lab.ok("import", book, lab.example("coalition"))
    lab.ok("plan", book, "--accept", "--quiet")
    return book


def program(lab: Lab, *arguments) -> list[str]:
    return [str(lab.program), *map(str, arguments)]


def run(command: list[str], **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600, **options)


def started(command: list[str], kept: Path, size: int) -> subprocess.Popen:
    """A run in its own session that has kept more than `size` bytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        if kept.exists() and kept.stat().st_size > size:
            break
        time.sleep(0.05)
    return process


def check_resume(lab: Lab, book: Path) -> bytes:
    kept = lab.path(".futures")
    ask = ("forecast", book, *LONG)
    whole = lab.ok(*ask).out
    process = started(program(lab, *ask, "--resume", kept), kept, BEGUN)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    lab.checks.that("the run was killed before it ended", process.returncode == -signal.SIGKILL, process.returncode)
    size = kept.stat().st_size
    with open(kept, "ab") as file:
        file.write(b"torn")
    again = lab.run(*[word for word in ask if word != "--quiet"], "--resume", kept)
    lab.checks.that("a killed run goes on from what it kept", again.status == 0 and again.out == whole
                    and "were done before" in again.complaint and kept.stat().st_size > size, again.complaint[-300:])
    other = lab.run("forecast", book, "--futures", "64", "--seed", "5", "--format", "json", "--resume", kept)
    lab.checks.that("futures of another seed are not taken", other.status == 0 and "were done before" not in other.complaint)
    foreign = lab.path(".txt")
    foreign.write_text("not futures")
    refused = lab.run("forecast", book, "--resume", foreign)
    lab.checks.that("a file of another kind is left alone", refused.status == 3 and foreign.read_text() == "not futures",
                    refused.complaint)
    return whole


def rank_of(pid: int) -> str:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return ""
    return next((word[21:].decode() for word in environment if word.startswith(b"OMPI_COMM_WORLD_RANK=")), "")


def check_ranks(lab: Lab, book: Path, whole: bytes) -> None:
    ask = program(lab, "forecast", book, *LONG)
    two = run([*MPIRUN, "-n", "2", *ask])
    lab.checks.that("two processes give the bytes of one", two.returncode == 0 and two.stdout == whole, two.stderr[-400:])
    three = run([*MPIRUN, "-n", "3", *program(lab, "forecast", book, "--futures", "520", "--format", "json", "--quiet")])
    lab.checks.that("three too, with fewer blocks than they are", three.returncode == 0 and three.stdout ==
                    lab.ok("forecast", book, "--futures", "520", "--format", "json", "--quiet").out, three.stderr[-400:])
    kept = lab.path(".futures")
    process = started([*MPIRUN, "-n", "2", *ask, "--resume", str(kept)], kept, BEGUN)
    for entry in os.listdir("/proc"):
        if entry.isdigit() and rank_of(int(entry)) == "1" and str(kept).encode() in Path(f"/proc/{entry}/cmdline").read_bytes():
            os.kill(int(entry), signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    lab.checks.that("a process that dies ends the run", process.returncode != 0 and out == b"", process.returncode)
    lab.checks.that("and the sentence says where to go on", f"--resume {kept}".encode() in err, err[-600:])
    again = run([*MPIRUN, "-n", "2", *[word for word in ask if word != "--quiet"], "--resume", str(kept)])
    lab.checks.that("from where it goes on", again.returncode == 0 and again.stdout == whole
                    and b"were done before" in again.stderr, again.stderr[-400:])
    limit = run([*MPIRUN, "-n", "2", *ask, "--time-limit", "5"])
    lab.checks.that("no process stops on a clock of its own", limit.returncode != 0 and b"--time-limit" in limit.stderr,
                    limit.stderr[-300:])


class Hosts:
    """Two network namespaces with a cable between them, each with a host name of its own."""

    def __init__(self) -> None:
        self.names = [f"servanda-{os.getpid()}-{side}" for side in "ab"]
        self.addresses = ["10.213.7.1", "10.213.7.2"]
        self.made = all(run(["ip", "netns", "add", name]).returncode == 0 for name in self.names)
        cable = [f"sv{os.getpid() % 100000}{side}" for side in "ab"]
        self.made = self.made and run(["ip", "link", "add", cable[0], "type", "veth", "peer", "name", cable[1]]).returncode == 0
        for name, end, address in zip(self.names, cable, self.addresses):
            for command in (("ip", "link", "set", end, "netns", name), ("ip", "-n", name, "addr", "add", address + "/24", "dev", end),
                            ("ip", "-n", name, "link", "set", end, "up"), ("ip", "-n", name, "link", "set", "lo", "up")):
                self.made = self.made and run(list(command)).returncode == 0

    def agent(self, folder: Path) -> Path:
        """What mpirun starts its daemon on another host with, in place of ssh: HOST COMMAND…"""
        path = folder / "agent.sh"
        path.write_text("#!/bin/sh\nhost=$1; shift\n"
                        f"exec ip netns exec {self.names[1]} unshare --uts sh -c \"hostname host-b; $*\"\n")
        path.chmod(0o755)
        return path

    def remove(self) -> None:
        for name in self.names:
            run(["ip", "netns", "del", name])


def check_hosts(lab: Lab, book: Path) -> None:
    if shutil.which("ip") is None or os.geteuid() != 0:
        lab.checks.skip("two hosts: network namespaces need `ip` and root")
        return
    hosts = Hosts()
    try:
        if not hosts.made:
            lab.checks.skip("two hosts: network namespaces cannot be made here")
            return
        ask = ("forecast", book, "--futures", "1024", "--format", "json", "--quiet")
        with tempfile.TemporaryDirectory() as folder:
            command = ["ip", "netns", "exec", hosts.names[0], "unshare", "--uts", "sh", "-c", "hostname host-a; exec \"$@\"", "-",
                       *MPIRUN, "--mca", "plm_rsh_agent", str(hosts.agent(Path(folder))), "--mca", "oob_tcp_if_include",
                       "10.213.7.0/24", "--mca", "btl_tcp_if_include", "10.213.7.0/24",
                       "--host", ",".join(hosts.addresses), "-n", "2", "--map-by", "node", *program(lab, *ask)]
            answer = run(command)
        lab.checks.that("two hosts give the bytes of one", answer.returncode == 0 and answer.stdout == lab.ok(*ask).out,
                        answer.stderr[-600:])
    finally:
        hosts.remove()


if __name__ == "__main__":
    lab = Lab("ranks")
    book = books(lab)
    whole = check_resume(lab, book)
    if shutil.which("mpirun") is None or not (Path(lab.program).parent / "libservanda_ranks.so").exists():
        lab.checks.skip("mpirun: Open MPI is not installed, or the program was built without it")
    else:
        check_ranks(lab, book, whole)
        check_hosts(lab, book)
    lab.checks.finish()
