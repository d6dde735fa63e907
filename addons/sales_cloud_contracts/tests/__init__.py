from . import (
    test_call_off,
    test_collection_ageing,
    test_contract_approval,
    test_contract_credit,
    test_contract_from_order,
    test_contract_invoicing,
    test_contract_life,
    test_contract_plan,
    test_contract_receipts,
    test_contract_rights,
    test_flow,
)
