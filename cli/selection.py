"""What the words after `./sales-cloud test` choose."""

from dataclasses import dataclass

from cli import addons as tree
from cli.settings import Fault

# In the order in which a person wants to hear of a failure: quick ones first.
PARTS = ("pure", "conventions", "lint", "install", "odoo", "cycle", "clicks", "faults", "e2e")
FOLDERS = ("pure", "conventions", "faults", "e2e")
# With -k these cannot match a name, so they are left out.
WITHOUT_NAMES = ("lint", "install", "cycle", "clicks")


@dataclass(frozen=True)
class Selection:
    """`parts` to run, the addons for Odoo's runner, and what pytest gets for each of its folders."""

    parts: tuple
    addons: tuple
    paths: dict
    keyword: str | None

    @property
    def is_whole(self):
        return self.parts == PARTS and not self.keyword


def choose(words, keyword, addons, settings):
    """The selection that `words` mean: addons (`pools`), parts (`lint`) and paths (`tests/pure/test_x.py::test_y`).

    Without words it is everything that can match `keyword`.
    """
    chosen, parts, paths = [], [], {}
    for word in words:
        addon = tree.named(addons, word)
        if addon:
            chosen.append(addon)
            parts.append("odoo")
        elif word in PARTS:
            parts.append(word)
        else:
            part, path = _folder_of(word, settings)
            parts.append(part)
            paths.setdefault(part, []).append(path)
    if not words:
        parts = [part for part in PARTS if not (keyword and part in WITHOUT_NAMES)]
    ordered = tuple(part for part in PARTS if part in parts)
    whole = {part: [f"tests/{part}"] for part in ordered if part in FOLDERS}
    return Selection(ordered, tuple(chosen or addons), {**whole, **paths}, keyword)


def _folder_of(word, settings):
    """Which part a path belongs to, and the path from the checkout's root."""
    place = word.split("::")[0]
    candidates = [settings.root / place, settings.tests / place]
    path = next((path for path in candidates if path.exists()), None)
    is_below = path is not None and path.resolve().is_relative_to(settings.tests)
    inside = path.resolve().relative_to(settings.tests).parts if is_below else ()
    if not inside or inside[0] not in FOLDERS:
        known = ", ".join(PARTS)
        raise Fault(f"`{word}` is no addon, no part ({known}) and no path below tests/.")
    return inside[0], "/".join(("tests", *inside)) + word[len(place) :]
