"""The templates of translations hold the addons' own terms."""

from types import SimpleNamespace as Fake

from cli import po


def test_what_a_model_inherits_from_its_record_is_translated_where_it_comes_from():
    fields = {"city": Fake(inherited=True), "pool_id": Fake(inherited=False)}
    models = {"place": Fake(_fields=fields), "res.partner": Fake(_fields={"city": Fake(inherited=False)})}
    records = [Fake(model=model, name=name) for model in models for name in models[model]._fields]

    own = [(field.model, field.name) for field in po.leave_out_inherited(records, models)]

    assert own == [("place", "pool_id"), ("res.partner", "city")]
