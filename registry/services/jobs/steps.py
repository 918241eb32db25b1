"""The steps of long work: codes that work reports, and the words for them."""

from __future__ import annotations

from importers.progress import STEPS as READING
from registry.domain.texts import mark

MATCHING, COMPARING, EVALUATING = "matching", "comparing", "evaluating"
JUDGING = "judging"
FILLING, EVIDENCE, MARKING, COUNTING = "filling", "evidence", "marking", "counting"
PLANNING, WRITING = "plan", "writing"  # in the step of writing a job holds the write lock and cannot be cancelled

WORDS = {
    **READING,
    MATCHING: mark("按代码和名称找企业"),
    COMPARING: mark("与库中数据比较"),
    EVALUATING: mark("预计晋级变化"),
    JUDGING: mark("按标准逐批评估企业"),
    PLANNING: mark("与库中数据比较"),
    FILLING: mark("写出名单"),
    EVIDENCE: mark("写出每家企业的依据"),
    MARKING: mark("逐行标注"),
    COUNTING: mark("逐项统计"),
    WRITING: mark("写入数据库"),
}
