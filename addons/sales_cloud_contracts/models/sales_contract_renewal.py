from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..tools.terms import next_term

RENEWABLE_STATES = ("signed", "running", "suspended", "done")
REMIND_BATCH = 500


class SalesContract(models.Model):
    """A contract that ends is continued by another one, which knows what it continues."""

    _inherit = "sales.contract"

    predecessor_id = fields.Many2one(
        "sales.contract",
        "Continues",
        check_company=True,
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    successor_ids = fields.One2many("sales.contract", "predecessor_id", "Continued By")
    successor_id = fields.Many2one("sales.contract", "Renewed By", compute="_compute_successor_id", compute_sudo=True)
    renewal_lead_id = fields.Many2one(
        "crm.lead",
        "Renewal Opportunity",
        check_company=True,
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    renewal_reminded_on = fields.Date(readonly=True, copy=False, help="When the owner was reminded of the renewal.")
    date_renewal_reminder = fields.Date(
        "Renewal Reminder",
        compute="_compute_date_renewal_reminder",
        store=True,
        help="The day on which the owner is reminded that the contract ends; empty once that happened, or once it is "
        "renewed.",
    )
    is_renewable = fields.Boolean(compute="_compute_is_renewable", help="It ends soon and is not renewed yet.")

    _renewal_idx = models.Index("(date_renewal_reminder) WHERE date_renewal_reminder IS NOT NULL")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("successor_ids.state")
    def _compute_successor_id(self):
        for contract in self:
            alive = contract.successor_ids.filtered(lambda other: other.state not in ("terminated", "void"))
            contract.successor_id = alive[:1]

    @api.depends("date_end", "state", "type_id.renewal_notice_days", "renewal_reminded_on", "successor_ids.state")
    def _compute_date_renewal_reminder(self):
        for contract in self:
            notice = contract.type_id.renewal_notice_days
            is_due = contract.date_end and notice and contract.state in RENEWABLE_STATES
            is_settled = contract.renewal_reminded_on or contract.successor_id
            day = fields.Date.subtract(contract.date_end, days=notice) if is_due and not is_settled else False
            contract.date_renewal_reminder = day

    @api.depends("date_end", "state", "type_id.renewal_notice_days", "successor_ids.state")
    @api.depends_context("tz")
    def _compute_is_renewable(self):
        today = fields.Date.context_today(self)
        for contract in self:
            notice = max(contract.type_id.renewal_notice_days, 1)
            ends = contract.date_end and fields.Date.subtract(contract.date_end, days=notice) <= today
            contract.is_renewable = ends and contract.state in RENEWABLE_STATES and not contract.successor_id

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._link_predecessor()
        return contracts

    def _link_predecessor(self):
        """A contract that comes from a renewal opportunity continues the contract of which that was opened."""
        # sudo: what is continued is a fact, whoever owns it
        for contract in self.sudo().filtered(lambda contract: contract.lead_id and not contract.predecessor_id):
            contract.predecessor_id = contract.lead_id.renewed_contract_ids[:1]

    def write(self, vals):
        """Another end is another renewal, of which the owner is reminded again."""
        if "date_end" in vals:
            day = fields.Date.to_date(vals["date_end"]) or False
            moved = self.filtered(lambda contract: contract.renewal_reminded_on and contract.date_end != day)
            super(SalesContract, moved).write({"renewal_reminded_on": False})
        return super().write(vals)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_renew(self):
        """Draft the contract that continues this one: the same lines and plan, the term that follows.

        :return: action that opens it (its id is ``res_id``); the one that exists already is opened again
        :raise UserError: the contract is neither signed nor completed
        """
        self.ensure_one()
        self.check_access("write")
        self._check_renewable()
        successor = self.successor_id.sudo(False)
        if not successor:
            successor = self.create(self._prepare_renewal_vals())
            if successor.collection_template_id:
                successor.action_plan()
        return successor._get_records_action(name=self.env._("Renewal"))

    def action_open_renewal_lead(self):
        """Open the opportunity to renew this contract; it is made on the first call.

        :return: action that opens it (its id is ``res_id``)
        :raise UserError: the contract is neither signed nor completed
        """
        self.ensure_one()
        self.check_access("write")
        self._check_renewable()
        if not self.renewal_lead_id:
            self.renewal_lead_id = self.env["crm.lead"].create(self._prepare_renewal_lead_vals())
        return self.renewal_lead_id._get_records_action(name=self.env._("Renewal Opportunity"))

    @api.readonly
    def action_view_relatives(self):
        """Open the contracts that this one continues and is continued by."""
        return (self.predecessor_id | self.successor_ids)._get_records_action(name=self.env._("Renewals"))

    def _check_renewable(self):
        if self.state not in RENEWABLE_STATES:
            raise UserError(
                self.env._(
                    "Contract %s is neither signed nor completed, so there is nothing to renew.", self.display_name
                )
            )

    def _prepare_renewal_vals(self):
        start, end = next_term(self.date_start or self.date_signed, self.date_end)
        return {
            "predecessor_id": self.id,
            "deal_kind": "renewal",
            "lead_id": self.renewal_lead_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "partner_invoice_id": self.partner_invoice_id.id,
            "subject": self.subject,
            "type_id": self.type_id.id,
            "flow_id": self.flow_id.id,
            "collection_template_id": self.collection_template_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "currency_id": self.currency_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "payment_term_id": self.payment_term_id.id,
            "note": self.note,
            "date_start": start,
            "date_end": end,
            "line_ids": [Command.create(line._prepare_priced_vals()) for line in self.line_ids],
        }

    def _prepare_renewal_lead_vals(self):
        revenue = self.currency_id._convert(
            self.amount_untaxed, self.company_id.currency_id, self.company_id, fields.Date.context_today(self)
        )
        return {
            "name": self.env._("Renewal of %s", self.display_name),
            "type": "opportunity",
            "deal_kind": "renewal",
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "expected_revenue": revenue,
            "date_deadline": self.date_end,
        }

    # ------------------------------------------------------------
    # DAILY RUN
    # ------------------------------------------------------------

    @api.model
    def _cron_remind_renewals(self):
        """Remind the owners once of each contract that ends soon; what ended already is not reminded of."""
        progress = self.env["ir.cron"]._commit_progress
        domain = self._get_renewal_domain(fields.Date.today())
        while batch := self.search(domain, limit=REMIND_BATCH).try_lock_for_update():
            batch._remind_renewal()
            if not progress(len(batch), remaining=self.search_count(domain)):
                return

    @api.model
    def _get_renewal_domain(self, today):
        return Domain("date_renewal_reminder", "<=", today) & Domain("date_end", ">=", today)

    def _get_renewal_summary(self):
        """Return what the owner reads, in the language of the owner."""
        env = self.with_context(lang=self.user_id.lang).env
        return env._("Contract ends on %s: renew it?", format_date(env, self.date_end))

    def _remind_renewal(self):
        model = self.env["ir.model"]._get_id(self._name)
        todo = self.env.ref("mail.mail_activity_data_todo").id
        # sudo: the daily run writes for the owners
        self.env["mail.activity"].sudo().create(
            [
                {
                    "res_model_id": model,
                    "res_id": contract.id,
                    "activity_type_id": todo,
                    "user_id": contract.user_id.id,
                    "date_deadline": contract.date_end,
                    "summary": contract._get_renewal_summary(),
                }
                for contract in self.filtered("user_id")
            ]
        )
        self.write({"renewal_reminded_on": fields.Date.today()})
