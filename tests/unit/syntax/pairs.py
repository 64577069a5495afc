"""Every construct twice, with English and with Chinese keywords; both must give one tree.

Translated by hand, so that the table of words is held against something that was not made from it.
"""

PAIRS: tuple[tuple[str, str], ...] = (
    (
        'policy p "T" / "题" { languages: en, zh  version: "1"  in_force: 2024-01-01 .. 2024-12-31  status: trial }',
        '制度 p "T" / "题" { 语言: en, zh  版本: "1"  施行: 2024-01-01 .. 2024-12-31  状态: 试行 }',
    ),
    (
        'policy p { in_force: from 2024-01-01  status: in_force  source: "s"  issued: 2023-12-01  approved_by: "b" }',
        '制度 p { 施行: 自 2024-01-01  状态: 施行  出处: "s"  发布: 2023-12-01  批准: "b" }',
    ),
    (
        'policy p { status: draft  approved_on: 2023-12-02  time_zone: "Asia/Shanghai"  decimals: 4  cites: required }',
        '制度 p { 状态: 草案  批准日: 2023-12-02  时区: "Asia/Shanghai"  小数位: 4  引证: 必注 }',
    ),
    ("policy p { status: proposal }", "制度 p { 状态: 建议稿 }"),
    ('use Customer, `by` from "common.policy"', '引用 Customer, `by` 自 "common.policy"'),
    (
        'record R "L" @ "s" note "n" { key id : text  a : judged yes_no  b : whole at least 0 optional default 1 }',
        '记录 R "L" @ "s" 注 "n" { 标识 id : 文本  a : 经认定 是否  b : 整数 至少 0 可空 默认 1 }',
    ),
    (
        "record R { a : number(months) at most 9  b : money(CNY) more than 0 less than 5  c : percent 0..100 }",
        "记录 R { a : 数值(个月) 至多 9  b : 金额(元) 超过 0 不足 5  c : 百分比 0..100 }",
    ),
    (
        "record R { a : list of Call  b : set of {x, y, ...}  c : points  d : date default unknown  e : moment }",
        "记录 R { a : 多条 Call  b : 多选 {x, y, ...}  c : 分  d : 日期 默认 未知  e : 时刻 }",
    ),
    (
        "record R { a : yes_no default no marks changeable up, personal"
        "  b : date marks recorded, changeable down, aside }",
        "记录 R { a : 是否 默认 否 标记 可变 上升, 个人信息  b : 日期 标记 已记录, 可变 下降, 从略 }",
    ),
    ('choice C { a "A" > b "B" @ "2" > c }', '选项 C { a "A" > b "B" @ "2" > c }'),
    ("unit t { decimals: 3 } unit kg = 0.001 t", "计量单位 t { 小数位: 3 } 计量单位 kg = 0.001 t"),
    ("actor head for R = owner.manager", "主体 head 针对 R = owner.manager"),
    (
        "parameter p per Grade, Region : money(CNY) at least 0 not stated",
        "参数 p 按 Grade, Region : 金额(元) 至少 0 未载明",
    ),
    (
        'parameter p : money(CNY) { from 2024-01-01 = 80万 CNY @ "notice 3" note "n" }',
        '参数 p : 金额(元) { 自 2024-01-01 = 80万元 @ "notice 3" 注 "n" }',
    ),
    ("parameter w per G : whole = { a: 1, b: -2 }", "参数 w 按 G : 整数 = { a: 1, b: -2 }"),
    ('reading r { chosen a "x"  b "y" }', '口径 r { 采用 a "x"  b "y" }'),
    (
        "define x for R = if a is present and not b is known then c.by else d",
        "定义 x 针对 R = 如果 a 为 非空 且 非 b 为 已知 则 c.何人 否则 d",
    ),
    (
        "define x = a is absent or b is unknown or c.on in {2024-01-01 .. 2024-02-01} or d.grounds = absent",
        "定义 x = a 为 空 或 b 为 未知 或 c.何日 属于 {2024-01-01 .. 2024-02-01} 或 d.依据 = 空",
    ),
    ("define x = d within 90 days before as_of", "定义 x = d 限 90 日 早于 截至日"),
    ("define x = d within 2 weeks after e + 1 month", "定义 x = d 限 2周 起算自 e + 1个月"),
    ("define x = 1 hour + 2 minutes + 3 seconds", "定义 x = 1小时 + 2分钟 + 3秒"),
    ("define x = 1 quarter + 2 years + 3 quarters + 1 year + 1 day", "定义 x = 1个季度 + 2年 + 3个季度 + 1年 + 1天"),
    (
        "define x = 1 point per full 5万 CNY of sum(a over xs where b)",
        "定义 x = 1分 每满 5万元 之 求和(a 取自 xs 其中 b)",
    ),
    ("define x = rate at p.paid_on * 2 per n", "定义 x = rate 于 p.paid_on * 2 按 n"),
    ("define x = count(xs as x where x.ok = yes)", "定义 x = 计数(xs 作为 x 其中 x.ok = 是)"),
    (
        "define x = average(a over xs) + highest(a over xs) + lowest(a over xs) + distinct(a over xs)",
        "定义 x = 平均(a 取自 xs) + 最高(a 取自 xs) + 最低(a 取自 xs) + 去重计数(a 取自 xs)",
    ),
    (
        "define x = latest(a, on_day over xs) = earliest(a, on_day over xs)",
        "定义 x = 最近(a, on_day 取自 xs) = 最早(a, on_day 取自 xs)",
    ),
    ("define x = all(a over xs) and some(b over xs)", "定义 x = 均成立(a 取自 xs) 且 存在(b 取自 xs)"),
    (
        "define x = agreed(a, round(b, upward, 1), round(b, downward, 1), round(b, half_up, 0.1))",
        "定义 x = 一致(a, 舍入(b, 向上, 1), 舍入(b, 向下, 1), 舍入(b, 四舍五入, 0.1))",
    ),
    (
        "define x = table a, b { when 3, yes : c  when {4, 5}, no : d  when > 6, any : e  otherwise : not stated }",
        "定义 x = 查表 a, b { 当 3, 是 : c  当 {4, 5}, 否 : d  当 > 6, 不限 : e  其余情形 : 未载明 }",
    ),
    (
        "define x = all of { a: b, c } and any of { d, e } and at least 2 of { f, g, h }",
        "定义 x = 全部满足 { a: b, c } 且 任一满足 { d, e } 且 至少 2 项满足 { f, g, h }",
    ),
    (
        "require r for R by a should for each x in xs where y when z : c",
        "要求 r 针对 R 由 a 宜 逐个 x 属于 xs 其中 y 当 z : c",
    ),
    (
        "require r must : a require s must not : b require t may : c",
        "要求 r 应当 : a 要求 s 不得 : b 要求 t 可以 : c",
    ),
    (
        "score s for R when c : points 0..100 { factor f weight 60% = a cap 100 floor 0 }",
        "评分 s 针对 R 当 c : 分 0..100 { 指标 f 权重 60% = a 封顶 100 保底 0 }",
    ),
    (
        "score s : points { factor f { band a when c : 11..15 from m  band b otherwise : 1 } }",
        "评分 s : 分 { 指标 f { 档 a 当 c : 11..15 自 m  档 b 其余情形 : 1 } }",
    ),
    (
        "score s : points { group g { award a : 10 per n  deduct d for each l in ls where l.x when y : 5 points } }",
        "评分 s : 分 { 组 g { 加分 a : 10 按 n  扣分 d 逐个 l 属于 ls 其中 l.x 当 y : 5分 } }",
    ),
    (
        "score s : points { waive w covering a, b by c when d }",
        "评分 s : 分 { 免扣 w 用于 a, b 由 c 当 d }",
    ),
    (
        'tiering t for R when c : G { designate d when e : A  tier A "A" when f  tier B otherwise }',
        '分级 t 针对 R 当 c : G { 指定 d 当 e : A  等级 A "A" 当 f  等级 B 其余情形 }',
    ),
    (
        'tiering t { tier from agreed(a, b) @ "s"  otherwise not stated @ "s" note "n" }',
        '分级 t { 等级 自 一致(a, b) @ "s"  其余情形 未载明 @ "s" 注 "n" }',
    ),
    (
        "tiering t { limit l when c : at most B  limit m : at least C }",
        "分级 t { 限制 l 当 c : 至多 B  限制 m : 至少 C }",
    ),
    (
        "entitlements e for R per t when c { benefit a : percent at least 0 higher is better default 3% }",
        "权益 e 针对 R 按 t 当 c { 权益项 a : 百分比 至少 0 越高越好 默认 3% }",
    ),
    (
        "entitlements e per t { benefit b : number(hours) lower is better  grant any { b: 24 hours when c } }",
        "权益 e 按 t { 权益项 b : 数值(小时) 越低越好  给予 不限 { b: 24 小时 当 c } }",
    ),
    (
        "entitlements e per t { grant a same as b with { c: yes }  grant d same as a  override o when f { c: no } }",
        "权益 e 按 t { 给予 a 等同于 b 另设 { c: 是 }  给予 d 等同于 a  例外 o 当 f { c: 否 } }",
    ),
    (
        "accountability a for R when c { matter m for each p in ps where q { answers x 70%, y as"
        " leader 30% severity s } }",
        "问责 a 针对 R 当 c { 情形 m 逐个 p 属于 ps 其中 q { 担责 x 70%, y 作为 leader 30% 情节 s } }",
    ),
    (
        "accountability a { matter m when c { sanction f against answers : 100 CNY per n sanction r against x } }",
        "问责 a { 情形 m 当 c { 处理 f 对 担责 : 100元 按 n 处理 r 对 x } }",
    ),
    (
        "accountability a { exempt e covering m by x when c  escalate s covering m, n up 2 when d }",
        "问责 a { 免责 e 用于 m 由 x 当 c  加重 s 用于 m, n 上升 2 当 d }",
    ),
    ("law l : always a law m : never b", "原则 l : 始终 a 原则 m : 从不 b"),
    (
        "law l : a rises with b, c law m : a falls with b law n : a.b ignores c.d",
        "原则 l : a 同向于 b, c 原则 m : a 反向于 b 原则 n : a.b 不考虑 c.d",
    ),
    (
        "law l : a is complete law m : a is exclusive law n : a is reachable law o : a same as b except c",
        "原则 l : a 为 完备 原则 m : a 为 互斥 原则 n : a 为 可达 原则 o : a 等同于 b 除非 c",
    ),
    (
        "example e { given R as r { a: [3 times { b: yes }], c.by: absent, d: unknown }  as of 2024-01-01"
        "  with p: not stated  expect r.total: 5 CNY because x.y, z[a, 3 months] }",
        "示例 e { 给定 R 作为 r { a: [3 次 { b: 是 }], c.何人: 空, d: 未知 }  截至 2024-01-01"
        "  另设 p: 未载明  预期 r.合计: 5元 因为 x.y, z[a, 3 个月] }",
    ),
    (
        "example e { expect a: undetermined {b, c} missing x and y.z, d: undetermined 5 .. 9"
        " months, e: conflict {f, g} }",
        "示例 e { 预期 a: 未定 {b, c} 缺少 x 且 y.z, d: 未定 5 .. 9 个月, e: 冲突 {f, g} }",
    ),
    (
        "example e { expect a: not stated, b: not applicable, c: not granted, d: met, e: breach, f: deviation }",
        "示例 e { 预期 a: 未载明, b: 不适用, c: 未给予, d: 符合, e: 违反, f: 偏离 }",
    ),
    (
        "example e { expect a: found, b: not_found, c: exempt, d.status: met, f: undetermined, g: conflict }",
        "示例 e { 预期 a: 成立, b: 不成立, c: 免责, d.状态: 符合, f: 未定, g: 冲突 }",
    ),
    # --- time and order ---
    (
        "policy p { calendar: cn  start_day: excluded } calendar cn { weekend: saturday, sunday  workdays: 2024-02-18"
        "  holidays: 2024-02-10 .. 2024-02-17, 2024-05-01  known: 2024-01-01 .. 2024-12-31 }",
        "制度 p { 日历: cn  首日: 不计 } 日历 cn { 周末: 周六, 星期日  补班: 2024-02-18"
        "  节假日: 2024-02-10 .. 2024-02-17, 2024-05-01  已知范围: 2024-01-01 .. 2024-12-31 }",
    ),
    ("policy p { start_day: included }", "制度 p { 首日: 计入 }"),
    (
        "parameter p : whole { from 2024-01-01 issued 2023-12-20 = 5 }",
        "参数 p : 整数 { 自 2024-01-01 发布 2023-12-20 = 5 }",
    ),
    (
        "define x = working_days_between(a, b) > 1 working day + 3 working days and is_working_day(known_at)",
        "定义 x = 工作日数(a, b) > 1个工作日 + 3 个工作日 且 是否工作日(知悉日)",
    ),
    ("record R { a : number(working days) }", "记录 R { a : 数值(个工作日) }"),
    (
        'tiering t { movement @ "4" { every quarter  enter A when a  keep A "K" when b  up at most 1 tier'
        "  up after 6 months  down at most 2 tiers  down after 2 reviews  probation 3 months } }",
        '分级 t { 升降 @ "4" { 每 个季度  进入 A 当 a  保持 A "K" 当 b  上升 至多 1级'
        "  上升须满 6个月  下降 至多 2 级  下降须满 2次考核  观察期 3个月 } }",
    ),
    (
        "population p over R per a, b where c { ties: contested  gaps: uncertain  minimum: 5"
        "  define r = rank(x) <= size() / quantile(x, 90%)  require s : share(x) + cumulative(x) >= top_sum(x, 3) }",
        "群体 p 取自 R 按 a, b 其中 c { 并列: 存争  缺项: 存疑  最少数: 5"
        "  定义 r = 名次(x) <= 总数() / 分位(x, 90%)  要求 s : 占比(x) + 累计占比(x) >= 前列求和(x, 3) }",
    ),
    ("population p over R { ties: together  gaps: last }", "群体 p 取自 R { 并列: 靠前  缺项: 居末 }"),
    ("population p over R { ties: behind  gaps: left_out }", "群体 p 取自 R { 并列: 靠后  缺项: 剔除 }"),
    (
        "duty d for R by a must within 3 working days after b until 17:00 when c done e over xs where f for g - 7 days",
        "义务 d 针对 R 由 a 应当 限 3个工作日 起算自 b 至迟 17:00 当 c 完成于 e 取自 xs 其中 f 针对 g - 7日",
    ),
    ("define x = a < d at 17:00 + 1 hour", "定义 x = a < d 于 17:00 + 1小时"),
    ("duty d should until a + 27 days 17:00:30 done b", "义务 d 宜 至迟 a + 27日 17:00:30 完成于 b"),
    ("duty d must every month before day 5 17:00 done b", "义务 d 应当 每 个月 早于 第5日 17:00 完成于 b"),
    (
        "duty d every 2 weeks before friday 9:30 duty e every month until last_day duty f every day before 17:00",
        "义务 d 每 2周 早于 星期五 09:30 义务 e 每 个月 至迟 最后一日 义务 f 每 日 早于 17:00",
    ),
    (
        "duty d every week until monday duty e every week until tuesday"
        " duty f every week until wednesday duty g every week until thursday",
        "义务 d 每 周 至迟 周一 义务 e 每 周 至迟 周二 义务 f 每 周 至迟 周三 义务 g 每 周 至迟 周四",
    ),
    (
        "duty d should 2..3 times every quarter from a when b >= c done e",
        "义务 d 宜 2..3 次 每 个季度 自 a 当 b >= c 完成于 e",
    ),
    (
        "procedure p for R when a { step s by b must before c + 30 days done d by e"
        "  step t may within 10 days after s follow s, u when f done g by h not by s, u stays s }",
        "程序 p 针对 R 当 a { 步骤 s 由 b 应当 早于 c + 30日 完成于 d 由 e"
        "  步骤 t 可以 限 10日 起算自 s 后于 s, u 当 f 完成于 g 由 h 不得由 s, u 暂停执行 s }",
    ),
    (
        "define x = p.s.due = p.s.at and p.s.effective and p.s.final_on < p.s.done and count(d.periods where b < c)",
        "定义 x = p.s.期限 = p.s.何时 且 p.s.生效 且 p.s.终局日 < p.s.办结 且 计数(d.各期 其中 b < c)",
    ),
    (
        "define x = l.state.previous = a and l.state.since = b and l.state.failed > 1"
        " and l.state.probation_until > l.state.reviewed_on and q.start < q.end",
        "定义 x = l.升降状态.原等级 = a 且 l.升降状态.起算日 = b 且 l.升降状态.未达标次数 > 1"
        " 且 l.升降状态.观察期至 > l.升降状态.考核日 且 q.期初 < q.期末",
    ),
    (
        "define x = l.earned = a and l.missed > 0 and l.next.since = b and l.next.open",
        "定义 x = l.应得等级 = a 且 l.漏评次数 > 0 且 l.新状态.起算日 = b 且 l.新状态.未结",
    ),
    (
        "example e { given R { a: b }  as of 2024-03-01  with known_at: 2024-03-01, p: 5"
        "  expect d: [open, in_time, late, overdue, not applicable], f: unused, g: [below, inside, above] }",
        "示例 e { 给定 R { a: b }  截至 2024-03-01  另设 知悉日: 2024-03-01, p: 5"
        "  预期 d: [待办, 按时, 逾期办结, 逾期未办, 不适用], f: 未行使, g: [低于, 区间内, 高于] }",
    ),
    (
        'example e { given R { a: { value: yes, by: "Li", on: 2024-01-01 } }  expect a: b }',
        '示例 e { 给定 R { a: { value: 是, 由: "Li", on: 2024-01-01 } }  预期 a: b }',
    ),
    (
        "example e { expect a: skipped, b: out_of_order, c: wrong_actor, d: same_actor }",
        "示例 e { 预期 a: 跳过, b: 乱序, c: 主体不符, d: 未回避 }",
    ),
)
