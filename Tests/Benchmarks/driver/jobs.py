"""What is measured. Each function returns some of the keys of the result."""

import os
import shutil

from app import App, leave_login
from world import HERE, alternate, middle

PYTHON_PEERS = {
    "msal": "msal_application.py",
    "google_auth": "google_auth.py",
    "authlib": "authlib_session.py",
    "botocore": "botocore_credentials.py",
}
SAVE_ROUNDS = 15
# What the peers need many seconds for, in turn with nothing.
PEER_ROUNDS = 3
REQUESTS = 6000
WIDTH = 16


def peers(world):
    """The command of each peer."""
    python = world.tool("python/bin/python")
    commands = {name: [python, str(HERE / "peers" / script)] for name, script in PYTHON_PEERS.items()}
    return {"go": [world.tool("go_peer")], **commands}


def hot_path(world, rounds):
    """A valid token, asked for over and over."""
    runs = {"ours": lambda: world.run(world.tool("measure"), "hot-path")}
    for name, command in peers(world).items():
        runs[name] = lambda command=command: world.run(*command, "hot")
    collected = {name: [] for name in runs}
    for _ in range(max(1, rounds // 5)):
        for name, run in runs.items():
            collected[name].append(run())
    ours = collected.pop("ours")
    result = {key: middle([one[key] for one in ours]) for key in ours[0]}
    for name, numbers in collected.items():
        result[f"{name}_hot_path_ns"] = middle([one["hot_path_ns"] for one in numbers])
    return result


def waiters(world, rounds):
    """Many tasks during one refresh, and how often the server was asked."""
    result = {}
    for name, count in {"1k": 1000, "10k": 10_000, "100k": 100_000}.items():
        world.reset()
        overhead = world.run(world.tool("measure"), "waiters", world.url, count)["overhead_ms"]
        result[f"waiters_{name}_overhead_ms"] = overhead
        # One more than there were rounds: the first one loads libcurl.
        result[f"waiters_{name}_requests"] = (world.refreshes - 1) / 21
        # It ends with an error where a single caller stays without a token, and then nothing is printed.
        result[f"waiters_{name}_failed"] = 0
    for name, command in peers(world).items():
        walls, requests, failures = [], [], []
        for _ in range(PEER_ROUNDS):
            world.reset()
            crowd = world.run(*command, "crowd", world.url, 1000)
            walls.append(crowd["wall_ms"] - 200)
            failures.append(crowd["failed"])
            requests.append(world.refreshes)
        result[f"{name}_waiters_1k_overhead_ms"] = middle(walls)
        result[f"{name}_waiters_1k_requests"] = middle(requests)
        result[f"{name}_waiters_1k_failed"] = middle(failures)
    return result


def processes(world, rounds):
    """Sixteen processes that find one expired session, at a server that takes 200 ms."""
    app = App(world, "processes", endpoint="/token/200")

    def ours():
        app.sign_in(0)
        world.reset()
        spread, failed = world.clock_many(16, *app.command("token"))
        return spread, failed, world.refreshes

    # One round with a second request would be one too many: the median must not hide it.
    ran = [ours() for _ in range(rounds)]
    spread = middle([spread for spread, _, _ in ran])
    failed, requests = (max(numbers) for numbers in list(zip(*ran))[1:])
    result = {
        "processes_16_spread_ms": spread, "processes_16_failed": failed, "processes_16_requests": requests,
    }
    for name, command in peers(world).items():
        numbers = []
        for _ in range(PEER_ROUNDS):
            file = world.folder(f"{name}-processes") / "token"
            world.run(*command, "prepare-expired", file)
            world.reset()
            _, failed = world.clock_many(16, *command, "token", file, world.url + "/token/200")
            numbers.append((world.refreshes, failed))
        result[f"{name}_processes_16_requests"], result[f"{name}_processes_16_failed"] = middle(numbers)
    return result


def cold_start(world, rounds):
    """From the start of a process to the valid token on its standard output."""
    app = App(world, "cold")
    app.sign_in(36_000)
    floor = world.folder("cold-floor")
    world.run(world.tool("floor_file"), "prepare", floor)
    plain = floor / "plain"
    plain.write_text("at.0.0\n")
    runs = {
        "": app.token,
        "c_floor": lambda: world.clock(world.tool("floor_file"), "token", floor),
        "c_posix": lambda: world.clock(world.tool("posix_token"), plain),
    }
    for name, command in peers(world).items():
        file = world.folder(f"{name}-cold") / "token"
        world.run(*command, "prepare-valid", file)
        job = [*command, "token", file, world.url + "/token"]
        world.clock(*job)
        runs[name] = lambda job=job: world.clock(*job)
    times = alternate(rounds, runs)
    result = {"cold_token_file_ms": times[""][0], "rss_mb": times[""][1]}
    result |= {"c_floor_cold_ms": times["c_floor"][0], "c_floor_rss_mb": times["c_floor"][1]}
    result["c_posix_cold_ms"] = times["c_posix"][0]
    for name in peers(world):
        result[f"{name}_cold_token_ms"], result[f"{name}_rss_mb"] = times[name]
    return result


def cold_refresh(world, rounds):
    """The same where the token has to be refreshed first: libcurl is loaded, and all that it brings."""
    app = App(world, "cold-refresh")

    def refreshed():
        app.sign_in(0)
        world.reset()
        return app.token()

    milliseconds, megabytes = alternate(rounds, {"": refreshed})[""]
    return {"cold_refresh_file_ms": milliseconds, "rss_refresh_mb": megabytes}


def cold_keyring(world, rounds):
    """The same from the Secret Service."""
    app = App(world, "keyring", backend="keyring")
    app.sign_in(36_000)
    floor = world.tool("floor_keyring")
    world.run(floor, "prepare")
    times = alternate(rounds, {"ours": app.token, "floor": lambda: world.clock(floor, "token")})
    result = {"cold_token_keyring_ms": times["ours"][0], "rss_keyring_mb": times["ours"][1]}
    result |= {"c_floor_cold_keyring_ms": times["floor"][0], "c_floor_rss_keyring_mb": times["floor"][1]}
    return result


def migration(world, rounds):
    """A whole migration: look, note, exchange, store, read back, erase, revoke."""
    app = App(world, "migration")
    folder = world.folder("migration-floor")

    def floor():
        shutil.rmtree(folder / "new", ignore_errors=True)
        leave_login(folder / "auth.json")
        return world.clock(world.tool("floor_network"), "migrate", folder / "new", folder / "auth.json", world.url)[0]

    times = alternate(rounds, {"ours": app.migrate, "floor": floor})
    return {
        "migration_ms": times["ours"], "c_floor_migration_ms": times["floor"],
        "migration_connections": app.connections_of_a_migration(),
    }


def file_save(world, rounds):
    """A session stored as a sign-in stores it: read, write durably, read back."""
    ours, floor = world.folder("save"), world.folder("save-floor")

    def floor_save():
        return middle(world.lines(world.tool("floor_file"), "save", floor, SAVE_ROUNDS)["save"])

    times = alternate(rounds, {
        "ours": lambda: world.run(world.tool("measure"), "save", ours, SAVE_ROUNDS)["store_file_save_us"],
        "floor": floor_save,
    })
    return {"store_file_save_us": times["ours"], "c_floor_file_save_us": times["floor"]}


def requests(world, rounds):
    """Authenticated requests over connections that are kept."""
    result = {}
    for prefix, width in {"": WIDTH, "serial_": 1}.items():
        times = alternate(rounds, {
            "ours": lambda: world.run(
                world.tool("measure"), "requests", world.url, REQUESTS, width
            )["requests_per_second"],
            "floor": lambda: world.run(
                world.tool("floor_network"), "requests", world.url + "/api", REQUESTS, width
            )["requests_per_second"],
        })
        result[f"{prefix}requests_per_second"] = times["ours"]
        result[f"c_floor_{prefix}requests_per_second"] = times["floor"]
    return result


def virtual_time(world, rounds):
    """What is counted and not timed."""
    measure = world.tool("measure")
    # On a machine that is busy the clock may leap while a refresh is under way, and the token is old when it comes. No
    # real clock does that; the day with the fewest refreshes is the one in which it did not happen.
    days = [world.run(measure, "idle") for _ in range(7)]
    idle = min(days, key=lambda day: day["idle_refreshes_per_hour"])
    return {**idle, **world.run(measure, "outage")}


def size(world, rounds):
    """The demo as it is released."""
    return {"binary_static_stripped_mb": os.path.getsize(world.tool("carryover-demo")) / 1e6}
