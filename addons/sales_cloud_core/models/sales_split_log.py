from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesSplitLog(models.Model):
    """Every change of a share: who changed whose share, when, from what to what. Rows are never changed."""

    _name = "sales.split.log"
    _description = "Split Change"
    _order = "id desc"
    _rec_name = "user_id"

    lead_id = fields.Many2one("crm.lead", "Opportunity", ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one("res.company", ondelete="cascade")
    at = fields.Datetime("Changed On", required=True, default=fields.Datetime.now)
    author_id = fields.Many2one("res.users", "Changed By", required=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="restrict")
    split_type_id = fields.Many2one("sales.split.type", "Type", required=True, ondelete="restrict")
    percent_before = fields.Float("Before (%)", digits=0)
    percent_after = fields.Float("After (%)", digits=0)
    territory_before_id = fields.Many2one("sales.territory", ondelete="restrict")
    territory_after_id = fields.Many2one("sales.territory", ondelete="restrict")
    operation = fields.Selection([("add", "Added"), ("change", "Changed"), ("remove", "Removed")], required=True)

    # ------------------------------------------------------------
    # CRUD: append only
    # ------------------------------------------------------------

    def write(self, vals):
        if self.env.su and vals.keys() <= {"lead_id"}:
            return super().write(vals)
        raise UserError(
            self.env._("The history of a split cannot be changed. Change the shares; it follows by itself.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a split cannot be deleted: it goes only with its document."))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _log_changes(self, before, splits):
        """Append what changed.

        :param before: {share: facts before the change} of shares that existed (`sales.split._prepare_log_facts`)
        :param splits: the shares that exist after the change
        """
        after = splits._get_logged_facts()
        vals_list = []
        for split in dict.fromkeys([*before, *after]):
            vals_list += self._prepare_change_vals(before.get(split), after.get(split))
        if vals_list:
            self.sudo().create(vals_list)  # sudo: nobody writes the history directly; it follows from a change

    def _prepare_change_vals(self, old, new):
        """Return the rows between two states of a share; another person or type is a share less and one more."""
        if old and new and all(old[name] == new[name] for name in ("user_id", "split_type_id")):
            is_changed = any(old[name] != new[name] for name in ("percent", "territory_id"))
            return [self._prepare_row("change", old, new)] if is_changed else []
        rows = [self._prepare_row("remove", old, {})] if old else []
        return rows + ([self._prepare_row("add", {}, new)] if new else [])

    def _prepare_row(self, operation, old, new):
        links = {name: value for name, value in (new or old).items() if name not in ("percent", "territory_id")}
        return {
            **links,
            "author_id": self.env.uid,
            "operation": operation,
            "percent_before": old.get("percent", 0.0),
            "percent_after": new.get("percent", 0.0),
            "territory_before_id": old.get("territory_id", False),
            "territory_after_id": new.get("territory_id", False),
        }
