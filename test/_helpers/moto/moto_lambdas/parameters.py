"""SSM parameters from a template. Their tags are a map in CloudFormation, but moto expects a list."""

from moto.ssm import models as ssm

stock_create = ssm.Parameter.create_from_cloudformation_json.__func__
stock_update = ssm.Parameter.update_from_cloudformation_json.__func__


def listed(description):
    properties = dict(description["Properties"])
    if isinstance(properties.get("Tags"), dict):
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in properties["Tags"].items()]
    return {**description, "Properties": properties}


def create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
    return stock_create(cls, resource_name, listed(cloudformation_json), account_id, region_name, **kwargs)


def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
    return stock_update(
        cls, original_resource, new_resource_name, listed(cloudformation_json), account_id, region_name
    )


ssm.Parameter.create_from_cloudformation_json = classmethod(create)
ssm.Parameter.update_from_cloudformation_json = classmethod(update)
