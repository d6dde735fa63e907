from . import test_contract_rules
from . import test_open_business
from . import test_quotation
