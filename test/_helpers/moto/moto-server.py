"""Moto's server, one request at a time.

Real SSM's PutParameter with Overwrite=false is atomic. Moto's looks first and appends then, without a lock, so that
on its usual threads two such calls at once may both succeed.
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
