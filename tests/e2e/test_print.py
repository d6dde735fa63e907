"""A contract on paper: what the customer signs."""

import io
import shutil
import unicodedata

import pytest
import staging
from pypdf import PdfReader

REPORT = "sales_cloud_contracts.report_sales_contract"


@pytest.fixture(autouse=True)
def printer(machine):
    staging.machine.wish_for_printing(machine.settings)
    if not shutil.which("wkhtmltopdf"):
        pytest.skip("This machine's Debian has no wkhtmltopdf")


def test_the_printed_contract_names_the_parties_and_every_instalment(office, clients):
    finance = clients["sun"]
    fields = ["name", "collection_ids", "partner_id", "company_id"]
    domain = [("state", "=", "running")]
    (contract,) = finance.call("sales.contract", "search_read", domain=domain, fields=fields, limit=1)
    parties = [contract["partner_id"][1], contract["company_id"][1]]
    instalments = finance.read("sales.collection", contract["collection_ids"], ["amount"])
    amounts = [f"{instalment['amount']:,.2f}" for instalment in instalments]
    screen = office.screen("sun")
    page = _fetched(screen, "html", contract["id"]).text()
    assert [words for words in [contract["name"], *parties, *amounts] if words not in page] == []
    paper = PdfReader(io.BytesIO(_fetched(screen, "pdf", contract["id"]).body())).pages[0]
    # Only Chinese can be read back: Latin letters come from a web font, which the printer draws as shapes.
    words = unicodedata.normalize("NFKC", paper.extract_text())
    assert [party for party in parties if party not in words] == []
    assert "Serif" not in str(_fonts(paper)), "the styles of the company's layout are missing"


def _fetched(screen, kind, contract_id):
    answer = screen.page.request.get(f"{screen.office.url}/report/{kind}/{REPORT}/{contract_id}")
    assert kind in answer.headers["content-type"], answer.text()[:2000]
    return answer


def _fonts(page):
    return [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
