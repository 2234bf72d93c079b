"""Custom resources: sends Create, Update and Delete one after another. The function's answer decides the outcome."""

import http.server
import json
import threading

from moto.awslambda import models as awslambda
from moto.cloudformation import custom_model

from .events import note
from .flat import flat


def ask(request_type, resource, properties, account_id, region_name, **more):
    """Sends one request to a custom resource's function and returns its answer. Raises if that is not SUCCESS."""
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
