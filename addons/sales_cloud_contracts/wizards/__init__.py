from . import sales_collection_receipt, sales_contract_terminate
