"""Runs moto's server (5.2.5) with everything that a deployment by the CDK needs and stock moto lacks. Needs no Docker.

    moto-with-lambdas.py PORT EVENTS_FILE

- Lambda functions run as Node processes (run-function.cjs) from the zip that was deployed, with the environment that
  was deployed, and with AWS_ENDPOINT_URL naming this server.
- Custom resources get Create, Update and Delete as CloudFormation sends them, one after another, and the function's
  answer decides the outcome. Stock moto only ever sends Create and does not wait for an answer.
- Updates happen in the order of dependencies, deletions in the opposite order. Stock moto deletes in the order of a set.
- Alarms, scalable targets and schedules are created from the template, but never do anything.
- MSK's GetBootstrapBrokers is a fake that returns what a test has stored.
- An ECS service without DesiredCount gets one task, as in AWS; stock moto gives it none.

Every event is appended to EVENTS_FILE, as one JSON object per line: `resource` (created, updated, deleted, failed, or
skipped because moto does not know the type), `custom` (a custom resource's request and its answer), `invoked` (a
function), `role` (what the function may do, at each invocation) and `call` (a signed request: the caller, by the id of
the access key, which is a function's name; the action, and the ARNs, as IAM would see them).

The parts are in moto_lambdas/. Each of them changes moto when it is imported.
"""

import sys

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import run_simple

# Keeps __pycache__ folders out of the sources.
sys.dont_write_bytecode = True
from moto_lambdas import alarms, auto_scaling, custom_resources, functions  # noqa: E402,F401
from moto_lambdas import load_balancers, parameters, roles, schedules, services  # noqa: E402,F401
from moto_lambdas import stacks, tasks  # noqa: E402,F401
from moto_lambdas import bootstrap_brokers  # noqa: E402
from moto_lambdas.calls import describe_call  # noqa: E402
from moto_lambdas.events import note  # noqa: E402

moto = DomainDispatcherApplication(create_backend_app)


def application(environ, start_response):
    if call := describe_call(environ):
        note("call", **call)
    if bootstrap_brokers.cluster_of(environ["PATH_INFO"]):
        return bootstrap_brokers.answer(environ, start_response)
    return moto(environ, start_response)


# One thread per request, because a function that CloudFormation waits for makes requests itself.
run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True, request_handler=MotoRequestHandler)
