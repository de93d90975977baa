"""The Python package against the mock servers; with_mock.py gives each test a home and an old login of its own."""

import asyncio
import gc
import http.server
import io
import json
import os
import select
import sys
import threading
import unittest

import httpx
import requests

import carryover

API = os.environ["CARRYOVER_API"]


def order(path, body):
    requests.post(os.environ["CARRYOVER_CONTROL"] + path, json=body, timeout=20).raise_for_status()


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


class Package(unittest.TestCase):
    def setUp(self):
        self.session = carryover.open(os.environ["CARRYOVER_CONFIG"], prompt=False)
        self.addCleanup(self.session.close)

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
        with self.assertRaises(ValueError):
            self.session.check_url(API + "\0.elsewhere")

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
