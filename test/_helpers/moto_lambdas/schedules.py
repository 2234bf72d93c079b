"""Schedules from a template: moto has them, but its CloudFormation does not know the type. None ever fires."""

from moto.core.common_models import CloudFormationModel
from moto.scheduler.models import scheduler_backends

from .flat import flat


class TemplateSchedule(CloudFormationModel):
    def __init__(self, schedule):
        self.name, self.arn = schedule.name, schedule.arn

    @staticmethod
    def cloudformation_type():
        return "AWS::Scheduler::Schedule"

    @staticmethod
    def cloudformation_name_type():
        return "Name"

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr == "Arn"

    def get_cfn_attribute(self, attribute_name):
        if attribute_name != "Arn":
            raise NotImplementedError(f"a schedule's {attribute_name}")
        return self.arn

    @property
    def physical_resource_id(self):
        return self.name

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = flat(cloudformation_json["Properties"])
        schedule = scheduler_backends[account_id][region_name].create_schedule(
            name=resource_name,
            group_name=properties.get("GroupName"),
            description=properties.get("Description"),
            schedule_expression=properties["ScheduleExpression"],
            schedule_expression_timezone=properties.get("ScheduleExpressionTimezone"),
            flexible_time_window=properties["FlexibleTimeWindow"],
            target=properties["Target"],
            state=properties.get("State", "ENABLED"),
            kms_key_arn=properties.get("KmsKeyArn"),
            start_date=None,
            end_date=None,
            action_after_completion=None,
        )
        return cls(schedule)

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        name = original_resource.name
        cls.delete_from_cloudformation_json(name, cloudformation_json, account_id, region_name)
        return cls.create_from_cloudformation_json(name, cloudformation_json, account_id, region_name)

    @classmethod
    def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
        group = cloudformation_json["Properties"].get("GroupName")
        scheduler_backends[account_id][region_name].delete_schedule(group, resource_name)
