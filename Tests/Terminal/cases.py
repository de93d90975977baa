"""What has to be on a terminal's screen. Run one:  cases.py PROGRAMS NAME"""

import itertools
import os
import re
import signal
import subprocess
import sys
import time

from app import App
from terminal import SIGNALS, Terminal, descendants, is_running, name_of

CASES = {}
PROGRAMS = ""
LOOKS = itertools.count(1)


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


def expect(condition, what, terminal=None):
    if not condition:
        raise AssertionError(what + (f"; the screen is\n{terminal.text}" if terminal else ""))


# The story


def story(columns, rows, *arguments, **environment):
    app = App(PROGRAMS)
    return app, Terminal(app.demo, list(arguments), {**app.environment, **environment}, columns, rows)


def check_story(terminal, columns):
    everything = terminal.everything
    text = "\n".join(everything)
    expect(max(len(line) for line in everything) < columns, "a line is as wide as the terminal", terminal)
    for part in (
        "An older version of the app left its login behind", "this app", "the old provider", "the new provider",
        "signed ada in", "POST /migrate-session", "session-created", "read back: as written", "old login erased here",
        "old login revoked there", "session restored", "not a single request was made", "The user never noticed.",
        "+ config/notes/auth.json", "- config/notes/auth.json", "asked to sign in",
    ):
        expect(part in text, f"“{part}” is not there", terminal)
    order = [text.index(part) for part in ("new session stored", "old login erased here", "POST /oauth/revoke")]
    expect(order == sorted(order), "the steps are out of order", terminal)
    # The lanes stand still: the same column in every row that has them.
    lanes = {i for line in everything for i, character in enumerate(line) if character == "│"}
    expect(len(lanes) == 3, f"there are not three lanes, but {sorted(lanes)}", terminal)
    expect("━" not in terminal.text, "the progress line is left behind", terminal)


def live_story(columns, rows):
    app, terminal = story(columns, rows)
    with app:
        terminal.until(lambda text: "on disk" in text and re.search(r"\d+ %", text), "disk and progress are shown")
        terminal.until("login in the clear", "the disk's content is shown")
        terminal.until(lambda text: "encrypted" in text and "── on disk" in text, "the new session is on disk")
        expect(terminal.has_colour, "a terminal gets colours")
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        check_story(terminal, columns)
        expect(app.leftovers == [], f"left behind: {app.leftovers}")


@case
def story_80x24():
    live_story(80, 24)


@case
def story_120x40():
    live_story(120, 40)


@case
def story_in_ten_seconds():
    app, terminal = story(80, 24)
    with app:
        began = time.monotonic()
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        expect(time.monotonic() - began < 15, "it takes too long")


@case
def story_resized():
    app, terminal = story(80, 24)
    with app:
        terminal.until("new session obtained", "it is half way")
        terminal.resize(120, 40)
        terminal.until("read back", "it goes on after growing")
        terminal.resize(60, 15)
        terminal.until("The app starts a second time", "it goes on after shrinking")
        terminal.resize(100, 30)
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        expect("The user never noticed." in terminal.text, "there is no end", terminal)
        expect("━" not in "\n".join(terminal.lines[-8:]), "the progress line is left behind", terminal)


@case
def story_without_colours():
    for arguments, environment in (((), {"NO_COLOR": "1"}), (("--no-color",), {})):
        app, terminal = story(80, 24, "--pace", "0", *arguments, **environment)
        with app:
            expect(terminal.end() == 0, "the exit code is not 0", terminal)
            expect(not terminal.has_colour, f"colours with {arguments} {environment}")
            check_story(terminal, 80)


@case
def story_on_a_dumb_terminal():
    app, terminal = story(80, 24, TERM="dumb")
    with app:
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        expect("\x1b" not in terminal.raw, "commands for a terminal that knows none")


@case
def story_interrupted():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        app, terminal = story(80, 24)
        with app:
            terminal.until("migration noted", "it has begun")
            children = descendants(terminal.child.pid)
            expect(any(name_of(pid).startswith("carryover-mock") for pid in children), "no servers are running")
            terminal.kill(number)
            code = terminal.end()
            expect(code == -number, f"it does not end by the signal, but with {code}", terminal)
            expect(app.leftovers == [], f"left behind: {app.leftovers}")
            expect(not any(os.path.exists(f"/proc/{pid}") for pid in children), "processes are left behind")


@case
def keyring_story_interrupted():
    # Control-C goes to everybody who is in the terminal's foreground; session bus and keyring must end all the same.
    for moment in ("keyring unlocked", "new session stored", "keyring locked"):
        app, terminal = story(80, 40, "--scenario", "keyring-locked")
        with app:
            terminal.until(lambda text: moment in text, "it has begun")
            children = descendants(terminal.child.pid)
            expect("dbus-daemon" in map(name_of, children), "no bus is running")
            terminal.send("\x03")
            code = terminal.end()
            expect(code == -signal.SIGINT, f"it does not end by the signal, but with {code}", terminal)
            expect(app.leftovers == [], f"left behind: {app.leftovers}")
            expect(not any(map(is_running, children)), "processes are left behind")


@case
def story_nobody_reads():
    with App(PROGRAMS) as app:
        for count in range(0, 24, 2):
            command = f'"{app.demo}" | head -n {count} >/dev/null; exit $PIPESTATUS'
            finished = subprocess.run(["bash", "-c", command], env=app.environment, capture_output=True, text=True)
            expect(finished.returncode == 3, f"after {count} lines it ends with {finished.returncode}")
            expect(finished.stderr == "", f"after {count} lines it says {finished.stderr}")
            expect(app.leftovers == [], f"left behind after {count} lines: {app.leftovers}")


@case
def story_onto_a_full_disk():
    with App(PROGRAMS) as app:
        for target, reason in (("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
            command = f'"{app.demo}" {target}'
            finished = subprocess.run(["bash", "-c", command], env=app.environment, capture_output=True, text=True)
            expect(finished.returncode == 3, f"{target}: it ends with {finished.returncode}")
            expect(finished.stderr == f"carryover-demo: standard output: {reason}\n", f"it says {finished.stderr}")
            expect(app.leftovers == [], f"left behind: {app.leftovers}")


# The live view


def watch(app, columns=80, rows=24, **environment):
    """A shell in a terminal, in which the view is started: what the shell sees of the terminal is what counts."""
    terminal = Terminal(
        "/bin/bash", ["--norc", "--noprofile", "-i"],
        {**app.environment, "PS1": "$ ", "CONFIG": app.path, "DEMO": app.demo, **environment}, columns, rows,
    )
    terminal.until("$", "the shell is there")
    terminal.send("clear; stty -g > $HOME/before\r")
    terminal.send("$DEMO watch --config $CONFIG\r")
    terminal.until(
        lambda text: all(part in text for part in ("● active", "legacy login revoked", "free", "done, from")),
        "the view is there",
    )
    return terminal


def check_terminal(app, terminal):
    """After the view, the terminal is as it was before it."""
    terminal.until(lambda text: not terminal.screen.is_alternate and "watch --config" in text, "the first screen is back")
    expect(not terminal.screen.cursor.hidden, "the cursor is hidden", terminal)
    # The first screen may show what an earlier look has left there.
    mark = f"look {next(LOOKS)} is over"
    terminal.send(f"stty -g > $HOME/after; echo {mark}\r")
    terminal.until(lambda text: re.search(f"^{mark}", text, re.M), "the shell echoes what is typed")
    expect(f"echo {mark}" in terminal.text, "the shell does not echo", terminal)
    with open(f"{app.folder}/before") as before, open(f"{app.folder}/after") as after:
        first, second = before.read(), after.read()
        expect(first == second, f"the terminal's settings differ: {first} became {second}", terminal)


def check_view(terminal, columns, rows):
    expect(terminal.screen.is_alternate, "it is not on a screen of its own", terminal)
    expect(terminal.screen.cursor.hidden, "the cursor is shown", terminal)
    for part in ("notes at supertokens", "refresh", "expiry", "in 59:", "in flight", "lock", "free", "store",
                 "key-file", "migration", "done", "nothing is left to be revoked", "events", "q quit"):
        expect(part in terminal.text, f"“{part}” is not there", terminal)
    expect("q quit" in terminal.lines[rows - 1], "the keys are not in the last line", terminal)
    expect(terminal.lines[0].startswith(" carryover"), "the title is not in the first line", terminal)
    expect(all(len(line) <= columns for line in terminal.lines), "a line is too wide", terminal)
    bars = [line for line in terminal.lines if "━" in line]
    expect(len(bars) == 2, "there are not two countdown bars", terminal)


def live_view(columns, rows):
    with App(PROGRAMS) as app:
        tokens = app.leave_login()
        terminal = watch(app, columns, rows)
        check_view(terminal, columns, rows)
        first = re.search(r"in 5\d:(\d\d)", terminal.text).group(1)
        terminal.until(lambda text: first not in re.search(r"in 5\d:(\d\d)", text).group(1), "it counts down")
        terminal.send("r")
        terminal.until("session refreshed", "r refreshes")
        terminal.until("POST", "requests are shown")
        terminal.send("q")
        check_terminal(app, terminal)
        terminal.send("exit\r")
        terminal.end()
        for token in tokens:
            expect(token[:20] not in terminal.raw and token[-20:] not in terminal.raw, "a part of a token is shown")


@case
def watch_80x24():
    live_view(80, 24)


@case
def watch_120x40():
    live_view(120, 40)


@case
def watch_resized():
    with App(PROGRAMS) as app:
        app.leave_login()
        terminal = watch(app)
        for columns, rows in ((120, 40), (50, 12), (30, 6), (80, 24)):
            terminal.resize(columns, rows)
            terminal.until(
                lambda text: "q quit" in terminal.lines[rows - 1] and "● active" in terminal.lines[0],
                f"it is drawn for {columns}x{rows}",
            )
            expect(sum("q quit" in line for line in terminal.lines) == 1, "something is left over", terminal)
        check_view(terminal, 80, 24)
        terminal.send("q")
        check_terminal(app, terminal)


@case
def watch_without_colours():
    with App(PROGRAMS) as app:
        app.leave_login()
        terminal = watch(app, NO_COLOR="1")
        check_view(terminal, 80, 24)
        expect(not terminal.has_colour, "there are colours")
        terminal.send("q")
        check_terminal(app, terminal)


def view_process(terminal):
    return next(pid for pid in descendants(terminal.child.pid) if name_of(pid).startswith("carryover-demo"))


@case
def watch_ended_by_signals():
    for name, number in SIGNALS.items():
        with App(PROGRAMS) as app:
            app.leave_login()
            terminal = watch(app)
            pid = view_process(terminal)
            began = time.monotonic()
            terminal.kill(number, pid)
            check_terminal(app, terminal)
            expect(time.monotonic() - began < 3, f"it does not end at once on {name}", terminal)
            terminal.send("exit\r")
            terminal.end()


@case
def watch_ended_while_the_terminal_takes_nothing():
    for number in (signal.SIGINT, signal.SIGTERM):
        with App(PROGRAMS) as app:
            app.leave_login()
            terminal = watch(app)
            pid = view_process(terminal)
            # Drawn over and over, and read by nobody: in the end there is no room for another line.
            for _ in range(300):
                terminal.kill(signal.SIGWINCH, pid)
                time.sleep(0.01)
            terminal.kill(number, pid)
            end = time.monotonic() + 5
            while is_running(pid) and time.monotonic() < end:
                time.sleep(0.05)
            expect(not is_running(pid), f"it does not end on {number} while its terminal is held up", terminal)
            terminal.send("exit\r")
            terminal.end()


@case
def watch_interrupted_by_a_key():
    with App(PROGRAMS) as app:
        app.leave_login()
        terminal = watch(app)
        terminal.send("\x03")
        check_terminal(app, terminal)
        terminal.send("echo it was $?; exit\r")
        terminal.end()


@case
def watch_stopped_and_continued():
    with App(PROGRAMS) as app:
        app.leave_login()
        terminal = watch(app)
        terminal.send("\x1a")
        check_terminal(app, terminal)
        terminal.send("fg\r")
        terminal.until(lambda text: terminal.screen.is_alternate and "● active" in text, "the view is back")
        check_view(terminal, 80, 24)
        terminal.send("q")
        check_terminal(app, terminal)


@case
def watch_while_a_server_hangs():
    with App(PROGRAMS) as app:
        app.leave_login()
        terminal = watch(app)
        app.control("/__faults", {"kind": "hang", "path": "/auth/session/refresh", "times": 0})
        terminal.send("r")
        terminal.until(re.compile(r"in flight\s+POST .*session/refresh, for [1-9]").search, "the request is in flight")
        terminal.until("held by this process", "the lock is held")
        terminal.send("q")
        terminal.until("ends when the answer to the refresh is stored", "that it waits is shown")
        expect(terminal.screen.is_alternate, "it does not wait", terminal)
        began = time.monotonic()
        terminal.send("q")
        check_terminal(app, terminal)
        expect(time.monotonic() - began < 2, "it waits for the server")
        app.control("/__faults", method="DELETE")


@case
def watch_ended_during_a_refresh():
    for name, key in ("q", "q"), ("Control-C", "\x03"):
        with App(PROGRAMS) as app:
            app.leave_login()
            terminal = watch(app)
            before = app.run("token").stdout
            app.control("/__faults", {"kind": "slow-answer", "delay_seconds": 2, "path": "/auth/session/refresh"})
            terminal.send("r")
            terminal.until(re.compile(r"in flight\s+POST .*session/refresh").search, "the request is in flight")
            terminal.send(key)
            check_terminal(app, terminal)
            after = app.run("token")
            expect(after.returncode == 0 and after.stdout != before, f"after {name} the new token is lost")
            terminal.send("exit\r")
            terminal.end()


@case
def watch_with_a_pending_revocation():
    with App(PROGRAMS) as app:
        app.leave_login()
        app.control("/__faults", {"kind": "status", "status": 503, "path": "/oauth/revoke", "times": 0})
        expect(app.run("start").returncode == 0, "the start failed")
        terminal = Terminal(app.demo, ["watch", "--config", app.path], app.environment)
        terminal.until("1 pending", "the pending revocation is shown")
        terminal.send("q")
        expect(terminal.end() == 0, "the exit code is not 0", terminal)


# Other commands


@case
def nothing_but_the_token():
    with App(PROGRAMS) as app:
        app.leave_login()
        finished = app.run("token", "--verbose")
        expect(re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", finished.stdout), "there is more than the token")
        # On a terminal too, where there may be a line of progress: nothing but the token on standard output.
        terminal = Terminal(
            "/bin/sh", ["-c", '"$DEMO" token --config "$CONFIG" > "$HOME/token"'],
            {**app.environment, "DEMO": app.demo, "CONFIG": app.path},
        )
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        with open(f"{app.folder}/token") as file:
            expect(file.read() == finished.stdout, "there is more than the token")


@case
def doctor_80_columns():
    with App(PROGRAMS) as app:
        app.leave_login()
        app.run("start")
        terminal = Terminal(app.demo, ["doctor", "--config", app.path], app.environment, 80, 60)
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        expect("[ OK ] store round trip" in terminal.text, "there is no round trip", terminal)
        expect(re.search(r"\d+ passed, \d+ skipped, 0 failed", terminal.text), "there is no sum", terminal)
        expect("… check" not in terminal.text, "the progress line is left behind", terminal)
        expect("… check" in terminal.raw, "there is no progress", terminal)
        expect(all(len(line) <= 80 for line in terminal.lines), "a line is too wide", terminal)


@case
def waiting_is_shown():
    with App(PROGRAMS) as app:
        app.leave_login()
        app.run("start")
        app.control("/__faults", {"kind": "slow", "delay_seconds": 2.5, "path": "/auth/session/refresh"})
        terminal = Terminal(app.demo, ["refresh", "--config", app.path], app.environment)
        terminal.until("… 1 s of at most", "that it waits is shown")
        expect(terminal.end() == 0, "the exit code is not 0", terminal)
        expect("of at most" not in terminal.text, "the progress line is left behind", terminal)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: cases.py PROGRAMS NAME…\n" + "\n".join(CASES))
    PROGRAMS = sys.argv[1]
    failed = False
    for name in CASES if sys.argv[2] == "all" else sys.argv[2:]:
        try:
            CASES[name]()
            print(f"ok    {name}")
        except AssertionError as error:
            failed = True
            print(f"FAIL  {name}: {error}")
    sys.exit(failed)
