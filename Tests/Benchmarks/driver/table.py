"""The result for people."""

GOALS = (
    ("hot path, of Go's", "hot_path_ns", "go_hot_path_ns", 1.0, True),
    ("cold start from a file, of the C floor", "cold_token_file_ms", "c_floor_cold_ms", 1.3, True),
    ("cold start from a file, of msal's", "cold_token_file_ms", "msal_cold_token_ms", 0.1, True),
    ("migration, of the C floor", "migration_ms", "c_floor_migration_ms", 1.25, True),
    ("requests per second, of the C floor", "requests_per_second", "c_floor_requests_per_second", 0.9, False),
    ("requests of 16 processes", "processes_16_requests", None, 1, True),
    ("spread of 16 processes, ms", "processes_16_spread_ms", None, 100, True),
    ("a valid token read, ns", "hot_path_ns", None, 100, True),
    ("allocations of it", "hot_path_allocations", None, 0.01, True),
    ("10 000 waiters, ms above the server", "waiters_10k_overhead_ms", None, 20, True),
    ("wake-ups an hour at a token an hour", "idle_wakeups_per_hour", None, 1.1, True),
    ("requests in an hour's outage", "outage_hour_requests", None, 40, True),
    ("static stripped demo, MB", "binary_static_stripped_mb", None, 15, True),
    ("resident size of `token`, MB", "rss_mb", None, 20, True),
)
PEERS = {"": "Carryover", "go": "x/oauth2 (Go)", "msal": "msal", "google_auth": "google-auth",
         "authlib": "authlib", "botocore": "botocore"}
FLOORS = (
    ("cold start to token, file", "cold_token_file_ms", "c_floor_cold_ms", "ms"),
    ("cold start to token, keyring", "cold_token_keyring_ms", "c_floor_cold_keyring_ms", "ms"),
    ("whole migration", "migration_ms", "c_floor_migration_ms", "ms"),
    ("a session stored, and read back", "store_file_save_us", "c_floor_file_save_us", "µs"),
    ("requests, 16 at a time", "requests_per_second", "c_floor_requests_per_second", "/s"),
    ("requests, one by one", "serial_requests_per_second", "c_floor_serial_requests_per_second", "/s"),
)


def text(number):
    """Three significant digits."""
    if number is None:
        return "–"
    if number >= 1000:
        return f"{number:,.0f}".replace(",", " ")
    return f"{number:.3g}"


def markdown(result):
    """The tables, as they stand in README."""
    # Ours ends with an error where a single caller stays without one.
    get = {"waiters_1k_failed": 0, **result}.get
    lines = ["| | " + " | ".join(PEERS.values()) + " |", "|" + "---|" * (len(PEERS) + 1)]

    def row(title, key):
        numbers = [get(f"{peer}_{key}" if peer else key) for peer in PEERS]
        lines.append(f"| {title} | " + " | ".join(text(number) for number in numbers) + " |")

    row("a valid token again, ns", "hot_path_ns")
    row("1000 callers at expiry: requests", "waiters_1k_requests")
    row("… callers without a token", "waiters_1k_failed")
    row("… ms above the server's 200", "waiters_1k_overhead_ms")
    row("16 processes at expiry: requests", "processes_16_requests")
    row("… processes without a token", "processes_16_failed")
    lines.append(
        "| cold start to token, ms | " + text(get("cold_token_file_ms")) + " | "
        + " | ".join(text(get(f"{peer}_cold_token_ms")) for peer in PEERS if peer) + " |"
    )
    row("… resident, MB", "rss_mb")
    lines += ["", "| | Carryover | C | ratio |", "|---|---|---|---|"]
    for title, ours, floor, unit in FLOORS:
        if get(ours) is None or get(floor) is None:
            continue
        ratio = get(ours) / get(floor)
        lines.append(f"| {title} | {text(get(ours))} {unit} | {text(get(floor))} {unit} | {ratio:.2f} |")
    lines += ["", "| goal | limit | measured | |", "|---|---|---|---|"]
    for title, key, base, limit, is_upper in GOALS:
        if get(key) is None or (base and get(base) is None):
            continue
        number = get(key) / get(base) if base else get(key)
        is_met = number <= limit if is_upper else number >= limit
        sign = "≤" if is_upper else "≥"
        lines.append(f"| {title} | {sign} {limit} | {text(number)} | {'met' if is_met else '**missed**'} |")
    return "\n".join(lines)
