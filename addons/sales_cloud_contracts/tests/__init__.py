from . import test_contract_credit
from . import test_contract_from_order
from . import test_contract_invoicing
from . import test_contract_life
from . import test_contract_plan
from . import test_contract_receipts
from . import test_contract_rights
