from odoo import fields, models


class SalesContractType(models.Model):
    """What kind of contract this is, and how such contracts are handled by default."""

    _name = "sales.contract.type"
    _description = "Contract Type"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to offer the type in every company.")
    collection_template_id = fields.Many2one(
        "sales.collection.template",
        "Collection Plan",
        check_company=True,
        help="The plan that new contracts of this type start with.",
    )
    needs_approval = fields.Boolean(
        help="Contracts of this type are approved before they are signed: as an approval rule says, else by the "
        "manager of the person who submits."
    )
    flow_id = fields.Many2one(
        "sales.flow",
        "Transaction Flow",
        check_company=True,
        ondelete="restrict",
        help="In which order such contracts are ordered, delivered, invoiced and paid; the first flow when empty.",
    )
    is_signed_online = fields.Boolean(
        "Signed Online",
        help="The customer's signature on the portal signs the contract. Otherwise the signature is kept, and the "
        "contract is signed by its owner, for example once the stamped copy is back.",
    )
    requires_seal = fields.Boolean(
        "Sealed Before in Force", help="Such contracts come in force once the seal keeper has put the seal on them."
    )
    requires_scan = fields.Boolean(
        "Scan Before in Force", help="Such contracts come in force once their counter-signed scan is archived."
    )
    renewal_notice_days = fields.Integer(
        "Renewal Reminder (days)",
        default=60,
        help="So many days before a contract ends, its owner is reminded once to renew it. 0: never.",
    )

    _notice_range = models.Constraint(
        "CHECK (renewal_notice_days >= 0)", "The days before the end of a contract cannot be negative."
    )
