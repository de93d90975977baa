"""The demo as an app on a machine of its own, and the jobs that it is given."""

import json
import os
import shutil


class App:
    """A configuration in a folder, and what was stored with it."""

    def __init__(self, world, name, backend="file", endpoint="/token"):
        self.world = world
        self.name = "com.example.benchmark"
        self.folder = world.folder(name)
        self.legacy = self.folder / "auth.json"
        self.state = self.folder / "state"
        self.configuration = self.folder / "app.json"
        self.configuration.write_text(json.dumps({
            "app": self.name,
            "account": name,
            "provider": {"kind": "token-exchange", "token_endpoint": world.url + endpoint, "client_id": "app"},
            "legacy": {
                "sources": [{"kind": "json-file", "path": str(self.legacy)}],
                "revoke": {
                    "endpoint": world.url + "/revoke", "client_id": "app", "client_auth": "none",
                    "tokens": ["refresh_token"],
                },
            },
            "storage": {"backend": backend, "directory": str(self.state)},
        }))

    def command(self, *arguments):
        """A command of the demo."""
        return [self.world.tool("carryover-demo"), *arguments, "--config", str(self.configuration)]

    def sign_in(self, seconds):
        """Stores a session whose access token lives so long."""
        self.forget()
        answer = self.folder / "answer.json"
        answer.write_text(json.dumps(
            {"access_token": "at.0.0", "refresh_token": "rt.0.0", "token_type": "Bearer", "expires_in": seconds}
        ))
        self.world.run(*self.command("sign-in", "--from", str(answer)))

    def forget(self):
        """Takes what was stored in files away, the key as well; the folder of all apps' keys is a part of the home."""
        shutil.rmtree(self.state, ignore_errors=True)
        shared = self.world.scratch / ".local" / "share"
        shared.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(shared / self.name, ignore_errors=True)

    def token(self):
        """Milliseconds from the start of the process to its end with the token printed, and its size."""
        return self.world.clock(*self.command("token"))

    def migrate(self):
        """Milliseconds for a whole migration, the start of the process included."""
        self.forget()
        leave_login(self.legacy)
        return self.world.clock(*self.command("start"))[0]

    def connections_of_a_migration(self):
        """How many connections a migration opens at the server, which is the old provider and the new one."""
        self.world.reset()
        self.migrate()
        # One of them is the question itself.
        return self.world.ask("GET", "/counts")["connections"] - 1


def leave_login(path):
    """What the old version of the app left."""
    text = json.dumps({"access_token": "legacy-access", "refresh_token": "legacy-refresh"})
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as output:
        output.write(text)
