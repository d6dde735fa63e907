from odoo import fields, models


class SalesContractType(models.Model):
    """Some contracts are signed as soon as the customer accepts them online, others need paper."""

    _inherit = "sales.contract.type"

    is_signed_online = fields.Boolean(
        "Signed Online",
        help="The customer's signature on the portal signs the contract. Otherwise the signature is kept, and the "
        "contract is signed by its owner, for example once the stamped copy is back.",
    )
