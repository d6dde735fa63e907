from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ..tools import flow as tools
from .sales_contract import UNSIGNED_STATES
from .sales_contract_delivery import DELIVERABLE_STATES

PENDING = "sales_cloud_contracts.flows"


class SalesContract(models.Model):
    """Steps that the flow pushes forward by itself, once what happened before lets them."""

    _inherit = "sales.contract"

    def _book_credit(self, date):
        """Every event that changes what a contract is worth may also let its flow go on."""
        result = super()._book_credit(date)
        self._push_flow_at_end()
        return result

    def _push_flow_at_end(self):
        """Push when the transaction is complete: by then all documents of the event are there."""
        # sudo: the flow applies to whoever caused the event
        automatic = self.filtered(lambda contract: any(contract.flow_id.sudo().step_ids.mapped("is_automatic")))
        if not automatic:
            return
        pending = self.env.cr.precommit.data.setdefault(PENDING, set())
        if not pending:
            self.env.cr.precommit.add(self.browse()._process_pending_flows)
        pending.update(automatic.ids)

    @api.model
    def _process_pending_flows(self):
        pending = self.env.cr.precommit.data.pop(PENDING, set())
        # The system acts, not the person who caused the event: a warehouse clerk may not touch invoices.
        failed = self.with_user(SUPERUSER_ID).browse(sorted(pending)).exists()._push_flow()
        # What failed waits for the next event; trying again now would fail again.
        self.env.cr.precommit.data.get(PENDING, set()).difference_update(failed.ids)

    def _push_flow(self):
        """Push the automatic steps of these contracts; an error of one is noted there and stops no other.

        :return: the contracts of which a step could not be pushed
        """
        failed = self.browse()
        for contract, progress in self._judge_flow().items():
            for step in progress:
                if contract.flow_id._is_automatic(step.kind) and not contract._try_push(step):
                    failed |= contract
        return failed

    def _try_push(self, step):
        if step.state not in (tools.READY, tools.PARTIAL):
            return True
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_push_{step.kind}")()
        except UserError as error:
            self._message_log(body=self.env._("The flow could not go on by itself: %s", error))
            return False
        return True

    def _push_contract(self):
        """Sign what needs no approval, or has it: the confirmed order is the agreement."""
        if self.order_ids and (self.approval_state == "approved" or not self._is_approval_needed()):
            self.filtered(lambda contract: contract.state in UNSIGNED_STATES).action_sign()

    def _push_order(self):
        """Confirm the quotations of signed contracts."""
        if self.state in ("signed", "running"):
            self.order_ids.filtered(lambda order: order.state in ("draft", "sent")).action_confirm()

    def _push_deliver(self):
        """Prepare the record of what is left to deliver, unless one is being prepared already."""
        if self.state in DELIVERABLE_STATES and "draft" not in self.delivery_ids.mapped("state"):
            vals = self._prepare_delivery_vals()
            if vals["line_ids"]:
                self.env["sales.delivery"].create(vals)

    def _push_accept(self):
        """What is delivered counts as accepted, where no acceptance is recorded by hand."""
        for delivery in self.delivery_ids.filtered(lambda delivery: delivery.state == "delivered"):
            delivery.action_accept(self.env._("Counts as accepted when delivered"), delivery.date)

    def _push_invoice(self):
        """Draft the invoices of the next instalments, as far as the flow lets them; finance confirms them."""
        if self.state not in ("signed", "running"):
            return
        for line in self.collection_ids.filtered(lambda line: not line.is_kept).sorted("sequence"):
            allowed, _step = self._get_allowed_percent("invoice")
            if line._get_percent_when_billed() > allowed + tools.TOLERANCE:
                break
            line.action_create_invoice()
