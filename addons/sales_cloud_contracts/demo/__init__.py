from . import sales_contract_demo
