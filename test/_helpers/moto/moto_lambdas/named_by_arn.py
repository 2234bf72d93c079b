"""What resources have in common that moto itself has and its CloudFormation does not know."""


class NamedByArn:
    """A name and an ARN, and nothing else that a template may ask for. Next to CloudFormationModel, whose direct
    subclasses moto takes for types of its own."""

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
