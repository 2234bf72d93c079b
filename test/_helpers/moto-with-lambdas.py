"""Moto's server (5.2.5) with what a deployment by CDK needs and stock moto has not: no Docker, one process.

    moto-with-lambdas.py PORT EVENTS_FILE

- Lambda functions run as Node processes (run-function.cjs) from the zip that was deployed, with the environment that
  was deployed, and with AWS_ENDPOINT_URL naming this server.
- Custom resources get Create, Update and Delete with CloudFormation's request, one after the other, and what a function
  answers counts. Stock moto only ever sends Create and waits for nobody.
- Updates go by dependency, and deletions against it. Stock moto deletes in the order of a set.
- An ECS service is created without DesiredCount, as by ECS: with one task.

What happens is appended to EVENTS_FILE, one JSON object a line: `resource` (created, updated, deleted, failed, or
skipped, since moto does not know its type), `custom` (a custom resource's request and its answer), `invoked` (a function) and
`call` (a JSON request that a function sent, by the function's name).
"""

import contextlib
import http.server
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
import zipfile

from moto.awslambda import models as awslambda
from moto.cloudformation import custom_model, parsing
from moto.ecs import models as ecs
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import run_simple

PORT, EVENTS_FILE = sys.argv[1:]
ENDPOINT = f"http://127.0.0.1:{PORT}"
RUN_FUNCTION = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run-function.cjs")
lock = threading.Lock()


def note(kind, **fields):
    with lock, open(EVENTS_FILE, "a") as file:
        file.write(json.dumps({"kind": kind, **fields}) + "\n")


# --- functions as processes


def invoke(self, event=None):
    """Stands for LambdaFunction._invoke_lambda: (answer's JSON, failed, logs)."""
    folder = tempfile.mkdtemp(prefix="function-")
    zipfile.ZipFile(io.BytesIO(self.code_bytes)).extractall(folder)
    answer_file = os.path.join(folder, ".answer.json")
    variables = {key: str(value) for key, value in flat(self.environment_vars).items()}
    env = {
        "PATH": os.environ["PATH"],
        **variables,
        "AWS_REGION": self.region,
        # The key id tells whose calls these are; moto asks for no rights.
        "AWS_ACCESS_KEY_ID": self.function_name,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": ENDPOINT,
        "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": self.function_name,
    }
    try:
        ended = subprocess.run(
            ["node", RUN_FUNCTION, folder, self.handler, answer_file, str(self.timeout)],
            input=event if isinstance(event, str) else json.dumps(event or {}),
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=int(self.timeout),
        )
        with open(answer_file) as file:
            answer = file.read()
        failed, logs = ended.returncode != 0, ended.stdout + ended.stderr
    except (subprocess.TimeoutExpired, FileNotFoundError) as error:
        answer, failed, logs = json.dumps({"errorMessage": repr(error)}), True, repr(error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    note("invoked", function=self.function_name, failed=failed, answer=answer[:500], logs=logs[-2000:])
    return answer, failed, logs


awslambda.LambdaFunction._invoke_lambda = invoke


# --- custom resources


def flat(value):
    """Moto hands over a Ref as the resource itself; CloudFormation sends its physical id."""
    if isinstance(value, dict):
        return {key: flat(item) for key, item in value.items()}
    if isinstance(value, list):
        return [flat(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else value.physical_resource_id


def ask(request_type, resource, properties, account_id, region_name, **more):
    """One request to a custom resource's function; its answer. Raises when it is not SUCCESS."""
    answer = {}

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            answer.update(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    token = properties["ServiceToken"]
    function = awslambda.lambda_backends[account_id][region_name].get_function(token)
    request = {
        "RequestType": request_type,
        "ServiceToken": token,
        "ResponseURL": f"http://127.0.0.1:{server.server_port}/answer",
        "StackId": resource.stack_id,
        "RequestId": f"{request_type}-{resource.logical_id}",
        "LogicalResourceId": resource.logical_id,
        "ResourceType": resource.resource_type,
        "ResourceProperties": properties,
        **more,
    }
    function._invoke_lambda(json.dumps(request))
    server.shutdown()
    server.server_close()
    status, reason = answer.get("Status", "NO ANSWER"), answer.get("Reason", "")
    note("custom", request=request_type, logicalId=resource.logical_id, status=status, reason=reason[:500])
    if status != "SUCCESS":
        raise RuntimeError(f"custom resource {resource.logical_id}: {status} {reason}")
    return answer


def create_custom(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    resource = cls(region_name, "request", kwargs["LogicalId"], resource_name)
    resource.properties = flat(cloudformation_json["Properties"])
    resource.stack_id, resource.resource_type = kwargs["StackId"], kwargs["ResourceType"]
    answer = ask("Create", resource, resource.properties, account_id, region_name)
    resource.resource_name = answer.get("PhysicalResourceId", resource_name)
    resource.set_data(answer.get("Data") or {})
    return resource


def update_custom(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    resource, properties = original_resource, flat(cloudformation_json["Properties"])
    if properties == resource.properties:
        return resource
    old = {"PhysicalResourceId": resource.resource_name, "OldResourceProperties": resource.properties}
    answer = ask("Update", resource, properties, account_id, region_name, **old)
    resource.properties = properties
    resource.set_data(answer.get("Data") or {})
    return resource


def delete_custom(self, account_id, region_name):
    ask("Delete", self, self.properties, account_id, region_name, PhysicalResourceId=self.resource_name)


custom_model.CustomModel.create_from_cloudformation_json = classmethod(create_custom)
custom_model.CustomModel.update_from_cloudformation_json = classmethod(update_custom)
custom_model.CustomModel.delete = delete_custom


# --- order, and what is told of it

stock_create = parsing.parse_and_create_resource
stock_update = parsing.parse_and_update_resource
stock_diff = parsing.ResourceMap.build_resource_diff


@contextlib.contextmanager
def told(logical_id, kind):
    """The command line gets only "already exists": it tries again what failed."""
    try:
        yield
    except Exception:
        fate = f"failed: {traceback.format_exc()[-1500:]}"
        note("resource", fate=fate, logicalId=logical_id, type=kind)
        raise


def create_resource(logical_id, resource_json, *args, **kwargs):
    kind = resource_json["Type"]
    with warnings.catch_warnings(), told(logical_id, kind):
        warnings.simplefilter("ignore")
        resource = stock_create(logical_id, resource_json, *args, **kwargs)
    if resource is not None:
        note("resource", fate="created", logicalId=logical_id, type=kind)
    elif parsing.resource_class_from_type(kind) is None:
        note("resource", fate="skipped", logicalId=logical_id, type=kind)
    return resource


def update_resource(logical_id, resource_json, *args, **kwargs):
    kind = resource_json["Type"]
    with told(logical_id, kind):
        resource = stock_update(logical_id, resource_json, *args, **kwargs)
    note("resource", fate="updated", logicalId=logical_id, type=kind)
    return resource


def diff(self, other_template, parameters=None):
    names = stock_diff(self, other_template, parameters)
    resources = other_template["Resources"]
    # CloudFormation replaces a task definition, and so updates the service that names it; to moto nothing has changed.
    replaced = {name for name in names["Modify"] if resources[name]["Type"] == "AWS::ECS::TaskDefinition"}
    for name in resources:
        if name not in names["Add"] + names["Modify"] and replaced & references(resources[name]):
            names["Modify"].append(name)
    order = dependency_order(resources)
    for action in ("Add", "Modify"):
        names[action].sort(key=order.index)
    return names


def references(value):
    """Logical ids that a part of a template needs: DependsOn, Ref and Fn::GetAtt."""
    found = set()
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("Ref", "DependsOn", "Fn::GetAtt"):
                # Of GetAtt the first is the id; the attribute is no id of anything.
                found.update([item] if isinstance(item, str) else item)
            else:
                found |= references(item)
    elif isinstance(value, list):
        for item in value:
            found |= references(item)
    return found


def dependency_order(resources):
    order, entered = [], set()

    def visit(name):
        if name in entered or name not in resources:
            return
        entered.add(name)
        for other in sorted(references(resources[name])):
            visit(other)
        order.append(name)

    for name in resources:
        visit(name)
    return order


def delete_all(self):
    for name in reversed(dependency_order(self._resource_json_map)):
        described, resource = self._resource_json_map[name], self._parsed_resources.get(name)
        if described.get("DeletionPolicy") == "Retain" or resource is None or isinstance(resource, str):
            continue
        fate = "deleted"
        try:
            self._delete_resource(resource, described)
            self._parsed_resources.pop(name, None)
        except Exception as error:  # Moto cannot delete some of what it creates; the rest goes all the same.
            fate = f"not deleted: {error!r}"[:200]
        note("resource", fate=fate, logicalId=name, type=described["Type"])


parsing.parse_and_create_resource = create_resource
parsing.parse_and_update_resource = update_resource
parsing.ResourceMap.build_resource_diff = diff
parsing.ResourceMap.delete = delete_all


# --- services


stock_service = ecs.EC2ContainerServiceBackend.create_service


def create_service(self, cluster, service_name, desired_count, *args, **kwargs):
    """ECS takes a DesiredCount that is absent for 1; moto counts with None. Its service is complete at once."""
    wanted = 1 if desired_count is None else desired_count
    os.environ["MOTO_ECS_SERVICE_RUNNING"] = str(wanted)
    return stock_service(self, cluster, service_name, wanted, *args, **kwargs)


ecs.EC2ContainerServiceBackend.create_service = create_service


# --- the server

moto = DomainDispatcherApplication(create_backend_app)


def application(environ, start_response):
    target = environ.get("HTTP_X_AMZ_TARGET")
    signed = environ.get("HTTP_AUTHORIZATION", "")
    if target and "Credential=" in signed:
        caller = signed.split("Credential=")[1].split("/")[0]
        note("call", caller=caller, target=target)
    return moto(environ, start_response)


# A function that CloudFormation waits for calls back: one thread a request.
run_simple("127.0.0.1", int(PORT), application, threaded=True, request_handler=MotoRequestHandler)
