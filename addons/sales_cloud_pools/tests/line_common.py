from odoo import Command

from .common import PoolCase


class LineCase(PoolCase):
    """A main line and services, each with a pool of customers; Acme is in both.

    person    main line   services
    manager   manager     manager
    anna      member      -
    ben       member      member
    carl      -           member
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use_lines()
        cls.main = cls.env["sales.business.line"]._get_main()
        cls.line = cls.env["sales.business.line"].create({"name": "Services"})
        cls.customers = cls.new_customer_pool()
        cls.services = cls.new_line_pool("Services pool")
        cls.acme = cls.new_customer("Acme")
        cls.place = cls.new_place(cls.acme)

    @classmethod
    def use_lines(cls, is_used=True):
        users, group = cls.env.ref("base.group_user"), cls.env.ref("sales_cloud_core.group_use_business_lines")
        command = Command.link(group.id) if is_used else Command.unlink(group.id)
        users.implied_ids = [command]

    @classmethod
    def new_line_pool(cls, name, **vals):
        shared = {"kind": "customer", "team_id": False, "company_id": False, "business_line_id": cls.line.id}
        return cls.new_pool(name, cls.ben | cls.carl, cls.manager, **shared | vals)

    @classmethod
    def new_customer(cls, name, **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "phone": "+86 755 1234 5678", "pool_id": cls.customers.id} | vals
        )

    @classmethod
    def new_place(cls, customer, pool=None):
        return cls.env["sales.pool.placement"].create({"partner_id": customer.id, "pool_id": (pool or cls.services).id})

    @classmethod
    def new_rule(cls, pool, **vals):
        return cls.env["sales.pool.rule"].create({"pool_id": pool.id, "name": "Rule", "is_working_time": False} | vals)

    def claim(self, user, *records):
        for record in records:
            self.as_user(user, record).action_pool_claim()

    def new_deal(self, line=None, user=None, **vals):
        deal = self.new_leads(
            type="opportunity", partner_id=self.acme.id, user=user, business_line_id=line.id if line else False, **vals
        )
        self.settle()
        return deal
