from . import (
    sales_contract_demo,
    sales_contract_framework_demo,
    sales_contract_life_demo,
    sales_bank_demo,
    sales_collection_demo,
    sales_credit_demo,
    sales_delivery_demo,
    sales_dunning_demo,
    sales_means_demo,
    sales_retention_demo,
)
