"""The one table of the words of the language, in English and Chinese, with the place where each is a word.

From it are made: the keyword terminals and the exclusion of reserved words in `grammar/policy.lark`
(`grammar_section`), the lexer's look-up of words, the canonical English form of words known by their place
(`canonical`), the way back for the formatter (`spell`), suggestions for misspelt keywords, and the page of words in
the reference (`rows`). Nothing else spells a word of the language.

Two kinds of words are keywords, with a terminal of the grammar each. A *leading* word opens a statement and is free as
a name elsewhere; a *reserved* word stands inside sentences and is a name only in backticks. All other words are known
by their place (a setting, a type, a unit after a number, ...) and may be names too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from attrs import frozen

Role = Literal[
    "leading",
    "reserved",
    "setting",
    "setting value",
    "type",
    "unit",
    "function",
    "status",
    "after a dot",
    "test",
    "rounding",
    "mark",
    "weekday",
    "day of a period",
    "counted",
    "name",
]
Keywords = Literal["en", "zh"]


@frozen
class Word:
    """One word.

    Attributes:
        key: its canonical form, the English singular; words of several parts have a space between.
        en: English spellings, the one that is printed first.
        zh: Chinese spellings, the one that is printed first.
        role: the place where it is a word.
    """

    key: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    role: Role

    @property
    def terminal(self) -> str:
        """Name of its terminal in the grammar (leading and reserved words only)."""
        return self.key.upper().replace(" ", "_")

    def spellings(self, language: Keywords) -> tuple[str, ...]:
        return self.en if language == "en" else self.zh


def _read(role: Role, text: str) -> tuple[Word, ...]:
    """Read lines of `english|english chinese|chinese`; a `+` stands for the space between the parts of a word."""
    words = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        english, chinese = line.split()
        en = tuple(spelling.replace("+", " ") for spelling in english.split("|"))
        words.append(Word(en[0], en, tuple(chinese.split("|")), role))
    return tuple(words)


WORDS: tuple[Word, ...] = (
    *_read(
        "leading",
        """
        policy 制度
        use 引用
        record 记录
        choice 选项
        unit 计量单位
        calendar 日历
        actor 主体
        parameter 参数
        reading 口径
        define 定义
        require 要求
        score 评分
        tiering 分级
        population 群体
        entitlements 权益
        accountability 问责
        duty 义务
        procedure 程序
        law 原则
        example 示例
        key 标识
        chosen 采用
        factor 指标
        band 档
        group 组
        award 加分
        deduct 扣分
        waive 免扣
        cap 封顶
        floor 保底
        tier 等级
        designate 指定
        limit 限制
        movement 升降
        enter 进入
        keep 保持
        up 上升
        down 下降
        probation 观察期
        benefit 权益项
        grant 给予
        override 例外
        matter 情形
        answers 担责
        severity 情节
        sanction 处理
        exempt 免责
        escalate 加重
        step 步骤
        issued 发布
        given 给定
        expect 预期
        weight 权重
        times 次
        missing 缺少
        """,
    ),
    *_read(
        "reserved",
        """
        because 因为
        from 自
        as 作为
        judged 经认定
        optional 可空
        default 默认
        marks 标记
        list+of 多条
        set+of 多选
        note 注
        for 针对
        for+each 逐个
        by 由
        of 之
        covering 用于
        when 当
        otherwise 其余情形
        where 其中
        over 取自
        per 按
        per+full 每满
        must 应当
        must+not 不得
        should 宜
        may 可以
        within 限
        after 起算自
        up+after 上升须满
        down+after 下降须满
        follow 后于
        before 早于
        until 至迟
        every 每
        done 完成于
        not+by 不得由
        stays 暂停执行
        against 对
        at 于
        with 另设
        as+of 截至
        higher+is+better 越高越好
        lower+is+better 越低越好
        and 且
        or 或
        not 非
        in 属于
        is 为
        if 如果
        then 则
        else 否则
        table 查表
        any 不限
        all+of 全部满足
        any+of 任一满足
        at+least 至少
        at+most 至多
        more+than 超过
        less+than 不足
        yes 是
        no 否
        not+stated 未载明
        not+applicable 不适用
        not+granted 未给予
        absent 空
        unknown 未知
        undetermined 未定
        conflict 冲突
        working+days|working+day 个工作日
        always 始终
        never 从不
        rises+with 同向于
        falls+with 反向于
        ignores 不考虑
        same+as 等同于
        except 除非
        """,
    ),
    *_read(
        "setting",
        """
        languages 语言
        version 版本
        in_force 施行
        status 状态
        source 出处
        issued 发布
        approved_by 批准
        approved_on 批准日
        time_zone 时区
        decimals 小数位
        cites 引证
        calendar 日历
        start_day 首日
        weekend 周末
        holidays 节假日
        workdays 补班
        known 已知范围
        ties 并列
        gaps 缺项
        minimum 最少数
        """,
    ),
    *_read(
        "setting value",
        """
        in_force 施行
        trial 试行
        draft 草案
        proposal 建议稿
        required 必注
        excluded 不计
        included 计入
        together 靠前
        behind 靠后
        contested 存争
        uncertain 存疑
        last 居末
        left_out 剔除
        """,
    ),
    *_read(
        "type",
        """
        text 文本
        yes_no 是否
        whole 整数
        number 数值
        points 分
        percent 百分比
        money 金额
        date 日期
        moment 时刻
        """,
    ),
    *_read(
        "unit",
        """
        day|days 日|天
        week|weeks 周
        month|months 个月
        quarter|quarters 个季度
        year|years 年
        hour|hours 小时
        minute|minutes 分钟
        second|seconds 秒
        point|points 分
        CNY 元
        """,
    ),
    *_read(
        "function",
        """
        count 计数
        sum 求和
        average 平均
        highest 最高
        lowest 最低
        latest 最近
        earliest 最早
        distinct 去重计数
        all 均成立
        some 存在
        agreed 一致
        round 舍入
        rank 名次
        share 占比
        cumulative 累计占比
        size 总数
        top_sum 前列求和
        quantile 分位
        working_days_between 工作日数
        is_working_day 是否工作日
        """,
    ),
    *_read(
        "status",
        """
        met 符合
        breach 违反
        deviation 偏离
        found 成立
        not_found 不成立
        exempt 免责
        open 待办
        in_time 按时
        late 逾期办结
        overdue 逾期未办
        unused 未行使
        skipped 跳过
        out_of_order 乱序
        wrong_actor 主体不符
        same_actor 未回避
        below 低于
        inside 区间内
        above 高于
        """,
    ),
    *_read(
        "after a dot",
        """
        by 何人
        on 何日
        grounds 依据
        status 状态
        total 合计
        due 期限
        at 何时
        done 办结
        effective 生效
        final_on 终局日
        periods 各期
        start 期初
        end 期末
        state 升降状态
        previous 原等级
        since 起算日
        failed 未达标次数
        probation_until 观察期至
        reviewed_on 考核日
        earned 应得等级
        missed 漏评次数
        next 新状态
        open 未结
        """,
    ),
    *_read(
        "test",
        """
        present 非空
        known 已知
        complete 完备
        exclusive 互斥
        reachable 可达
        """,
    ),
    *_read(
        "rounding",
        """
        upward 向上
        downward 向下
        half_up 四舍五入
        """,
    ),
    *_read(
        "mark",
        """
        changeable 可变
        personal 个人信息
        aside 从略
        recorded 已记录
        """,
    ),
    *_read(
        "weekday",
        """
        monday 周一|星期一
        tuesday 周二|星期二
        wednesday 周三|星期三
        thursday 周四|星期四
        friday 周五|星期五
        saturday 周六|星期六
        sunday 周日|星期日|星期天|周天
        """,
    ),
    *_read("day of a period", "last_day 最后一日"),
    *_read(
        "counted",
        """
        tier|tiers 级
        review|reviews 次考核
        """,
    ),
    *_read(
        "name",
        """
        as_of 截至日
        known_at 知悉日
        """,
    ),
)

#: What holds a number inside (`at least 2 of`, `至少 2 项满足`; `day 5`, `第5日`) is one terminal with these words.
AT_LEAST_OF: dict[Keywords, tuple[str, str]] = {"en": ("at least", "of"), "zh": ("至少", "项满足")}
DAY_OF_MONTH: dict[Keywords, tuple[str, str]] = {"en": ("day", ""), "zh": ("第", "日")}

#: Settings whose values are words, and what kind of words.
VALUES_OF_SETTINGS: dict[str, Role] = {
    "status": "setting value",
    "cites": "setting value",
    "start_day": "setting value",
    "ties": "setting value",
    "gaps": "setting value",
    "weekend": "weekday",
}

#: How Chinese texts name a month and a quarter that comes round again; a unit of time is written out.
SHORT_CYCLES = {"月": "个月", "季": "个季度", "季度": "个季度"}

KEYWORDS: tuple[Word, ...] = tuple(word for word in WORDS if word.role in ("leading", "reserved"))
BY_TERMINAL: dict[str, Word] = {word.terminal: word for word in KEYWORDS}


@frozen
class Spelling:
    """One way to write a keyword: the parts that follow its first one, the word, and whose language it is."""

    rest: tuple[str, ...]
    word: Word
    language: Keywords


@cache
def keywords_by_spelling() -> dict[str, tuple[Spelling, ...]]:
    """Return the spellings of all keywords by their first part, those of more parts first."""
    found: dict[str, list[Spelling]] = {}
    languages: tuple[Keywords, ...] = ("en", "zh")
    for word in KEYWORDS:
        for language in languages:
            for spelling in word.spellings(language):
                first, *rest = spelling.split(" ")
                found.setdefault(first, []).append(Spelling(tuple(rest), word, language))
    return {first: tuple(sorted(ways, key=lambda way: -len(way.rest))) for first, ways in found.items()}


@cache
def _canonical_by_role() -> dict[Role, dict[str, Word]]:
    table: dict[Role, dict[str, Word]] = {}
    for word in WORDS:
        for spelling in (*word.en, *word.zh):
            table.setdefault(word.role, {})[spelling] = word
    return table


def find(spelling: str, role: Role) -> Word | None:
    """Return the word that is spelt so at the place `role`, in either language."""
    return _canonical_by_role().get(role, {}).get(spelling)


def canonical(spelling: str, role: Role) -> str:
    """Return the English singular of a word known by its place, or the spelling itself where it is no such word.

    >>> canonical("个月", "unit"), canonical("months", "unit"), canonical("吨", "unit")
    ('month', 'month', '吨')
    """
    word = find(spelling, role)
    return spelling if word is None else word.key


def spell(key: str, role: Role, language: Keywords, many: bool = False) -> str:
    """Return how the word `key` is written in `language`; `many` asks for the English plural of a unit.

    A key that is no word of that role comes back unchanged.

    >>> spell("month", "unit", "zh"), spell("month", "unit", "en", many=True), spell("tier", "leading", "zh")
    ('个月', 'months', '等级')
    """
    word = find(key, role)
    if word is None or word.key != key:
        return key
    spellings = word.spellings(language)
    return spellings[-1] if many and language == "en" else spellings[0]


def keyword(key: str, language: Keywords) -> str:
    """Return how a keyword is written in `language`.

    >>> keyword("at least", "zh"), keyword("for each", "en")
    ('至少', 'for each')
    """
    return BY_TERMINAL[key.upper().replace(" ", "_")].spellings(language)[0]


def is_reserved(name: str) -> bool:
    """Whether `name` must stand in backticks to be a name; in both languages the same names must."""
    return any(way.word.role == "reserved" and not way.rest for way in keywords_by_spelling().get(name, ()))


def day_of_month(day: int, language: Keywords) -> str:
    """Return how a day of the month is written.

    >>> day_of_month(5, "en"), day_of_month(5, "zh")
    ('day 5', '第5日')
    """
    before, after = DAY_OF_MONTH[language]
    return f"{before}{day}{after}" if after else f"{before} {day}"


def rows() -> tuple[tuple[str, str, str], ...]:
    """Return (English, Chinese, role) of every word, as the reference page lists them."""
    framed = (
        ("at least 2 of", "至少 2 项满足", "reserved"),
        (day_of_month(5, "en"), day_of_month(5, "zh"), "day of a period"),
    )
    return (*((" / ".join(w.en), " / ".join(w.zh), w.role) for w in WORDS), *framed)


# --- the grammar's part of the table ---


def _pattern(spelling: str) -> str:
    return r"\s+".join(re.escape(part) for part in spelling.split(" "))


def _any_of(words: tuple[Word, ...]) -> str:
    return "|".join(_pattern(spelling) for word in words for spelling in (*word.en, *word.zh))


def grammar_section() -> str:
    """Return the keyword terminals and the name terminal as they stand in `grammar/policy.lark`.

    A keyword ends where no further word character follows, so `tier` is not found in `tiering`. Leading words have a
    higher priority than names: where both may stand, the word wins.
    """
    reserved = tuple(word for word in KEYWORDS if word.role == "reserved")
    lines = [f"{word.terminal}.2: /(?:{_any_of((word,))})(?!\\w)/" for word in KEYWORDS]
    english, chinese = (
        rf"{_pattern(before)}{gap}[0-9]+{gap}{after}"
        for gap, (before, after) in ((r"\s+", AT_LEAST_OF["en"]), (r"\s*", AT_LEAST_OF["zh"]))
    )
    lines.append(rf"AT_LEAST_OF.3: /(?:{english}|{chinese})(?!\w)/")
    (day, _), (before, after) = DAY_OF_MONTH["en"], DAY_OF_MONTH["zh"]
    lines.append(rf"DAY_OF_MONTH.3: /(?:{day}\s+[0-9]+|{before}\s*[0-9]+\s*{after})(?!\w)/")
    lines.append(f"NAME: /(?!(?:{_any_of(reserved)})(?!\\w))[^\\W\\d]\\w*|`[^\\W\\d]\\w*`/")
    return "\n".join(lines) + "\n"
