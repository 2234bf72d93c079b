"""ECS services as CloudFormation creates them."""

import os

from moto.ecs import models as ecs

stock_service = ecs.EC2ContainerServiceBackend.create_service


def create_service(self, cluster, service_name, desired_count, *args, **kwargs):
    """Creates a service. If DesiredCount is absent, ECS uses 1 but moto 0. The service is complete at once."""
    wanted = 1 if desired_count is None else desired_count
    os.environ["MOTO_ECS_SERVICE_RUNNING"] = str(wanted)
    return stock_service(self, cluster, service_name, wanted, *args, **kwargs)


ecs.EC2ContainerServiceBackend.create_service = create_service
