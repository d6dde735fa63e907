"""What each person of `RightsPeople` may do: r read, w write, c create, d delete.

``own`` is Mia where data rights let managers and representatives reach their own records only. A new model needs a row.
"""

PEOPLE = ("ann", "bob", "zoe", "mia", "eve", "tia", "ops", "fin", "far", "pat", "web")

# what belongs to Ann, or to nobody in particular in her company
RECORDS = """
model                          ann  bob  zoe  mia  eve  tia  ops  fin  far  pat  web  own
account.bank.statement.line    ---- ---- ---- ---- ---- ---- ---- rwc- ---- ---- ---- ----
account.move                   r--- ---- ---- r--- r--- ---- r--- rwcd ---- ---- ---- ----
account.move.line              r--- ---- ---- r--- r--- ---- r--- rwcd ---- ---- ---- ----
account.payment                ---- ---- ---- ---- ---- ---- ---- rwcd ---- ---- ---- ----
crm.lead                       rwc- ---- ---- rwc- rwc- ---- rwcd ---- ---- ---- ---- --c-
crm.stage                      r--- r--- r--- r--- r--- r--- rwcd r--- rwcd ---- ---- r---
crm.team                       r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
crm.team.member                r--- r--- r--- r--- r--- r--- rwcd r--- rwcd ---- ---- r---
res.partner                    rwc- rwc- rwc- rwc- rwc- rwc- rwc- r--- ---- ---- ---- --c-
sale.order                     rwc- ---- ---- rwc- rwc- ---- rwcd rw-- ---- ---- ---- --c-
sale.order.line                rwcd ---- ---- rwcd rwcd ---- rwcd rw-- ---- ---- ---- --c-
sales.approval                 r--- ---- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.approval.rule            ---- ---- ---- ---- ---- ---- rwcd ---- ---- ---- ---- ----
sales.approval.rule.level      ---- ---- ---- ---- ---- ---- rwcd ---- ---- ---- ---- ----
sales.approval.step            r--- ---- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.attainment.report        r--- ---- ---- r--- ---- ---- r--- ---- ---- ---- ---- ----
sales.bank.claim               r--- ---- ---- r--- r--- ---- r--- r--- ---- ---- ---- ----
sales.bank.claim.line          r--- ---- ---- r--- r--- ---- r--- r--- ---- ---- ---- ----
sales.bank.receipt             r--- r--- r--- r--- r--- r--- r--- r--- ---- ---- ---- r---
sales.business.line            r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.collection               rwcd ---- ---- rwcd rwcd ---- rwcd rw-- ---- ---- ---- --c-
sales.collection.match         r--- ---- ---- r--- r--- ---- r--- rwcd ---- ---- ---- ----
sales.collection.template      r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.collection.template.line r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.contract                 rwcd ---- ---- rwcd rwcd ---- rwcd r--- ---- ---- ---- --c-
sales.contract.amendment       rwcd ---- ---- rwcd rwcd ---- rwcd r--- ---- ---- ---- --c-
sales.contract.amendment.line  rwcd ---- ---- rwcd rwcd ---- rwcd r--- ---- ---- ---- --c-
sales.contract.line            rwcd ---- ---- rwcd rwcd ---- rwcd r--- ---- ---- ---- --c-
sales.contract.seal            rwcd ---- ---- rwcd rwcd ---- rwcd rw-- ---- ---- ---- --c-
sales.contract.type            r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.contract.version         r--- ---- ---- r--- r--- ---- r--- r--- ---- ---- ---- ----
sales.credit                   r--- ---- ---- r--- r--- ---- r--- r--- ---- ---- ---- ----
sales.credit.correction        ---- ---- ---- ---- ---- ---- rwcd rwcd ---- ---- ---- ----
sales.credit.difference        ---- ---- ---- ---- ---- ---- r--- r--- ---- ---- ---- ----
sales.credit.policy            r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.credit.release           r--- ---- ---- r--- r--- ---- r--- r--- ---- ---- ---- ----
sales.customer.tier            r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.data.right               ---- ---- ---- ---- ---- ---- rwcd ---- ---- ---- ---- ----
sales.delivery                 rwcd ---- ---- rwcd rwcd ---- rwcd r--- ---- ---- ---- --c-
sales.delivery.line            rwcd ---- ---- rwcd rwcd ---- rwcd r--- ---- ---- ---- --c-
sales.dunning.digest           ---- ---- ---- ---- ---- ---- r--- ---- ---- ---- ---- ----
sales.dunning.letter           r--- ---- ---- r--- r--- ---- r--- rw-- ---- ---- ---- ----
sales.dunning.level            r--- r--- r--- r--- r--- r--- rwcd r--- r--- ---- ---- r---
sales.dunning.reminder         r--- ---- ---- r--- r--- ---- r--- r--- ---- ---- ---- ----
sales.export.log               ---- ---- ---- ---- ---- ---- r--- ---- ---- ---- ---- ----
sales.flow                     r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.flow.step                r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.followup                 r--- ---- ---- r--- r--- ---- r--- ---- ---- ---- ---- ----
sales.followup.type            r--- r--- r--- r--- r--- r--- rwcd ---- ---- ---- ---- r---
sales.invoice.request          rwcd ---- ---- rwcd rwcd ---- rwcd rwcd ---- ---- ---- --c-
sales.invoice.request.line     rwcd ---- ---- rwcd rwcd ---- rwcd rwcd ---- ---- ---- --c-
sales.period                   ---- ---- ---- r--- r--- ---- rwcd ---- ---- ---- ---- r---
sales.pool                     r--- r--- r--- rw-- r--- r--- rwcd ---- ---- ---- ---- rw--
sales.pool.digest              ---- ---- ---- ---- ---- ---- r--- ---- ---- ---- ---- ----
sales.pool.holding             r--- r--- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.pool.member              r--- r--- r--- rwcd r--- r--- rwcd ---- ---- ---- ---- rwcd
sales.pool.pause               r--- r--- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.pool.placement           rwc- r-c- r-c- r-c- r-c- r-c- rwcd ---- rwc- ---- ---- r-c-
sales.pool.quota               ---- ---- ---- ---- ---- ---- r--- ---- ---- ---- ---- ----
sales.pool.report              ---- ---- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.pool.return.reason       r--- r--- r--- r--- r--- r--- rwcd ---- ---- ---- ---- r---
sales.pool.reveal              ---- ---- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.pool.rule                r--- r--- r--- rwcd r--- r--- rwcd ---- ---- ---- ---- rwcd
sales.pool.transfer            r--- r--- ---- r--- ---- ---- r--- ---- ---- ---- ---- r---
sales.refund                   rwcd ---- ---- rwcd rwcd ---- rwcd rwcd ---- ---- ---- --c-
sales.sharing.rule             ---- ---- ---- ---- ---- ---- rwcd ---- ---- ---- ---- ----
sales.split                    rwcd ---- ---- rwcd rwcd ---- rwcd ---- ---- ---- ---- --c-
sales.split.log                r--- ---- ---- r--- r--- ---- r--- ---- ---- ---- ---- ----
sales.split.template           r--- r--- r--- r--- r--- r--- rwcd ---- ---- ---- ---- r---
sales.split.template.line      r--- r--- r--- r--- r--- r--- rwcd ---- ---- ---- ---- r---
sales.split.type               r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.stage.log                r--- ---- ---- r--- r--- ---- r--- ---- ---- ---- ---- ----
sales.target                   r--- ---- ---- rwcd ---- ---- rwcd ---- ---- ---- ---- --c-
sales.target.metric            r--- r--- r--- r--- r--- r--- rwcd ---- r--- ---- ---- r---
sales.target.plan              r--- r--- r--- r--- r--- r--- rwcd ---- ---- ---- ---- r---
sales.territory                r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.territory.assignment     r--- ---- ---- r--- r--- r--- r--- ---- ---- ---- ---- ----
sales.territory.member         r--- r--- r--- r--- r--- rwcd rwcd r--- ---- ---- ---- r---
sales.territory.model          r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.territory.rule           r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
sales.territory.type           r--- r--- r--- r--- r--- r--- rwcd r--- ---- ---- ---- r---
"""

# who opens a dialog at all; what it does is checked by the records that it is about
WIZARDS = """
sales.approval.decision             ann bob zoe mia eve tia ops fin far
sales.approval.split.change         ann bob zoe mia eve tia ops far
sales.approval.split.change.line    ann bob zoe mia eve tia ops far
sales.bank.claiming                 ann bob zoe mia eve tia ops fin far
sales.bank.claiming.line            ann bob zoe mia eve tia ops fin far
sales.bank.decision                 fin
sales.bank.import                   fin
sales.bank.import.row               fin
sales.bank.linking                  fin
sales.bank.linking.line             fin
sales.bill.discount                 fin
sales.bill.endorsement              fin
sales.bill.endorsement.line         fin
sales.bill.step                     fin
sales.collection.offset             fin
sales.collection.offset.bill        fin
sales.collection.offset.line        fin
sales.collection.receipt            fin
sales.collection.receipt.line       fin
sales.collection.retention.decision ann bob zoe mia eve tia ops fin far
sales.collection.waiver             ann bob zoe mia eve tia ops fin far
sales.contract.call.off             ann bob zoe mia eve tia ops far
sales.contract.call.off.line        ann bob zoe mia eve tia ops far
sales.contract.import               ops
sales.contract.import.row           ops
sales.contract.seal.refuse          ann bob zoe mia eve tia ops fin far
sales.contract.terminate            ann bob zoe mia eve tia ops far
sales.contract.void                 ann bob zoe mia eve tia ops far
sales.credit.release.request        ann bob zoe mia eve tia ops far
sales.delivery.acceptance           ann bob zoe mia eve tia ops far
sales.followup.void                 mia eve ops far
sales.invoice.issue                 fin
sales.offset.reversal               fin
sales.pool.handover                 mia eve ops far
sales.pool.handover.line            mia eve ops far
sales.pool.operation                ann bob zoe mia eve tia ops far
sales.pool.protection               ann bob zoe mia eve tia ops far
sales.pool.simulation               mia eve ops far
sales.pool.simulation.line          mia eve ops far
sales.receipt.import                fin
sales.receipt.import.row            fin
sales.target.cascade                ops far
sales.target.cascade.line           ops far
sales.territory.choice              ann bob zoe mia eve tia ops far
sales.territory.preview             ops
sales.territory.preview.line        ops
"""
