from collections import defaultdict

from odoo import models


class StockPicking(models.Model):
    """Goods leave when the flow of their contract lets them, and the contract follows."""

    _inherit = "stock.picking"

    def _action_done(self):
        # sudo: the contract applies to whoever moves the goods, and follows them
        leaving = self.sudo()._get_contract_quantities()
        for contract, quantities in leaving.items():
            contract._check_flow(
                "deliver",
                contract._get_worth_percent(
                    lambda line, quantities=quantities: line.qty_delivered + quantities.get(line, 0.0)
                ),
            )
        contracts = self.sudo().move_ids.sale_line_id._get_contract_lines().contract_id
        result = super()._action_done()
        contracts._after_delivered()
        for contract, quantities in leaving.items():
            contract._record_picked(self.sudo(), quantities)
        return result

    def _get_contract_quantities(self):
        """Return what these pickings bring to customers: {contract: {contract line: quantity in its unit}}."""
        quantities = defaultdict(lambda: defaultdict(float))
        for move in self.move_ids.filtered(lambda move: move.location_dest_usage == "customer" and move.quantity):
            line = move.sale_line_id._get_contract_lines()[:1]
            if line:
                quantity = move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                quantities[line.contract_id][line] += quantity
        return quantities
