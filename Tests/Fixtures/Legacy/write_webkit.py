"""Writes `webkit-local-storage` with WebKitGTK, for GTK 3 or GTK 4: the files that an app with a web view leaves.

usage: xvfb-run write_webkit.py 4.1|6.0 [FOLDER]

The version for GTK 3 is the one that Tauri has. Both leave their files as a killed app does, with most of the content
still in the log. The entries are those of the web libraries' fixtures beside this script.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import gi

version = sys.argv[1]
gi.require_version("WebKit" if version == "6.0" else "WebKit2", version)
if version == "6.0":
    from gi.repository import WebKit
else:
    from gi.repository import WebKit2 as WebKit
from gi.repository import Gio, GLib  # noqa: E402

here = Path(__file__).resolve().parent
target = Path(sys.argv[2]) if len(sys.argv) > 2 else here / "webkit-local-storage"


def entries(*names: str) -> dict:
    found = {}
    for name in names:
        found |= json.loads((here / f"{name}.json").read_text())
    return found


def serve(request) -> None:
    page = b"<title>notes</title>"
    request.finish(Gio.MemoryInputStream.new_from_data(page), len(page), "text/html")


def make_view(folder: str):
    if version == "6.0":
        return WebKit.WebView(network_session=WebKit.NetworkSession.new(f"{folder}/data", f"{folder}/cache"))
    manager = WebKit.WebsiteDataManager(base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache")
    context = WebKit.WebContext(website_data_manager=manager)
    context.register_uri_scheme("tauri", serve)
    context.get_security_manager().register_uri_scheme_as_secure("tauri")
    return WebKit.WebView(web_context=context)


def store(view, url: str, items: dict) -> None:
    loop = GLib.MainLoop()
    script = f"for (const [key, value] of Object.entries({json.dumps(items)})) localStorage.setItem(key, value)"

    def stored(view, result):
        view.evaluate_javascript_finish(result)
        # It is written half a second later.
        GLib.timeout_add(1500, loop.quit)

    def changed(view, event):
        if event == WebKit.LoadEvent.FINISHED:
            view.evaluate_javascript(script, -1, None, None, None, stored)

    view.connect("load-changed", changed)
    if url.startswith("tauri:"):
        view.load_uri(url)
    else:
        view.load_html("<title>notes</title>", url)
    loop.run()


with tempfile.TemporaryDirectory() as folder:
    view = make_view(folder)
    if version == "6.0":
        store(view, "https://app.example.com/", entries("supabase"))
        names, data = ["origin", "localstorage.sqlite3", "localstorage.sqlite3-wal"], Path(folder, "data/storage")
    else:
        store(view, "tauri://localhost/", entries("auth0-spa-js") | {"greeting": "добрый день", "ключ": "x"})
        names, data = ["tauri_localhost_0.localstorage", "tauri_localhost_0.localstorage-wal"], Path(folder, "data/localstorage")
    for file in data.rglob("*"):
        if file.name in names:
            copy = target / data.name / file.relative_to(data)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
