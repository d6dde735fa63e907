"""What the checks of this folder read: the addons' files and, through `ast`, what their Python declares."""

import ast
import csv
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in (ROOT / "addons").glob("*/__manifest__.py"))


def ids(paths):
    """Return readable test ids for paths."""
    return [str(path.relative_to(ROOT)) for path in paths]


def python_files(*folders):
    """Return the Python files below the addons' ``folders`` (the whole addon without any)."""
    roots = [addon / folder for addon in ADDONS for folder in folders or (".",)]
    return sorted({path.resolve() for root in roots for path in root.rglob("*.py")})


def xml_files():
    return sorted(path for addon in ADDONS for path in addon.rglob("*.xml") if "static" not in path.parts)


@cache
def parse(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def _attribute(node, name):
    for statement in node.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in statement.targets
        ):
            return statement.value
    return None


def _constant(node):
    return node.value if isinstance(node, ast.Constant) else None


class Model:
    """A model class as its source declares it."""

    def __init__(self, path, node):
        self.path, self.node = path, node
        self.name = _constant(_attribute(node, "_name"))
        inherit = _attribute(node, "_inherit")
        self.inherits = (
            [_constant(item) for item in inherit.elts] if isinstance(inherit, ast.List) else [_constant(inherit)]
        )
        base = node.bases[0] if node.bases else None
        self.kind = base.attr if isinstance(base, ast.Attribute) else None
        self.has_table = _constant(_attribute(node, "_auto")) is not False

    @property
    def is_new(self):
        """The class creates a model (an extension has no name of its own, or repeats the inherited one)."""
        return bool(self.name) and self.name not in self.inherits

    @property
    def fields(self):
        return {
            target.id: statement.value
            for statement in self.node.body
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }

    def __repr__(self):
        return f"{self.name or self.inherits} ({self.path.relative_to(ROOT)})"


@cache
def models():
    found = []
    for path in python_files("models", "report", "wizards", "wizard"):
        for node in parse(path).body:
            if isinstance(node, ast.ClassDef):
                model = Model(path, node)
                if model.kind in ("Model", "TransientModel", "AbstractModel"):
                    found.append(model)
    return found


def stored_models():
    """Return the new models that users can reach: with rows of their own or a database view."""
    return [model for model in models() if model.is_new and model.kind == "Model"]


def xml_id(model_name):
    return "model_" + model_name.replace(".", "_")


@cache
def access_rows(addon):
    path = addon / "security" / "ir.model.access.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def addon_of(path):
    return next(addon for addon in ADDONS if addon in path.parents)


@cache
def records(addon):
    """Return (path, record element) of every record in the addon's XML."""
    return [
        (path, element)
        for path in sorted(addon.rglob("*.xml"))
        if "static" not in path.parts
        for element in ElementTree.parse(path).getroot().iter("record")
    ]
