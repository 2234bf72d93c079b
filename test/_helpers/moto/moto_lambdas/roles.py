"""Roles of a template: an update changes their inline policies too, which stock moto leaves as they were."""

from moto.iam import models as iam

stock_create = iam.Role.create_from_cloudformation_json.__func__
stock_update = iam.Role.update_from_cloudformation_json.__func__


def take_policies(role, description):
    policies = {each["PolicyName"]: each["PolicyDocument"] for each in description["Properties"].get("Policies", [])}
    # Separate policies, which templates attach to it, are not the role's to remove.
    for name in getattr(role, "own_policies", set()) - set(policies):
        role.policies.pop(name, None)
    role.policies.update(policies)
    role.own_policies = set(policies)
    return role


def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    role = stock_create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
    return take_policies(role, cloudformation_json)


def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    # Its name: moto looks for the role under a new one.
    named = {**cloudformation_json, "Properties": {**cloudformation_json["Properties"], "RoleName": original_resource.name}}
    stock_update(cls, original_resource, new_resource_name, named, account_id, region_name)
    return take_policies(original_resource, cloudformation_json)


iam.Role.create_from_cloudformation_json = classmethod(create)
iam.Role.update_from_cloudformation_json = classmethod(update)
