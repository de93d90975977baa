"""A terminal that nobody wrote for this program: a pseudo-terminal, and pyte to know what is on its screen."""

import copy
import os
import re
import signal
import time

import pexpect
import pyte

ALTERNATE_SCREEN = 1049 << 5  # how pyte marks private modes


class Screen(pyte.HistoryScreen):
    """pyte's screen, with the second one that full-screen programs use."""

    def __init__(self, columns, rows):
        self.kept = None
        super().__init__(columns, rows, history=5000, ratio=0.5)

    @property
    def is_alternate(self):
        return self.kept is not None

    def set_mode(self, *modes, **kwargs):
        if kwargs.get("private") and 1049 in modes:
            self.kept = (copy.deepcopy(self.buffer), copy.copy(self.cursor))
            self.erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes, **kwargs):
        if kwargs.get("private") and 1049 in modes and self.kept:
            self.buffer, self.cursor = self.kept
            self.kept = None
            self.dirty.update(range(self.lines))
        super().reset_mode(*modes, **kwargs)


class Terminal:
    """A program in a terminal of some size."""

    def __init__(self, command, arguments, environment, columns=80, rows=24):
        self.screen = Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.raw = ""
        environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
        self.child = pexpect.spawn(
            command, arguments, env=environment, dimensions=(rows, columns), encoding="utf-8", codec_errors="replace",
            timeout=30,
        )

    def read(self, seconds=0.05):
        """Takes in what comes within so many seconds; false where nothing will come any more."""
        try:
            text = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += text
        self.stream.feed(text)
        return True

    def until(self, condition, what, seconds=20):
        """Reads until a condition holds, given as a function of the screen's text, or as a text that is on it."""
        is_met = condition if callable(condition) else lambda text: condition in text
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if is_met(self.text):
                return
            if not self.read():
                break
        if not is_met(self.text):
            raise AssertionError(f"{what}: not within {seconds} s; the screen is\n{self.text}")

    def end(self, seconds=30):
        """Reads to the end, and returns the exit code, or minus the signal's number."""
        end = time.monotonic() + seconds
        while self.read():
            if time.monotonic() > end:
                raise AssertionError(f"it does not end; the screen is\n{self.text}")
        self.child.close()
        return self.child.exitstatus if self.child.signalstatus is None else -self.child.signalstatus

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def send(self, text):
        self.child.send(text)

    def kill(self, number, pid=None):
        os.kill(pid or self.child.pid, number)

    @property
    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def everything(self):
        """The lines that have scrolled away, and those on the screen."""
        def row(cells):
            return "".join(cells[x].data for x in range(self.screen.columns)).rstrip()

        return [row(cells) for cells in self.screen.history.top] + self.lines

    @property
    def has_colour(self):
        return re.search(r"\x1b\[[0-9;]*[1-9][0-9;]*m", self.raw) is not None


def descendants(pid):
    """The processes below one, while it lives."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found += [int(entry)] + descendants(int(entry))
    return found


def is_running(pid):
    """Whether there is such a process, other than one that merely waits to be waited for."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def name_of(pid):
    with open(f"/proc/{pid}/comm") as file:
        return file.read().strip()


SIGNALS = {name: getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGKILL")}
