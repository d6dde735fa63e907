"""A small client of Odoo's JSON-2 interface: what an outside program would write."""

import json
import urllib.error
import urllib.request


class Refused(Exception):
    """The server said no: `status` is the HTTP status, `kind` the class of the error, the text its sentence."""

    def __init__(self, status, kind, sentence):
        super().__init__(sentence)
        self.status = status
        self.kind = kind


class Client:
    """One person, known by the API key.

    >>> li = Client("http://127.0.0.1:8069", "key")
    >>> li.call("crm.lead", "action_pool_claim", ids=[7])  # doctest: +SKIP
    """

    def __init__(self, url, key):
        self.url = url
        self.key = key

    def call(self, model, method, ids=None, **arguments):
        """POST /json/2/<model>/<method>; what it returns, or Refused."""
        body = arguments if ids is None else {"ids": list(ids), **arguments}
        request = urllib.request.Request(
            f"{self.url}/json/2/{model}/{method}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"bearer {self.key}", "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            answer = json.load(error)
            raise Refused(error.code, answer["name"].rsplit(".", 1)[-1], answer["message"]) from error

    def search(self, model, domain, **options):
        return self.call(model, "search", domain=domain, **options)

    def read(self, model, ids, fields):
        """Return one dictionary per record, in the order of `ids`."""
        rows = self.call(model, "read", ids=ids, fields=list(fields), load=None)
        return sorted(rows, key=lambda row: list(ids).index(row["id"]))

    def read_one(self, model, record_id, fields):
        return self.read(model, [record_id], fields)[0]

    def find(self, model, domain, fields, **options):
        return self.call(model, "search_read", domain=domain, fields=list(fields), load=None, **options)

    def create(self, model, values, **options):
        return self.call(model, "create", vals_list=[values], **options)[0]

    def write(self, model, ids, values):
        return self.call(model, "write", ids=ids, vals=values)
