#!/usr/bin/env python3
"""Runs commands as an app on a machine of its own: mock identity servers, a private home, an old login in it.

    with_mock.py MOCK [--provider KIND] [--settings JSON] [--jobs NUMBER] [--each ARGUMENT...]
        -- COMMAND...

The command finds the configuration in $CARRYOVER_CONFIG, a token endpoint's answer for a sign-in in $CARRYOVER_ANSWER,
and the address at which the mock servers take orders in $CARRYOVER_CONTROL. Its exit status is this one's.
"""

import argparse
import concurrent.futures
import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request


def call(url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.headers, answer.read()


def sign_in(ready, subject):
    body = {"subject": subject, "email": f"{subject}@example.com"}
    return json.loads(call(ready["control"] + "/__legacy/sign-in", body)[1])


def answer_of_new_provider(ready):
    """What a sign-in at the new provider would have given: another user's session there."""
    old = sign_in(ready, "grace")
    headers, _ = call(
        ready["supertokens"] + "/migrate-session", {}, {"Authorization": f"Bearer {old['access_token']}"}
    )
    return {
        "access_token": headers["st-access-token"],
        "refresh_token": headers["st-refresh-token"],
        "expires_in": 3600,
        "token_type": "Bearer",
    }


def write(path, value):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(value, file)


def furnish(home, ready):
    """Makes a home in which an older version of the app has signed somebody in."""
    for name in ["config/notes", "state", "data", "run", "cache"]:
        os.makedirs(f"{home}/{name}", 0o700)
    write(f"{home}/config/notes/auth.json", sign_in(ready, "ada"))
    write(f"{home}/answer.json", answer_of_new_provider(ready))
    configuration = copy.deepcopy(ready["configuration"])
    configuration["app"] = "notes"
    configuration["legacy"]["sources"] = [{"kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"}]
    # No test may touch the keyring of the person who runs it.
    configuration["storage"] = {"backend": "file", "directory": f"{home}/state/notes"}
    write(f"{home}/carryover.json", configuration)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))},
        "HOME": home,
        "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_STATE_HOME": f"{home}/state",
        "XDG_DATA_HOME": f"{home}/data",
        "XDG_CACHE_HOME": f"{home}/cache",
        "XDG_RUNTIME_DIR": f"{home}/run",
        "CARRYOVER_CONFIG": f"{home}/carryover.json",
        "CARRYOVER_ANSWER": f"{home}/answer.json",
        "CARRYOVER_CONTROL": ready["control"],
        "CARRYOVER_API": ready["api"],
    }


def run(command, ready):
    home = tempfile.mkdtemp(prefix="carryover-app.")
    try:
        code = subprocess.run(command, env=furnish(home, ready)).returncode
        if code != 0:
            print(f"FAIL  {' '.join(command)}: exit {code}", file=sys.stderr)
        return code
    finally:
        shutil.rmtree(home)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mock")
    parser.add_argument("--provider", default="supertokens", help="the kind of the new provider")
    parser.add_argument("--settings", default="{}")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time; none may then order a fault")
    parser.add_argument("--each", nargs="*", help="arguments to run the command with, each with a fresh home")
    end = sys.argv.index("--")
    arguments, command = parser.parse_args(sys.argv[1:end]), sys.argv[end + 1 :]
    mock = subprocess.Popen(
        [arguments.mock, "--exit-with-stdin", "--provider", arguments.provider, "--settings", arguments.settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    status = False
    try:
        line = mock.stdout.readline()
        if not line:
            sys.exit("carryover-mock did not start")
        ready = json.loads(line)
        commands = [[*command, argument] for argument in arguments.each] if arguments.each else [command]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as workers:
            for code in workers.map(lambda each: run(each, ready), commands):
                status = status or (code != 0)
    finally:
        mock.stdin.close()
        mock.wait(20)
    sys.exit(status)


if __name__ == "__main__":
    main()
