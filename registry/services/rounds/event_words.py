"""The steps of a round and their facts in words."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.texts import mark

EVENTS: Mapping[str, str] = {
    "create": mark("新建批次"),
    "edit": mark("修改批次"),
    "draw": mark("按类别选入企业"),
    "draw_firm": mark("选入企业"),
    "open": mark("开始申报"),
    "assess": mark("重新测算"),
    "freeze": mark("冻结"),
    "amend_ask": mark("申请更正"),
    "amend_approved": mark("更正获批"),
    "amend_refused": mark("更正被驳回"),
    "notice": mark("公示"),
    "objection": mark("登记异议"),
    "objection_close": mark("办结异议"),
    "result_upload": mark("上传认定名单"),
    "result_settle": mark("确认名单中的企业"),
    "result_discard": mark("放弃认定名单"),
    "recognise": mark("写入称号"),
    "close": mark("办结批次"),
    "cancel": mark("取消批次"),
    "export": mark("下载整批工作簿"),
    "demo": mark("演示数据"),
}
FACTS: Mapping[str, str] = {
    "firms": mark("企业数"),
    "classes": mark("类别"),
    "until": mark("到期不晚于"),
    "firm": mark("企业"),
    "names": mark("企业"),
    "level": mark("层级"),
    "reason": mark("理由"),
    "hash": mark("标准哈希"),
    "rule_set": mark("认定标准"),
    "field": mark("数据项"),
    "old": mark("原值"),
    "new": mark("新值"),
    "since": mark("开始"),
    "to": mark("截止"),
    "text": mark("内容"),
    "outcome": mark("处理结果"),
    "file": mark("文件"),
    "rows": mark("行数"),
    "left": mark("没有采用的行"),
    "document": mark("文号"),
    "recognised": mark("认定"),
    "not_recognised": mark("未认定"),
}
