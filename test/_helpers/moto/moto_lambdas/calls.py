"""Which action a signed request calls on which resources, as IAM would see it: by ARN and condition keys."""

import io
import json
from urllib.parse import parse_qs

from moto.core import DEFAULT_ACCOUNT_ID
from moto.secretsmanager.models import secretsmanager_backends

from .bootstrap_brokers import cluster_of

ANY = [{"arn": "*", "conditions": {}}]


def arn(region, service, resource):
    return f"arn:aws:{service}:{region}:{DEFAULT_ACCOUNT_ID}:{resource}"


def ssm(_, body, region):
    # A name may end with `:version`, which is not part of the resource.
    names = body.get("Names") or [body[key] for key in ("Name", "Path") if key in body]
    parameters = [f"parameter/{name.split(':')[0].strip('/')}" for name in names]
    return [{"arn": arn(region, "ssm", parameter), "conditions": {}} for parameter in parameters]


def ecs(operation, body, region):
    cluster = body.get("cluster", "default").split("/")[-1]
    conditions = {"ecs:cluster": arn(region, "ecs", f"cluster/{cluster}")}
    if operation == "ListTasks":
        # Its only resource is a container instance, which no request here names.
        return [{"arn": "*", "conditions": conditions}]
    kind = "task" if operation == "DescribeTasks" else "service"
    named = body.get("tasks") or body.get("services") or [body["service"]]
    arns = [arn(region, "ecs", f"{kind}/{cluster}/{name.split('/')[-1]}") for name in named]
    return [{"arn": name, "conditions": conditions} for name in arns]


def secrets(_, body, region):
    # The ARN ends in six characters that may be missing from the id.
    secret = secretsmanager_backends[DEFAULT_ACCOUNT_ID][region].secrets.get(body["SecretId"])
    return [{"arn": secret.arn if secret else f"no secret {body['SecretId']}", "conditions": {}}]


# By the part of X-Amz-Target before the dot: IAM's prefix, and a function that returns the resources.
SERVICES = {
    "AmazonSSM": ("ssm", ssm),
    "AmazonEC2ContainerServiceV20141113": ("ecs", ecs),
    "secretsmanager": ("secretsmanager", secrets),
    # AWS has no resources for the actions that are called here.
    "AnyScaleFrontendService": ("application-autoscaling", lambda *_: ANY),
}


def read_body(environ):
    """The body of the request, which stays readable for moto. Empty if it comes in chunks, as files for S3 do."""
    stream, length = environ["wsgi.input"], environ.get("CONTENT_LENGTH")
    if not length or int(length) > 1_000_000 or environ.get("HTTP_TRANSFER_ENCODING"):
        return b""
    body = stream.read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def describe_call(environ):
    """Caller, action and resources of a request; None if it is not signed. Unknown calls have no resources."""
    signed = environ.get("HTTP_AUTHORIZATION", "")
    if "Credential=" not in signed:
        return None
    caller, _, region, service = signed.split("Credential=")[1].split("/")[:4]
    target, path = environ.get("HTTP_X_AMZ_TARGET", ""), environ.get("PATH_INFO", "")
    if cluster := cluster_of(path):
        return {
            "caller": caller,
            "action": "kafka:GetBootstrapBrokers",
            "resources": [{"arn": cluster, "conditions": {}}],
        }
    body = read_body(environ)
    prefix, _, operation = target.partition(".")
    if prefix in SERVICES:
        name, resources = SERVICES[prefix]
        try:
            named = resources(operation, json.loads(body), region)
        except KeyError:  # It names no resource, as in a creation, so it is not a function's call.
            named = []
        return {"caller": caller, "action": f"{name}:{operation}", "resources": named}
    asked = operation or parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
    words = asked or f"{environ['REQUEST_METHOD']} {path}"
    return {"caller": caller, "action": f"{service}:{words}", "resources": []}
