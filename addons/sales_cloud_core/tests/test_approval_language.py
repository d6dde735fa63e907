from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalLanguage(ApprovalCommon):
    """The rep asks in English, the manager reads Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.manager.lang = "zh_CN"

    def _ask(self, subject, lang="en_US"):
        lead = self.lead.with_user(self.rep).with_context(lang=lang)
        # sudo: the documents' own actions check the requester
        return lead.sudo()._request_approval(subject).with_user(self.manager).sudo(False)

    def _say(self, lead):
        return {"en_US": "Shares of %s", "zh_CN": "%s 的业绩拆分"}[lead.env.lang] % lead.name

    def test_the_subject_is_in_the_language_of_the_reader_whoever_asked(self):
        for lang in ("en_US", "zh_CN"):
            approval = self._ask(self._say, lang)
            self.assertEqual(approval.with_context(lang="zh_CN").name, "CNC line 的业绩拆分")
            self.assertEqual(approval.with_context(lang="en_US").name, "Shares of CNC line")
            approval.with_user(self.rep).action_withdraw()

    def test_a_plain_text_is_the_same_in_every_language(self):
        approval = self._ask("Please approve")
        self.assertEqual({approval.with_context(lang=lang).name for lang in ("en_US", "zh_CN")}, {"Please approve"})

    def test_asking_again_keeps_every_language(self):
        self._ask(self._say).action_send_back("More detail")
        self.lead.with_user(self.rep).sudo()._resubmit_approval(self.lead.sudo().approval_id)
        approval = self.lead.sudo().approval_id
        self.assertEqual(approval.with_context(lang="zh_CN").name, "CNC line 的业绩拆分")
        self.assertEqual(approval.with_context(lang="en_US").name, "Shares of CNC line")
