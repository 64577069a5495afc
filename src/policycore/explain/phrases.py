"""Every sentence of an explanation, in English and Chinese: one table, whole sentences, so that word order is free.

A key names a situation; `say` fills its template. Arguments are words that are already in the reader's language
(labels, values, lists), never halves of sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Literal, TypeAlias

Lang: TypeAlias = Literal["en", "zh"]

PHRASES: dict[str, tuple[str, str]] = {
    # Lists and signs.
    "list": (", ", "、"),
    "list-facts": (", ", "，"),
    "list-long": ("; ", "；"),
    "quoted": ("“{text}”", "“{text}”"),
    "item": ("{name}: {text}", "{name}：{text}"),
    "bracketed": ("{text} ({more})", "{text}（{more}）"),
    "and-more": ("{text} and {count} more", "{text}等，另有 {count} 项"),
    # Words for values.
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "absent": ("absent", "空"),
    "not-stated": ("not stated", "未载明"),
    "unknown": ("unknown", "未知"),
    "none": ("none", "无"),
    "anything": ("any value", "任何值"),
    "empty-list": ("none", "无"),
    "list-of": ("{count} of them", "共 {count} 条"),
    "a-record": ("given", "已给出"),
    "from-to": ("{low} to {high}", "{low} 至 {high}"),
    "at-least": ("{low} or more", "不少于 {low}"),
    "at-most": ("{high} or less", "不多于 {high}"),
    "not-before": ("{low} or later", "不早于 {low}"),
    "not-after": ("{high} or earlier", "不晚于 {high}"),
    "open-only": ("open", "未定"),
    "conflict-among": ("conflict, possibly {possible}", "冲突，可能为 {possible}"),
    "not-stated-among": ("not stated, possibly {possible}", "未载明，可能为 {possible}"),
    "one-of": ("{{{items}}}", "{{{items}}}"),
    "name-otherwise": ("otherwise", "其余情形"),
    "name-from": ("from", "取自"),
    "name-default": ("default", "默认"),
    "open": ("open, possibly {possible}", "未定，可能为 {possible}"),
    "element": ("{list}[{place}]", "{list}[{place}]"),
    "element-named": ("{list}[{place}]", "{list}[{place}]"),
    "element-any": ("any of {list}", "{list}中的任一条"),
    "path-step": ("{outer} › {inner}", "{outer} › {inner}"),
    "as-of": ("as of", "截至日"),
    "judgement-by": ("by", "何人"),
    "judgement-on": ("on", "何日"),
    "judgement-grounds": ("grounds", "依据"),
    # Statuses and findings.
    "status-decided": ("decided", "已定"),
    "status-undetermined": ("undetermined", "未定"),
    "status-not_stated": ("not stated", "未载明"),
    "status-conflict": ("conflict", "冲突"),
    "status-not_applicable": ("not applicable", "不适用"),
    "not-granted": ("not granted", "未给予"),
    "finding-met": ("met", "符合"),
    "finding-breach": ("breach", "违反"),
    "finding-deviation": ("deviation", "偏离"),
    "finding-not_applicable": ("not applicable", "不适用"),
    "finding-found": ("found", "成立"),
    "finding-exempt": ("exempt", "免责"),
    "finding-not_found": ("not found", "不成立"),
    # Rules.
    "rule-named": ("“{label}” ({id})", "“{label}”（{id}）"),
    "rule-named-cited": ("“{label}” ({id}; {cite})", "“{label}”（{id}；{cite}）"),
    "rule-cited": ("{id} ({cite})", "{id}（{cite}）"),
    "cite": ("{document}, {place}", "{document}，{place}"),
    "place": ("{file}:{line}:{column}", "{file}:{line}:{column}"),
    # One line.
    "line": ("{decision}: {outcome}", "{decision}：{outcome}"),
    "line-by": ("{decision}: {outcome} (by {rules})", "{decision}：{outcome}（依据：{rules}）"),
    "line-undetermined": (
        "{decision}: undetermined, possibly {possible}; {reasons}",
        "{decision}：未定，可能为 {possible}；{reasons}",
    ),
    "line-not_stated": ("{decision}: not stated; {reasons}", "{decision}：未载明；{reasons}"),
    "line-conflict": (
        "{decision}: conflict between {possible}; {reasons}",
        "{decision}：冲突，可能为 {possible}；{reasons}",
    ),
    "line-conflict-items": ("{decision}: conflict; {reasons}", "{decision}：冲突；{reasons}"),
    "line-not_applicable": ("{decision}: not applicable", "{decision}：不适用"),
    "counted": ("{word} {count}", "{word} {count} 项"),
    "total": ("total {amount}", "合计 {amount}"),
    # Why an outcome is open.
    "missing": ("missing: {facts}", "缺少：{facts}"),
    "reason-judgement": (
        "who judged {fact}, when and on what grounds is not recorded",
        "{fact} 未记录由何人、于何日、凭何依据认定",
    ),
    "reason-unknown": ("{rule} leaves it unknown", "{rule} 注明为未知"),
    "reason-no_value": (
        "{what} has no value: a division by zero, nothing to take it from, or an absent fact",
        "{what} 无值：除数为零、无从取值，或所用事实为空",
    ),
    "reason-parameter": ("the source does not state {parameter}", "出处未载明 {parameter}"),
    "reason-silent": ("the source is silent at {rule}", "出处在 {rule} 处未作规定"),
    "reason-conflict": ("{sides} disagree", "{sides} 互相冲突"),
    "reason-conflict-range": ("{what} lies outside its range, {range}", "{what}超出所定范围 {range}"),
    "reason-conflict-plain": ("{what} contradicts itself", "{what}自相冲突"),
    "line-how": ("{text}, by {more}", "{text}，依据 {more}"),
    # Sections of the reasons.
    "title-tree": ("The whole derivation", "推导全过程"),
    "title-decided": ("Decided by", "依据"),
    "title-decided-if": ("If it applies, decided by", "如适用，依据"),
    "title-open": ("Open because", "未定，原因"),
    "title-not_stated": ("Not stated because", "未载明原因"),
    "title-conflict": ("Conflict because", "冲突原因"),
    "title-possible": ("Still possible", "仍有可能"),
    "title-missed": ("Why not better", "未达更高等级"),
    "title-missed-other": ("Rules that come first", "先行的规则"),
    "title-outside": ("Not applicable because", "不适用的原因"),
    "title-outside-open": ("Open whether it applies", "是否适用未定"),
    "title-changed": ("What changed the outcome", "改变结果的规则"),
    "title-limits-unmet": ("Limits that do not apply", "未触及的限制"),
    "title-figures": ("How it was worked out", "推算过程"),
    "title-items": ("Items", "各项"),
    "title-sums": ("Sums", "合计"),
    "title-facts": ("Facts read", "所用事实"),
    "title-parameters": ("Parameters used", "所用参数"),
    "title-readings": ("Readings used", "所用口径"),
    "title-as-of": ("Decided as of", "截至日"),
    # Rules.
    "why-held": ("{rule}: {condition}", "{rule}：{condition}"),
    "why-held-as": ("{rule}: {condition} ({facts})", "{rule}：{condition}（{facts}）"),
    "why-otherwise": ("{rule}: no rule before it holds", "{rule}：在先各规则均不成立"),
    "why-always": ("{rule}: it has no condition", "{rule}：无附加条件"),
    "row": ("row {cells}", "“{cells}”行"),
    "why-from": ("{rule}: {how}", "{rule}：{how}"),
    "missed-failed": ("{label}: {need}", "{label}：{need}"),
    "missed-open": ("{label} (still open): {need}", "{label}（未定）：{need}"),
    "limit-at_most": (
        "{rule} limits it to {bound} at most: {condition}",
        "{rule} 限定至多为 {bound}：{condition}",
    ),
    "limit-at_least": (
        "{rule} lifts it to {bound} at least: {condition}",
        "{rule} 提至至少 {bound}：{condition}",
    ),
    "limit-before": ("without limits: {value}", "未计限制时：{value}"),
    "waived": ("{rule} waives {line}: {condition}", "{rule} 免扣 {line}：{condition}"),
    "waived-open": ("{rule} may waive {line}: {condition}", "{rule} 可能免扣 {line}：{condition}"),
    "capped": ("{what} is cut to {bound}; uncut it is {before}", "{what} 封顶为 {bound}；封顶前为 {before}"),
    "floored": ("{what} is raised to {bound}; before it is {before}", "{what} 保底为 {bound}；保底前为 {before}"),
    "condition-as": ("{condition} ({facts})", "{condition}（{facts}）"),
    "figure-from": ("{figure}, from: {how}", "{figure}，来自：{how}"),
    "bands-open": ("one of {rules}, and it is open which", "{rules} 之一，尚不能定"),
    "else-as": ("otherwise, as this failed: {needs}", "其余情形，因下列条件不成立：{needs}"),
    "limit-idle": ("{rule} holds and changes nothing", "{rule} 成立，但未改变结果"),
    "need-bound-open": ("{left} is {value}; {name} is {possible}", "{left}为 {value}；{name}{possible}"),
    "limit-not-met": ("{rule} does not apply: {need}", "{rule} 不适用：{need}"),
    "weighted": ("{weight} of {amount}", "{amount} 的 {weight}"),
    "always": ("always", "始终"),
    # What a condition would have needed.
    "need-ge": ("{left} is {value}, {short} short of {bound}", "{left}为 {value}，距 {bound} 尚差 {short}"),
    "need-gt": (
        "{left} is {value}; more than {bound} is asked ({short} below it)",
        "{left}为 {value}，须超过 {bound}（低 {short}）",
    ),
    "need-gt-equal": ("{left} is {value}; more than {bound} is asked", "{left}为 {value}，须超过 {bound}"),
    "need-le": (
        "{left} is {value}; at most {bound} is allowed ({short} above it)",
        "{left}为 {value}，须不超过 {bound}（高 {short}）",
    ),
    "need-lt": (
        "{left} is {value}; less than {bound} is asked ({short} above it)",
        "{left}为 {value}，须低于 {bound}（高 {short}）",
    ),
    "need-lt-equal": ("{left} is {value}; less than {bound} is asked", "{left}为 {value}，须低于 {bound}"),
    "need-ge-date": (
        "{left} is {value}; {bound} or later is asked ({short} before it)",
        "{left}为 {value}，须不早于 {bound}（早 {short}）",
    ),
    "need-gt-date": (
        "{left} is {value}; later than {bound} is asked ({short} before it)",
        "{left}为 {value}，须晚于 {bound}（早 {short}）",
    ),
    "need-gt-date-equal": ("{left} is {value}; later than {bound} is asked", "{left}为 {value}，须晚于 {bound}"),
    "need-le-date": (
        "{left} is {value}; {bound} at the latest is asked ({short} after it)",
        "{left}为 {value}，须不晚于 {bound}（晚 {short}）",
    ),
    "need-lt-date": (
        "{left} is {value}; earlier than {bound} is asked ({short} after it)",
        "{left}为 {value}，须早于 {bound}（晚 {short}）",
    ),
    "need-lt-date-equal": ("{left} is {value}; earlier than {bound} is asked", "{left}为 {value}，须早于 {bound}"),
    "need-ge-rank": ("{left} is {value}; at least {bound} is asked", "{left}为 {value}，须至少为 {bound}"),
    "need-gt-rank": ("{left} is {value}; higher than {bound} is asked", "{left}为 {value}，须高于 {bound}"),
    "need-le-rank": ("{left} is {value}; at most {bound} is allowed", "{left}为 {value}，须至多为 {bound}"),
    "need-lt-rank": ("{left} is {value}; lower than {bound} is asked", "{left}为 {value}，须低于 {bound}"),
    "need-eq": ("{left} is {value}, not {bound}", "{left}为 {value}，不是 {bound}"),
    "need-ne": ("{left} is {value}, which is excluded", "{left}为 {value}，而该值被排除"),
    "need-in": ("{left} is {value}, not one of {bound}", "{left}为 {value}，不属于 {bound}"),
    "need-not-in": ("{left} is {value}, one of the excluded: {bound}", "{left}为 {value}，属于被排除的 {bound}"),
    "need-holds": ("{set} does not include {member}", "{set}不含 {member}"),
    "need-not-holds": ("{set} includes {member}, and must not", "{set}含有 {member}，而不得含有"),
    "need-present": ("{left} is absent", "{left}为空"),
    "need-absent": ("{left} is present", "{left}为非空"),
    "need-is": ("{left} is {value}", "{left}为 {value}"),
    "need-fails": ("{condition}: no", "{condition}：否"),
    "need-fails-for": ("{condition}: no, because of {elements}", "{condition}：否，因 {elements}"),
    "need-must-fail": ("{condition}: yes, and it must not be so", "{condition}：是，而不得如此"),
    "need-open": ("{condition}: open", "{condition}：未定"),
    "need-open-value": ("{condition}: open, as {left} is {possible}", "{condition}：未定（{left}{possible}）"),
    "need-any": ("any one of these would do: {needs}", "以下满足任一即可：{needs}"),
    "need-some": ("{count} of these would do: {needs}", "以下满足 {count} 项即可：{needs}"),
    "need-for": ("{element}: {need}", "{element}：{need}"),
    "bound-named": ("{value} ({name})", "{value}（{name}）"),
    # Facts, parameters, readings.
    "equals": ("{what} = {value}", "{what} = {value}"),
    "its-value": ("it is {value}", "其值为 {value}"),
    "left-side": ("on the left {value}", "左侧为 {value}"),
    "right-side": ("on the right {value}", "右侧为 {value}"),
    "times": ("{count}", "{count} 次"),
    "equals-more": ("{what} = {value} ({more})", "{what} = {value}（{more}）"),
    "parameter-switched": ("supplied for this decision", "本次判定另设"),
    "parameter-lost": ("not stated by the source", "出处未载明"),
    "parameter-from": ("from {day}", "自 {day} 起"),
    "reading-chosen": ("{what} = {value}; other meanings: {others}", "{what} = {value}；其他口径：{others}"),
    "written": ("{place}  {text}", "{place}  {text}"),
    # Items of a collect.
    "finding": ("{what}: {finding}", "{what}：{finding}"),
    "finding-why": ("{what}: {finding}; {why}", "{what}：{finding}；{why}"),
    "benefit": ("{what}: {value}", "{what}：{value}"),
    "severity": ("severity: {value}", "情节：{value}"),
    "answers": ("{post} answers", "{post} 担责"),
    "answers-role": ("{post} answers as {role}", "{post} 作为 {role} 担责"),
    "answers-share": ("{post} answers for {share}", "{post} 担责 {share}"),
    "answers-role-share": ("{post} answers as {role} for {share}", "{post} 作为 {role} 担责 {share}"),
    "amount": ("{sanction} against {post}: {amount}", "对 {post} 的 {sanction}：{amount}"),
    "amount-all": ("{sanction} in all: {amount}", "{sanction} 合计：{amount}"),
    "amount-total": ("total: {amount}", "总计：{amount}"),
    "exempt-by": ("{rule} exempts it: {condition}", "{rule} 予以免责：{condition}"),
    "exempt-not": ("{rule} does not exempt it: {need}", "{rule} 不予免责：{need}"),
    "escalated": ("{rule} raises the severity: {condition}", "{rule} 加重情节：{condition}"),
    "by-actor": ("{rule} (for {actor} to approve)", "{rule}（由 {actor} 批准）"),
    "required-of": ("asked of {actor}", "责任主体：{actor}"),
    "noted": ("note: {text}", "注：{text}"),
    "modality-must": ("must", "应当"),
    "modality-must_not": ("must not", "不得"),
    "modality-should": ("should", "宜"),
    "modality-may": ("may", "可以"),
    "no-occurrence": ("no element to look at", "没有须审查的条目"),
    "need-unknown": ("{left} is not known", "{left}未知"),
    "need-says-unknown": ("the policy itself says: unknown", "制度此处写明：未知"),
    "need-says-silent": ("the source is silent here", "出处此处未作规定"),
    "title-policy": ("Policy", "所据制度"),
    "policy": ("{name}", "{name}"),
    "policy-version": ("{name}, version {version}", "{name}，版本 {version}"),
    "policy-trial": ("on trial", "试行"),
    "policy-draft": ("a draft", "草案"),
    "policy-proposal": ("a proposal", "建议稿"),
    "policy-from-to": ("in force from {start} to {end}", "施行期 {start} 至 {end}"),
    "policy-from": ("in force from {start}", "自 {start} 起施行"),
    "policy-to": ("in force until {end}", "施行至 {end}"),
    "policy-source": ("source: {title}", "出处：{title}"),
    "policy-source-named": ("{name}: {title}", "{name}：{title}"),
    "expr-holds": ("{a} holds", "{a}成立"),
    "expr-fails": ("{a} does not hold", "{a}不成立"),
    "tree-always": ("{rule}", "{rule}"),
    "tree-always-gives": ("{rule} → {value}", "{rule} → {value}"),
    "tree-branch": ("if {condition}", "如果 {condition}"),
    "tree-branch-gives": ("if {condition} → {value}", "如果 {condition} → {value}"),
    "tree-else": ("else", "否则"),
    "tree-else-gives": ("else → {value}", "否则 → {value}"),
    "tree-choose": ("the first that fits", "先符合者"),
    "applies-when": ("applies when", "适用条件"),
    # The tree.
    "tree-says-unknown": ("the policy says: unknown", "制度写明：未知"),
    "tree-says-not_stated": ("the policy says: not stated", "制度写明：未载明"),
    "tree-rule": ("{rule}: {condition}", "{rule}：{condition}"),
    "tree-rule-gives": ("{rule}: {condition} → {value}", "{rule}：{condition} → {value}"),
    "tree-otherwise": ("{rule}: otherwise", "{rule}：其余情形"),
    "tree-otherwise-gives": ("{rule}: otherwise → {value}", "{rule}：其余情形 → {value}"),
    "tree-condition": ("{condition}: {answer}", "{condition}：{answer}"),
    "tree-answer-held": ("yes", "是"),
    "tree-answer-failed": ("no", "否"),
    "tree-answer-open": ("open", "未定"),
    "tree-answer-not_reached": ("not reached", "未及"),
    "tree-not-reached": ("{what} (not reached)", "{what}（未及）"),
    "tree-above": ("{what} (see above)", "{what}（见上文）"),
    "tree-below": ("{what} (see below)", "{what}（见下文）"),
    "tree-given": ("{what} (given)", "{what}（直接给出）"),
    "tree-parameter": ("{what} (parameter)", "{what}（参数）"),
    "tree-reading": ("{what} (reading)", "{what}（口径）"),
    "tree-weighted": ("{what}: {weight} × {amount} = {value}", "{what}：{weight} × {amount} = {value}"),
    "tree-cap": ("cap {value}", "封顶 {value}"),
    "tree-floor": ("floor {value}", "保底 {value}"),
    "tree-limit-at_most": ("limit {rule}, at most {bound}: {condition}", "限制“{rule}”，至多 {bound}：{condition}"),
    "tree-limit-at_least": ("limit {rule}, at least {bound}: {condition}", "限制“{rule}”，至少 {bound}：{condition}"),
    "tree-waiver": ("waiver {rule}: {condition}", "免扣“{rule}”：{condition}"),
    "tree-exemption": ("exemption {rule}: {condition}", "免责“{rule}”：{condition}"),
    "tree-escalation": ("escalation {rule}, {steps} up: {condition}", "加重“{rule}”，升 {steps} 级：{condition}"),
    "tree-element": ("{element}", "{element}"),
    "tree-element-out": ("{element} does not count", "{element} 不计入"),
    "tree-element-value": ("{element}: {value}", "{element}：{value}"),
    "tree-row": ("row {cells} → {value}", "“{cells}”行 → {value}"),
    "tree-row-plain": ("row {cells}", "“{cells}”行"),
    "tree-row-failed": ("row {cells}: {key} does not fit {cell}", "“{cells}”行：{key}不符合 {cell}"),
    "tree-more": ("and {count} more", "另有 {count} 条"),
    "tree-severity": ("severity {value}", "情节：{value}"),
    "tree-legend": (
        "✓ as the rule asks   ✗ not as the rule asks   ? open   · not reached",
        "✓ 符合规则所求   ✗ 不符合规则所求   ? 未定   · 未及",
    ),
    "cell-any": ("any", "不限"),
    "cell-absent": ("absent", "空"),
    "cell-more": ("> {low}", "> {low}"),
    "cell-less": ("< {high}", "< {high}"),
    "cell-from": ("≥ {low}", "≥ {low}"),
    "cell-to": ("≤ {high}", "≤ {high}"),
    # Expressions.
    "expr-and": ("{a} and {b}", "{a} 且 {b}"),
    "expr-or": ("{a} or {b}", "{a} 或 {b}"),
    "expr-not": ("not {a}", "非 {a}"),
    "expr-at_least": ("at least {count} of: {parts}", "至少 {count} 项满足：{parts}"),
    "expr-is_present": ("{a} is present", "{a} 为非空"),
    "expr-is_absent": ("{a} is absent", "{a} 为空"),
    "expr-is_known": ("{a} is known", "{a} 为已知"),
    "expr-is_unknown": ("{a} is unknown", "{a} 为未知"),
    "expr-in": ("{a} is one of {b}", "{a} 属于 {b}"),
    "expr-contains": ("{b} includes {a}", "{b}含有 {a}"),
    "expr-set": ("{items}", "{items}"),
    "expr-per_full": ("times that {b} goes fully into {a}", "{a} 中每满 {b} 的次数"),
    "expr-round-upward": ("{a} rounded up to a multiple of {b}", "{a} 向上舍入到 {b} 的倍数"),
    "expr-round-downward": ("{a} rounded down to a multiple of {b}", "{a} 向下舍入到 {b} 的倍数"),
    "expr-round-half_up": ("{a} rounded half up to a multiple of {b}", "{a} 四舍五入到 {b} 的倍数"),
    "expr-days_between": ("days from {b} to {a}", "{b} 至 {a} 的天数"),
    "expr-seconds_between": ("time from {b} to {a}", "{b} 至 {a} 的时长"),
    "expr-day_of": ("day of {a}", "{a} 的日期"),
    "expr-ranged": ("{a} within {range}", "{a}（限 {range}）"),
    "expr-agreed": ("agreed({a})", "一致（{a}）"),
    "expr-highest": ("highest({a})", "最高（{a}）"),
    "expr-lowest": ("lowest({a})", "最低（{a}）"),
    "expr-if": ("if {c} then {a} else {b}", "如果 {c} 则 {a} 否则 {b}"),
    "expr-table": ("table of {keys}", "按 {keys} 查表"),
    "expr-promise": ("{benefit} granted to the tier", "对该级给予的{benefit}"),
    "expr-param-keyed": ("{parameter} [{keys}]", "{parameter} [{keys}]"),
    "expr-param-at": ("{parameter} at {day}", "{parameter}（于 {day}）"),
    "expr-count": ("number of {list}", "{list} 的条数"),
    "expr-count-where": ("number of {list} where {where}", "{list} 中 {where} 的条数"),
    "expr-sum": ("sum of {value} over {list}", "{list} 的 {value} 之和"),
    "expr-sum-where": ("sum of {value} over {list} where {where}", "{list} 中 {where} 的 {value} 之和"),
    "expr-average": ("average of {value} over {list}", "{list} 的 {value} 平均"),
    "expr-average-where": ("average of {value} over {list} where {where}", "{list} 中 {where} 的 {value} 平均"),
    "expr-aggregate-highest": ("highest {value} over {list}", "{list} 中最高的 {value}"),
    "expr-aggregate-highest-where": (
        "highest {value} over {list} where {where}",
        "{list} 中 {where} 的最高 {value}",
    ),
    "expr-aggregate-lowest": ("lowest {value} over {list}", "{list} 中最低的 {value}"),
    "expr-aggregate-lowest-where": ("lowest {value} over {list} where {where}", "{list} 中 {where} 的最低 {value}"),
    "expr-latest": ("{value} of the latest of {list}", "{list} 中最近一条的 {value}"),
    "expr-latest-where": ("{value} of the latest of {list} where {where}", "{list} 中 {where} 的最近一条的 {value}"),
    "expr-earliest": ("{value} of the earliest of {list}", "{list} 中最早一条的 {value}"),
    "expr-earliest-where": (
        "{value} of the earliest of {list} where {where}",
        "{list} 中 {where} 的最早一条的 {value}",
    ),
    "expr-distinct": ("number of different {value} over {list}", "{list} 中不同 {value} 的个数"),
    "expr-distinct-where": (
        "number of different {value} over {list} where {where}",
        "{list} 中 {where} 的不同 {value} 的个数",
    ),
    "expr-all": ("{value} for all of {list}", "{list} 每条均 {value}"),
    "expr-all-where": ("{value} for all of {list} where {where}", "{list} 中 {where} 的每条均 {value}"),
    "expr-some": ("{value} for some of {list}", "{list} 中存在 {value}"),
    "expr-some-where": ("{value} for some of {list} where {where}", "{list} 中 {where} 的存在 {value}"),
    "expr-aggregate-agreed": ("agreed {value} over {list}", "{list}各项{value}的一致结果"),
    "expr-aggregate-agreed-where": (
        "agreed {value} over {list} where {where}",
        "{list}中 {where} 的各项{value}的一致结果",
    ),
}


def say(key: str, lang: Lang, /, **words: object) -> str:
    """Return the sentence for `key` in `lang`."""
    if lang == "en":
        return PHRASES[key][0].format(**words)
    return _close(PHRASES[key][1], {name: str(word) for name, word in words.items()})


def _close(template: str, words: Mapping[str, str]) -> str:
    """Fill a Chinese template; its spaces around a word stand only where the word begins or ends in Latin script."""
    text = ""
    word = ""
    for literal, name, _, _ in Formatter().parse(template):
        if word and _is_chinese(word[-1]) and literal.startswith(" ") and _is_chinese(literal[1:2]):
            literal = literal[1:]
        text += literal
        word = ""
        if name is not None:
            word = words[name]
            if text.endswith(" ") and _is_chinese(word[:1]) and _is_chinese(text[-2:-1]):
                text = text[:-1]
            text += word
    return text


def _is_chinese(character: str) -> bool:
    return character >= "\u2e80" or character in ("“", "”", "…")


def listed(items: Iterable[str], lang: Lang, *, most: int = 0, sign: str = "list") -> str:
    """Return items as a list of people; beyond `most` (0: no end) only how many more there are."""
    found = list(items)
    shown = found[:most] if most else found
    text = say(sign, lang).join(shown)
    return text if len(shown) == len(found) else say("and-more", lang, text=text, count=len(found) - len(shown))
