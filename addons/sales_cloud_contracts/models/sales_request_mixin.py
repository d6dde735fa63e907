from odoo import models


class SalesRequestMixin(models.AbstractModel):
    """What finance is asked to do for a contract once it is approved; refused or withdrawn it is a draft again.

    A concrete model has ``contract_id`` and ``state`` with draft, approval and approved.
    """

    _name = "sales.request.mixin"
    _description = "Request to Finance"
    _inherit = ["sales.contract.valued.mixin", "sales.approval.mixin"]

    def _get_approval_team(self):
        return self.contract_id.team_id

    def _after_approval_granted(self, approval):
        super()._after_approval_granted(approval)
        self.filtered(lambda request: request.state == "approval").state = "approved"

    def _after_approval_refused(self, approval):
        super()._after_approval_refused(approval)
        self._back_to_draft()

    def _after_approval_withdrawn(self, approval):
        super()._after_approval_withdrawn(approval)
        self._back_to_draft()

    def _after_approval_void(self, approval):
        super()._after_approval_void(approval)
        self._back_to_draft()

    def _back_to_draft(self):
        self.filtered(lambda request: request.state in ("approval", "approved")).state = "draft"
