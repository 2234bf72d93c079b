"""Stacks: creates and updates in the order of dependencies, deletes in the opposite order, and records every step."""

import contextlib
import traceback
import warnings

from moto.cloudformation import parsing

from .dependencies import dependency_order, references
from .events import note

stock_create = parsing.parse_and_create_resource
stock_update = parsing.parse_and_update_resource
stock_diff = parsing.ResourceMap.build_resource_diff


@contextlib.contextmanager
def told(logical_id, kind):
    """Records a failure here, because the command line retries and then sees only "already exists"."""
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
    # CloudFormation replaces a task definition and so updates the service that names it. For moto nothing has changed.
    replaced = {name for name in names["Modify"] if resources[name]["Type"] == "AWS::ECS::TaskDefinition"}
    for name in resources:
        if name not in names["Add"] + names["Modify"] and replaced & references(resources[name]):
            names["Modify"].append(name)
    order = dependency_order(resources)
    for action in ("Add", "Modify"):
        names[action].sort(key=order.index)
    return names


def creation_order(self):
    """The order of creation. CloudFormation guarantees only dependencies, so this starts with the last resources."""
    resources = self._resource_json_map
    return dependency_order(dict(reversed(resources.items())))


def delete_all(self):
    for name in reversed(dependency_order(self._resource_json_map)):
        described, resource = self._resource_json_map[name], self._parsed_resources.get(name)
        if described.get("DeletionPolicy") == "Retain" or resource is None or isinstance(resource, str):
            continue
        fate = "deleted"
        try:
            self._delete_resource(resource, described)
            self._parsed_resources.pop(name, None)
        except Exception as error:  # moto cannot delete some of the resources that it creates. The others are still deleted.
            fate = f"not deleted: {error!r}"[:200]
        note("resource", fate=fate, logicalId=name, type=described["Type"])


parsing.parse_and_create_resource = create_resource
parsing.parse_and_update_resource = update_resource
parsing.ResourceMap.build_resource_diff = diff
parsing.ResourceMap.delete = delete_all
# The method is private to the class, so this is its mangled name.
parsing.ResourceMap._ResourceMap__get_resources_in_dependency_order = creation_order
