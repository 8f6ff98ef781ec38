"""The tables of the README's house, made from the tree. `python -m tests.docs.house_table` writes them anew.

A context is a folder of `exchange/core` or `exchange/flows`; what it is, is the first line of that folder's docstring.
What keeps and shows it is found by name and by imports, so nothing here has to be kept up to date by hand.
"""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXCHANGE, README = ROOT / "exchange", ROOT / "README.md"
BEGIN, END = "<!-- made from the tree: python -m tests.docs.house_table -->", "<!-- made from the tree: end -->"
RULES, ACTIONS = "core", "flows"
KEPT, SHOWN = ("storage",), ("queries", "api", "cli", "operations", "web")
BESIDE = ("adapters", "keys", "schemas")


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def what(folder):
    """The first line of a package's docstring, without its full stop."""
    return ast.get_docstring(tree(folder / "__init__.py")).splitlines()[0].rstrip(".")


def packages(folder):
    return [one for one in sorted(folder.iterdir()) if (one / "__init__.py").exists()]


def modules(folder):
    return [one for one in sorted(folder.glob("*.py")) if one.stem != "__init__"]


def used(path, layer):
    """How many names a module takes from each part of a layer."""
    lines = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.module]
    names = [f"{node.module}.{alias.name}".split(".") for node in lines for alias in node.names]
    return Counter(name[2] for name in names if name[:2] == ["exchange", layer])


def is_called(path, context):
    """Whether a module bears a context's name: `packets.py` that of `packet`, `evidence_log.py` that of `evidence`."""
    return any(context in {part, part.removesuffix("s")} for part in path.stem.split("_"))


def keeps(path, context):
    """Storage keeps the values it takes from the core."""
    return is_called(path, context) or context in used(path, RULES)


def shows(path, context):
    """An edge shows the context whose flows it uses most."""
    counts = {name: count for name, count in used(path, ACTIONS).items() if (EXCHANGE / ACTIONS / name).is_dir()}
    return is_called(path, context) or (context in counts and counts[context] == max(counts.values()))


def found(layers, context, belongs):
    every = [one for layer in layers for one in sorted((EXCHANGE / layer).rglob("*.py")) if one.stem != "__init__"]
    return [one for one in every if "migrations" not in one.parts and belongs(one, context)]


def named(*paths):
    """Paths as the README writes them: relative to `exchange/` or to the root, a folder with a slash at its end."""
    short = [one.relative_to(EXCHANGE if one.is_relative_to(EXCHANGE) else ROOT) for one in paths]
    return " ".join(f"`{one.as_posix()}{'' if one.suffix else '/'}`" for one in short)


def row(*cells):
    return "|" + "|".join(f" {one} " if one else " " for one in cells) + "|"


def contexts():
    return sorted({one.name for layer in (RULES, ACTIONS) for one in packages(EXCHANGE / layer)})


def context_row(name):
    rule, action = ([one for one in packages(EXCHANGE / layer) if one.name == name] for layer in (RULES, ACTIONS))
    said = what((rule + action)[0]).removeprefix(f"{name.capitalize()}: ")
    said = said[:1].upper() + said[1:]
    kept, shown = found(KEPT, name, keeps), found(SHOWN, name, shows)
    own = [EXCHANGE / layer / name for layer in SHOWN if (EXCHANGE / layer / name / "__init__.py").exists()]
    shown = own + [one for one in shown if one.parent not in own]
    return row(f"**{name}**", said, *(named(*paths) for paths in (rule, action, kept, shown)))


def shared_row():
    return row(
        "*shared*", "What every context may use", *(named(*modules(EXCHANGE / one)) for one in (RULES, ACTIONS)), "", ""
    )


def rooms():
    """Every package but the two layers of contexts."""
    return [*(one for one in packages(EXCHANGE) if one.name not in {RULES, ACTIONS}), *(ROOT / one for one in BESIDE)]


def room_row(folder):
    return row(named(folder), what(folder), named(*(one for one in packages(folder) if one.name != "migrations")))


def house():
    """Both tables, line by line."""
    return [
        *(row("context", "what it is", "rule", "action", "kept", "shown"), "|---" * 6 + "|"),
        *(*map(context_row, contexts()), shared_row()),
        "",
        *(row("other room", "what it is", "in it"), "|---" * 3 + "|"),
        *map(room_row, rooms()),
    ]


def renewed(readme):
    """The text of a README with these tables between its two marks."""
    before, rest = readme.split(BEGIN)
    return "\n".join([before + BEGIN, *house(), END + rest.split(END)[1]])


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
