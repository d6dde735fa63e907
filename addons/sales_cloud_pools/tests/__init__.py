from . import (
    test_access,
    test_assign,
    test_claim,
    test_customer,
    test_deadline,
    test_entry,
    test_masking,
    test_odoo,
    test_reclaim,
    test_return,
)
