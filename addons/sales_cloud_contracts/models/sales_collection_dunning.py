from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import dunning
from .sales_collection import OPEN_STATES

REMINDED_STATES = ("signed", "running", "done", "terminated")
REMIND_BATCH = 500


class SalesCollection(models.Model):
    """Open instalments are reminded of by a ladder of levels.

    ``date_reminder`` is the day of the next step: the daily run asks an index for what is due, so it costs what goes
    out and not what exists.
    """

    _inherit = "sales.collection"

    reminder_ids = fields.One2many("sales.dunning.reminder", "collection_id", "Reminders", readonly=True)
    date_reminder = fields.Date(
        "Next Reminder",
        compute="_compute_date_reminder",
        store=True,
        help="Empty when nothing is to be reminded of: paid, waived, disputed, or all levels went out.",
    )
    dunning_level_id = fields.Many2one(
        "sales.dunning.level",
        "Next Level",
        compute="_compute_dunning_level_id",
        help="What goes out on that day: the latest level reached by then.",
    )
    is_reminder_due = fields.Boolean(compute="_compute_dunning_level_id")
    is_disputed = fields.Boolean("Disputed", tracking=True, copy=False, help="No reminder goes out while disputed.")
    dispute_reason = fields.Char(tracking=True, copy=False)
    date_reminder_paused = fields.Date(
        "No Reminder Before", tracking=True, copy=False, help="Reminders go on from this day."
    )

    _reminder_idx = models.Index("(company_id, date_reminder) WHERE date_reminder IS NOT NULL")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("state", "date_due", "is_disputed", "date_reminder_paused", "contract_id.state", "reminder_ids.days")
    def _compute_date_reminder(self):
        ladders = self.env["sales.dunning.level"]._get_ladders(self.company_id)
        for line in self:
            is_due = line.state in OPEN_STATES and line.contract_id.state in REMINDED_STATES and not line.is_disputed
            line.date_reminder = is_due and dunning.next_reminder(
                line.date_due, line._get_steps(ladders.get(line.company_id, {})), *line._get_reminder_history()
            )

    @api.depends("date_reminder")
    @api.depends_context("tz")
    def _compute_dunning_level_id(self):
        today = fields.Date.context_today(self)
        for line, level in self._get_due_levels(today, look_ahead=True).items():
            line.dunning_level_id = level
            line.is_reminder_due = bool(line.date_reminder and line.date_reminder <= today)

    def _get_reminder_history(self):
        """Return (last step, last day, paused until), as the tools take them."""
        last = self.reminder_ids.sorted("day")[-1:]
        return (last.days if last else None), last.day or None, self.date_reminder_paused or None

    def _get_steps(self, ladder):
        """Return the days of the ladder that are still to go out; a level that was moved does so only once, too."""
        sent = self.reminder_ids.level_id
        return [days for days, level in ladder.items() if level not in sent]

    def _get_due_levels(self, today, look_ahead=False):
        """Return by instalment the level that goes out today, an empty one where none does.

        :param look_ahead: say for instalments that wait what goes out on their day
        """
        ladders = self.env["sales.dunning.level"]._get_ladders(self.company_id)
        levels = {}
        for line in self:
            ladder = ladders.get(line.company_id, {})
            day = max(today, line.date_reminder or today) if look_ahead else today
            step = None
            if line.date_reminder:
                step = dunning.due_step(day, line.date_due, line._get_steps(ladder), *line._get_reminder_history())
            levels[line] = ladder.get(step, self.env["sales.dunning.level"])
        return levels

    @api.constrains("is_disputed", "dispute_reason")
    def _check_dispute_reason(self):
        for line in self:
            if line.is_disputed and not (line.dispute_reason or "").strip():
                raise ValidationError(
                    self.env._("Instalment %s is disputed. Say what the customer disputes.", line.display_name)
                )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_remind(self):
        """Send the reminders that are due today of these instalments now (sales managers and finance).

        :raise UserError: nothing of them is due
        """
        self.check_access("write")
        if not (self._is_finance() or self.contract_id._is_manager()):
            raise AccessError(self.env._("Only a sales manager or finance can send reminders."))
        today = fields.Date.context_today(self)
        # sudo: the log of reminders is written by sending them only
        due = self.sudo().filtered(lambda line: line.date_reminder and line.date_reminder <= today)
        due = due.try_lock_for_update(allow_referencing=True)
        if not due._remind(today):
            raise UserError(self.env._("No reminder of these instalments is due today. See the day of the next one."))
        self.env["sales.dunning.digest"].sudo()._send_untold(today)  # sudo: the message is for other people
        return True

    @api.model
    def _cron_remind(self):
        """Send what is due, a batch per commit; several workers share the work by row locks."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._get_collection_today()
            while batch := self._lock_due(company, today):
                batch._remind(today)
                if not progress(len(batch), remaining=self.search_count(self._get_due_domain(company, today))):
                    return
        self.env["sales.dunning.digest"]._send_untold(fields.Date.today())
        progress()

    # ------------------------------------------------------------
    # SENDING
    # ------------------------------------------------------------

    @api.model
    def _get_due_domain(self, company, today):
        return Domain("company_id", "=", company.id) & Domain("date_reminder", "<=", today)

    def _lock_due(self, company, today):
        """Return a batch of what is due and no other worker has taken, locked until the end of the transaction."""
        query = self._search(self._get_due_domain(company, today), order="date_reminder, id", limit=REMIND_BATCH)
        rows = self.env.execute_query(SQL("%s FOR NO KEY UPDATE SKIP LOCKED", query.select()))
        return self.browse(line_id for (line_id,) in rows)

    def _remind(self, today):
        """Send what is due of these instalments, which the caller has locked; the rest learns its day anew.

        :return: the reminders sent
        """
        levels = {line: level for line, level in self._get_due_levels(today).items() if level}
        reminders = self.env["sales.dunning.reminder"].create(
            [line._prepare_reminder_vals(level, today) for line, level in levels.items() if line._is_reminded()]
        )
        reminders.filtered(lambda reminder: reminder.recipient == "customer")._create_letters()._send_mail()
        self.env.add_to_compute(self._fields["date_reminder"], self)
        self.flush_recordset(["date_reminder"])
        return reminders

    def _is_reminded(self):
        """Say whether it is still to be reminded of: a changed ladder queues every open instalment."""
        return self.contract_id.state in REMINDED_STATES and not self.is_disputed

    def _prepare_reminder_vals(self, level, today):
        return {
            "collection_id": self.id,
            "level_id": level.id,
            "days": level.days,
            "day": today,
            "recipient": level.recipient,
            "user_id": self._get_reminded_user(level.recipient).id,
            "date_due": self.date_due,
            "amount": self.amount_residual,
        }

    def _get_reminded_user(self, recipient):
        """Return who reads about it: the owner, also of letters; the manager where asked for or nobody owns it."""
        owner = self.user_id.filtered("active")
        if owner and recipient != "manager":
            return owner
        team = self.team_id
        while team and (not team.user_id.active or team.user_id == owner):
            team = team.parent_id
        return team.user_id or owner
