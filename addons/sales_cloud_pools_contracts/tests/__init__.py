from . import test_contract_rules
