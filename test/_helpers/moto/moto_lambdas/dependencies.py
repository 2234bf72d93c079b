"""Which resources of a template need which others."""


def references(value):
    """The logical ids that a part of a template needs, by DependsOn, Ref and Fn::GetAtt."""
    found = set()
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("Ref", "DependsOn", "Fn::GetAtt"):
                # In a GetAtt only the first item is an id. The attribute is added too, but matches no id.
                found.update([item] if isinstance(item, str) else item)
            else:
                found |= references(item)
    elif isinstance(value, list):
        for item in value:
            found |= references(item)
    return found


def dependency_order(resources):
    order, entered = [], set()

    def visit(name):
        if name in entered or name not in resources:
            return
        entered.add(name)
        for other in sorted(references(resources[name])):
            visit(other)
        order.append(name)

    for name in resources:
        visit(name)
    return order
