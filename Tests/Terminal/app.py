"""An app on a machine of its own: a private home, mock servers, a configuration, and an old login."""

import json
import os
import shutil
import subprocess
import tempfile
import urllib.request


class App:
    def __init__(self, programs, provider="supertokens", options=()):
        self.programs = programs
        self.folder = tempfile.mkdtemp(prefix="carryover-terminal.")
        self.environment = {
            "HOME": self.folder,
            "XDG_CONFIG_HOME": f"{self.folder}/config",
            "XDG_STATE_HOME": f"{self.folder}/state",
            "XDG_DATA_HOME": f"{self.folder}/data",
            "XDG_RUNTIME_DIR": f"{self.folder}/run",
            "TMPDIR": f"{self.folder}/tmp",
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        }
        if "LD_LIBRARY_PATH" in os.environ:
            self.environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        for name in ("config/notes", "state", "data", "run", "tmp"):
            os.makedirs(f"{self.folder}/{name}", mode=0o700)
        self.mock = subprocess.Popen(
            [f"{programs}/carryover-mock", "--exit-with-stdin", "--provider", provider, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.environment,
        )
        self.ready = json.loads(self.mock.stdout.readline())
        self.configuration = self.ready["configuration"]
        self.configuration["app"] = "notes"
        self.configuration["storage"] = {"backend": "file"}
        self.configuration["legacy"]["sources"] = [
            {"kind": "json-file", "path": "$XDG_CONFIG_HOME/notes/auth.json"}
        ]
        self.path = f"{self.folder}/carryover.json"
        self.write(self.path, json.dumps(self.configuration))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.mock.stdin.close()
        self.mock.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def write(path, text):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)

    def control(self, path, body=None, method=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.ready["control"] + path, data, method=method)
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def leave_login(self):
        """Leaves an old login as an older version of the app would have; returns its tokens."""
        answer = self.control("/__legacy/sign-in", {"subject": "ada", "email": "ada@example.com"})
        self.write(f"{self.folder}/config/notes/auth.json", json.dumps(answer))
        return [answer[name] for name in ("access_token", "refresh_token", "id_token") if name in answer]

    @property
    def demo(self):
        return f"{self.programs}/carryover-demo"

    def run(self, *arguments):
        return subprocess.run(
            [self.demo, *arguments, "--config", self.path], env=self.environment, capture_output=True, text=True
        )

    @property
    def leftovers(self):
        return os.listdir(f"{self.folder}/tmp")
