from . import sale_order_line, sales_contract, stock_picking
