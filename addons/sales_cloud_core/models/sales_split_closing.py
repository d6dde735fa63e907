from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesSplitMixin(models.AbstractModel):
    """From when on the shares of a document are closed: a change then needs approval."""

    _inherit = "sales.split.mixin"

    is_split_closed = fields.Boolean(compute="_compute_split_closing")
    split_closing = fields.Char("Why Closed", compute="_compute_split_closing")
    can_edit_split = fields.Boolean(compute="_compute_can_edit_split")

    def _compute_split_closing(self):
        for document in self:
            document.split_closing = document._get_split_closing()
            document.is_split_closed = bool(document.split_closing)

    @api.depends("is_split_closed", "is_approval_locked")
    @api.depends_context("uid")
    def _compute_can_edit_split(self):
        everywhere = self._may_change_closed_split()
        for document in self:
            is_open = everywhere or not document.is_split_closed
            document.can_edit_split = is_open and not document.is_approval_locked

    @api.model
    def _may_change_closed_split(self):
        return self.env.su or self.env.user.has_group("sales_team.group_sale_salesman_all_leads")

    def _get_split_closing(self):
        """Return why the shares of this document are closed, '' while they are open."""
        self.ensure_one()
        company = self._get_approval_company()
        today = fields.Date.context_today(self)
        if self._is_split_booked():
            return self.env._("Its credit is booked")
        if company.split_approval_date and company.split_approval_date <= today:
            return self.env._("Since %s every change needs approval", company.split_approval_date)
        if company.split_approval_days and self.create_date:
            last = self.create_date.date() + timedelta(days=company.split_approval_days)
            if last < today:
                return self.env._("It is older than %s days", company.split_approval_days)
        return ""

    def _is_split_booked(self):
        """Say whether this document has credit in the ledger already."""
        raise NotImplementedError

    def _check_split_open(self):
        """Refuse a change of closed shares; sales managers are not asked."""
        for document in self.browse() if self._may_change_closed_split() else self:
            closing = document._get_split_closing()
            if closing:
                raise UserError(
                    self.env._(
                        "The split of “%(name)s” is closed (%(reason)s), so it can be changed only by a sales manager. "
                        "Request a split change, or ask your manager to correct it.",
                        name=document.display_name,
                        reason=closing,
                    )
                )
