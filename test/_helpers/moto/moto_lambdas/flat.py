"""Values of a template as CloudFormation sends them."""


def flat(value):
    """Moto hands over a Ref as the resource itself; CloudFormation sends its physical id."""
    if isinstance(value, dict):
        return {key: flat(item) for key, item in value.items()}
    if isinstance(value, list):
        return [flat(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else value.physical_resource_id
