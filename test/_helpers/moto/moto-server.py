"""Runs moto's server, one request at a time.

In the real SSM, PutParameter with Overwrite=false is atomic. Moto first checks and then appends, without a lock, so with
its usual threads two such calls at the same time could both succeed.
"""

import sys

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import run_simple

run_simple(
    "127.0.0.1",
    int(sys.argv[1]),
    DomainDispatcherApplication(create_backend_app),
    threaded=False,
    request_handler=MotoRequestHandler,
)
