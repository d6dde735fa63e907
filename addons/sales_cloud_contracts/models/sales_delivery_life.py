from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class SalesDelivery(models.Model):
    """The life of a delivery: handed over, then accepted or refused by the customer."""

    _inherit = "sales.delivery"
    _transitions = frozenset(
        {
            ("draft", "delivered"),
            ("draft", "cancelled"),
            ("delivered", "accepted"),
            ("delivered", "refused"),
            ("delivered", "cancelled"),
            ("accepted", "cancelled"),
            ("refused", "draft"),
            ("refused", "cancelled"),
        }
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_deliver(self):
        """Record that these deliveries took place.

        :raise UserError: no quantity, in the future, more than agreed, or the flow does not let it
        """
        return self.write({"state": "delivered"})

    def action_accept(self, accepted_by, date=None, document=None, filename=None):
        """Record that the customer accepted.

        :param str accepted_by: name of the person on the customer's side
        :param date: day of the acceptance, today when left out; not before the delivery, not in the future
        :param document: base64 of the signed certificate
        :raise UserError: nobody or a wrong day is given, or the flow does not let it
        """
        certificate = {"acceptance_document": document, "acceptance_filename": filename} if document else {}
        return self.write(
            {
                "state": "accepted",
                "accepted_by": (accepted_by or "").strip() or False,
                "date_accepted": date or fields.Date.context_today(self),
                "refusal_reason": False,
                **certificate,
            }
        )

    def action_refuse(self, reason):
        """Record that the customer did not accept: it does not count as delivered any more.

        :param str reason: what is wrong
        """
        return self.write({"state": "refused", "refusal_reason": (reason or "").strip() or False})

    def action_draft(self):
        """Take refused deliveries up again, once what was wrong is put right."""
        return self.write({"state": "draft"})

    def action_cancel(self):
        """Undo deliveries: quantities and due dates are as if they had not been (an accepted one: managers only)."""
        self.write({"state": "cancelled"})
        self.sudo().date_accepted = False  # sudo: it goes with the acceptance, which was taken back above
        return True

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_guards(self):
        return {
            **super()._get_guards(),
            "delivered": self._check_delivery,
            "accepted": self._check_acceptance,
            "refused": self._check_refusal,
            "cancelled": self._check_cancellation,
        }

    def _check_delivery(self, vals):
        self.contract_id._check_deliverable()
        for delivery in self:
            if not delivery.line_ids:
                raise UserError(self.env._("Delivery %s has no line. Say what was delivered.", delivery.display_name))
            if delivery.date > fields.Date.context_today(self):
                raise UserError(self.env._("A delivery is recorded when it has taken place. Choose today or earlier."))
            delivery._check_quantities()
            added = {row.contract_line_id: row.quantity for row in delivery.line_ids}
            percent = delivery.contract_id._get_worth_percent(
                lambda line, added=added: max(line.qty_delivered, line.qty_recorded + added.get(line, 0.0))
            )
            delivery.contract_id._check_flow("deliver", percent)

    def _check_quantities(self):
        """The friendly sentence for what the database guards."""
        for row in self.line_ids:
            line = row.contract_line_id
            left = line.quantity - line.qty_recorded
            if line.product_uom_id.compare(row.quantity, left) > 0:
                raise UserError(
                    self.env._(
                        "%(quantity)g of “%(line)s” cannot be delivered: %(left)g of the contract is left. "
                        "Lower the quantity, or amend the contract.",
                        quantity=row.quantity,
                        line=line.name,
                        left=left,
                    )
                )

    def _check_acceptance(self, vals):
        date = fields.Date.to_date(vals.get("date_accepted"))
        if not vals.get("accepted_by"):
            raise UserError(self.env._("An acceptance needs a name. Say who accepted on the customer's side."))
        for delivery in self:
            if not date or date < delivery.date or date > fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "An acceptance is dated between the delivery and today. Choose a day from %s on.",
                        format_date(self.env, delivery.date),
                    )
                )
            added = {row.contract_line_id: row.quantity for row in delivery.line_ids}
            percent = delivery.contract_id._get_worth_percent(
                lambda line, added=added: line.qty_accepted + added.get(line, 0.0)
            )
            delivery.contract_id._check_flow("accept", percent)

    def _check_refusal(self, vals):
        if not vals.get("refusal_reason"):
            raise UserError(self.env._("A refusal needs a reason. Say what the customer found wrong."))

    def _check_cancellation(self, vals):
        accepted = self.filtered(lambda delivery: delivery.state == "accepted")
        if accepted and not self.contract_id._is_manager():
            raise AccessError(
                self.env._("Delivery %s is accepted. Only a sales manager can cancel it.", accepted[0].display_name)
            )

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _after_transition(self, vals):
        super()._after_transition(vals)
        if not self:
            return
        # sudo: orders, due dates and flow follow the delivery, whoever may record it
        deliveries = self.sudo()
        deliveries.line_ids.contract_line_id._sync_order_quantities()
        deliveries.contract_id._after_delivered()
