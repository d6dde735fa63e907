"""Every model has names, access rows and a company rule of its own."""

import ast

import pytest
from tree import access_rows, addon_of, models, records, stored_models, xml_id

PERMISSIONS = ("perm_read", "perm_write", "perm_create", "perm_unlink")


@pytest.mark.parametrize("model", stored_models(), ids=repr)
def test_a_model_name_begins_with_sales(model):
    assert model.name.startswith("sales.")


@pytest.mark.parametrize("model", stored_models(), ids=repr)
def test_a_model_has_a_description_and_says_what_it_is_for(model):
    names = {target.id for statement in model.node.body for target in getattr(statement, "targets", [])}
    assert "_description" in names
    assert ast.get_docstring(model.node), f"{model.name} has no docstring"


@pytest.mark.parametrize("model", [m for m in models() if m.is_new and m.kind in ("Model", "TransientModel")], ids=repr)
def test_a_model_has_access_rows_for_named_groups(model):
    rows = [row for row in access_rows(addon_of(model.path)) if row["model_id:id"].split(".")[-1] == xml_id(model.name)]
    assert rows, f"{model.name} has no row in ir.model.access.csv"
    for row in rows:
        assert row["group_id:id"], f"{row['id']} opens {model.name} to everybody"
        assert row["id"].startswith("access_" + model.name.replace(".", "_")), row["id"]


def global_rule_domains(model):
    found = []
    for _path, record in records(addon_of(model.path)):
        if record.get("model") != "ir.rule":
            continue
        values = {field.get("name"): field for field in record.iter("field")}
        if values["model_id"].get("ref", "").split(".")[-1] == xml_id(model.name) and "groups" not in values:
            found.append(values["domain_force"].text or "")
    return found


@pytest.mark.parametrize("model", [m for m in models() if m.is_new and m.kind == "TransientModel"], ids=repr)
def test_a_dialog_is_of_who_opened_it(model):
    assert any("'create_uid', '=', user.id" in domain for domain in global_rule_domains(model)), (
        f"anybody with the role reads and changes {model.name} of others"
    )


@pytest.mark.parametrize("model", [m for m in stored_models() if "company_id" in m.fields], ids=repr)
def test_a_model_with_a_company_has_a_global_company_rule(model):
    domains = global_rule_domains(model)
    assert any("company_ids" in domain and "company_id" in domain for domain in domains), (
        f"{model.name} has a company but no global rule on it"
    )


@pytest.mark.parametrize("model", [m for m in stored_models() if "company_id" not in m.fields], ids=repr)
def test_a_model_without_a_company_is_guarded_through_its_parent(model):
    domains = global_rule_domains(model)
    is_plain_list = not any(
        getattr(call.func, "attr", "") == "Many2one" and name in ("user_id", "partner_id", "lead_id", "pool_id")
        for name, call in model.fields.items()
    )
    assert is_plain_list or any("company_ids" in domain for domain in domains), (
        f"{model.name} holds data of a company but no global rule leads to one"
    )


def test_every_rule_and_access_row_names_a_model_that_exists():
    known = {xml_id(model.name) for model in models() if model.name}
    for model in stored_models():
        for row in access_rows(addon_of(model.path)):
            name = row["model_id:id"]
            assert "." in name or name in known, f"{row['id']} names {name}"
