"""Moto's server (5.2.5) with what a deployment by CDK needs and stock moto has not: no Docker, one process.

    moto-with-lambdas.py PORT EVENTS_FILE

- Lambda functions run as Node processes (run-function.cjs) from the zip that was deployed, with the environment that
  was deployed, and with AWS_ENDPOINT_URL naming this server.
- Custom resources get Create, Update and Delete with CloudFormation's request, one after the other, and what a function
  answers counts. Stock moto only ever sends Create and waits for nobody.
- Updates go by dependency, and deletions against it. Stock moto deletes in the order of a set.
- Alarms, scalable targets and schedules are made from the template; none of them ever does a thing.
- GetBootstrapBrokers of MSK is faked: it answers what a test has put there.
- An ECS service without DesiredCount gets one task, as in AWS; stock moto gives it none.

What happens is appended to EVENTS_FILE, one JSON object a line: `resource` (created, updated, deleted, failed, or skipped,
since moto does not know its type), `custom` (a custom resource's request and its answer), `invoked` (a function), `role` (what
the function may do, at each invocation) and `call` (a signed request: who, by the access key's id, which is a function's name;
the action, and on which ARNs, as IAM would be asked).

The parts are in moto_lambdas/; each one changes moto when it is imported.
"""

import sys

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import run_simple

# No __pycache__ next to the sources.
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


# A function that CloudFormation waits for calls back: one thread a request.
run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True, request_handler=MotoRequestHandler)
