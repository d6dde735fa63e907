from odoo import api, fields, models, tools

from ..tools.effective import Terms, match_terms
from .sales_followup_mixin import FOLLOWUP_TYPES


class SalesFollowupType(models.Model):
    """What an act has to fulfil to count as a follow-up: rows in sequence, the first that matches decides.

    An act matches by its kind, its activity type and the company of the record. Without a matching row it counts when
    it is not the same text as the last one.
    """

    _name = "sales.followup.type"
    _description = "What Counts as a Follow-up"
    _inherit = "sales.cached.mixin"
    _order = "sequence, id"
    _rec_name = "kind"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: all companies.")
    kind = fields.Selection(FOLLOWUP_TYPES, "Act", required=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type", ondelete="cascade", help="Only done activities of this type. Empty: any act of the kind."
    )
    is_effective = fields.Boolean("Counts", default=True)
    min_length = fields.Integer("Characters", help="The words have at least so many. 0: any number.")
    is_result_required = fields.Boolean("Result", help="Words are needed: what came of it.")
    is_contact_required = fields.Boolean("Contact", help="The record names a contact person.")
    is_next_step_required = fields.Boolean("Next Step", help="An activity with a date is planned on the record.")
    is_evidence_required = fields.Boolean("Evidence", help="Something is attached, for example a photo or a file.")
    repeat_count = fields.Integer(
        "Differs from Last", default=5, help="Not the words of so many of the person's last follow-ups of the record."
    )
    copy_limit = fields.Integer(
        "Same Text on", default=5, help="The same words count on so many records a week at most. 0: on any number."
    )

    _check_numbers = models.Constraint(
        "CHECK (min_length >= 0 AND repeat_count >= 0 AND copy_limit >= 0)",
        "Numbers of follow-ups are positive; 0 means that it does not matter.",
    )

    @api.model
    def _get_terms(self, company_id, kind, activity_type_id):
        """Return the `Terms` of an act."""
        return match_terms(self._get_rows(), company_id, kind, activity_type_id)

    @api.model
    def _get_repeat_depth(self):
        """Return how many of the last follow-ups are compared at most."""
        return max([1, *(terms.repeat_count for _company, _kind, _type, terms in self._get_rows())])

    @api.model
    def _is_next_step_asked(self):
        """Say whether anything counts only once the next step is planned."""
        return any(terms.needs_next_step for _company, _kind, _type, terms in self._get_rows())

    @api.model
    @tools.ormcache()
    def _get_rows(self):
        # sudo: what counts, counts for everybody
        rows = self.sudo().search([("active", "=", True)])
        return tuple(
            (row.company_id.id or None, row.kind, row.activity_type_id.id or None, row._prepare_terms()) for row in rows
        )

    def _prepare_terms(self):
        return Terms(
            self.is_effective,
            self.min_length,
            self.is_contact_required,
            self.is_result_required,
            self.is_next_step_required,
            self.is_evidence_required,
            self.repeat_count,
            self.copy_limit,
        )
