"""Manifests, folders, XML ids and translations are complete."""

import re

import polib
import pytest
from tree import ADDONS, ROOT, ids, manifest, records

OPTIONAL_ODOO = {"account", "sale_management", "sale_crm", "sale_stock", "hr_holidays", "stock"}
CORE_DEPENDS = {"crm", "sales_team", "utm", "calendar", "resource", "phone_validation", "sms", "web_hierarchy"}
CORE_DEPENDS |= {"base_import"}
PREFIX_OF = {"ir.actions.act_window": "_action", "ir.ui.view": "_view_"}

each_addon = pytest.mark.parametrize("addon", ADDONS, ids=ids(ADDONS))


@each_addon
def test_the_manifest_is_sane(addon):
    data = manifest(addon)
    assert data["license"] == "LGPL-3"
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", data["version"])
    assert 0 < len(data["name"]) <= 25 and data["summary"] and data["author"] == "Sales Cloud"
    own = {name for name in data["depends"] if name.startswith("sales_cloud_")}
    assert own <= {path.name for path in ADDONS}
    assert set(data["depends"]) - own <= OPTIONAL_ODOO | CORE_DEPENDS
    for key in ("data", "demo"):
        assert len(data.get(key, [])) == len(set(data.get(key, []))), f"{key} names a file twice"
        for name in data.get(key, []):
            assert (addon / name).is_file(), name


@each_addon
def test_every_data_file_is_named_in_the_manifest(addon):
    data = manifest(addon)
    named = set(data.get("data", [])) | set(data.get("demo", []))
    for folder in ("data", "views", "security", "demo", "report", "wizards"):
        for path in (addon / folder).rglob("*.xml"):
            assert str(path.relative_to(addon)) in named, f"{path} is never loaded"


@each_addon
@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "static/description/icon.png",
        "readme/DESCRIPTION.md",
        "readme/USAGE.md",
        "readme/ROADMAP.md",
        "i18n/zh_CN.po",
        "security/ir.model.access.csv",
        "tests/__init__.py",
    ],
)
def test_an_addon_has_its_files(addon, name):
    path = addon / name
    assert path.exists() and (path.stat().st_size > 0 or name == "__init__.py")


@each_addon
def test_the_icon_is_a_square(addon):
    data = (addon / "static/description/icon.png").read_bytes()
    width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    assert width == height >= 128


@each_addon
def test_xml_ids_follow_the_pattern(addon):
    for path, record in records(addon):
        name = record.get("id")
        if "demo" in path.parts or "." in name:
            continue
        fragment = PREFIX_OF.get(record.get("model"))
        assert re.fullmatch(r"[a-z0-9_]+", name), f"{path}: {name}"
        if fragment and record.get("model") == "ir.actions.act_window":
            assert re.search(r"_action($|_)", name), f"{path}: {name}"
        if record.get("model") == "ir.rule":
            assert "_rule_" in name, f"{path}: {name}"


@each_addon
def test_chinese_is_complete(addon):
    template = polib.pofile(str(addon / "i18n" / f"{addon.name}.pot"))
    chinese = polib.pofile(str(addon / "i18n" / "zh_CN.po"))
    has_words = any((addon / folder).is_dir() for folder in ("data", "models", "report", "views", "wizards"))
    assert template or not has_words, "the template has no terms"
    done = {entry.msgid for entry in chinese if entry.msgstr and not entry.obsolete and "fuzzy" not in entry.flags}
    missing = sorted({entry.msgid for entry in template} - done)
    assert not missing, missing[:20]


@each_addon
def test_placeholders_survive_translation(addon):
    for entry in polib.pofile(str(addon / "i18n" / "zh_CN.po")):
        if entry.msgstr:
            pattern = r"%\(\w+\)[sd]|%[sd]"
            assert sorted(re.findall(pattern, entry.msgid)) == sorted(re.findall(pattern, entry.msgstr)), entry.msgid


def test_every_test_module_is_imported():
    for addon in ADDONS:
        imported = (addon / "tests" / "__init__.py").read_text(encoding="utf-8")
        for path in (addon / "tests").glob("test_*.py"):
            assert re.search(rf"\b{path.stem}\b", imported), f"{path.relative_to(ROOT)} never runs"


def test_every_odoo_test_runs_after_installation():
    for addon in ADDONS:
        for path in (addon / "tests").glob("test_*.py"):
            source = path.read_text(encoding="utf-8")
            for match in re.finditer(r"((?:^@.*\n|^[ )].*\n)*)^class (Test\w+)\(", source, re.M):
                assert "post_install" in match[1], f"{path.relative_to(ROOT)}: {match[2]} is not tagged post_install"
