"""Limits that do not depend on the machine's speed: what is counted here must not grow unnoticed.

    guards.py TOOLS BASELINE [--record]

With --record the baseline is written anew, for a change that is meant.
"""

import json
import re
import subprocess
import sys

from app import App
from world import World

# Two runs of these lengths: the difference is what so many repetitions cost, without the start of the process.
REPETITIONS = {"hot-path": 20_000, "token": 20_000, "configuration": 200, "sign-in": 200}
TOLERANCE = {"instructions": 0.10, "allocations": 0.05, "system_calls": 0.10, "size": 0.03}
# The Swift runtime and BoringSSL are written in C++; nothing else is linked that a C program would not link.
LIBRARIES = {"linux-vdso", "libm", "libstdc++", "libgcc_s", "libc", "ld-linux-x86-64", "ld-linux-aarch64"}
# How often threads meet is a matter of chance.
CHANCE = {"futex", "gettid", "rt_sigprocmask", "sched_yield", "restart_syscall", "epoll_wait", "epoll_pwait"}
FORBIDDEN = {"socket", "connect", "fsync", "fdatasync", "rename", "renameat", "renameat2", "mkdir", "flock"}


def instructions(world, name):
    """Instructions of one repetition, in an environment that is the same everywhere."""
    environment = {"HOME": "/var/empty", "PATH": world.environment["PATH"], "SWIFT_DETERMINISTIC_HASHING": "1"}
    counts = []
    for count in (REPETITIONS[name], 2 * REPETITIONS[name]):
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", world.tool("measure"),
             "repeat", name, str(count)],
            env=environment, check=True, capture_output=True, text=True,
        )
        counts.append(int(re.search(r"Collected : (\d+)", done.stderr)[1]))
    return (counts[1] - counts[0]) / REPETITIONS[name]


def allocations(world, name):
    """Blocks of memory that one repetition asks for."""
    return world.run(world.tool("measure"), "repeat", name, REPETITIONS[name])["allocations"]


def system_calls(world):
    """The calls of a `token` that has nothing to refresh, and the files that it opens."""
    app = App(world, "guards")
    app.sign_in(36_000)
    trace = world.scratch / "trace"
    subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), *app.command("token")],
        env=world.environment, check=True, capture_output=True,
    )
    calls, opened = {}, []
    for line in trace.read_text().splitlines():
        # A call that another thread's line cuts in two is counted at its beginning.
        call = re.match(r"\d+ +([a-z_0-9]+)\(", line)
        if not call:
            continue
        calls[call[1]] = calls.get(call[1], 0) + 1
        if call[1] == "openat":
            opened += re.findall(r'"([^"]*)"', line)[:1]
    return calls, opened


def linkage(program):
    """The libraries that the program is linked with."""
    listing = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return {re.split(r"\.so\b", line.split()[0].split("/")[-1])[0] for line in listing.splitlines()}


def measure(world):
    """Everything that has a recorded limit."""
    calls, opened = system_calls(world)
    toolchain = subprocess.run(["swift", "--version"], check=True, capture_output=True, text=True).stdout
    return {
        "toolchain": toolchain.splitlines()[0],
        "instructions": {name: round(instructions(world, name), 1) for name in REPETITIONS},
        "allocations": {name: round(allocations(world, name), 2) for name in REPETITIONS},
        "system_calls": {"token": sum(count for name, count in calls.items() if name not in CHANCE)},
        "size": {"carryover-demo": (world.tools / "carryover-demo").stat().st_size},
    }, calls, opened


def rules(world, calls, opened, found):
    """What is forbidden outright."""
    surplus = linkage(world.tool("carryover-demo")) - LIBRARIES
    if surplus:
        yield f"carryover-demo links {', '.join(sorted(surplus))}"
    forbidden = sorted(FORBIDDEN & calls.keys())
    if forbidden:
        yield f"a `token` with nothing to refresh calls {', '.join(forbidden)}"
    loaded = [path for path in opened if re.search("libcurl|libsecret|libdbus|libgio", path)]
    if loaded:
        yield f"a `token` with nothing to refresh opens {', '.join(loaded)}"
    for name in ("hot-path", "token"):
        if found["allocations"][name] > 0.01:
            yield f"a valid token costs {found['allocations'][name]} allocations ({name})"


def comparisons(found, recorded):
    """What has grown beyond its tolerance; what has shrunk is told, so that somebody records it."""
    for kind, tolerance in TOLERANCE.items():
        if kind in ("instructions", "size") and found["toolchain"] != recorded["toolchain"]:
            print(f"SKIP  {kind}: recorded with {recorded['toolchain']}")
            continue
        for name, number in found[kind].items():
            limit = recorded[kind].get(name, 0) * (1 + tolerance) + 0.01
            print(f"{kind} {name}: {number:g}, recorded {recorded[kind].get(name)}")
            if number > limit:
                yield f"{kind} of {name}: {number:g} is more than {limit:g}"


def main():
    """Measures, compares, and ends with 1 where something is broken."""
    tools, path, *options = sys.argv[1:]
    world = World(tools)
    try:
        found, calls, opened = measure(world)
        failures = list(rules(world, calls, opened, found))
    finally:
        world.close()
    if options == ["--record"]:
        with open(path, "w") as output:
            output.write(json.dumps(found, indent=2) + "\n")
    with open(path) as source:
        failures += comparisons(found, json.load(source))
    for failure in failures:
        print(f"FAIL  {failure}")
    sys.exit(1 if failures else 0)


main()
