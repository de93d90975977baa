#!/usr/bin/env python3
"""A notes app that changes its identity provider: notes.py [URL]."""

import os
import sys
import urllib.request

import carryover


def main() -> int:
    with carryover.open(os.environ.get("CARRYOVER_CONFIG", "carryover.json")) as session:
        session.on_event(lambda event: print("  ", event["event"]))
        try:
            report = session.start(timeout=30)
        except carryover.SignInNeeded:
            print("Please sign in.")
            return 1
        finally:
            session.dispatch()
        print("Welcome back." if report.migrated else "Signed in.")
        for url in sys.argv[1:]:
            authorization = session.authorize("GET", url, min_ttl=60)
            request = urllib.request.Request(url, headers=authorization.fields)
            with urllib.request.urlopen(request) as answer:
                print(answer.read().decode())
        return 0


if __name__ == "__main__":
    sys.exit(main())
