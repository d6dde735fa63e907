from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

RECIPIENTS = [("owner", "Owner"), ("manager", "Manager of the Owner"), ("customer", "Letter to the Customer")]


class SalesDunningLevel(models.Model):
    """One step of the ladder of reminders: so many days from the due date, to this recipient."""

    _name = "sales.dunning.level"
    _description = "Reminder Level"
    _order = "days, company_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to use the level in every company.")
    days = fields.Integer("Days After Due", required=True, help="Negative before the due date, for example -3.")
    recipient = fields.Selection(RECIPIENTS, required=True, default="owner")
    letter_text = fields.Html(
        "Text of the Letter", translate=True, help="Stands above the list of instalments, in the customer's language."
    )

    _day_once = models.UniqueIndex(
        "(COALESCE(company_id, 0), days) WHERE active", "Another level already goes out on this day. Change the days."
    )
    _days_in_range = models.Constraint(
        "CHECK (days BETWEEN -365 AND 3650)", "Reminders go out between a year before and ten years after the due date."
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels._queue_collections()
        return levels

    def write(self, vals):
        is_other_ladder = not {"days", "active", "company_id"}.isdisjoint(vals)
        if is_other_ladder:
            self._queue_collections()
        result = super().write(vals)
        if is_other_ladder:
            self._queue_collections()
        return result

    def unlink(self):
        self._queue_collections()
        return super().unlink()

    @api.constrains("recipient", "letter_text")
    def _check_letter_text(self):
        for level in self:
            if level.recipient == "customer" and not level.letter_text:
                raise ValidationError(
                    self.env._("Level “%s” is a letter to the customer. Write the text of the letter.", level.name)
                )

    def _queue_collections(self):
        """Have the next run look at every open instalment again, in one statement however many there are."""
        Collection = self.env["sales.collection"]
        Collection.flush_model(["date_reminder", "state", "date_due"])
        companies = self.company_id if all(level.company_id for level in self) else self.env["res.company"]
        today = fields.Date.context_today(self)
        self.env.cr.execute(
            SQL(
                "UPDATE sales_collection SET date_reminder = %s WHERE state IN ('open', 'partial')"
                " AND date_due IS NOT NULL AND date_reminder IS DISTINCT FROM %s AND %s",
                today,
                today,
                SQL("company_id IN %s", tuple(companies.ids)) if companies else SQL("TRUE"),
            )
        )
        Collection.invalidate_model(["date_reminder"], flush=False)

    # ------------------------------------------------------------
    # LADDER
    # ------------------------------------------------------------

    @api.model
    def _get_ladders(self, companies):
        """Return by company its levels by days; a level of the company replaces a common one of the same day."""
        # sudo: reminders follow the ladder, whoever changes the instalment
        levels = self.sudo().search([("company_id", "in", [False, *companies.ids])])
        ladders = {}
        for company in companies:
            usable = levels.filtered(
                lambda level, company=company: level.company_id in (level.company_id.browse(), company)
            )
            by_days = {level.days: level for level in usable.sorted(lambda level: (level.days, bool(level.company_id)))}
            ladders[company] = by_days
        return ladders
