"""Schedules from a template. moto has them, but its CloudFormation does not know the type. They never run."""

from moto.core.common_models import CloudFormationModel
from moto.scheduler.models import scheduler_backends

from .flat import flat
from .named_by_arn import NamedByArn


class TemplateSchedule(NamedByArn, CloudFormationModel):
    @staticmethod
    def cloudformation_type():
        return "AWS::Scheduler::Schedule"

    @staticmethod
    def cloudformation_name_type():
        return "Name"

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
        return cls(schedule.name, schedule.arn)

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
