"""Writes `chromium-local-storage` with Debian's Chromium: the LevelDB that an app built on it leaves.

usage: write_chromium.py [FOLDER]

The entries are those of the web libraries' fixtures beside this script, under two origins: a site, and a file, as
Electron has it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

here = Path(__file__).resolve().parent
target = Path(sys.argv[1]) if len(sys.argv) > 1 else here / "chromium-local-storage"


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>notes</title>")

    def log_message(self, *_):
        pass


class Browser:
    """Chromium without a window, told what to do over a pipe (Chrome DevTools Protocol)."""

    def __init__(self, profile: str):
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()

        def take_places():
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=take_places, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self.rest = b""
        self.number = 0

    def call(self, method: str, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                chunk = os.read(self.answers, 65536)
                if not chunk:
                    raise SystemExit("Chromium has ended")
                self.rest += chunk
            text, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]

    def store(self, url: str, entries: dict) -> None:
        page = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.call("Page.navigate", session, url=url)
        while self.evaluate(session, "location.href + document.readyState") != f"{url}complete":
            time.sleep(0.05)
        script = f"for (const [key, value] of Object.entries({json.dumps(entries)})) localStorage.setItem(key, value)"
        self.evaluate(session, script)
        if self.evaluate(session, "localStorage.length") != len(entries):
            raise SystemExit("not all of it was stored")

    def evaluate(self, session: str, expression: str):
        return self.call("Runtime.evaluate", session, expression=expression)["result"].get("value")

    def end(self) -> None:
        self.call("Browser.close")
        self.process.wait(30)


def entries(*names: str) -> dict:
    found = {}
    for name in names:
        found |= json.loads((here / f"{name}.json").read_text())
    return found


server = ThreadingHTTPServer(("127.0.0.1", 18080), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    page = Path(folder, "index.html")
    page.write_text("<title>notes</title>")
    browser = Browser(f"{folder}/profile")
    # A text with a letter that Latin-1 does not have is kept in UTF-16.
    browser.store("http://127.0.0.1:18080/", entries("auth0-spa-js", "oidc-client-ts", "okta-auth-js")
                  | {"theme": "café", "greeting": "добрый день", "ключ": "x"})
    browser.store(page.as_uri(), entries("supabase", "firebase"))
    browser.end()
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(f"{folder}/profile/Default/Local Storage/leveldb", target, ignore=shutil.ignore_patterns("LOG*", "LOCK"))
