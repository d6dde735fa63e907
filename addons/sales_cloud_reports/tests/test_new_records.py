from lxml import etree

from odoo.tests import Form, tagged

from .rights_people import RightsPeople

# Models of Odoo whose forms the suite extends, and which people create by hand.
ODOO_MODELS = (
    "account.move",
    "account.payment",
    "crm.lead",
    "crm.team",
    "res.partner",
    "sale.order",
)


@tagged("post_install", "-at_install")
class TestNewRecords(RightsPeople):
    """Whoever may create a record opens its empty form: what is computed there has no record to look at yet."""

    def _get_models(self):
        """Return the names of the models of the suite that have a form of their own, and those of Odoo above."""
        views = self.env["ir.ui.view"].search([("type", "=", "form"), ("model", "=like", "sales.%")])
        own = {name for name in views.mapped("model") if name in self.env and not self.env[name]._transient}
        return sorted(own.union(ODOO_MODELS))

    def _may_create(self, user, model):
        records = self.env[model].with_user(user)
        if not records.has_access("create"):
            return False
        form = etree.fromstring(records.get_views([(False, "form")])["views"]["form"]["arch"])
        return form.get("create") not in ("0", "false")

    def test_the_form_of_a_new_record_opens(self):
        people = (self.ann, self.mia, self.ops, self.fin)
        opened = set()
        for model in self._get_models():
            for user in people:
                with self.subTest(model=model, user=user.login):
                    if self._may_create(user, model):
                        Form(self.env[model].with_user(user))
                        opened.add(model)
        self.assertLessEqual({*ODOO_MODELS, "sales.contract", "sales.pool", "sales.target.plan"}, opened)

    def test_a_representative_creates_a_customer_on_its_form(self):
        form = Form(self.env["res.partner"].with_user(self.ann))
        form.name = "Tiger Tools"
        customer = form.save()
        self.assertEqual((customer.sales_contract_count, customer.sales_overdue_amount), (0, 0))
