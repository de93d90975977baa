"""Runs the jobs and prints the result.

    benchmark.py TOOLS [--json] [--readme] [--twice] [--rounds N] [JOB...]
    benchmark.py compare FIRST.json SECOND.json
"""

import argparse
import json
import pathlib
import sys

import jobs
import table
from world import HERE, World

JOBS = {
    "hot-path": jobs.hot_path,
    "waiters": jobs.waiters,
    "processes": jobs.processes,
    "cold": jobs.cold_start,
    "refresh": jobs.cold_refresh,
    "keyring": jobs.cold_keyring,
    "migration": jobs.migration,
    "save": jobs.file_save,
    "requests": jobs.requests,
    "virtual": jobs.virtual_time,
    "size": jobs.size,
}


def options():
    """Reads the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tools")
    parser.add_argument("--json", action="store_true", help="print one object with a number for each key")
    parser.add_argument("--readme", action="store_true", help="put the tables into README as well")
    parser.add_argument("--twice", action="store_true", help="run all twice; fail where two ratios are too far apart")
    parser.add_argument("--rounds", type=int, default=21, help="how often each is run; the median counts")
    parser.add_argument("jobs", nargs="*", help="which ones; all of them by default")
    found = parser.parse_intermixed_args()
    unknown = [name for name in found.jobs if name not in JOBS]
    if unknown:
        parser.error(f"there is no job {unknown[0]}; there are {', '.join(JOBS)}")
    if found.readme and found.jobs:
        parser.error("README has the result of all jobs")
    return found


def measure(found):
    """Runs the jobs once."""
    world, result = World(found.tools), {}
    try:
        for name in found.jobs or JOBS:
            print(f"==> {name}", file=sys.stderr)
            result |= JOBS[name](world, found.rounds)
    finally:
        world.close()
    return result


def compare(first, second, output=sys.stdout):
    """Prints the ratios of two runs, and returns the exit code: 1 where two are too far apart, or there are none."""
    lines, agrees = table.comparison(first, second)
    print(lines, file=output)
    return 0 if agrees else 1


def main():
    """Does what the command line says."""
    if sys.argv[1] == "compare":
        return compare(*(json.loads(pathlib.Path(path).read_text()) for path in sys.argv[2:4]))
    found = options()
    result = measure(found)
    tables = table.markdown(result, found.rounds)
    print(json.dumps(result, indent=2) if found.json else tables)
    if found.readme:
        table.write_readme(HERE.parent.parent / "README.md", tables)
    # Elsewhere than the result, which somebody may read by a program.
    return compare(result, measure(found), sys.stderr) if found.twice else 0


sys.exit(main())
