"""The sentences of all issues: FAULTS of one cell without its place, TEMPLATES of rows, columns, sheets and files.

Every sentence is a message id: translate it, then fill in the facts.
"""

from __future__ import annotations

from registry.domain.texts import mark

FAULTS = {
    "not_a_number": mark("是文字“{value}”，请填写数字{unit_hint}"),
    "approximate_number": mark("是文字“{value}”，不是确定的数，请填写数字{unit_hint}"),
    "number_range": mark("“{value}”是一个范围，不能当作一个数，请填写确切的数字{unit_hint}"),
    "foreign_currency": mark("“{value}”是{currency}，请折算后填写数字{unit_hint}"),
    "unit_mismatch": mark("“{value}”的单位“{unit}”不适用于本列，请填写数字{unit_hint}"),
    "date_for_number": mark("是日期“{value}”，本列应为数字，请检查单元格格式并重新填写{unit_hint}"),
    "not_whole": mark("“{value}”不是整数，请填写整数{unit_hint}"),
    "out_of_bounds": mark("是 {number}，超出允许的范围（{low} 至 {high}），请核对数值和单位{unit_hint}"),
    "percent_unclear": mark("“{value}”看不出是 {value}% 还是 {as_fraction}%：同一列里两种写法混用，请写成带 % 的形式"),
    "error_cell": mark("是公式错误“{value}”，不是空白，请修正公式或填写数值"),
    "formula_not_calculated": mark("是没有算出结果的公式，请在 Excel 中打开、保存后再上传，或直接填写数值"),
    "not_a_flag": mark("“{value}”看不出是“是”还是“否”，请填写 是 或 否"),
    "not_a_choice": mark("“{value}”不在可选项内，请填写其中之一：{choices}"),
    "choice_left_out": mark("“{value}”不在可选项内（{choices}），这一格没有采用"),
    "not_a_year": mark("“{value}”不是年份，请按 2025 的样子填写"),
    "year_in_future": mark("“{value}”是将来的年份，请核对"),
    "not_a_date": mark("“{value}”不是日期，请按 2018-05-01 的样子填写"),
    "date_in_future": mark("“{value}”是将来的日期，请核对"),
    "date_too_early": mark("“{value}”过早，请核对日期"),
    "text_too_long": mark("共 {length} 个字，超过上限 {limit} 个字，请缩短"),
    "old_registration_number": mark(
        "“{value}”是旧注册号，不是统一社会信用代码；没有代码的行只能更新名称完全一致的已有企业，请补填 18 位代码"
    ),
    "check_digit": mark("“{value}”的校验位不符{letters_hint}{proposal_hint}，已照原样接收，请与营业执照核对"),
    "code_is_number": mark(
        "“{value}”已被表格软件变成数字，后几位已经丢失，无法还原，请把该列设为文本格式后重新填写 18 位代码"
    ),
    "code_length": mark("“{value}”共 {length} 位，统一社会信用代码应为 18 位，请补全"),
    "code_form": mark("“{value}”不符合统一社会信用代码的编码规则{places_hint}，请与营业执照核对"),
    "title_unknown": mark("“{value}”不是已知的称号，请填写规范名称：{examples}"),
    "title_ambiguous": mark("“{value}”没有说明是哪一级，可能是：{choices}，请写明"),
}

TEMPLATES = {
    "missing_key": mark("缺少「企业名称」和「统一社会信用代码」，无法确定是哪家企业，请补填其中之一"),
    "missing_credit_code": mark(
        "缺少「统一社会信用代码」列：这些行只能更新按全称或曾用名找到的企业，不能新增企业，请补上这一列"
    ),
    "no_credit_code": mark("没有填写「统一社会信用代码」：只能更新按全称或曾用名找到的企业，不能新增企业"),
    "missing_year": mark(
        "表中没有说明数据属于哪一年，年度指标无法导入。"
        "请增加“年度”列、在表头写明年份（如 2025年营业收入）、把工作表命名为年份，或在导入时指定年度"
    ),
    "missing_row_year": mark("没有填写年度，本行的年度指标无法导入，请补填"),
    "year_from_title": mark("按标题行“{text}”，本表数据读作 {year} 年"),
    "unmapped_column": mark("没有对应的指标，未导入{alike_hint}"),
    "similar_column": mark("与「{alike}」相似（相似度 {percent}%），已按它读取，请核对；如果不是，请在列的识别中改正"),
    "status_column": mark("是导入检查写入的列，没有读取"),
    "duplicate_column": mark("与 {other} 列对应同一指标“{label}”，只采用 {other} 列"),
    "duplicate_line": mark("与第 {other} 行对应同一指标“{label}”，只采用第 {other} 行"),
    "unit_assumed": mark("没有注明单位，按“{unit}”读取；如果不是，请在表头写明单位"),
    "unit_unfit": mark("表头的单位“{unit}”不适用于“{label}”，整列没有导入，请改正单位"),
    "ratio_as_fraction": mark("数值都不大于 1 且没有百分号，按小数读取（0.35 即 35%），请核对"),
    "ratio_small": mark("表头注明 %，数值却都不大于 1：0.35 读作 0.35%，请核对"),
    "skipped_total": mark("“{value}”是合计行，不作为企业"),
    "skipped_example": mark("“{value}”是示例行，不作为企业"),
    "guide_sheet": mark("是填写说明，没有读取"),
    "skipped_note": mark("“{value}”是说明文字，不作为企业"),
    "skipped_header": mark("重复的表头，不作为企业"),
    "further_table": mark(
        "有几个表，第 {number} 个（表头在第 {other} 行，共 {rows} 行，列名：{heads}）没有导入；"
        "请在导入时选择它，或把它放到单独的工作表"
    ),
    "unread_rest": mark("从第 {other} 行（“{heads}”）起的 {rows} 行没有读取，请把它们放到单独的工作表"),
    "no_table": mark("没有找到表头，本工作表没有导入"),
    "no_known_column": mark("表头的 {columns} 列都没有对应的指标，共 {rows} 行没有导入"),
    "transposed": mark("指标纵向排列，但没有找到写明年份的一行，没有导入；请在各列上方写明年份（如 2025年）"),
    "missing_firm": mark("是一家企业各年的数据，但没有写明是哪家企业。请在表的上方写明企业名称，或在导入时指定企业"),
    "partial_year": mark("不是整年的数据，没有导入"),
    "future_year": mark("是将来的年份，没有导入"),
    "future_sheet": mark("的数据属于 {year} 年，是将来的年份，没有导入，请核对工作表名、标题行或指定的年度"),
    "error_cells": mark("有 {count} 个公式错误单元格（首见于 {first}），它们不是空白，请修正"),
    "formulas_not_calculated": mark("有 {count} 个公式没有算出结果（首见于 {first}），请在 Excel 中打开、保存后再上传"),
    "hidden_sheets": mark("隐藏的工作表没有读取：{sheets}"),
    "unseen": mark(
        "的公式错误和百分比格式看不出来（文件结构特殊），公式错误会读作空白；如有这些，请在 Excel 中另存为新的 .xlsx 后上传"
    ),
    "unseen_formulas": mark(
        "{suffix} 文件里没有算出结果的公式看不出来，会读作 0；如有这样的公式，请另存为 .xlsx 后上传"
    ),
    "stray_bytes": mark("文件中有 {count} 行含有无法识别的字符（首见于第 {first} 行），请检查文件编码"),
    "merged_repeat": mark("与第 {first} 行是同一家企业且内容一致，已合并"),
    "conflicting_rows": mark("与第 {other} 行是同一家企业{year_hint}，但{differences}，请只保留正确的一行"),
    "conflicting_sheets": mark(
        "与工作表“{other_sheet}”第 {other} 行是同一家企业{year_hint}，但{differences}，请改为一致"
    ),
    "above": mark("{year_hint}的{smaller}（{small}）大于{larger}（{large}），请核对数值和单位"),
    "unbalanced": mark("{year_hint}的{total}（{whole}）不等于{parts}之和（{sum}），请核对"),
    "jump": mark("{label} {year} 年为 {now}，上年为 {before}，相差 {times} 倍以上，请核对单位{other_hint}"),
    "jump_stored": mark(
        "{label} {year} 年为 {now}，已有的 {other_year} 年为 {before}，相差 {times} 倍以上，请核对单位{other_hint}"
    ),
    "valid_order": mark("有效期止早于有效期起，请核对"),
}

PLACES = {
    "cell": mark("第 {row} 行「{header}」{text}"),
    "row": mark("第 {row} 行{text}"),
    "column": mark("{column} 列「{header}」{text}"),
    "bare column": mark("{column} 列{text}"),
    "file": mark("{text}"),
    "sheet": mark("工作表“{sheet}”{text}"),
}

# Asides that a sentence has only where the fact is known.
HINTS = {
    "unit_hint": ("unit_name", mark("（单位：{unit_name}）")),
    "alike_hint": ("alike", mark("；最接近的指标是「{alike}」（相似度 {percent}%），如果就是它，请改用这个列名")),
    "places_hint": ("places", mark("（不是数字或英文字母的位：{places}）")),
    "letters_hint": ("letters", mark("，含有代码中不会出现的字母 {letters}")),
    "proposal_hint": ("proposal", mark("，可能应为 {proposal}")),
    "other_hint": ("other", mark("：若单位有误，应为 {other}")),
    "year_hint": ("of_year", mark(" {of_year} 年")),
}
