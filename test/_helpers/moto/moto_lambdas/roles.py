"""Roles of a template. An update also changes their inline policies, which stock moto leaves unchanged."""

from moto.iam import models as iam

stock_create = iam.Role.create_from_cloudformation_json.__func__
stock_update = iam.Role.update_from_cloudformation_json.__func__


def take_policies(role, description):
    policies = {each["PolicyName"]: each["PolicyDocument"] for each in description["Properties"].get("Policies", [])}
    # Policies that are separate resources of the template must not be removed with the role's own.
    for name in getattr(role, "own_policies", set()) - set(policies):
        role.policies.pop(name, None)
    role.policies.update(policies)
    role.own_policies = set(policies)
    return role


def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    role = stock_create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
    return take_policies(role, cloudformation_json)


def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    # Passes the current name, because moto would look for the role under a new name.
    named = {**cloudformation_json, "Properties": {**cloudformation_json["Properties"], "RoleName": original_resource.name}}
    stock_update(cls, original_resource, new_resource_name, named, account_id, region_name)
    return take_policies(original_resource, cloudformation_json)


iam.Role.create_from_cloudformation_json = classmethod(create)
iam.Role.update_from_cloudformation_json = classmethod(update)
