"""`annotate` a second time, from the rules alone: every place is looked up again, nothing is kept."""

from schemas.errors import Unannotated
from schemas.files import by_id
from schemas.nodes import Node, decided, items, pointer, properties, spread
from schemas.profile import merged
from schemas.registry import evaluate, load

WORDS = ("x-category", "x-sensitive", "x-source")


def says(name, data, profile=None):
    """(pointer, categories, sensitive, sources, required, sealed) of each leaf; None where one has no category."""
    schema = load(name)
    roots = [Node(schema, schema), *([Node(merged(name, profile), schema)] if profile else [])]
    try:
        return list(walk(data, "", applying(roots, data), {}, needed=True)) if data else []
    except Unannotated:
        return None


def applying(nodes, value):
    for node in [every for one in nodes for every in spread(one, known=by_id())]:
        yield node
        for branch in decided(node, value, evaluate=evaluate):
            yield from applying([branch], value)


def walk(value, place, nodes, above, *, needed):
    nodes = list(nodes)
    said = {w: next((n.schema[w] for n in nodes if w in n.schema), above.get(w)) for w in WORDS}
    sealed = any(node.schema.get("x-sealed") for node in nodes)
    if not sealed and isinstance(value, dict) and value:
        for key, inner in value.items():
            named = [properties(node)[key] for node in nodes if key in properties(node)]
            if not named:
                raise Unannotated
            here = needed and any(key in node.schema.get("required", ()) for node in nodes)
            yield from walk(inner, pointer(place, key), applying(named, inner), said, needed=here)
    elif not sealed and isinstance(value, list) and value:
        for index, inner in enumerate(value):
            below = [each for node in nodes for each in items(node)]
            yield from walk(inner, pointer(place, index), applying(below, inner), said, needed=needed)
    else:
        yield leaf(value, place, said, needed=needed, sealed=sealed)


def leaf(value, place, said, *, needed, sealed):
    declared = [said["x-category"]]
    if sealed:
        declared = value.get("categories") if isinstance(value, dict) else None
    if not isinstance(declared, list) or not declared or not all(type(one) is str for one in declared):
        raise Unannotated
    sources = frozenset(said["x-source"] or ())
    return place, tuple(declared), bool(said["x-sensitive"]), sources, needed, sealed
