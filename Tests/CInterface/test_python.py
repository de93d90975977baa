"""The Python package against the mock servers; with_mock.py gives each test a home and an old login of its own.

Tests whose names begin with test_exchange, test_bound and test_cookie want a provider, or settings, of their own: see run.
"""

import asyncio
import base64
import ctypes
import gc
import hashlib
import http.server
import io
import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
import unittest
import weakref

import httpx
import requests

import carryover
import interface

API = os.environ["CARRYOVER_API"]


def order(path, body):
    requests.post(os.environ["CARRYOVER_CONTROL"] + path, json=body, timeout=20).raise_for_status()


def wait_for_fault():
    """Waits until a request has met the fault that was ordered."""
    while requests.get(os.environ["CARRYOVER_CONTROL"] + "/__faults", timeout=20).json()["faults"]:
        time.sleep(0.01)


class Refusing(http.server.BaseHTTPRequestHandler):
    """Answers 401 to everything, and notes the tokens that it was shown."""

    seen = []

    def do_GET(self):
        self.seen.append(self.headers.get("Authorization"))
        self.send_response(401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Bound(http.server.BaseHTTPRequestHandler):
    """Takes tokens with a proof for this very request only, and wants to see a nonce in it."""

    seen = []

    def do_GET(self):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        proof = self.headers.get("DPoP", "..")
        claims = json.loads(base64.urlsafe_b64decode(proof.split(".")[1] + "===") or "{}")
        digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
        url = f"http://127.0.0.1:{self.server.server_port}" + self.path.split("?")[0]
        is_bound = (scheme, claims.get("htm"), claims.get("htu"), claims.get("ath")) == ("DPoP", "GET", url, digest)
        is_good = is_bound and claims.get("nonce") == "wanted"
        self.seen.append((scheme, is_bound, claims.get("nonce")))
        self.send_response(200 if is_good else 401)
        if not is_good:
            self.send_header("WWW-Authenticate", 'DPoP error="use_dpop_nonce"')
        self.send_header("DPoP-Nonce", "wanted")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def configure(change):
    """Changes the configuration file of this test's home."""
    with open(os.environ["CARRYOVER_CONFIG"]) as file:
        configuration = json.load(file)
    change(configuration)
    with open(os.environ["CARRYOVER_CONFIG"], "w") as file:
        json.dump(configuration, file)


# An app in a process of its own.
APP = """
import os, signal, sys, threading, time
import carryover
# A shell that runs the tests in the background has them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
session = carryover.open(os.environ["CARRYOVER_CONFIG"], prompt=False)
"""


def app(text, *arguments, **options):
    return subprocess.Popen([sys.executable, "-c", APP + text, *arguments], stdout=subprocess.PIPE, text=True, **options)


class Package(unittest.TestCase):
    def setUp(self):
        self.session = carryover.open(os.environ["CARRYOVER_CONFIG"], prompt=False)
        self.addCleanup(lambda: self.session.close())

    def open_anew(self):
        self.session.close()
        self.session = carryover.open(os.environ["CARRYOVER_CONFIG"], prompt=False)
        return self.session

    def test_life(self):
        with self.session as session:
            report = session.start(timeout=30)
            self.assertEqual((report.state, report.migrated, report.problem), ("active", True, None))
            token = session.token(min_ttl=60)
            self.assertTrue(token.startswith("eyJ"))
            self.assertNotIn(token, repr(session))
            self.assertNotEqual(session.refresh(token), token)
            self.assertEqual(session.status()["migration"]["step"], "done")
            session.sign_out()
            self.assertEqual(session.state, "signed-out")
            with self.assertRaises(carryover.SignInNeeded) as raised:
                session.token()
            self.assertEqual(raised.exception.code, "signed-out")
            with open(os.environ["CARRYOVER_ANSWER"]) as file:
                session.sign_in(file.read())
            self.assertEqual(session.state, "active")
        self.assertEqual(repr(session), "<carryover.Session closed>")
        with self.assertRaises(carryover.CarryoverError) as raised:
            session.token()
        self.assertEqual(raised.exception.code, "invalid-handle")
        session.close()

    def test_errors(self):
        with self.assertRaises(carryover.ConfigurationInvalid) as raised:
            carryover.open({"app": "notes", "provider": {"kind": "nobody"}})
        self.assertEqual(raised.exception.detail["cause"]["path"], "provider.kind")
        with self.assertRaises(carryover.ConfigurationInvalid):
            carryover.open("/nowhere/carryover.json")
        with self.assertRaises(carryover.CarryoverError) as raised:
            carryover.open({"app": "notes", "provider": {"kind": "nobody"}}, passphrase="")
        self.assertEqual(raised.exception.code, "invalid-argument")
        self.assertIn("passphrase", raised.exception.message)
        with self.assertRaises(carryover.OriginNotAllowed):
            self.session.check_url("https://elsewhere.example/")
        with self.assertRaises(carryover.DeadlinePassed):
            self.session.token(timeout=0)
        with self.assertRaises(TimeoutError):
            self.session.token(timeout=0)
        with self.assertRaises(carryover.ConfigurationInvalid):
            self.session.sign_in({"access_token": 1})

    def test_server_away(self):
        self.session.start(timeout=30)
        order("/__faults", {"kind": "status", "status": 503, "server": "supertokens", "times": 1})
        with self.assertRaises(carryover.TryLater) as raised:
            self.session.refresh()
        self.assertEqual(raised.exception.detail["cause"]["status"], 503)
        self.assertEqual(self.session.state, "active")
        self.assertTrue(self.session.token())

    def test_events(self):
        self.session.start(timeout=30)
        names, again = [], []

        def told(event):
            names.append(event["event"])
            again.append(self.session.status()["state"])

        self.session.on_event(told)
        self.assertEqual(select.select([self.session], [], [], 0)[0], [self.session])
        self.session.dispatch()
        self.assertIn("migration.exchanged", names)
        self.assertEqual(set(again), {"active"})
        self.assertEqual(select.select([self.session], [], [], 0)[0], [])
        self.session.on_event(None)
        self.session.refresh()
        self.session.dispatch()
        self.assertNotIn("session.refreshed", names)
        self.session.refresh()
        events = []
        while (event := self.session.next_event()) is not None:
            events.append(event)
        self.assertEqual([event["event"] for event in events], ["session.refreshed"])
        self.assertNotIn("eyJ", json.dumps(events))

    def test_event_callback_replaced_from_within(self):
        """Each callback puts another one in its place and is needed no longer, though it is still running."""
        names = []

        def tell_anew():
            def told(event):
                self.session.on_event(tell_anew())
                gc.collect()
                names.append(event["event"])

            return told

        self.session.start(timeout=30)
        self.session.on_event(tell_anew())
        self.session.dispatch()
        self.assertIn("migration.exchanged", names)
        self.assertGreater(len(names), 3)

    def test_asyncio(self):
        async def run():
            report = await self.session.start_async()
            async with httpx.AsyncClient(auth=carryover.HTTPXAuth(self.session)) as client:
                return report, (await client.get(API + "/me")).status_code, (await client.get(API + "/always401"))

        report, status, refused = asyncio.run(run())
        self.assertTrue(report.migrated)
        self.assertEqual((status, refused.status_code), (200, 401))

    def test_asyncio_dispatched_elsewhere(self):
        """A thread of the app's own dispatches; the loop must be woken by what it hands over."""

        async def run():
            ended = threading.Event()

            def dispatch():
                while not ended.is_set():
                    select.select([self.session], [], [], 0.05)
                    self.session.dispatch()

            thread = threading.Thread(target=dispatch)
            thread.start()
            try:
                return [await asyncio.wait_for(self.session.start_async(), 30) for _ in range(5)]
            finally:
                ended.set()
                thread.join()

        self.assertTrue(asyncio.run(run())[0].migrated)

    def test_httpx_stream(self):
        """A body that can be read once is sent twice where the first answer is a 401."""
        self.session.start(timeout=30)
        order("/__faults", {"kind": "status", "status": 401, "server": "api", "times": 1})
        with httpx.Client(auth=carryover.HTTPXAuth(self.session)) as client:
            answer = client.post(API + "/me", content=(part for part in [b"once"]))
        self.assertEqual(answer.status_code, 404, "what the API says of a method that it does not know")

    def test_url_with_nul(self):
        for call in [
            lambda: self.session.check_url(API + "\0.elsewhere"),
            lambda: self.session.authorize("GET", API + "\0.elsewhere"),
            lambda: self.session.authorize("GET\0", API),
            lambda: self.session.refresh("token\0"),
            lambda: self.session.sign_in("{}\0"),
        ]:
            self.assertRaises(ValueError, call)

    def test_numbers(self):
        """None is cut down to what fits into a C type."""
        for seconds in [-1, 31_536_001, 2**64 + 5]:
            self.assertRaises(ValueError, self.session.token, min_ttl=seconds)
            self.assertRaises(ValueError, self.session.authorize, "GET", API, min_ttl=seconds)
        self.assertEqual(self.session.start(timeout=1e300).state, "active")
        self.assertTrue(self.session.token(min_ttl=31_536_000, timeout=2**80))

    def test_signatures(self):
        """What ctypes is told is what the header says."""
        import carryover._library

        kinds = {
            "void": None,
            "carryover_result": ctypes.c_int32,
            "int32_t": ctypes.c_int32,
            "int64_t": ctypes.c_int64,
            "uint32_t": ctypes.c_uint32,
            "const char *": ctypes.c_char_p,
            "char *": ctypes.c_void_p,
            "void *": ctypes.c_void_p,
            "char **": ctypes.POINTER(ctypes.c_void_p),
            "carryover_error **": ctypes.POINTER(ctypes.c_void_p),
            "carryover_session **": ctypes.POINTER(ctypes.c_void_p),
            "carryover_session *": ctypes.c_void_p,
            "carryover_error *": ctypes.c_void_p,
            "const carryover_error *": ctypes.c_void_p,
            "const carryover_options *": ctypes.POINTER(carryover._library.Options),
            "carryover_event_callback": carryover._library.EventCallback,
            "carryover_start_callback": carryover._library.StartCallback,
        }
        declared = {}
        for line in interface.functions("Sources/CCarryover/include/carryover.h"):
            result, name, arguments = re.fullmatch(r"(.*?)\bcarryover_(\w+)\((.*)\);", line).groups()
            types = [re.sub(r"\b\w+$", "", argument.strip()).strip() for argument in arguments.split(",")]
            declared[name] = kinds[result.strip()], [kinds[kind] for kind in types if kind]
        del declared["version"]
        self.assertEqual(carryover._library._signatures, declared)

    def test_dropped(self):
        """A session that nobody holds is closed, and what was given to it is let go."""
        session = carryover.open(os.environ["CARRYOVER_CONFIG"], prompt=False)

        def told(event):
            pass

        callback, descriptor = weakref.ref(told), session.fileno()
        session.on_event(told)
        del told, session
        gc.collect()
        self.assertIsNone(callback())
        self.assertRaises(OSError, os.fstat, descriptor)

    def test_callbacks_do_not_pile_up(self):
        callbacks = []
        for _ in range(3):
            def told(event):
                pass

            callbacks.append(weakref.ref(told))
            self.session.on_event(told)
        del told
        gc.collect()
        self.assertEqual([callback() is None for callback in callbacks], [True, True, False])
        for _ in range(3):
            asyncio.run(self.session.start_async())
        self.assertEqual(self.session._listening._ears.starts, {})

    def test_interrupted(self):
        """Ctrl-C ends an app that waits for a provider that is silent."""
        order("/__faults", {"kind": "hang", "server": "supertokens", "times": 1})
        with app('print("starting", flush=True)\nwith session:\n    session.start()', stderr=subprocess.DEVNULL) as child:
            child.stdout.readline()
            wait_for_fault()
            before = time.monotonic()
            child.send_signal(signal.SIGINT)
            child.wait(30)
            self.assertLess(time.monotonic() - before, 2)
            self.assertEqual(child.returncode, -signal.SIGINT)

    def test_closed_under_a_call(self):
        """A call that waits when its session is closed is over at once, and says so."""
        order("/__faults", {"kind": "hang", "server": "supertokens", "times": 1})
        codes = []

        def work():
            try:
                self.session.start()
            except carryover.CarryoverError as error:
                codes.append(error.code)

        thread = threading.Thread(target=work)
        thread.start()
        wait_for_fault()
        before = time.monotonic()
        self.session.close()
        thread.join()
        self.assertEqual(codes, ["cancelled"])
        self.assertLess(time.monotonic() - before, 2)

    def test_lock_of_a_dead_holder(self):
        """A process that dies during a refresh leaves a forked worker behind, which must not hold the lock for it."""
        self.session.start(timeout=30)
        order("/__faults", {"kind": "slow", "server": "supertokens", "delay_seconds": 2, "times": 1})
        work = """
session.start()
threading.Thread(target=session.refresh, daemon=True).start()
time.sleep(0.7)
worker = os.fork()
if worker == 0:
    time.sleep(60)
    os._exit(0)
print(worker, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
        with app(work) as child:
            worker = int(child.stdout.readline())
            try:
                # The dead one's request may have arrived; within the provider's window it may be repeated.
                before = time.monotonic()
                self.assertTrue(self.open_anew().refresh(timeout=30))
                self.assertLess(time.monotonic() - before, 5)
            finally:
                os.kill(worker, signal.SIGKILL)

    def test_exchange_ends_during_a_refresh(self):
        """An app that closes its session, and one that just ends, keep what the refresh brings."""
        self.session.start(timeout=30)
        for ending in ["session.close()", ""]:
            order("/__faults", {"kind": "slow-answer", "server": "token-exchange", "delay_seconds": 2, "times": 1,
                                "path": "/oauth/token"})
            with app(
                "session.token()\n"
                "try: session.refresh(timeout=0.7)\n"
                "except carryover.DeadlinePassed: print('sent', flush=True)\n" + ending
            ) as child:
                self.assertEqual(child.stdout.read(), "sent\n")
            session = self.open_anew()
            self.assertEqual(session.start(timeout=30).state, "active")
            self.assertTrue(session.refresh(timeout=30))

    def test_exchange_refused_after_a_lost_answer(self):
        """A 401 says nothing about a token that lives: what may be spent is not sent again for it."""
        self.session.start(timeout=30)
        token = self.session.token()
        order("/__faults", {"kind": "slow-answer", "server": "token-exchange", "delay_seconds": 2, "times": 1,
                            "path": "/oauth/token"})
        work = """
session.token()
try: session.refresh(timeout=0.7)
except carryover.DeadlinePassed: os.kill(os.getpid(), signal.SIGKILL)
"""
        with app(work) as child:
            child.wait()
        session = self.open_anew()
        self.assertEqual(session.token(), token)
        clients = [
            lambda: httpx.get(API + "/me", auth=carryover.HTTPXAuth(session)),
            lambda: requests.get(API + "/me", auth=carryover.RequestsAuth(session), timeout=20),
        ]
        for client in clients:
            order("/__faults", {"kind": "status", "status": 401, "server": "api", "path": "/me", "times": 1})
            with self.assertRaises(carryover.TryLater):
                client()
            self.assertEqual((session.state, session.token()), ("active", token))

    def test_bound_to_a_key(self):
        """The token is sent with a proof for each request, and again where the server wants a nonce in it."""
        with serve(Bound) as server:
            origin = f"http://127.0.0.1:{server.server_port}"
            configure(lambda it: (it["provider"].update(dpop=True), it["api"]["origins"].append(origin)))
            session = self.open_anew()
            session.start(timeout=30)
            token = session.token()
            with httpx.Client(auth=carryover.HTTPXAuth(session)) as client:
                for _ in range(2):
                    self.assertEqual(client.get(origin + "/me?page=1#part").status_code, 200)
            self.assertEqual(Bound.seen, [("DPoP", True, None), ("DPoP", True, "wanted"), ("DPoP", True, "wanted")])
            auth = carryover.RequestsAuth(session)
            self.assertEqual(requests.get(origin + "/you", auth=auth, timeout=20).status_code, 200)

            async def get():
                async with httpx.AsyncClient(auth=carryover.HTTPXAuth(session)) as client:
                    return (await client.get(origin + "/me")).status_code

            self.assertEqual(asyncio.run(get()), 200)
            self.assertEqual(session.token(), token, "no refresh was spent for any of it")
            with self.assertRaises(carryover.CarryoverError) as raised:
                session.authorize("PROPFIND", origin)
            self.assertEqual(raised.exception.code, "invalid-argument")
            server.shutdown()

    def test_cookie(self):
        """The token travels in a cookie beside the app's own, with the anti-CSRF token; and a 401 replaces both."""
        configure(lambda it: it["provider"].update(auth_mode="cookie"))
        session = self.open_anew()
        session.start(timeout=30)
        authorization = session.authorize("GET", API + "/me")
        self.assertEqual(sorted(authorization.fields), ["Cookie", "anti-csrf"])
        self.assertNotIn(session.token(), repr(authorization))
        token = session.token()
        with httpx.Client(auth=carryover.HTTPXAuth(session), cookies={"theme": "dark"}) as client:
            answer = client.get(API + "/me")
            self.assertEqual(answer.status_code, 200, answer.text)
            self.assertIn("theme=dark; ", answer.request.headers["Cookie"])
            self.assertEqual(session.token(), token)
            self.assertEqual(client.get(API + "/always401").status_code, 401)
            self.assertNotEqual(session.token(), token, "a 401 is answered by one refresh")
            self.assertEqual(client.get(API + "/me").status_code, 200)
        with requests.Session() as client:
            client.auth = carryover.RequestsAuth(session)
            client.cookies.set("theme", "dark")
            for _ in range(2):
                answer = client.get(API + "/me", timeout=20)
                self.assertEqual(answer.status_code, 200, answer.text)
            self.assertEqual(answer.request.headers["Cookie"].count("sAccessToken="), 1)

    def test_answers(self):
        """What an app does that has an HTTP client of its own."""
        self.session.start(timeout=30)
        token, url = self.session.token(), API + "/me"
        sent = self.session.authorize("PROPFIND", url)
        self.assertEqual(sent.fields, {"Authorization": f"Bearer {token}"})
        self.assertIsNone(self.session.take_answer(sent, 200, [("Content-Type", "text/plain")]))
        self.assertIsNone(self.session.take_answer(sent, 403))
        with self.assertRaises(carryover.DeadlinePassed):
            self.session.take_answer(sent, 401, timeout=0)
        self.assertEqual(self.session.token(), token, "nothing was begun")
        again = self.session.take_answer(sent, 401)
        self.assertEqual(again.fields, {"Authorization": f"Bearer {self.session.token()}"})
        self.assertNotEqual(self.session.token(), token)
        self.assertIsNone(self.session.take_answer(again, 401))
        for wrong in ["https://elsewhere.example/", "no url", "http://elsewhere.example/"]:
            self.assertRaises(carryover.CarryoverError, self.session.authorize, "GET", wrong)
        self.assertRaises(carryover.CarryoverError, self.session.authorize, "GET /", url)
        self.assertRaises(carryover.CarryoverError, self.session.take_answer, sent, 7)
        over = [("front-token", "remove")]
        self.assertIsNone(self.session.take_answer(sent, 401, over), "of a token that was replaced")
        self.assertEqual(self.session.state, "active")
        self.assertIsNone(self.session.take_answer(again, 401, over))
        self.assertEqual(self.session.state, "rejected")

    def test_asyncio_two_starts(self):
        async def run():
            loop, told = asyncio.get_running_loop(), []
            loop.add_reader(self.session.fileno(), lambda: told.append(self.session.dispatch()))
            reports = await asyncio.wait_for(asyncio.gather(*(self.session.start_async() for _ in range(3))), 30)
            self.assertTrue(loop.remove_reader(self.session.fileno()), "the app's own reader stays")
            return reports

        self.assertEqual([report.state for report in asyncio.run(run())], ["active"] * 3)

    def test_asyncio_closed(self):
        async def run():
            start = asyncio.ensure_future(self.session.start_async())
            await asyncio.sleep(0)
            self.session.close()
            await asyncio.wait_for(start, 30)

        with self.assertRaises(carryover.CarryoverError):
            asyncio.run(run())

    def test_httpx_redirected(self):
        self.session.start(timeout=30)
        token = self.session.token()
        with http.server.HTTPServer(("127.0.0.1", 0), Refusing) as elsewhere:
            threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
            other = f"http://127.0.0.1:{elsewhere.server_port}/"

            def redirected(request):
                return httpx.Response(307, headers={"Location": other}, request=request)

            mounts = {API: httpx.MockTransport(redirected)}
            with httpx.Client(auth=carryover.HTTPXAuth(self.session), mounts=mounts, follow_redirects=True) as client:
                self.assertEqual(client.get(API + "/me").status_code, 401)
            elsewhere.shutdown()
        self.assertEqual(self.session.token(), token, "another host's 401 says nothing about the token")
        self.assertEqual(Refusing.seen, [None])

    def test_httpx(self):
        self.session.start(timeout=30)
        token = self.session.token()
        with httpx.Client(auth=carryover.HTTPXAuth(self.session)) as client:
            self.assertEqual(client.get(API + "/me").status_code, 200)
            self.assertEqual(self.session.token(), token)
            self.assertEqual(client.get(API + "/always401").status_code, 401)
            self.assertNotEqual(self.session.token(), token, "a 401 is answered by one refresh")
            with self.assertRaises(carryover.OriginNotAllowed):
                client.get("https://elsewhere.example/")

    def test_requests(self):
        self.session.start(timeout=30)
        token = self.session.token()
        with requests.Session() as client:
            client.auth = carryover.RequestsAuth(self.session)
            self.assertEqual(client.get(API + "/me", timeout=20).status_code, 200)
            self.assertEqual(self.session.token(), token)
            answer = client.get(API + "/always401", timeout=20)
            self.assertEqual((answer.status_code, len(answer.history)), (401, 1))
            self.assertNotEqual(self.session.token(), token, "a 401 is answered by one refresh")
            with self.assertRaises(carryover.OriginNotAllowed):
                client.get("https://elsewhere.example/", timeout=20)

    def test_threads(self):
        self.session.start(timeout=30)
        tokens = []

        def work():
            for _ in range(50):
                tokens.append(self.session.token())

        threads = [threading.Thread(target=work) for _ in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(tokens), len(set(tokens))), (1600, 1))

    def test_fork(self):
        self.session.start(timeout=30)
        child = os.fork()
        if child == 0:
            try:
                self.session.token()
            except carryover.CallForked:
                os._exit(0)
            os._exit(1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(self.session.state, "active")


if __name__ == "__main__":
    report = io.StringIO()
    result = unittest.TextTestRunner(stream=report).run(Package(sys.argv[1]))
    if not result.wasSuccessful():
        sys.exit(report.getvalue())
    print(f"  ok  {sys.argv[1]}")
