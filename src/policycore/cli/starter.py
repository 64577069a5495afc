"""The files that `policycore new` writes, in both languages. A test checks, formats, tests and decides them."""

from __future__ import annotations

from collections.abc import Mapping

from policycore.diagnostics.entry import Lang

#: The policy and the records; both languages use these names, so that commands can be copied.
NAMES = ("customers.policy", "customers.csv")

_POLICY_EN = """\
# A policy is read aloud: a keyword leads, a name follows. `#` starts a comment.
policy customer_care "Customer care" { languages: en  version: "1"  source: "House rules on customers" }

# What is known about a customer. A field that the data leave out is unknown, and unknown never decides.
record Customer "Customer" {
  key id : text
  yearly_sales "Sales of the last year" : money(CNY) at least 0
  member_since "Customer since" : date
  complaints "Open complaints" : whole at least 0
  last_visit "Last visit" : date optional
}

# A value of the policy, with the place where it is written.
parameter gold_from "Sales of a gold customer" @ "art. 2" : money(CNY) = 500000 CNY

define loyal "Loyal" @ "art. 2" = member_since + 2 years <= as_of

# From best to worst; the first that holds decides.
tiering level "Level" {
  tier gold "Gold" @ "art. 2" when yearly_sales >= gold_from and loyal
  tier silver "Silver" @ "art. 2" when yearly_sales >= 100000 CNY
  tier basic "Basic" @ "art. 2" otherwise
  limit complaints @ "art. 3" when complaints >= 3 : at most silver
}

# What each level is promised.
entitlements service "Service" per level {
  benefit visits "Visits a year" : whole higher is better
  benefit reply "Reply within" : number(hours) lower is better
  grant gold @ "art. 4" { visits: 4, reply: 4 hours }
  grant silver @ "art. 4" { visits: 2, reply: 24 hours }
  grant basic @ "art. 4" { reply: 48 hours }
}

# What must hold. A breach is a finding, it stops nothing.
require visited "Gold customers are visited each quarter" @ "art. 5" when level = gold :
  last_visit is present and last_visit within 90 days before as_of

# A worked case beside the rule: `policycore test` runs it.
example gold_needs_two_years {
  given Customer { yearly_sales: 600000 CNY, member_since: 2023-06-01, complaints: 0 }
  as of 2024-06-30
  expect level: silver, service.visits: 2 because level.silver
}
"""

_POLICY_ZH = """\
# 制度可以读出声来：先写关键词，再写名称。`#` 之后是注释。
制度 客户关怀 "客户关怀" { 语言: zh  版本: "1"  出处: "客户管理办法" }

# 关于客户已知什么。数据中没有给出的字段为未知，未知从不作数。
记录 客户 "客户" {
  标识 编号 : 文本
  年销售额 "上年销售额" : 金额(元) 至少 0
  建档日 "建档日期" : 日期
  投诉数 "未结投诉" : 整数 至少 0
  回访日 "最近回访" : 日期 可空
}

# 制度中的一个数值，注明写在何处。
参数 金卡起点 "金卡客户的销售额" @ "第2条" : 金额(元) = 50万元

定义 老客户 "老客户" @ "第2条" = 建档日 + 2年 <= 截至日

# 从高到低，先成立者为准。
分级 级别 "级别" {
  等级 金卡 "金卡" @ "第2条" 当 年销售额 >= 金卡起点 且 老客户
  等级 银卡 "银卡" @ "第2条" 当 年销售额 >= 10万元
  等级 普通 "普通" @ "第2条" 其余情形
  限制 投诉 @ "第3条" 当 投诉数 >= 3 : 至多 银卡
}

# 各级别享受什么。
权益 服务 "服务" 按 级别 {
  权益项 走访 "每年走访次数" : 整数 越高越好
  权益项 答复 "答复时限" : 数值(小时) 越低越好
  给予 金卡 @ "第4条" { 走访: 4, 答复: 4小时 }
  给予 银卡 @ "第4条" { 走访: 2, 答复: 24小时 }
  给予 普通 @ "第4条" { 答复: 48小时 }
}

# 应当满足什么。违反只是一项发现，不影响其他决定。
要求 按季回访 "金卡客户每季回访" @ "第5条" 当 级别 = 金卡 : 回访日 为 非空 且 回访日 限 90日 早于 截至日

# 写在规则旁边的例子：`policycore test` 会运行它。
示例 金卡须满两年 {
  给定 客户 { 年销售额: 60万元, 建档日: 2023-06-01, 投诉数: 0 }
  截至 2024-06-30
  预期 级别: 银卡, 服务.走访: 2 因为 级别.银卡
}
"""

_RECORDS_EN = """\
id,yearly_sales,member_since,complaints,last_visit
C-1,620000,2019-03-01,0,2024-05-20
C-2,620000,2019-03-01,3,2024-01-10
C-3,120000,2024-02-01,0,
C-4,,2020-07-15,1,
"""

_RECORDS_ZH = """\
编号,年销售额,建档日,投诉数,回访日
C-1,620000,2019-03-01,0,2024-05-20
C-2,620000,2019-03-01,3,2024-01-10
C-3,120000,2024-02-01,0,
C-4,,2020-07-15,1,
"""

_CASES_EN = """\
# Cases too long for the policy file. Facts that are left out are unknown.
policy: customers.policy
cases:
  - name: three open complaints keep a customer at silver
    given: {yearly_sales: 620000, member_since: 2019-03-01, complaints: 3}
    as_of: 2024-06-30
    expect:
      level: silver
      service.reply: 24 hours
    because: [level.complaints]
  - name: without sales the level stays open
    given: {member_since: 2019-03-01, complaints: 0}
    as_of: 2024-06-30
    expect:
      level: {undetermined: [gold, silver, basic], missing: [yearly_sales]}
"""

_CASES_ZH = """\
# 较长的用例写在这里。没有给出的事实为未知。
制度: customers.policy
用例:
  - 名称: 三件未结投诉使客户至多为银卡
    给定: {年销售额: 620000, 建档日: 2019-03-01, 投诉数: 3}
    截至: 2024-06-30
    预期:
      级别: 银卡
      服务.答复: 24 小时
    因为: [级别.投诉]
  - 名称: 没有销售额则级别未定
    给定: {建档日: 2019-03-01, 投诉数: 0}
    截至: 2024-06-30
    预期:
      级别: {未定: [金卡, 银卡, 普通], 缺少: [年销售额]}
"""

FILES: Mapping[Lang, Mapping[str, str]] = {
    "en": {"customers.policy": _POLICY_EN, "customers.csv": _RECORDS_EN, "customers.cases.yaml": _CASES_EN},
    "zh": {"customers.policy": _POLICY_ZH, "customers.csv": _RECORDS_ZH, "customers.cases.yaml": _CASES_ZH},
}
