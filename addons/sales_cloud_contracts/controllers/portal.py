import binascii

from odoo import http
from odoo.exceptions import LockError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

REPORT = "sales_cloud_contracts.sales_contract_report_action"


class ContractPortal(CustomerPortal):
    """A customer's contracts.

    Portal users have no right on the models themselves, so that nothing internal is readable over RPC: every route
    asks the contract whether it is open to the person or to the link.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            values["contract_count"] = self._contracts().search_count(self._contract_domain())
        return values

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def portal_my_contracts(self, page=1, **_kwargs):
        """List the contracts of the customer whom the user belongs to."""
        domain = self._contract_domain()
        pages = portal_pager(
            url="/my/contracts", total=self._contracts().search_count(domain), page=page, step=self._items_per_page
        )
        contracts = self._contracts().search(domain, limit=self._items_per_page, offset=pages["offset"])
        return request.render(
            "sales_cloud_contracts.portal_my_contracts",
            {
                **self._prepare_portal_layout_values(),
                "contracts": contracts,
                "page_name": "sales_contract",
                "pager": pages,
                "default_url": "/my/contracts",
            },
        )

    @http.route("/my/contracts/<int:contract_id>", type="http", auth="public", website=True)
    def portal_contract_page(self, contract_id, access_token=None, report_type=None, download=False, **kwargs):
        """Show one contract with its plan, or print it."""
        contract = self._find_contract(contract_id, access_token)
        if not contract:
            return request.redirect("/my")
        if report_type == "pdf":
            return self._show_report(contract, report_type, REPORT, download=download)
        values = {
            "contract": contract,
            "page_name": "sales_contract",
            "message": kwargs.get("message"),
            "res_company": contract.company_id,
        }
        return request.render(
            "sales_cloud_contracts.portal_contract",
            self._get_page_view_values(contract, access_token, values, "my_contracts_history", False),
        )

    @http.route("/my/contracts/<int:contract_id>/accept", type="jsonrpc", auth="public", website=True)
    def portal_contract_accept(self, contract_id, access_token=None, seen=None, name=None, signature=None):
        """Accept a contract with a signature.

        :param seen: fingerprint of the contract as the page showed it
        :return: where to go next, or ``{"error": sentence}``
        """
        arguments = request.httprequest.args
        contract = self._find_contract(contract_id, access_token or arguments.get("access_token"))
        if not contract:
            return {"error": request.env._("This link is not valid any more. Ask us for a new one.")}
        try:
            with request.env.cr.savepoint():
                contract._accept(name, signature, seen or arguments.get("seen"))
        except LockError:
            return {"error": request.env._("Somebody is working on this contract right now. Try again in a moment.")}
        except (TypeError, binascii.Error):
            return {"error": request.env._("The signature could not be read. Draw it again.")}
        except UserError as error:
            return {"error": str(error)}
        self._after_contract_accepted(contract)
        return {"force_refresh": True, "redirect_url": contract.get_portal_url(query_string="&message=accepted")}

    def _after_contract_accepted(self, contract):
        """Tell the owner, with the document as it was accepted."""
        # sudo: the customer may read the document that it accepted
        pdf = request.env["ir.actions.report"].sudo()._render_qweb_pdf(REPORT, contract.ids)[0]
        is_public = request.env.user._is_public()
        contract.message_post(
            attachments=[(f"{contract.name}.pdf", pdf)],
            author_id=(contract.partner_id if is_public else request.env.user.partner_id).id,
            body=request.env._("Contract accepted by %s", contract.accepted_by),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=contract.user_id.partner_id.ids,
        )

    def _document_check_access(self, model_name, document_id, access_token=None):
        """A colleague does not read on the customer's page what is hidden in the office."""
        document = super()._document_check_access(model_name, document_id, access_token)
        document.with_env(request.env)._check_unmasked()
        return document

    def _find_contract(self, contract_id, access_token):
        """Return the contract in superuser mode when it is open to this person or link, else nothing."""
        contract = self._contracts().browse(contract_id).exists()
        try:
            is_open = contract and contract._is_open_to(request.env.user, access_token)
        except MissingError:
            return None
        if not is_open:
            return None
        contract.with_env(request.env)._check_unmasked()
        return contract

    def _contracts(self):
        # sudo: portal users have no right on contracts; each route limits them to what is open to them
        return request.env["sales.contract"].sudo()

    def _contract_domain(self):
        return self._contracts()._get_portal_domain(request.env.user.partner_id)
