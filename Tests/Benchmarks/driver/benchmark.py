"""Runs the jobs and prints the result.

    benchmark.py TOOLS [--json] [--rounds N] [JOB...]
"""

import argparse
import json
import sys

import jobs
import table
from world import World

JOBS = {
    "hot-path": jobs.hot_path,
    "waiters": jobs.waiters,
    "processes": jobs.processes,
    "cold": jobs.cold_start,
    "keyring": jobs.cold_keyring,
    "migration": jobs.migration,
    "save": jobs.file_save,
    "requests": jobs.requests,
    "virtual": jobs.virtual_time,
    "size": jobs.size,
}


def main():
    """Reads the command line and does what it says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tools")
    parser.add_argument("--json", action="store_true", help="print one object with a number for each key")
    parser.add_argument("--rounds", type=int, default=21, help="how often each is run; the median counts")
    parser.add_argument("jobs", nargs="*", help="which ones; all of them by default")
    options = parser.parse_intermixed_args()
    unknown = [name for name in options.jobs if name not in JOBS]
    if unknown:
        parser.error(f"there is no job {unknown[0]}; there are {', '.join(JOBS)}")
    world = World(options.tools)
    result = {}
    try:
        for name in options.jobs or JOBS:
            print(f"==> {name}", file=sys.stderr)
            result |= JOBS[name](world, options.rounds)
    finally:
        world.close()
    print(json.dumps(result, indent=2) if options.json else table.markdown(result))


main()
