"""Limits that do not depend on the machine's speed: what is counted here must not grow unnoticed.

    guards.py TOOLS BASELINE [--record]

With --record the baseline is written anew, for a change that is meant.
"""

import concurrent.futures
import json
import os
import re
import subprocess
import sys

from app import App
from world import World

# Two runs of these lengths: the difference is what so many repetitions cost, without the start of the process.
REPETITIONS = {"peek": 20_000, "token": 20_000, "configuration": 200, "sign-in": 200}
TOLERANCE = {"instructions": 0.10, "allocations": 0.05, "system_calls": 0.10, "size": 0.03, "imports": 0.0}
# What another compiler makes of the same source cannot be compared so closely. That something has doubled still shows.
OTHER_TOOLCHAIN = {"instructions": 1.0, "size": 0.25, "imports": 1.0}
# Megabytes, with nothing to refresh, and with libcurl and all that it brings.
RESIDENT = {"valid": 20, "refreshed": 30}
# Names that are in a static program only where more of Foundation is than its essentials.
SURPLUS = {
    "Foundation": r"\$s10Foundation",
    "FoundationInternationalization": r"\$s30FoundationInternationalization",
    "FoundationNetworking": r"\$s20FoundationNetworking",
    "CoreFoundation": r"_*CF(Retain|Release|String|Dictionary|Array|Runtime)",
    "ICU": r"(swift_)?(ucal|uloc|ucol|udata|udat|unum)_[a-z]|_ZNK?\d+icu_",
}
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


def system_calls(world, lifetime):
    """The calls of a `token`, and the files that it opens; the stored token has so many seconds to live."""
    app = App(world, "guards")
    app.sign_in(lifetime)
    world.reset()
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


def resident(world, lifetime):
    """The largest size of a `token`, in megabytes."""
    app = App(world, "resident")
    app.sign_in(lifetime)
    world.reset()
    return app.token()[1]


def names(program, *options):
    """The symbols of a program."""
    listing = subprocess.run(["nm", *options, program], check=True, capture_output=True, text=True).stdout
    return [line.split()[-1] for line in listing.splitlines()]


def static_surplus(program):
    """What is in a static program and should not be; the program has not been stripped."""
    defined = names(program, "--defined-only")
    if not any(name.startswith("$s20FoundationEssentials") for name in defined):
        yield f"{program} has no names, and nobody can say what is in it"
    for library, pattern in SURPLUS.items():
        found = [name for name in defined if re.match(pattern, name)]
        if found:
            yield f"carryover-demo has {len(found)} functions of {library} in it, {found[0]} for one"


def linkage(program):
    """The libraries that the program is linked with."""
    listing = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return {re.split(r"\.so\b", line.split()[0].split("/")[-1])[0] for line in listing.splitlines()}


def measure(world):
    """Everything that has a recorded limit."""
    calls, opened = system_calls(world, 36_000)
    # A program of Valgrind's has one thread at a time.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        counted = dict(zip(REPETITIONS, pool.map(lambda name: round(instructions(world, name), 1), REPETITIONS)))
    toolchain = subprocess.run(["swift", "--version"], check=True, capture_output=True, text=True).stdout
    return {
        "toolchain": toolchain.splitlines()[0],
        "instructions": counted,
        "allocations": {name: round(allocations(world, name), 2) for name in REPETITIONS},
        "system_calls": {"token": sum(count for name, count in calls.items() if name not in CHANCE)},
        "size": {"carryover-demo": (world.tools / "carryover-demo").stat().st_size},
        # A library in C++ that was linked by accident would ask for more of the C++ runtime than Swift's own does.
        "imports": {"libstdc++": sum(
            "@GLIBCXX" in name for name in names(world.tool("carryover-demo"), "-D", "--undefined-only")
        )},
    }, calls, opened


def rules(world, calls, opened, found):
    """What is forbidden outright."""
    surplus = linkage(world.tool("carryover-demo")) - LIBRARIES
    if surplus:
        yield f"carryover-demo links {', '.join(sorted(surplus))}"
    yield from static_surplus(world.tool("carryover-demo.symbols"))
    forbidden = sorted(FORBIDDEN & calls.keys())
    if forbidden:
        yield f"a `token` with nothing to refresh calls {', '.join(forbidden)}"
    loaded = [path for path in opened if re.search("libcurl|libsecret|libdbus|libgio", path)]
    if loaded:
        yield f"a `token` with nothing to refresh opens {', '.join(loaded)}"
    _, refreshing = system_calls(world, 0)
    if not any("libcurl" in path for path in refreshing):
        yield "a `token` with something to refresh opens no libcurl, and shows nothing"
    loaded = [path for path in refreshing if re.search("libsecret|libdbus|libgio", path)]
    if loaded:
        yield f"a `token` with its session in a file opens {', '.join(loaded)}"
    connections = App(world, "connections").connections_of_a_migration()
    print(f"connections of a migration: {connections}")
    if connections != 1:
        yield f"a migration at one host opens {connections} connections"
    for name, lifetime in {"valid": 36_000, "refreshed": 0}.items():
        megabytes = resident(world, lifetime)
        print(f"resident, {name}: {megabytes:.1f} MB, limit {RESIDENT[name]}")
        if megabytes > RESIDENT[name]:
            yield f"`token` has {megabytes:.1f} MB resident ({name}), more than {RESIDENT[name]}"
    for name in ("peek", "token"):
        if found["allocations"][name] > 0.01:
            yield f"a valid token costs {found['allocations'][name]} allocations ({name})"


def comparisons(found, recorded):
    """What has grown beyond its tolerance; what has shrunk is told, so that somebody records it."""
    is_other = found["toolchain"] != recorded["toolchain"]
    for kind, tolerance in TOLERANCE.items():
        if is_other and kind in OTHER_TOOLCHAIN:
            tolerance = OTHER_TOOLCHAIN[kind]
        for name, number in found[kind].items():
            limit = recorded[kind].get(name, 0) * (1 + tolerance) + 0.01
            print(f"{kind} {name}: {number:g}, recorded {recorded[kind].get(name)}")
            if number > limit:
                yield f"{kind} of {name}: {number:g} is more than {limit:g}"
    if is_other:
        print("=" * 100)
        print(f"NOT COMPARED CLOSELY: {', '.join(OTHER_TOOLCHAIN)}. They were recorded with")
        print(f"    {recorded['toolchain']}, and this is")
        print(f"    {found['toolchain']}. Everything else was checked.")
        print("=" * 100)


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
