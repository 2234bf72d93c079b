"""Converts values of a template to what CloudFormation sends."""


def flat(value):
    """Replaces resources with their physical ids: moto passes a Ref as the resource itself, CloudFormation sends the id."""
    if isinstance(value, dict):
        return {key: flat(item) for key, item in value.items()}
    if isinstance(value, list):
        return [flat(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else value.physical_resource_id
