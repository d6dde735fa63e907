def post_init_hook(env):
    """Give every existing company its own contract numbers."""
    env["res.company"].search([])._create_contract_sequence()
