"""Where everything is, and how it is run."""

import http.client
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
# What somebody may have set, and what must not reach a program that is measured.
UNWANTED = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "CARRYOVER_CONFIG")


class World:
    """The programs, a server, and a folder that is taken away in the end."""

    def __init__(self, tools):
        self.tools = pathlib.Path(tools)
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="carryover-benchmark."))
        self.environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        # Bytecode is compiled before the first measured start, as an installed program's would be.
        self.environment |= {"HOME": str(self.scratch), "PYTHONPATH": str(HERE / "peers")}
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            self.environment.pop(name, None)
        self.server = subprocess.Popen([self.tool("token_server")], stdout=subprocess.PIPE, text=True)
        self.port = int(self.server.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self):
        """Ends the server and takes the folder away."""
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def tool(self, name):
        """The path of a program that was built for this."""
        return str(self.tools / name)

    def folder(self, name):
        """A fresh, private folder."""
        path = self.scratch / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(mode=0o700)
        return path

    def ask(self, method, path):
        """Asks the server something that is not measured."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request(method, path)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def reset(self):
        """Lets the server forget what was asked."""
        self.ask("POST", "/reset")

    @property
    def refreshes(self):
        """How many refreshes the server has been asked for since the reset."""
        return self.ask("GET", "/counts")["refreshes"]

    def run(self, *command):
        """Runs a program that measures itself, and returns the last number of each name that it printed."""
        return {name: numbers[-1] for name, numbers in self.lines(*command).items()}

    def lines(self, *command):
        """Runs a program, and returns all numbers of each name that it printed."""
        done = subprocess.run(
            [str(part) for part in command], env=self.environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"{command[0]} ended with {done.returncode}:\n{done.stderr}")
        found = {}
        for words in (line.split() for line in done.stdout.splitlines()):
            try:
                name, number = words
                found.setdefault(name, []).append(float(number))
            except ValueError:
                continue
        return found

    def clock(self, *command):
        """Runs a program once, and returns its milliseconds and its largest resident size in megabytes."""
        microseconds, kibibytes = self._stopwatch(*command)
        return microseconds / 1000, kibibytes * 1024 / 1e6

    def clock_many(self, count, *command):
        """Runs so many at once, and returns the milliseconds from first to last end, and how many failed."""
        microseconds, failed = self._stopwatch("-n", str(count), *command)
        return microseconds / 1000, failed

    def _stopwatch(self, *command):
        done = subprocess.run(
            [self.tool("stopwatch"), *(str(part) for part in command)],
            env=self.environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        return tuple(int(word) for word in done.stdout.split())


def alternate(rounds, runs):
    """Runs each of some functions once, then each again: what else the machine does meets all of them.

    Returns the median of each one's numbers, or of each place where it returns several.
    """
    results = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            results[name].append(run())
    return {name: middle(numbers) for name, numbers in results.items()}


def middle(numbers):
    """The median of numbers, or of each place of tuples."""
    if isinstance(numbers[0], tuple):
        return tuple(statistics.median(place) for place in zip(*numbers))
    return statistics.median(numbers)
