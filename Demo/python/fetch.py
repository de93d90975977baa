#!/usr/bin/env python3
"""Fetches a URL of the app's own backend, with httpx and with requests: fetch.py URL."""

import os
import sys

import carryover
import httpx
import requests

with carryover.open(os.environ.get("CARRYOVER_CONFIG", "carryover.json")) as session:
    url = sys.argv[1]
    with httpx.Client(auth=carryover.HTTPXAuth(session)) as client:
        print(client.get(url).raise_for_status().text)
    print(requests.get(url, auth=carryover.RequestsAuth(session), timeout=20).text)
