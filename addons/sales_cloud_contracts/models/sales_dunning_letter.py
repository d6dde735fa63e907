import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)


class SalesDunningLetter(models.Model):
    """A letter to a customer about everything that reached the same level on the same day."""

    _name = "sales.dunning.letter"
    _description = "Dunning Letter"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, check_company=True, ondelete="restrict", index=True
    )
    level_id = fields.Many2one("sales.dunning.level", required=True, readonly=True, ondelete="restrict")
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("print", "To Print"), ("mailed", "E-Mailed"), ("posted", "Posted")],
        "Status",
        default="print",
        required=True,
        readonly=True,
        tracking=True,
    )
    reminder_ids = fields.One2many("sales.dunning.reminder", "letter_id", "Instalments", readonly=True)

    @api.depends("level_id.name", "partner_id.name", "date")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = f"{letter.level_id.name} {letter.partner_id.name} {letter.date}"

    def action_mark_posted(self):
        """Note that finance printed and posted these letters."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("sales_cloud_contracts.group_finance")):
            raise AccessError(self.env._("Only finance posts letters. Ask finance to do it."))
        return self.filtered(lambda letter: letter.state == "print").write({"state": "posted"})

    def action_print(self):
        """Print these letters, each in the language of its customer."""
        return self.env.ref("sales_cloud_contracts.sales_dunning_letter_report_action").report_action(self)

    def _send_mail(self):
        """Queue the e-mails of letters whose customer has an address; the others wait to be printed."""
        template = self.env.ref("sales_cloud_contracts.mail_template_dunning_letter")
        for letter in self.filtered("partner_id.email"):
            letter._try_mail(template)

    def _try_mail(self, template):
        """Queue one e-mail; what goes wrong with one letter does not hold up the others."""
        try:
            with self.env.cr.savepoint():
                template.send_mail(self.id)
                self.state = "mailed"
        except Exception:  # pylint: disable=broad-except
            _logger.exception("Dunning letter %s was not e-mailed; it waits to be printed", self.id)

    def _get_totals(self):
        """Return what the letter asks for, by currency."""
        return {
            currency: sum(reminders.mapped("amount"))
            for currency, reminders in self.reminder_ids.grouped("currency_id").items()
        }
