from odoo import fields, models


class SalesPoolPause(models.Model):
    """A time in which the clock of one holding stood, or stands, still.

    Deadlines know a pause as a private holiday of the record from the moment it begins, with its planned end: nothing
    has to happen when it is over. Resuming earlier moves the end.
    """

    _name = "sales.pool.pause"
    _description = "Pause of a Pool Holding"
    _order = "date_start desc, id desc"

    holding_id = fields.Many2one("sales.pool.holding", required=True, readonly=True, index=True, ondelete="cascade")
    date_start = fields.Datetime("From", required=True, readonly=True)
    date_end = fields.Datetime("Until", required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    extended_until = fields.Datetime(readonly=True, help="What was granted when the pause began; it is postponed too.")
    user_id = fields.Many2one("res.users", "Paused by", required=True, readonly=True, ondelete="restrict")
    resumed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict", help="Ended the pause early.")

    _check_dates = models.Constraint("CHECK (date_end >= date_start)", "A pause ends after it begins.")
