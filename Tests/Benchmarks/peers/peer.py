"""The jobs that every peer is given, each as its own manual shows it.

    PEER.py hot                    what a valid token costs, in nanoseconds
    PEER.py crowd URL COUNT        so many callers at once, when the token has expired; the server takes 200 ms
    PEER.py prepare-valid FILE     stores a session with a valid access token
    PEER.py prepare-expired FILE   stores one that has to be refreshed
    PEER.py token FILE ENDPOINT    from the start of the process to the token on standard output
"""

import statistics
import sys
import threading
import time

CLIENT = "peer"
CALLS = 20_000
ROUNDS = 21


def hot(call):
    """Prints what one call costs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        for _ in range(CALLS):
            call()
        times.append((time.perf_counter_ns() - start) / CALLS)
    print("hot_path_ns", statistics.median(times))


def crowd(call, count):
    """Makes a call from so many threads at once."""
    failures = []

    def caller():
        try:
            if not call():
                failures.append("no token")
        except Exception as error:  # Whatever it is, this caller has no token.
            failures.append(error)

    threads = [threading.Thread(target=caller) for _ in range(count)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("wall_ms", (time.perf_counter() - start) * 1000)
    print("failed", len(failures))


def main(peer):
    """Runs the job that the command line names; `peer` has a function for each."""
    job, *arguments = sys.argv[1:]
    if job == "hot":
        hot(peer.caller("http://127.0.0.1:1/token", is_valid=True))
    elif job == "crowd":
        crowd(peer.caller(arguments[0] + "/token/200", is_valid=False), int(arguments[1]))
    elif job == "prepare-valid":
        peer.prepare(arguments[0], is_valid=True)
    elif job == "prepare-expired":
        peer.prepare(arguments[0], is_valid=False)
    elif job == "token":
        print(peer.token(arguments[0], arguments[1]))
