"""The result for people."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

# What is aimed at: a title, the key, the key that it is divided by, the limit, whether that is an upper one, and what
# stands in the way where it is missed.
GOALS = (
    ("a valid token again (`accessToken()`), of Go's", "hot_path_ns", "go_hot_path_ns", 1.0, True,
     "it is an asynchronous call, whose frames are taken and given back; `currentAccessToken` asks nobody and is not "
     "what Go's `Token()` does"),
    ("cold start from a file, of the C floor", "cold_token_file_ms", "c_floor_cold_ms", 1.3, True,
     "the floor has no configuration, no command line and one library to load; here a process of twenty megabytes starts"),
    ("cold start from a file, of msal's", "cold_token_file_ms", "msal_cold_token_ms", 0.1, True, ""),
    ("migration, of the C floor", "migration_ms", "c_floor_migration_ms", 1.25, True,
     "both wait for the disk as often; the rest is the start of the process, and that each call of the store goes to a "
     "thread that can be given up at a deadline, and reads under a lock what it is about to replace"),
    ("requests per second, of the C floor", "requests_per_second", "c_floor_requests_per_second", 0.9, False,
     "each request goes to the thread of the transport and back, is checked, and copied into memory that is wiped; "
     "with the server that is three busy threads, where the floor has two"),
    ("connections of a migration", "migration_connections", None, 1, True, ""),
    ("requests of 16 processes, in every round", "processes_16_requests", None, 1, True, ""),
    ("spread of 16 processes, ms", "processes_16_spread_ms", None, 100, True, ""),
    ("a valid token read (`currentAccessToken`), ns", "peek_ns", None, 100, True, ""),
    ("allocations of a valid token", "hot_path_allocations", None, 0.01, True, ""),
    ("10 000 waiters, ms above the server's 200", "waiters_10k_overhead_ms", None, 20, True,
     "each is a task that is made, woken and ended; half of it is what tasks cost that do nothing else"),
    ("100 000 waiters, of 10 000", "waiters_100k_overhead_ms", "waiters_10k_overhead_ms", 12, True,
     ""),
    ("wake-ups that a manager at rest asks for with each refresh, on a virtual clock", "idle_wakeups_per_hour", "idle_refreshes_per_hour", 1.1, True, ""),
    ("requests in an hour's outage", "outage_hour_requests", None, 40, True, ""),
    ("static stripped demo, MB", "binary_static_stripped_mb", None, 15, True,
     "Foundation's `Data` brings files, JSON, property lists, calendars and regular expressions, swift-crypto all of "
     "BoringSSL: more than half of it is not from here; code made for size (`-Osize`), folding of all that is alike and "
     "leaving out the tables for unwinding the stack would together not reach it"),
    ("resident size of `token`, nothing to refresh, MB", "rss_mb", None, 20, True,
     "a program that has loaded libcurl has more, see above"),
)
PEERS = {"": "Carryover", "go": "x/oauth2 (Go)", "msal": "msal", "google_auth": "google-auth",
         "authlib": "authlib", "botocore": "botocore"}
# A title, the key of ours, and the peers' where theirs has another name.
ROWS = (
    ("a valid token again, checked and refreshed if need be, ns", "hot_path_ns", None),
    ("1000 callers at expiry: requests", "waiters_1k_requests", None),
    ("… callers without a token", "waiters_1k_failed", None),
    ("… ms above the server's 200", "waiters_1k_overhead_ms", None),
    ("16 processes at expiry: requests", "processes_16_requests", None),
    ("… processes without a token", "processes_16_failed", None),
    ("cold start to token, ms", "cold_token_file_ms", "cold_token_ms"),
    ("… resident, MB", "rss_mb", None),
)
FLOORS = (
    ("cold start to token, file", "cold_token_file_ms", "c_floor_cold_ms", "ms"),
    ("… resident", "rss_mb", "c_floor_rss_mb", "MB"),
    ("cold start to token, keyring", "cold_token_keyring_ms", "c_floor_cold_keyring_ms", "ms"),
    ("… resident", "rss_keyring_mb", "c_floor_rss_keyring_mb", "MB"),
    ("whole migration", "migration_ms", "c_floor_migration_ms", "ms"),
    ("a session stored, and read back", "store_file_save_us", "c_floor_file_save_us", "µs"),
    ("requests, 16 at a time", "requests_per_second", "c_floor_requests_per_second", "/s"),
    ("requests, one by one", "serial_requests_per_second", "c_floor_serial_requests_per_second", "/s"),
)
ALONE = (
    ("a valid token read from memory, never refreshed (`currentAccessToken`), ns", "peek_ns"),
    ("10 000 waiters, ms above the server's 200", "waiters_10k_overhead_ms"),
    ("100 000 waiters, ms above the server's 200", "waiters_100k_overhead_ms"),
    ("16 processes, ms from the first end to the last", "processes_16_spread_ms"),
    ("cold start to token with a refresh, ms", "cold_refresh_file_ms"),
    ("… resident, with libcurl loaded, MB", "rss_refresh_mb"),
    ("a process in C that prints a plain file, ms", "c_posix_cold_ms"),
    ("connections of a migration where the hosts agree", "migration_connections"),
    ("wake-ups an hour that the manager asks for, at a token an hour, on a virtual clock", "idle_wakeups_per_hour"),
    ("requests in an hour without a server", "outage_hour_requests"),
    ("static stripped demo, MB", "binary_static_stripped_mb"),
)
# Two runs that differ by more than this show nothing.
REPEATABLE = 0.20
BEGIN, END = "<!-- Tests/Benchmarks/run --readme -->", "<!-- as far as here -->"


def text(number):
    """Three significant digits."""
    if number is None:
        return "–"
    if number >= 1000:
        return f"{number:,.0f}".replace(",", " ")
    return f"{number:.3g}"


def peers(result):
    """Ours beside what else an app could take."""
    yield "| | " + " | ".join(PEERS.values()) + " |"
    yield "|" + "---|" * (len(PEERS) + 1)
    for title, ours, theirs in ROWS:
        numbers = [result.get(f"{peer}_{theirs or ours}" if peer else ours) for peer in PEERS]
        if any(number is not None for number in numbers):
            yield f"| {title} | " + " | ".join(text(number) for number in numbers) + " |"


def floors(result):
    """Ours beside the least that C needs."""
    yield from ("| | Carryover | C | ratio |", "|---|---|---|---|")
    for title, ours, floor, unit in FLOORS:
        if ours in result and floor in result:
            ratio = result[ours] / result[floor]
            yield f"| {title} | {text(result[ours])} {unit} | {text(result[floor])} {unit} | {ratio:.2f} |"


def alone(result):
    """What nothing stands beside."""
    yield from ("| | |", "|---|---|")
    for title, key in ALONE:
        if key in result:
            yield f"| {title} | {text(result[key])} |"


def goals(result):
    """What was aimed at, and whether it was reached."""
    yield from ("| goal | limit | measured | |", "|---|---|---|---|")
    for title, key, base, limit, is_upper, reason in GOALS:
        if key not in result or (base and base not in result):
            continue
        number = result[key] / result[base] if base else result[key]
        is_met = number <= limit if is_upper else number >= limit
        verdict = "met" if is_met else f"**missed**: {reason or 'no reason is known'}"
        yield f"| {title} | {'≤' if is_upper else '≥'} {limit} | {text(number)} | {verdict} |"


def surroundings(rounds):
    """When and where."""
    now = datetime.date.today()
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    processor = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"Swift version (\S+)", swift)
    return (
        f"{now.day} {now:%B %Y}, {os.cpu_count()} processors, {processor[1] if processor else platform.machine()}, "
        f"{system}, Swift {version[1] if version else 'unknown'}; medians of {rounds}; "
        f"load of the last quarter of an hour: {os.getloadavg()[2]:.1f}"
    )


def markdown(result, rounds):
    """The tables, as they stand in README."""
    parts = [
        [surroundings(rounds)],
        *(list(table(result)) for table in (peers, floors, alone, goals)),
    ]
    # A table of no rows is its two lines of head.
    return "\n\n".join("\n".join(part) for part in parts if len(part) != 2)


def write_readme(path, tables):
    """Puts the tables between the marks in README."""
    page = path.read_text()
    before, mark, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise SystemExit(f"{path} has not the marks {BEGIN} and {END}")
    path.write_text(f"{before}{mark}\n\n{tables}\n\n{end}{after}")


def ratios(result):
    """Each number that is held against another one of the same run."""
    pairs = [(title, ours, floor) for title, ours, floor, unit in FLOORS if unit != "MB"]
    pairs += [(title, key, base) for title, key, base, *_ in GOALS if base]
    found = {(ours, base): title for title, ours, base in pairs}
    return {
        (title, ours, base): result[ours] / result[base]
        for (ours, base), title in found.items() if ours in result and base in result
    }


def comparison(first, second):
    """The ratios of two runs, and whether all of them agree."""
    lines, agrees = ["| ratio | first | second | apart |", "|---|---|---|---|"], True
    seconds = ratios(second)
    for (title, ours, base), one in ratios(first).items():
        if (title, ours, base) not in seconds:
            continue
        other = seconds[title, ours, base]
        apart = abs(one - other) / min(one, other)
        agrees = agrees and apart <= REPEATABLE
        mark = "" if apart <= REPEATABLE else " **too far**"
        lines.append(f"| {title} | {one:.3g} | {other:.3g} | {apart:.0%}{mark} |")
    return "\n".join(lines), agrees and len(lines) > 2
