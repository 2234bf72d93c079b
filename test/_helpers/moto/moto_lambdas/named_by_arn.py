"""The common part of resources that moto has but its CloudFormation does not know."""


class NamedByArn:
    """A resource with a name and an ARN, and no other attributes for templates. Not a subclass of CloudFormationModel,
    because moto would register a direct subclass as one of its own types."""

    def __init__(self, name, arn):
        self.name, self.arn = name, arn

    @classmethod
    def has_cfn_attr(cls, attr):
        return attr == "Arn"

    def get_cfn_attribute(self, attribute_name):
        if attribute_name != "Arn":
            raise NotImplementedError(f"{attribute_name} of {self.cloudformation_type()}")
        return self.arn

    @property
    def physical_resource_id(self):
        return self.name
