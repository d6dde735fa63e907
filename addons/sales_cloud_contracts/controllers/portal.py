import binascii

from odoo import http
from odoo.exceptions import LockError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

REPORTS = {
    "sales.contract": "sales_cloud_contracts.sales_contract_report_action",
    "sales.contract.amendment": "sales_cloud_contracts.sales_contract_amendment_report_action",
}


class ContractPortal(CustomerPortal):
    """A customer's contracts and their amendments.

    Portal users have no right on the models themselves, so that nothing internal is readable over RPC: every route
    asks the document whether it is open to the person or to the link.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            values["contract_count"] = self._documents("sales.contract").search_count(self._contract_domain())
        return values

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def portal_my_contracts(self, page=1, **_kwargs):
        """List the contracts of the customer whom the user belongs to."""
        domain, contracts = self._contract_domain(), self._documents("sales.contract")
        pages = portal_pager(
            url="/my/contracts", total=contracts.search_count(domain), page=page, step=self._items_per_page
        )
        return request.render(
            "sales_cloud_contracts.portal_my_contracts",
            {
                **self._prepare_portal_layout_values(),
                "contracts": contracts.search(domain, limit=self._items_per_page, offset=pages["offset"]),
                "page_name": "sales_contract",
                "pager": pages,
                "default_url": "/my/contracts",
            },
        )

    @http.route("/my/contracts/<int:contract_id>", type="http", auth="public", website=True)
    def portal_contract_page(self, contract_id, access_token=None, **kwargs):
        """Show one contract with its plan, or print it."""
        contract = self._find_document("sales.contract", contract_id, access_token)
        template = "sales_cloud_contracts.portal_contract"
        return self._show_document(contract, template, {"contract": contract}, access_token, **kwargs)

    @http.route("/my/contracts/amendments/<int:amendment_id>", type="http", auth="public", website=True)
    def portal_amendment_page(self, amendment_id, access_token=None, **kwargs):
        """Show what an amendment changes, or print it."""
        amendment = self._find_document("sales.contract.amendment", amendment_id, access_token)
        template = "sales_cloud_contracts.portal_contract_amendment"
        return self._show_document(amendment, template, {"amendment": amendment}, access_token, **kwargs)

    @http.route("/my/contracts/<int:contract_id>/accept", type="jsonrpc", auth="public", website=True)
    def portal_contract_accept(self, contract_id, **kwargs):
        """Accept a contract with a signature; see `_accept_document`."""
        return self._accept_document("sales.contract", contract_id, **kwargs)

    @http.route("/my/contracts/amendments/<int:amendment_id>/accept", type="jsonrpc", auth="public", website=True)
    def portal_amendment_accept(self, amendment_id, **kwargs):
        """Accept an amendment with a signature; see `_accept_document`."""
        return self._accept_document("sales.contract.amendment", amendment_id, **kwargs)

    # ------------------------------------------------------------
    # TOOLING
    # ------------------------------------------------------------

    def _show_document(self, document, template, values, access_token, report_type=None, download=False, **kwargs):
        if not document:
            return request.redirect("/my")
        if report_type == "pdf":
            return self._show_report(document, report_type, REPORTS[document._name], download=download)
        values = {
            **values,
            "document": document,
            "page_name": "sales_contract",
            "message": kwargs.get("message"),
            "res_company": document.company_id,
            # whoever reads the document may write to its owner below it
            "token": document._portal_ensure_token(),
        }
        return request.render(
            template, self._get_page_view_values(document, access_token, values, "my_contracts_history", False)
        )

    def _accept_document(self, model, document_id, access_token=None, seen=None, name=None, signature=None, **_kwargs):
        """Accept a document with a signature.

        :param seen: fingerprint of the document as the page showed it
        :return: where to go next, or ``{"error": sentence}``
        """
        arguments = request.httprequest.args
        document = self._find_document(model, document_id, access_token or arguments.get("access_token"))
        if not document:
            return {"error": request.env._("This link is not valid any more. Ask us for a new one.")}
        try:
            with request.env.cr.savepoint():
                document._accept(name, signature, seen or arguments.get("seen"))
        except LockError:
            return {"error": request.env._("Somebody is working on this document right now. Try again in a moment.")}
        except (TypeError, binascii.Error):
            return {"error": request.env._("The signature could not be read. Draw it again.")}
        except UserError as error:
            return {"error": str(error)}
        self._after_accepted(document)
        return {"force_refresh": True, "redirect_url": document.get_portal_url(query_string="&message=accepted")}

    def _after_accepted(self, document):
        """Tell the owner, with the document as it was accepted."""
        # sudo: the customer may read the document that it accepted
        report = request.env["ir.actions.report"].sudo()
        pdf = report._render_qweb_pdf(REPORTS[document._name], document.ids)[0]
        is_public = request.env.user._is_public()
        document.message_post(
            attachments=[(f"{document._get_report_base_filename()}.pdf", pdf)],
            author_id=(document.partner_id if is_public else request.env.user.partner_id).id,
            body=request.env._("Accepted online by %s", document.accepted_by),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=document.user_id.partner_id.ids,
        )

    def _document_check_access(self, model_name, document_id, access_token=None):
        """A colleague does not read on the customer's page what is hidden in the office."""
        document = super()._document_check_access(model_name, document_id, access_token)
        document.with_env(request.env)._check_unmasked()
        return document

    def _find_document(self, model, document_id, access_token):
        """Return the document in superuser mode when it is open to this person or link, else nothing."""
        document = self._documents(model).browse(document_id).exists()
        try:
            is_open = document and document._is_open_to(request.env.user, access_token)
        except MissingError:
            return None
        if not is_open:
            return None
        document.with_env(request.env)._check_unmasked()
        return document

    def _documents(self, model):
        # sudo: portal users have no right on contracts; each route limits them to what is open to them
        return request.env[model].sudo()

    def _contract_domain(self):
        return self._documents("sales.contract")._get_portal_domain(request.env.user.partner_id)
