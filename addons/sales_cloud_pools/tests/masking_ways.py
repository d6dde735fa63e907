"""Every way known to us out of the server: what shows a value, and what lets it be guessed.

A way is called with the record (as the reader sees it) and returns whatever it got; a way of guessing returns what it
found by the hidden value. Both are data: the tests say for whom each has to come back empty.
"""

import warnings

from odoo.fields import Domain
from odoo.tools import html2plaintext

from odoo.addons.mail.tools.discuss import Store

PHONE = "+86 755 2661 3301"
EMAIL = "he.secret@hidden.example"
VAT = "91440300708461136T"
SECRETS = ("2661", "26613301", "he.secret")
FIELDS = {
    "crm.lead": ("phone", "email_from", "email_normalized", "phone_sanitized"),
    "res.partner": ("phone", "email", "email_normalized", "phone_sanitized", "email_formatted", "contact_address"),
}
FIELDS["sales.pool.placement"] = FIELDS["res.partner"]


def tells(answer):
    """Say whether an answer holds a secret, however it is written."""
    text = answer if isinstance(answer, str) else repr(answer)
    return any(secret in text.replace(" ", "") for secret in SECRETS)


def this(record):
    return Domain("id", "=", record.id)


def of_thread(record, model):
    link = "model" if model == "mail.message" else "res_model"
    return [(link, "=", record._name), ("res_id", "=", record.id)]


def texts(record):
    described = record.fields_get(attributes=["type"])
    return [name for name, field in described.items() if field["type"] in ("char", "text", "html", "many2one")]


def rows(record, model, names, domain=()):
    return record.env[model].search_read(list(domain), list(names))


def spec(record, *names):
    return {name: {} for name in names or FIELDS[record._name]}


def groups(record, method, by):
    if method == "read_group":
        warnings.simplefilter("ignore", DeprecationWarning)
        return record.read_group(list(this(record)), [by], [by], lazy=False)
    if method == "formatted_read_grouping_sets":
        return record.formatted_read_grouping_sets(list(this(record)), [[by], []], ["__count"])
    return getattr(record, method)(list(this(record)), [by], ["__count"])


def store(record):
    wanted = ["activities", "followers", "suggestedRecipients", "attachments", "contact_fields"]
    return Store().add(record, as_thread=True, request_list=wanted).get_result()


def printed(record):
    name = f"sales_cloud_pools.test_masking_{record._table}"
    return html2plaintext(record.env["ir.actions.report"]._render_qweb_html(name, record.ids)[0].decode())


def template_of(record):
    return record.env["mail.template"].search([("model", "=", record._name), ("name", "=", "Masking")])


def rendered(record):
    return html2plaintext(template_of(record)._render_field("body_html", record.ids)[record.id])


def composing(record):
    return {"model": record._name, "res_ids": repr(record.ids), "template_id": template_of(record).id}


def composed(record):
    composer = record.env["mail.compose.message"].create(composing(record))
    return html2plaintext(composer.body or "") + repr(composer.partner_ids.mapped("email"))


def opened_composer(record):
    """The first request of the composer's dialog, before anything is saved."""
    names = ("body", "subject", "partner_ids", "email_from")
    return record.env["mail.compose.message"].onchange(composing(record), ["template_id"], {name: {} for name in names})


def default_recipients(record):
    recipients = record._message_get_default_recipients()[record.id]
    return recipients["email_to"] or record.env["res.partner"].browse(recipients["partner_ids"]).mapped("email")


def texted(record):
    return record.env["sms.composer"].create(
        {"res_model": record._name, "res_id": record.id, "composition_mode": "comment", "body": "Hello"}
    )


READS = {
    "read": lambda record: record.read(list(FIELDS[record._name])),
    "read every text": lambda record: record.read(texts(record)),
    "web_read": lambda record: record.web_read(spec(record)),
    "web_search_read": lambda record: record.web_search_read(list(this(record)), spec(record)),
    "search_read": lambda record: record.search_read(list(this(record)), list(FIELDS[record._name])),
    "export": lambda record: record.export_data(list(FIELDS[record._name]))["datas"],
    "read_group": lambda record: groups(record, "read_group", FIELDS[record._name][1]),
    "formatted_read_group": lambda record: groups(record, "formatted_read_group", "phone"),
    "web_read_group": lambda record: groups(record, "web_read_group", "phone"),
    "grouping sets": lambda record: groups(record, "formatted_read_grouping_sets", "phone"),
    "array_agg": lambda record: record._read_group(list(this(record)), [], ["phone:array_agg"]),
    "activities": lambda record: rows(record, "mail.activity", ["summary", "note"], of_thread(record, "mail.activity")),
    "activity summary": lambda record: record.read(["activity_summary"]),
    "activities below": lambda record: record.web_read({"activity_ids": {"fields": {"summary": {}, "note": {}}}}),
    "exported activities": lambda record: record.export_data(["activity_ids/summary"])["datas"],
    "messages": lambda record: rows(record, "mail.message", ["body"], of_thread(record, "mail.message")),
    "messages below": lambda record: record.web_read({"message_ids": {"fields": {"body": {}}}}),
    "chatter": lambda record: record.env["mail.message"]._message_fetch(None, thread=record)["messages"].read(["body"]),
    "thread": store,
    "suggested recipients": lambda record: record._message_get_suggested_recipients(reply_discussion=True),
    "default recipients": default_recipients,
    "report": printed,
    "template": rendered,
    "composer": composed,
    "composer's dialog": opened_composer,
    "copy": lambda record: record.copy_data(),
    "attached file": lambda record: [
        file.raw for file in record.env["ir.attachment"].search(of_thread(record, "ir.attachment"))
    ],
    "attached file's name": lambda record: rows(record, "ir.attachment", ["name"], of_thread(record, "ir.attachment")),
    "text message": lambda record: texted(record).recipient_single_number,
    "text message's dialog": lambda record: record.env["sms.composer"].onchange(
        {"res_model": record._name, "res_id": record.id, "composition_mode": "comment"},
        [],
        {"recipient_single_number": {}, "recipient_single_number_itf": {}},
    ),
}
LEAD_READS = READS | {
    "followers": lambda lead: rows(lead, "mail.followers", ["email"], of_thread(lead, "mail.followers")),
    "customer below": lambda lead: lead.web_read({"partner_id": {"fields": {"phone": {}, "email": {}}}}),
    "exported customer": lambda lead: lead.export_data(["partner_id/phone"])["datas"],
    "customer's name": lambda lead: lead.with_context(show_email=True).read(["partner_id"]),
    "activity report": lambda lead: rows(lead, "crm.activity.report", ["body"], [("lead_id", "=", lead.id)]),
    "meeting": lambda lead: rows(lead, "calendar.event", ["description"], [("opportunity_id", "=", lead.id)]),
    "ledger below": lambda lead: lead.web_read(
        {"pool_holding_ids": {"fields": {"lead_id": {"fields": {"phone": {}}}}}}
    ),
}
CUSTOMER_READS = READS | {
    "name with address": lambda customer: customer.with_context(show_email=True, show_address=True).read(
        ["display_name"]
    ),
    "name in a document": lambda customer: (
        document(customer).with_context(show_email=True).read(["user_id", "partner_id"])
    ),
    "name below": lambda customer: document(customer).web_read(
        {"partner_id": {"fields": {"display_name": {}}, "context": {"show_email": True}}}
    ),
    "name search": lambda customer: customer.with_context(show_email=True).name_search("Secretive"),
    "web name search": lambda customer: customer.with_context(show_email=True).web_name_search(
        "Secretive", {"display_name": {}}
    ),
    "contacts": lambda customer: customer.child_ids.read(["phone", "email"]),
    "contacts below": lambda customer: customer.web_read({"child_ids": {"fields": {"phone": {}, "email": {}}}}),
    "exported contacts": lambda customer: customer.export_data(["child_ids/email"])["datas"],
    "card": lambda customer: customer._get_vcard_file().decode(),
    "mentions": lambda customer: customer.get_mention_suggestions("Secretive"),
    "attendees": lambda customer: rows(customer, "calendar.attendee", ["email"], [("partner_id", "=", customer.id)]),
    "new lead": lambda customer: customer.env["crm.lead"].create({"name": "X", "partner_id": customer.id}).phone,
    "new lead's form": lambda customer: (
        customer.env["crm.lead"]
        .with_context(default_partner_id=customer.id)
        .onchange({}, [], {"partner_id": {}, "phone": {}, "email_from": {}})
    ),
    "lead's form": lambda customer: customer.env["crm.lead"].onchange(
        {"partner_id": customer.id}, ["partner_id"], {"partner_id": {}, "phone": {}, "email_from": {}}
    ),
    "contact by name": lambda customer: rows(customer, customer._name, ["phone"], [("name", "=", "Secretive Person")]),
    "contact by name search": lambda customer: customer.with_context(show_email=True).name_search("Secretive Person"),
    "log-in name": lambda customer: rows(customer, "res.users", ["login"], portal_user(customer)),
    "user's address": lambda customer: rows(customer, "res.users", ["phone", "email"], portal_user(customer)),
    "new contact": lambda customer: customer.create({"name": "X", "parent_id": customer.id}).street,
}


def document(customer):
    # sudo: found by a field that may be hidden
    deal = [("name", "=", "Old deal"), ("partner_id", "=", customer.id), ("user_id", "=", customer.env.uid)]
    return customer.env["crm.lead"].sudo().search(deal).sudo(False)


def portal_user(customer):
    return [("name", "=", "Secretive Person"), ("share", "=", True)]


def twin(record, policy):
    """A new record in the same pool with the number that the first may hide."""
    record.pool_id.sudo().duplicate_policy = policy
    return record.create({"name": "Twin", "pool_id": record.pool_id.id, "phone": PHONE})


# ------------------------------------------------------------------
# GUESSING
# ------------------------------------------------------------------


def found(record, *condition):
    return record.search(this(record) & Domain(*condition))


GUESSES = {
    "ilike": lambda record: found(record, "phone", "ilike", "2661"),
    "in": lambda record: found(record, "phone", "in", [PHONE]),
    "=like": lambda record: found(record, FIELDS[record._name][1], "=like", "he.s%"),
    "set": lambda record: found(record, "phone", "!=", False),
    "normalised": lambda record: found(record, "email_normalized", "=", EMAIL),
    "sanitised": lambda record: found(record, "phone_sanitized", "like", "26613301"),
    "phone search": lambda record: found(record, "phone_mobile_search", "ilike", "26613301"),
    "or": lambda record: record.search(this(record) & (Domain("id", "=", 0) | Domain("phone", "ilike", "2661"))),
    "not": lambda record: record.search(this(record) & ~Domain("phone", "not ilike", "2661")),
    "count": lambda record: record.search_count(list(this(record) & Domain("phone", "ilike", "2661"))),
    "activity": lambda record: found(record, "activity_ids.summary", "ilike", "2661"),
    "any activity": lambda record: found(record, "activity_ids", "any", [("note", "ilike", "2661")]),
    "summary": lambda record: found(record, "activity_summary", "ilike", "2661"),
    "message": lambda record: found(record, "message_ids.body", "ilike", "2661"),
    "file": lambda record: rows(
        record, "ir.attachment", ["id"], [*of_thread(record, "ir.attachment"), ("name", "ilike", "2661")]
    ),
    "activities": lambda record: rows(
        record, "mail.activity", ["id"], [*of_thread(record, "mail.activity"), ("summary", "ilike", "2661")]
    ),
    "messages": lambda record: rows(
        record, "mail.message", ["id"], [*of_thread(record, "mail.message"), ("body", "ilike", "2661")]
    ),
}
LEAD_GUESSES = GUESSES | {
    "followers": lambda lead: rows(
        lead, "mail.followers", ["id"], [*of_thread(lead, "mail.followers"), ("partner_id.email", "ilike", "he.secret")]
    ),
    "follower": lambda lead: found(lead, "message_partner_ids.email", "ilike", "he.secret"),
    "customer": lambda lead: found(lead, "partner_id.phone", "ilike", "2661"),
    "any customer": lambda lead: found(lead, "partner_id", "any", [("email", "ilike", "he.secret")]),
    "meeting": lambda lead: found(lead, "calendar_event_ids.description", "ilike", "2661"),
    "through the ledger": lambda lead: rows(
        lead, "sales.pool.holding", ["id"], [("lead_id.phone", "ilike", "2661"), ("lead_id", "=", lead.id)]
    ),
    "through meetings": lambda lead: rows(
        lead, "calendar.event", ["id"], [("opportunity_id.phone", "ilike", "2661"), ("opportunity_id", "=", lead.id)]
    ),
    "meetings": lambda lead: rows(
        lead, "calendar.event", ["id"], [("description", "ilike", "2661"), ("opportunity_id", "=", lead.id)]
    ),
    "reported": lambda lead: rows(
        lead, "crm.activity.report", ["id"], [("body", "ilike", "2661"), ("lead_id", "=", lead.id)]
    ),
    "possible duplicate": lambda lead: twin(lead, "warn").duplicate_notice,
    "look-alike": lambda lead: [
        row
        for row in lead.create({"name": "Guess", "phone": PHONE}).read(["duplicate_lead_ids", "duplicate_lead_count"])
        if row["duplicate_lead_count"] or lead.id in row["duplicate_lead_ids"]
    ],
}
CUSTOMER_GUESSES = GUESSES | {
    "name search": lambda customer: customer.name_search("he.secret@hidden", [("id", "=", customer.id)]),
    "contact": lambda customer: found(customer, "child_ids.phone", "ilike", "2661"),
    "contacts": lambda customer: customer.search([("parent_id", "=", customer.id), ("phone", "ilike", "2661")]),
    "company of a contact": lambda customer: customer.search(
        [("commercial_partner_id.phone", "ilike", "2661"), ("parent_id", "=", customer.id)]
    ),
    "attendee": lambda customer: rows(
        customer, "calendar.attendee", ["id"], [("email", "ilike", "he.secret"), ("partner_id", "=", customer.id)]
    ),
    "mention": lambda customer: [
        row for row in customer.get_mention_suggestions("he.secret").get("res.partner", []) if row["id"] == customer.id
    ],
    "deal": lambda customer: rows(
        customer, "crm.lead", ["id"], [("partner_id.phone", "ilike", "2661"), ("name", "=", "Old deal")]
    ),
    "possible duplicate": lambda customer: "Secretive" in (twin(customer, "warn").duplicate_notice or ""),
    "user by log-in name": lambda customer: customer.env["res.users"].search([("login", "ilike", "he.secret")]),
    "user by phone": lambda customer: customer.env["res.users"].search([("phone", "ilike", "2661")]),
    "user's name search": lambda customer: customer.env["res.users"].name_search("he.secret@hidden.example"),
    "same tax number": lambda customer: customer.create({"name": "X", "is_company": True, "vat": VAT}).read(
        ["same_vat_partner_id"]
    )[0]["same_vat_partner_id"],
    "find or create": lambda customer: customer & customer.find_or_create(EMAIL),
}


# What is kept for who may write the record, whether it hides anything or not.
WRITERS_ONLY = {"copy", "activities", "activities below", "exported activities", "activity report", "reported"}
