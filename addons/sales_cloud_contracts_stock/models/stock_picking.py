from collections import defaultdict

from odoo import models


class StockPicking(models.Model):
    """Goods leave when the flow of their contract lets them, and the contract follows."""

    _inherit = "stock.picking"

    def _action_done(self):
        # sudo: the contract applies to whoever moves the goods, and follows them
        pickings = self.sudo()
        lines = pickings.move_ids.sale_line_id._map_contract_lines()
        leaving = pickings._get_contract_quantities(lines)
        for contract, quantities in leaving.items():
            contract._check_flow(
                "deliver",
                contract._get_worth_percent(
                    lambda line, quantities=quantities: line.qty_delivered + quantities.get(line, 0.0)
                ),
            )
        result = super()._action_done()
        pickings.env["sales.contract.line"].union(*lines.values()).contract_id._after_delivered()
        for contract, quantities in leaving.items():
            contract._record_picked(pickings, quantities)
        return result

    def _get_contract_quantities(self, lines):
        """Return what these pickings bring to customers: {contract: {contract line: quantity in its unit}}.

        :param dict lines: {order line: contract line}
        """
        quantities = defaultdict(lambda: defaultdict(float))
        for move in self.move_ids.filtered(lambda move: move.location_dest_usage == "customer" and move.quantity):
            line = lines.get(move.sale_line_id)
            if line:
                quantity = move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                quantities[line.contract_id][line] += quantity
        return quantities
