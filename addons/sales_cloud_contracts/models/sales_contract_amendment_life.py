from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class SalesContractAmendment(models.Model):
    """The life of an amendment: approved where needed, signed, and in force from its day."""

    _inherit = "sales.contract.amendment"
    _transitions = frozenset(
        {
            ("draft", "approval"),
            ("draft", "signed"),
            ("approval", "draft"),
            ("approval", "approved"),
            ("approved", "draft"),
            ("approved", "signed"),
            ("signed", "applied"),
            ("draft", "cancelled"),
            ("approved", "cancelled"),
            ("signed", "cancelled"),
        }
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_submit(self):
        """Check that amendments are complete and ask for approval of those that need it.

        :return: True; the state stays 'draft' where no approval is needed
        :raise UserError: something is missing, or the plan cannot make the new total
        """
        self.check_access("write")
        self._check_content({})
        self.filtered(lambda amendment: amendment._is_approval_needed()).write({"state": "approval"})
        return True

    def action_return(self):
        """Take amendments back to draft: a pending request is withdrawn, an approval does not count any more."""
        self.check_access("write")
        for amendment in self:
            request = amendment._get_request().sudo(False)
            if amendment.state == "approval" and request:
                request.action_withdraw()
            else:
                amendment.write({"state": "draft"})
        return True

    def action_sign(self, date=None):
        """Record the signature of both sides; from its day on, the contract takes the values over.

        :param date: day of the signature, today when left out; not in the future
        :raise UserError: incomplete, approval is missing, or the plan cannot make the new total
        """
        return self.write({"state": "signed", "date_signed": date or fields.Date.context_today(self)})

    def action_cancel(self):
        """Give amendments up that are not in force yet."""
        return self.write({"state": "cancelled"})

    @api.readonly
    def action_view_contract(self):
        """Open the contract that is amended."""
        return self.contract_id._get_records_action(name=self.env._("Contract"))

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    def _get_guards(self):
        return {
            **super()._get_guards(),
            "draft": self._check_return,
            "approval": self._check_content,
            "approved": self._check_granted,
            "signed": self._check_signature,
            "applied": self._check_application,
        }

    def _get_hooks(self):
        return {
            **super()._get_hooks(),
            "approval": self._after_submit,
            "signed": self._after_sign,
            "applied": self._after_apply,
        }

    def _check_content(self, vals):
        self.contract_id._check_amendable()
        for amendment in self:
            if not (amendment.reason or "").strip():
                raise UserError(
                    self.env._("Amendment %s needs a reason. Say why the contract changes.", amendment.name)
                )
            if amendment.plan_way == "template" and not amendment.collection_template_id:
                raise UserError(self.env._("Choose the template by which amendment %s plans the rest.", amendment.name))
            if amendment.currency_id.is_zero(amendment.amount_total):
                raise UserError(
                    self.env._("Amendment %s leaves no amount. Terminate the contract instead.", amendment.name)
                )
            amendment._check_performed()
            if not amendment._get_changes():
                raise UserError(
                    self.env._("Amendment %s changes nothing. Change a line, the term or the terms.", amendment.name)
                )

    def _check_performed(self):
        """Refuse to take away what is delivered or called off already."""
        # sudo: what is delivered limits the amendment, whoever may see the deliveries
        for line in self.sudo().contract_id.line_ids:
            left = self.line_ids.filtered(lambda amended, line=line: amended.line_id == line).quantity
            called_off = line.qty_ordered if self.contract_id.is_framework else 0.0
            done = max(line.qty_delivered, line.qty_recorded, called_off)
            if done > 0 and line.product_uom_id.compare(left, done) < 0:
                raise UserError(
                    self.env._(
                        "%(done)g of “%(line)s” is delivered or called off already, so %(left)g is too little. "
                        "Raise the quantity, or take the delivery back first.",
                        done=done,
                        line=line.name,
                        left=left,
                    )
                )

    def _check_granted(self, vals):
        for amendment in self:
            if amendment._get_request().state != "approved":
                raise UserError(self.env._("Amendment %s is not approved yet.", amendment.name))

    def _check_return(self, vals):
        for amendment in self:
            if amendment.state == "approval" and amendment._get_request().state == "pending":
                raise UserError(
                    self.env._("Amendment %s is being decided. Withdraw the request to change it.", amendment.name)
                )

    def _check_signature(self, vals):
        date = fields.Date.to_date(vals.get("date_signed"))
        if not date or date > fields.Date.context_today(self):
            raise UserError(
                self.env._("An amendment is signed on a day that is not in the future. Choose today or an earlier day.")
            )
        self._check_content(vals)
        for amendment in self:
            if amendment.state == "draft" and amendment._is_approval_needed():
                raise UserError(
                    self.env._("Amendment %s needs approval. Submit it before it is signed.", amendment.name)
                )

    def _check_application(self, vals):
        for amendment in self:
            if amendment.date_effective > fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "Amendment %(name)s is in force from %(date)s, not before.",
                        name=amendment.name,
                        date=format_date(self.env, amendment.date_effective),
                    )
                )
        self._check_content(vals)

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _after_submit(self, vals):
        for amendment in self:
            amendment.contract_id._request_amendment_approval(amendment)

    def _after_sign(self, vals):
        today = fields.Date.context_today(self)
        self.filtered(lambda amendment: amendment.date_effective <= today).write({"state": "applied"})

    def _after_apply(self, vals):
        # sudo: the contract follows what both sides signed; the guard has checked who applies it
        for amendment in self.sudo():
            amendment.contract_id._take_over(amendment)

    def _get_request(self):
        """Return the latest request for approval of this amendment (superuser)."""
        self.ensure_one()
        # sudo: what became of the request concerns whoever may see the amendment
        requests = self.sudo().contract_id.approval_ids.filtered(
            lambda request: request.topic == "amendment" and (request.payload or {}).get("amendment_id") == self.id
        )
        return requests.sorted("id")[-1:]

    # ------------------------------------------------------------
    # DAILY RUN
    # ------------------------------------------------------------

    @api.model
    def _cron_apply(self):
        """Put signed amendments in force on their day; one that cannot be is told to the owner and stops no other."""
        progress = self.env["ir.cron"]._commit_progress
        due = self.search([("state", "=", "signed"), ("date_effective", "<=", fields.Date.today())])
        for amendment in due:
            # each step commits, which lets all locks go: one amendment is locked, and looked at, at a time
            if amendment.try_lock_for_update().state == "signed":
                amendment.with_context(lang=amendment.user_id.lang)._try_apply()
            if not progress(1):
                return

    def _try_apply(self):
        try:
            with self.env.cr.savepoint():
                self.write({"state": "applied"})
        except UserError as error:
            if not self.activity_ids:
                self.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=self.user_id.id or self.env.uid,
                    summary=self.env._("The amendment cannot come in force"),
                    note=str(error),
                )
