"""Records events for the test, one JSON object per line."""

import json
import sys
import threading

EVENTS_FILE = sys.argv[2]
lock = threading.Lock()


def note(kind, **fields):
    with lock, open(EVENTS_FILE, "a") as file:
        file.write(json.dumps({"kind": kind, **fields}) + "\n")
