from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_date

from .sales_dunning_level import RECIPIENTS


class SalesDunningReminder(models.Model):
    """One reminder that went out: the database keeps it at one per instalment and level, and one per day."""

    _name = "sales.dunning.reminder"
    _description = "Sent Reminder"
    _order = "day desc, id desc"
    _rec_name = "level_id"
    _check_company_auto = True

    collection_id = fields.Many2one("sales.collection", "Instalment", required=True, ondelete="cascade", readonly=True)
    contract_id = fields.Many2one(related="collection_id.contract_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="collection_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(related="collection_id.partner_id", store=True, precompute=True)
    owner_id = fields.Many2one(related="collection_id.user_id", string="Owner")
    level_id = fields.Many2one("sales.dunning.level", required=True, ondelete="restrict", readonly=True)
    days = fields.Integer("Days After Due", required=True, readonly=True)
    day = fields.Date("Sent On", required=True, readonly=True)
    recipient = fields.Selection(RECIPIENTS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Told", readonly=True, help="Who reads it in the digest of the day.")
    letter_id = fields.Many2one("sales.dunning.letter", readonly=True, ondelete="set null", index="btree_not_null")
    digest_id = fields.Many2one("sales.dunning.digest", readonly=True, ondelete="set null", index="btree_not_null")
    date_due = fields.Date("Due", readonly=True)
    amount = fields.Monetary("Open Amount", readonly=True, help="What was open when the reminder went out.")
    currency_id = fields.Many2one(related="collection_id.currency_id", store=True, precompute=True)

    _once_per_level = models.UniqueIndex("(collection_id, level_id)", "This reminder has already gone out.")
    _once_per_day = models.UniqueIndex("(collection_id, day)", "The instalment was already reminded of today.")
    _untold_idx = models.Index("(user_id) WHERE digest_id IS NULL AND user_id IS NOT NULL")

    def _create_letters(self):
        """Write one letter per customer and level about these reminders, and e-mail it where there is an address."""
        Letter = self.env["sales.dunning.letter"]
        groups = self.grouped(lambda reminder: (reminder.company_id, reminder._get_addressee(), reminder.level_id))
        vals_list = [
            {
                "company_id": company.id,
                "partner_id": partner.id,
                "level_id": level.id,
                "date": reminders[0].day,
                "reminder_ids": [fields.Command.set(reminders.ids)],
            }
            for (company, partner, level), reminders in groups.items()
        ]
        return Letter.create(vals_list)

    def _get_addressee(self):
        contract = self.collection_id.contract_id
        return contract.partner_invoice_id or contract.partner_id

    def _prepare_digest_line(self):
        """Return one line of a digest, in the language of the environment."""
        what = self.env._(
            "%(customer)s, %(instalment)s: %(amount)s, due %(date)s (%(level)s)",
            customer=self.partner_id.display_name,
            instalment=self.collection_id.display_name,
            amount=self.currency_id.format(self.amount),
            date=format_date(self.env, self.date_due),
            level=self.level_id.name,
        )
        return Markup('<li><a href="/odoo/sales.collection/%s">%s</a></li>') % (self.collection_id.id, what)
