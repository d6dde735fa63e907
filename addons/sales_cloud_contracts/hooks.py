def uninstall_hook(env):
    """Take the contract numbers of all companies along."""
    env["ir.sequence"].search([("code", "=", "sales.contract")]).unlink()
