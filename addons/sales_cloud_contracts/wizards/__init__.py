from . import (
    sales_approval_split_change,
    sales_collection_receipt,
    sales_collection_retention_decision,
    sales_contract_call_off,
    sales_contract_call_off_line,
    sales_contract_seal_refuse,
    sales_contract_terminate,
    sales_credit_release_request,
    sales_contract_void,
    sales_delivery_acceptance,
)
