"""The command line finds the addons, their order and their changes."""

import pytest

from cli import addons
from cli.settings import Fault


def write(folder, name, depends, auto_install=False, **files):
    path = folder / name
    path.mkdir(exist_ok=True)
    (path / "__manifest__.py").write_text(repr({"name": name, "depends": depends, "auto_install": auto_install}))
    for file, text in files.items():
        target = path / file.replace("__", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def test_each_addon_comes_after_those_it_depends_on(tmp_path):
    write(tmp_path, "a_roof", ["b_wall"])
    write(tmp_path, "b_wall", ["c_ground", "sale"])
    write(tmp_path, "c_ground", ["crm"])
    (tmp_path / "not_an_addon").mkdir()
    found = addons.discover(tmp_path)
    assert [addon.name for addon in found] == ["c_ground", "b_wall", "a_roof"]
    assert addons.core_modules(found) == sorted({"crm", "sale", *addons.ALWAYS})


def test_bridges_to_modules_that_nothing_else_needs_stay_apart(tmp_path):
    write(tmp_path, "a_ground", ["crm"])
    write(tmp_path, "b_roof", ["a_ground", "sale"])
    write(tmp_path, "c_between", ["a_ground", "b_roof"], auto_install=True)
    write(tmp_path, "d_sale", ["a_ground", "sale"], auto_install=True)
    write(tmp_path, "e_leave", ["a_ground", "hr_holidays"], auto_install=True)
    found = addons.discover(tmp_path)
    assert [addon.name for addon in addons.bridges(found)] == ["e_leave"]


def test_a_circle_is_refused_with_its_names(tmp_path):
    write(tmp_path, "a", ["b"])
    write(tmp_path, "b", ["a"])
    with pytest.raises(Fault, match="in a circle: "):
        addons.discover(tmp_path)


def test_a_broken_manifest_is_refused_with_its_path(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__manifest__.py").write_text("{'depends': [")
    with pytest.raises(Fault, match=r"a/__manifest__\.py is no Odoo manifest"):
        addons.discover(tmp_path)


@pytest.mark.parametrize(
    ("file", "changes", "changes_translated"),
    [
        ("models__a.py", True, True),
        ("views__a.xml", True, True),
        ("i18n__zh_CN.po", False, True),
        ("tests__test_a.py", False, False),
        ("readme__USAGE.md", False, False),
        ("static__src__a.js", False, False),
        ("static__description__icon.png", True, True),
    ],
)
def test_only_what_a_database_holds_changes_the_digest(tmp_path, file, changes, changes_translated):
    write(tmp_path, "a", ["crm"])
    (before,) = addons.discover(tmp_path)
    write(tmp_path, "a", ["crm"], **{file: "new"})
    (after,) = addons.discover(tmp_path)
    assert (before.digest != after.digest) is changes
    assert (before.digest_translated != after.digest_translated) is changes_translated


def test_moving_a_file_changes_the_digest(tmp_path):
    write(tmp_path, "a", [], **{"models__a.py": "x"})
    before = addons.digest(tmp_path / "a")
    (tmp_path / "a" / "models" / "a.py").rename(tmp_path / "a" / "models" / "b.py")
    assert addons.digest(tmp_path / "a") != before
