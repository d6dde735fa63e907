from odoo import api, fields, models


class SalesContract(models.Model):
    """Who helps with the opportunity helps with its contract, unless the contract says otherwise."""

    _inherit = "sales.contract"

    collaborator_ids = fields.Many2many(
        "res.users",
        "sales_contract_collaborator_rel",
        "contract_id",
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
        "sales_contract_reader_rel",
        "contract_id",
        "user_id",
        "Readers",
        compute="_compute_collaborators",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
        help="Collaborators who only read: they see it, but change nothing.",
    )

    @api.depends("lead_id")
    def _compute_collaborators(self):
        """Taken over once, from the opportunity that is linked."""
        for contract in self.filtered("lead_id"):
            contract.collaborator_ids = contract.collaborator_ids or contract.lead_id.collaborator_ids
            contract.reader_ids = contract.reader_ids or contract.lead_id.reader_ids
