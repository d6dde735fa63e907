from odoo import api, fields, models

from odoo.addons.sales_cloud_core.models.sales_credit import DEAL_KINDS


class SalesDealFollowerMixin(models.AbstractModel):
    """What follows an opportunity: an order or a contract.

    It starts with the opportunity's shares and helpers, and is the same kind of business. The concrete model has
    ``company_id`` and ``partner_id``, names its opportunity, and gives the helpers tables of its own.
    """

    _name = "sales.deal.follower.mixin"
    _description = "Document of a Deal"
    _inherit = "sales.split.mixin"

    _deal_link = None  # the field that names the opportunity

    deal_kind = fields.Selection(
        DEAL_KINDS,
        "Business",
        compute="_compute_deal_kind",
        store=True,
        readonly=False,
        help="That of the opportunity, also when it changes there, unless chosen here. "
        "Metrics may count only some kinds.",
    )
    collaborator_ids = fields.Many2many(
        "res.users",
        "sales_deal_collaborator_rel",
        "document_id",
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
        "sales_deal_reader_rel",
        "document_id",
        "user_id",
        "Readers",
        compute="_compute_collaborators",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
        help="Collaborators who only read: they see it, but change nothing.",
    )

    @api.depends(lambda self: [self._deal_link] if self._deal_link else [])
    def _compute_deal_kind(self):
        for document in self:
            document.deal_kind = document[self._deal_link].deal_kind or document.deal_kind or "new"

    @api.depends(lambda self: [self._deal_link] if self._deal_link else [])
    def _compute_collaborators(self):
        """Who helps with the opportunity helps here, unless the document says otherwise: taken over once."""
        for document in self.filtered(self._deal_link):
            deal = document[self._deal_link]
            document.collaborator_ids = document.collaborator_ids or deal.collaborator_ids
            document.reader_ids = document.reader_ids or deal.reader_ids

    def _get_deal_kind(self):
        return self.deal_kind or super()._get_deal_kind()

    def _filter_kind_of_deal(self):
        """Return those of these documents that are the same kind of business as their opportunity."""
        return self.filtered(lambda document: document.deal_kind == document[self._deal_link].deal_kind)

    # ------------------------------------------------------------
    # SHARES
    # ------------------------------------------------------------

    def _start_splits(self):
        """Give new documents the shares of what came before, so that they can go their own way from here.

        What has no forerunner starts with the shares of a template.
        """
        # sudo: the shares of colleagues come along, whoever makes the document
        documents = self.sudo().filtered(lambda document: document[self._deal_link] and not document.split_ids)
        self.env["sales.split"].sudo().create(  # sudo: as above
            [
                {**vals, **document._prepare_split_link()}
                for document in documents
                for vals in document[self._deal_link]._prepare_inherited_shares(document)
            ]
        )
        self.filtered(lambda document: not document._has_forerunner())._propose_splits()

    def _has_forerunner(self):
        return bool(self[self._deal_link])

    def _get_split_territory(self):
        return self[self._deal_link].territory_id or self.partner_id.territory_ids[:1]

    # ------------------------------------------------------------
    # CREDIT
    # ------------------------------------------------------------

    def _prepare_credit_vals(self):
        """Return the links of a ledger row booked for this document."""
        self.ensure_one()
        return {
            **self._prepare_split_link(),
            "company_id": self.company_id.id,
            "lead_id": self[self._deal_link].id,
            "partner_id": self.partner_id.id,
            "territory_id": self._get_split_territory().id,
        }
