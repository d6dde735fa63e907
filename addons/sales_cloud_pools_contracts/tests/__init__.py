from . import test_contract_rules, test_one_moment, test_open_business, test_quotation
