from .common import SalesCloudCommon


class TerritoryCommon(SalesCloudCommon):
    """Company A's active model; company B has none.

    ::

        China (country)                     director
            South (no rules of its own)     south_head
                Guangdong (state)           gd_head
                    Shenzhen (city)         rep owns it
                        Technology (J)      colleague owns it
                Guangxi (state)
            East: Shanghai (state), Jiangsu (postal codes 21)
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("sales_team.group_sale_salesman").implied_ids += cls.env.ref(
            "sales_cloud_core.group_use_territories"
        )
        salesman = "sales_team.group_sale_salesman"
        cls.gd_head, cls.director = cls._new_user("gd_head", salesman), cls._new_user("director", salesman)
        cls.china, cls.usa = cls.env.ref("base.cn"), cls.env.ref("base.us")
        cls.guangdong, cls.guangxi = cls.env.ref("base.state_cn_GD"), cls.env.ref("base.state_cn_GX")
        cls.shanghai = cls.env.ref("base.state_cn_SH")
        cls.tech = cls.env.ref("base.res_partner_industry_J")
        cls.factory = cls.env.ref("base.res_partner_industry_C")
        cls.env["sales.territory.model"].search([("state", "=", "active")]).state = "archived"
        cls.model = cls._new_model("2026", cls.company_a)
        cls.t_china = cls._new_territory("China", None, {"country_ids": cls.china}, manager=cls.director)
        cls.t_south = cls._new_territory("South", cls.t_china)
        cls.t_guangdong = cls._new_territory(
            "Guangdong", cls.t_south, {"state_ids": cls.guangdong}, manager=cls.gd_head
        )
        cls.t_shenzhen = cls._new_territory("Shenzhen", cls.t_guangdong, {"cities": "深圳"}, owner=cls.rep)
        cls.t_tech = cls._new_territory("Technology", cls.t_shenzhen, {"industry_ids": cls.tech}, owner=cls.colleague)
        cls.t_guangxi = cls._new_territory("Guangxi", cls.t_south, {"state_ids": cls.guangxi})
        cls.t_east = cls._new_territory("East", cls.t_china, {"state_ids": cls.shanghai}, {"zips": "21"})
        cls._put_in_force(cls.model)

    @classmethod
    def _new_model(cls, name, company):
        return cls.env["sales.territory.model"].create({"name": name, "company_id": company.id})

    @classmethod
    def _new_territory(cls, name, parent, *rules, manager=None, owner=None, model=None, **vals):
        return cls.env["sales.territory"].create(
            {
                "name": name,
                "model_id": (model or cls.model).id,
                "parent_id": parent and parent.id,
                "manager_id": manager and manager.id,
                "rule_ids": [(0, 0, cls._rule_vals(**rule)) for rule in rules],
                "member_ids": [(0, 0, {"user_id": owner.id})] if owner else [],
                **vals,
            }
        )

    @classmethod
    def _rule_vals(cls, **criteria):
        many = {name: [(6, 0, value.ids)] for name, value in criteria.items() if name.endswith("_ids")}
        return criteria | many

    @classmethod
    def _put_in_force(cls, model):
        """Make a model active as it is, without running it over what is there."""
        model.state = "active"
        model._note_rules_changed()

    @classmethod
    def _new_customer(cls, name="Acme", **vals):
        values = {"name": name, "is_company": True, "country_id": cls.china.id, "state_id": cls.guangdong.id}
        return cls.env["res.partner"].create(values | vals)

    def assert_assigned(self, record, territory, cause="rule"):
        """Compare where a record is, and why, in the active model of company A."""
        column = record._territory_column
        line = self.env["sales.territory.assignment"].search(
            [(column, "=", record.id), ("model_id.state", "=", "active")]
        )
        self.assertEqual(
            (line.territory_id.complete_name, line.cause),
            (territory.complete_name, bool(territory) and cause),
            record.name,
        )
        self.assertEqual(record._get_territories(), territory)
