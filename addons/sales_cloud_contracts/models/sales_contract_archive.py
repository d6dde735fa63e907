from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SCANNED_STATES = ("signed", "running", "suspended", "done")


class SalesContract(models.Model):
    """The seal on a contract, and the counter-signed scan that proves it (回签归档)."""

    _inherit = "sales.contract"

    seal_ids = fields.One2many("sales.contract.seal", "contract_id", "Seal Requests")
    seal_count = fields.Integer(compute="_compute_seal_count")
    is_sealed = fields.Boolean("Sealed", compute="_compute_seal_count")
    signed_scan = fields.Binary("Counter-Signed Scan", attachment=True, copy=False)
    signed_scan_filename = fields.Char(copy=False)
    date_archived = fields.Date("Archived On", readonly=True, copy=False, tracking=True)
    archived_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_scan_missing = fields.Boolean(
        "Scan Missing",
        compute="_compute_is_scan_missing",
        store=True,
        help="Signed, but neither is the counter-signed scan archived nor did the customer sign online.",
    )

    _scan_idx = models.Index("(company_id, date_signed) WHERE is_scan_missing")

    @api.depends("seal_ids.state", "seal_ids.amendment_id")
    def _compute_seal_count(self):
        for contract in self:
            contract.seal_count = len(contract.seal_ids)
            own = contract.seal_ids.filtered(lambda request: not request.amendment_id)
            contract.is_sealed = "sealed" in own.mapped("state")

    @api.depends("state", "date_archived", "accepted_on")
    def _compute_is_scan_missing(self):
        for contract in self:
            is_proven = contract.date_archived or contract.accepted_on
            contract.is_scan_missing = contract.state in SCANNED_STATES and not is_proven

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_archive_scan(self, document, filename):
        """Archive the counter-signed scan of this contract.

        :param document: base64 of the scan
        :param str filename: its name
        :raise UserError: the contract is not signed
        """
        self.ensure_one()
        return self.write({"signed_scan": document, "signed_scan_filename": filename})

    @api.readonly
    def action_view_seals(self):
        """Open the seal requests of these contracts."""
        action = self.env["ir.actions.actions"]._for_xml_id("sales_cloud_contracts.sales_contract_seal_action")
        return {
            **action,
            "domain": [("contract_id", "in", self.ids)],
            "context": {"default_contract_id": self.id if len(self) == 1 else False},
        }

    def write(self, vals):
        """Stamp who archived the scan, and when."""
        if "signed_scan" not in vals:
            return super().write(vals)
        self._check_archiving(vals["signed_scan"])
        result = super().write(vals)
        is_there = bool(vals["signed_scan"])
        self.sudo().write(  # sudo: who archived it, and when, follows from the upload
            {
                "date_archived": is_there and fields.Date.context_today(self),
                "archived_by_id": is_there and self.env.uid,
            }
        )
        return result

    @api.model
    def _get_decided_fields(self):
        return super()._get_decided_fields() | {"date_archived", "archived_by_id"}

    def _check_archiving(self, document):
        for contract in self:
            if document and contract.state not in SCANNED_STATES:
                raise UserError(
                    self.env._(
                        "Contract %s is not signed, so there is no counter-signed scan. Sign it first.",
                        contract.display_name,
                    )
                )
            if contract.date_archived and not contract._is_manager():
                raise AccessError(
                    self.env._(
                        "The scan of contract %s is archived. Only a sales manager can replace or remove it.",
                        contract.display_name,
                    )
                )

    # ------------------------------------------------------------
    # IN FORCE
    # ------------------------------------------------------------

    def _check_going_on(self, vals):
        """What the type wants before a contract is in force is there."""
        super()._check_going_on(vals)
        for contract in self.filtered(lambda contract: contract.state == "signed"):
            kind = contract.type_id
            if kind.requires_seal and not contract.is_sealed:
                raise UserError(
                    self.env._(
                        "Contracts of type “%(type)s” are sealed before they are in force, and %(name)s is not. "
                        "Request the seal first.",
                        type=kind.name,
                        name=contract.display_name,
                    )
                )
            if kind.requires_scan and not contract.date_archived:
                raise UserError(
                    self.env._(
                        "Contracts of type “%(type)s” are in force once their counter-signed scan is archived, and "
                        "that of %(name)s is missing. Upload it on page “Seal and Archive”.",
                        type=kind.name,
                        name=contract.display_name,
                    )
                )
