"""The words of a firm's history: what was done, and the fields of a title."""

from __future__ import annotations

from flask_babel import lazy_gettext

ACTIONS = {
    "firm.create": lazy_gettext("新增企业"),
    "firm.update": lazy_gettext("修改企业信息"),
    "figures.update": lazy_gettext("修改年度数据"),
    "title.create": lazy_gettext("登记称号"),
    "title.update": lazy_gettext("修改称号"),
    "title.renew": lazy_gettext("续期称号"),
    "title.revoke": lazy_gettext("撤销称号"),
    "title.restore": lazy_gettext("取消撤销称号"),
    "title.remove": lazy_gettext("删除称号"),
    "decision.make": lazy_gettext("人工判断"),
    "decision.withdraw": lazy_gettext("撤回人工判断"),
    "figures.create": lazy_gettext("新增年度数据"),
    "figures.verify": lazy_gettext("核实数据"),
    "figures.unverify": lazy_gettext("撤回核实"),
    "import.undo": lazy_gettext("撤销导入"),
    "name.settle": lazy_gettext("确认名称对照"),
    "name.forget": lazy_gettext("忘记名称对照"),
    "round.submit": lazy_gettext("申报批次：同意并上报"),
    "round.return": lazy_gettext("申报批次：退回下级"),
    "round.reject": lazy_gettext("申报批次：不予推荐"),
    "round.restore": lazy_gettext("申报批次：恢复审核"),
    "round.note": lazy_gettext("申报批次：备注"),
    "round.withdraw": lazy_gettext("申报批次：移出批次"),
    "round.draw_firm": lazy_gettext("申报批次：选入"),
    "round.amend_ask": lazy_gettext("申报批次：申请更正冻结数据"),
    "round.amend_approved": lazy_gettext("申报批次：更正获批"),
    "round.amend_refused": lazy_gettext("申报批次：更正被驳回"),
    "round.objection": lazy_gettext("申报批次：登记异议"),
    "round.objection_close": lazy_gettext("申报批次：办结异议"),
    "demo": lazy_gettext("演示数据"),
    "plan.add": lazy_gettext("一企一策：加入措施"),
    "plan.change": lazy_gettext("一企一策：修改措施"),
    "plan.open": lazy_gettext("一企一策：重新打开措施"),
    "plan.done": lazy_gettext("一企一策：完成措施"),
    "plan.dropped": lazy_gettext("一企一策：不再办理措施"),
    "service.visit": lazy_gettext("走访企业"),
    "service.request": lazy_gettext("登记诉求"),
    "service.answer": lazy_gettext("答复诉求"),
    "service.change": lazy_gettext("修改服务记录"),
    "pool.enter": lazy_gettext("纳入培育库"),
    "pool.leave": lazy_gettext("培育库出库"),
    "pool.correct": lazy_gettext("更正入库记录"),
    "pool.reopen": lazy_gettext("撤销出库"),
    "pool.remove": lazy_gettext("撤销入库"),
    "officer.assign": lazy_gettext("指定服务专员"),
    "officer.handover": lazy_gettext("移交服务专员"),
}
SERVICE_FIELDS = {
    "plan_text": lazy_gettext("措施"),
    "plan_owner": lazy_gettext("负责人"),
    "plan_due_on": lazy_gettext("完成期限"),
    "plan_status": lazy_gettext("状态"),
    "plan_note": lazy_gettext("说明"),
    "service_on": lazy_gettext("日期"),
    "service_with_whom": lazy_gettext("对接人"),
    "service_text": lazy_gettext("内容"),
    "service_answer": lazy_gettext("答复"),
    "service_closed_on": lazy_gettext("答复日期"),
    "service_officer": lazy_gettext("服务专员"),
}
POOL_FIELDS = {
    "pool_entered_on": lazy_gettext("入库日期"),
    "pool_basis": lazy_gettext("入库理由"),
    "pool_officer_id": lazy_gettext("培育专员"),
    "pool_expected_year": lazy_gettext("预计申报年度"),
    "pool_exited_on": lazy_gettext("出库日期"),
    "pool_exit_kind": lazy_gettext("出库类型"),
    "pool_exit_reason": lazy_gettext("出库原因"),
}
# What stands in the journal as a code.
STATES = {
    ("plan_status", "open"): lazy_gettext("待办"),
    ("plan_status", "done"): lazy_gettext("已完成"),
    ("plan_status", "dropped"): lazy_gettext("不再办理"),
}
# Entries that are the office's own business: what officers wrote about the firm, and who looks after it.
INTERNAL = ("service.", "officer.", "pool.", "round.")
TITLE_FIELDS = {
    "tier": lazy_gettext("称号"),
    "batch": lazy_gettext("批次"),
    "number": lazy_gettext("证书编号"),
    "document": lazy_gettext("文号"),
    "recognised_on": lazy_gettext("认定日期"),
    "valid_from": lazy_gettext("有效期起"),
    "valid_to": lazy_gettext("有效期止"),
    "revoked_on": lazy_gettext("撤销日期"),
    "revoke_reason": lazy_gettext("撤销原因"),
    "barred_until": lazy_gettext("不得申报至"),
    "recognised_as": lazy_gettext("名单上的名称"),
    "renews": lazy_gettext("续自（称号编号）"),
}
