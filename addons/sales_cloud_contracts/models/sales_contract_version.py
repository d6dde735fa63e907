from odoo import api, fields, models

from ..tools import versions


class SalesContractVersion(models.Model):
    """A contract as it was agreed at one time; it is written once and stays as it is.

    ``snapshot`` is as `tools.versions` describes it; amounts are in the contract's currency.
    """

    _name = "sales.contract.version"
    _description = "Contract Version"
    _order = "contract_id desc, number desc"
    _check_company_auto = True

    contract_id = fields.Many2one("sales.contract", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contract_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    number = fields.Integer("Version", required=True, aggregator=None)
    amendment_id = fields.Many2one("sales.contract.amendment", check_company=True, ondelete="set null", index=True)
    date = fields.Date("In Force From")
    amount_untaxed = fields.Monetary("Untaxed Amount")
    amount_total = fields.Monetary("Total")
    date_start = fields.Date("Start")
    date_end = fields.Date("End")
    snapshot = fields.Json(required=True)
    content = fields.Html(compute="_compute_content", sanitize=False, exportable=False)
    changes = fields.Html(compute="_compute_changes", sanitize=False, exportable=False)

    _number_once = models.UniqueIndex("(contract_id, number)", "This version of the contract is already kept.")

    @api.depends("number", "contract_id.name")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(contract)s version %(number)s", contract=version.contract_id.name, number=version.number
            )

    @api.depends("snapshot")
    @api.depends_context("lang")
    def _compute_content(self):
        for version in self:
            values = {"snapshot": version.snapshot or {}, "money": version.currency_id.format}
            version.content = self.env["ir.qweb"]._render("sales_cloud_contracts.sales_contract_content", values)

    @api.depends("snapshot", "contract_id.version_ids.snapshot")
    @api.depends_context("lang")
    def _compute_changes(self):
        for version in self:
            former = version.contract_id.version_ids.filtered(
                lambda other, number=version.number: other.number == number - 1
            )
            changes = versions.compare(former.snapshot, version.snapshot) if former and version.snapshot else []
            version.changes = version.contract_id._render_changes(changes)

    @api.readonly
    def action_open(self):
        """Open the version."""
        return self._get_records_action(name=self.env._("Version"), target="new")
