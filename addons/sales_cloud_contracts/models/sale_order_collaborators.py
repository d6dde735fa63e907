from odoo import api, fields, models


class SaleOrder(models.Model):
    """Who helps with the opportunity helps with its order, unless the order says otherwise."""

    _inherit = "sale.order"

    collaborator_ids = fields.Many2many(
        "res.users",
        "sale_order_collaborator_rel",
        "order_id",
        "user_id",
        "Collaborators",
        compute="_compute_collaborators",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",  # as text: a list would make every new user recompute this field
        help="They work on it with the owner: they see it with its amounts, and edit it.",
    )
    reader_ids = fields.Many2many(
        "res.users",
        "sale_order_reader_rel",
        "order_id",
        "user_id",
        "Readers",
        compute="_compute_collaborators",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
        help="Collaborators who only read: they see it, but change nothing.",
    )

    @api.depends("opportunity_id")
    def _compute_collaborators(self):
        """Taken over once, from the opportunity that is linked."""
        for order in self.filtered("opportunity_id"):
            order.collaborator_ids = order.collaborator_ids or order.opportunity_id.collaborator_ids
            order.reader_ids = order.reader_ids or order.opportunity_id.reader_ids
