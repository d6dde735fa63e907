from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalesContract(models.Model):
    """A contract that was signed before this system came keeps its number and its day, and is not judged again.

    What was paid of it before are payments without a journal entry, because the opening balance of the books has the
    money already: they count as advances of their instalments, on their own days.
    """

    _inherit = "sales.contract"

    imported_on = fields.Date(
        "Brought In On", readonly=True, copy=False, help="Signed elsewhere before, and brought in from a file."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("imported_on") for vals in vals_list):
            self._check_may_import()
        return super().create(vals_list)

    def write(self, vals):
        if "imported_on" in vals:
            self._check_may_import()
        return super().write(vals)

    def _check_may_import(self):
        if not (self.env.su or self.env.user.has_group("sales_cloud_core.group_operations")):
            raise AccessError(
                self.env._("Only sales operations bring in contracts that were signed before. Ask them to do it.")
            )

    # ------------------------------------------------------------
    # WHAT DOES NOT APPLY TO IT
    # ------------------------------------------------------------

    def _get_number(self, vals, company):
        return (vals.get("imported_on") and vals.get("name")) or super()._get_number(vals, company)

    def _is_approval_needed(self):
        return not self.imported_on and super()._is_approval_needed()

    def _check_flow(self, kind, percent):
        if kind != "contract" or not self.imported_on:
            super()._check_flow(kind, percent)

    # ------------------------------------------------------------
    # BRINGING IN
    # ------------------------------------------------------------

    @api.model
    def _bring_in(self, vals, date_signed, state):
        """Create a contract that was signed elsewhere, with its plan.

        :param dict vals: with ``name``, ``line_ids`` and ``collection_ids``
        :param date_signed: day of its signature; the signed credit counts on that day
        :param state: 'signed', 'running' or 'suspended'
        :raise UserError: whatever stands in the way, for example a plan that does not make the total
        """
        contract = self.create({"flow_id": False, "imported_on": fields.Date.context_today(self), **vals})
        contract._sync_plan_total()
        contract.action_sign(date_signed)
        if state != "signed":
            contract.action_start()
        if state == "suspended":
            contract.action_suspend()
        return contract
