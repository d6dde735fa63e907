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
