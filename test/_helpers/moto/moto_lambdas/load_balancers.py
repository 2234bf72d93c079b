"""Load balancers with the type from the template; moto's CloudFormation always creates application load balancers."""

from moto.elbv2 import models as elbv2


def create(cls, resource_name, cloudformation_json, account_id, region_name, **_):
    properties = cloudformation_json["Properties"]
    return elbv2.elbv2_backends[account_id][region_name].create_load_balancer(
        resource_name,
        properties.get("SecurityGroups"),
        properties.get("Subnets"),
        scheme=properties.get("Scheme", "internet-facing"),
        loadbalancer_type=properties.get("Type"),
    )


elbv2.FakeLoadBalancer.create_from_cloudformation_json = classmethod(create)
