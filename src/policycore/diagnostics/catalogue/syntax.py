"""Messages of reading text, PC1nn.

Samples are whole small policies. `x…×500` in a sample stands for 500 times the sign before the mark, and `␀` for the
sign that no text has; so samples of what is too long stay short.
"""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC100",
        name="not-a-policy",
        severity="error",
        headline={"en": "a policy file cannot begin with `{found}`", "zh": "制度文件不能以 `{found}` 开头"},
        cause={
            "en": "a file holds statements, and each begins with its keyword; the first is the header `policy`",
            "zh": "文件由语句组成，每条语句以关键字开头；第一条是 `制度` 首部",
        },
        help={
            "en": 'begin with a header such as policy my_policy "Title" {{ version: "1" }}',
            "zh": '请以首部开头，如 制度 我的制度 "标题" {{ 版本: "1" }}',
        },
        bad="""version = 1
""",
        good="""policy sample { version: "1" }
""",
    ),
    Entry(
        code="PC101",
        name="out-of-place",
        severity="error",
        headline={"en": "`{found}` does not fit after `{before}`", "zh": "`{before}` 之后不应出现 `{found}`"},
        cause={"en": "{expected} is expected here", "zh": "此处应为{expected}"},
        help={
            "en": "write what is expected, or remove `{found}`",
            "zh": "请补上应有的内容，或者删去 `{found}`",
        },
        bad="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define large = sales >= * 100
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define large = sales >= 2 * 100
""",
    ),
    Entry(
        code="PC102",
        name="unfinished",
        severity="error",
        headline={"en": "the file ends in the middle of a statement", "zh": "文件在语句中途结束"},
        cause={"en": "after `{before}`, {expected} is expected", "zh": "`{before}` 之后应为{expected}"},
        help={"en": "finish the last statement", "zh": "请把最后一条语句写完"},
        bad="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define large = sales >=
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define large = sales >= 100
""",
    ),
    Entry(
        code="PC103",
        name="missing-header",
        severity="error",
        headline={"en": "the file has no policy header", "zh": "文件缺少制度首部"},
        cause={
            "en": "every file, one that others use as well, begins with `policy` and a name",
            "zh": "每个文件（包括供其他文件引用的）都以 `制度` 和名称开头",
        },
        help={
            "en": "write policy my_policy {{}} as the first statement",
            "zh": "请把 制度 我的制度 {{}} 写作第一条语句",
        },
        bad="""record Shop { key id : text }
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC104",
        name="second-header",
        severity="error",
        headline={"en": "the file has a second policy header", "zh": "文件有第二个制度首部"},
        cause={"en": "one file is one policy", "zh": "一个文件就是一项制度"},
        help={
            "en": "move the second policy to a file of its own",
            "zh": "请把第二项制度移到单独的文件",
        },
        bad="""policy sample {}
record Shop { key id : text }
policy other {}
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC105",
        name="unclosed-bracket",
        severity="error",
        headline={"en": "`{found}` is not closed", "zh": "`{found}` 没有闭合"},
        cause={
            "en": "every `{found}` needs its `{right}` before the statement around it ends",
            "zh": "每个 `{found}` 都须有对应的 `{right}`，且在外层语句结束之前",
        },
        help={"en": "add the missing `{right}`", "zh": "请补上缺少的 `{right}`"},
        bad="""policy sample {}
record Shop {
  key id : text
define one = 1
""",
        good="""policy sample {}
record Shop {
  key id : text
}
define one = 1
""",
    ),
    Entry(
        code="PC106",
        name="stray-closing-bracket",
        severity="error",
        headline={"en": "this `{found}` closes nothing", "zh": "此处的 `{found}` 没有对应的开括号"},
        cause={
            "en": "all brackets that were opened before are closed already",
            "zh": "此前打开的括号都已闭合",
        },
        help={
            "en": "remove it, or add the opening bracket that it belongs to",
            "zh": "请删去，或者补上与之对应的开括号",
        },
        bad="""policy sample {}
record Shop { key id : text }
}
define one = 1
""",
        good="""policy sample {}
record Shop { key id : text }
define one = 1
""",
    ),
    Entry(
        code="PC107",
        name="unclosed-text",
        severity="error",
        headline={"en": "the text that begins here is not closed on its line", "zh": "此处开始的文字在本行内没有闭合"},
        cause={
            "en": 'a text stands between two " on one line; a line break in it is written \\n',
            "zh": '文字写在同一行的两个 " 之间；其中的换行写作 \\n',
        },
        help={"en": 'close it with "', "zh": '请用 " 闭合'},
        bad="""policy sample {}
record Shop "Shop { key id : text }
""",
        good="""policy sample {}
record Shop "Shop" { key id : text }
""",
    ),
    Entry(
        code="PC108",
        name="unknown-escape",
        severity="error",
        headline={"en": "`{found}` means nothing in a text", "zh": "文字中的 `{found}` 没有含义"},
        cause={
            "en": 'after a backslash in a text stands one of \\ " n',
            "zh": '文字中反斜杠之后只能是 \\ " n 之一',
        },
        help={"en": "write `\\{found}` for a plain backslash", "zh": "要写反斜杠本身，请写 `\\{found}`"},
        bad="""policy sample { source: "rules\\2024" }
""",
        good="""policy sample { source: "rules\\\\2024" }
""",
    ),
    Entry(
        code="PC109",
        name="not-a-name",
        severity="error",
        headline={"en": "`{found}` cannot be a name", "zh": "`{found}` 不能作名称"},
        cause={
            "en": "backticks free a name that is a word of the language; a name is letters, digits and _, and begins "
            "with a letter",
            "zh": "反引号用于把语言的关键字当作名称；名称由文字、数字和 _ 组成，且不以数字开头",
        },
        help={
            "en": "choose a plain name, and put what people should read into its label",
            "zh": "请改用普通名称，供人阅读的内容写入标签",
        },
        bad="""policy sample {}
record Shop { key id : text  `net sales` : whole at least 0 }
""",
        good="""policy sample {}
record Shop { key id : text  net_sales "net sales" : whole at least 0 }
""",
    ),
    Entry(
        code="PC110",
        name="full-width-sign",
        severity="error",
        headline={
            "en": "`{found}` is a full-width sign; `{right}` is meant",
            "zh": "`{found}` 是全角符号，应为 `{right}`",
        },
        cause={
            "en": "outside of texts signs and digits are half-width (places: {count})",
            "zh": "文字之外的符号和数字用半角；此类共 {count} 处",
        },
        help={
            "en": "type `{right}`, or let policycore fmt put it right",
            "zh": "请改为 `{right}`，或者用 policycore fmt 更正",
        },
        bad="""policy sample {}
record Shop { key id ： text }
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC111",
        name="typographic-quotes",
        severity="error",
        headline={"en": 'a text is put in "…", not in {found}', "zh": '文字用 "…" 括起，不用 {found}'},
        cause={
            "en": "curly, single and corner quotes may stand inside of texts only (texts: {count})",
            "zh": "弯引号、单引号和直角引号只能出现在文字内部；此类共 {count} 处",
        },
        help={"en": 'use the straight " on both sides', "zh": '请在两端使用直引号 "'},
        bad="""policy sample {}
record Shop “Outlet” { key id : text }
""",
        good="""policy sample {}
record Shop "Outlet" { key id : text }
""",
    ),
    Entry(
        code="PC112",
        name="byte-order-mark",
        severity="warning",
        headline={"en": "the file begins with a Byte Order Mark", "zh": "文件以字节顺序标记（BOM）开头"},
        cause={
            "en": "some editors put this invisible sign before the text; UTF-8 needs none",
            "zh": "有的编辑器会在文件前加上这个不可见字符；UTF-8 不需要它",
        },
        help={
            "en": "save the file as UTF-8 without BOM, or let policycore fmt remove it",
            "zh": "请另存为不带 BOM 的 UTF-8，或者用 policycore fmt 去除",
        },
        bad="""\ufeffpolicy sample {}
""",
        good="""policy sample {}
""",
    ),
    Entry(
        code="PC113",
        name="unknown-sign",
        severity="error",
        headline={"en": "`{found}` is no sign of the language", "zh": "`{found}` 不是本语言的符号"},
        cause={
            "en": "outside of texts stand names, numbers, keywords and the signs {{ }} [ ] ( ) , : @ . .. + - * / = != "
            "< <= > >= #",
            "zh": "文字之外只有名称、数字、关键字和符号 {{ }} [ ] ( ) , : @ . .. + - * / = != < <= > >= #",
        },
        help={"en": "remove it, or put it into a text", "zh": "请删去，或者放入文字之中"},
        bad="""policy sample {}
record Client { key id : text }
define fee = $100
""",
        good="""policy sample {}
record Client { key id : text }
define fee = 100 CNY
""",
    ),
    Entry(
        code="PC114",
        name="foreign-operator",
        severity="error",
        headline={"en": "`{found}` is written `{right}` here", "zh": "`{found}` 在本语言中写作 `{right}`"},
        cause={
            "en": "a policy uses the words and, or, not and the signs = != < <= > >= (places: {count})",
            "zh": "制度中用“且、或、非”等词和 = != < <= > >= 等符号；此类共 {count} 处",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define none = sales == 0
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define none = sales = 0
""",
    ),
    Entry(
        code="PC115",
        name="foreign-comment",
        severity="error",
        headline={"en": "a comment does not begin with `{found}`", "zh": "注释不以 `{found}` 开头"},
        cause={"en": "a comment is `#` and the rest of the line", "zh": "注释为 `#` 及该行其后内容"},
        help={"en": "write # instead", "zh": "请改用 #"},
        bad="""policy sample {}
// outlets
record Shop { key id : text }
""",
        good="""policy sample {}
# outlets
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC116",
        name="comma-in-number",
        severity="error",
        headline={"en": "`{found}` holds a comma", "zh": "`{found}` 中有逗号"},
        cause={
            "en": "a comma parts the members of a list; digits are grouped with _ if at all",
            "zh": "逗号用于分隔各项；数字分节用 _，也可不分",
        },
        help={"en": "write `{right}`, or with 万 or 亿", "zh": "请写 `{right}`，或者用万、亿"},
        bad="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define large = sales >= 1,000,000
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define large = sales >= 1_000_000
""",
    ),
    Entry(
        code="PC117",
        name="odd-space",
        severity="error",
        headline={
            "en": "an unusual space or invisible sign ({found}) stands here",
            "zh": "此处有异常空格或不可见字符（{found}）",
        },
        cause={
            "en": "it looks like a plain space or like nothing, and came by copying or from an input method "
            "(places: {count})",
            "zh": "看似普通空格或空无一物，多由复制或输入法带入；此类共 {count} 处",
        },
        help={
            "en": "type a plain space, or let policycore fmt put it right",
            "zh": "请改为普通空格，或者用 policycore fmt 更正",
        },
        bad="""policy sample {}
record\u3000Shop { key id : text }
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC118",
        name="odd-date",
        severity="error",
        headline={"en": "the date `{found}` is written `{right}`", "zh": "日期 `{found}` 应写作 `{right}`"},
        cause={
            "en": "a date is year-month-day with 4, 2 and 2 digits; a moment adds a space and hours:minutes",
            "zh": "日期写作四位年-两位月-两位日；时刻再加空格和 时:分",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad="""policy sample { in_force: from 2024/3/1 }
""",
        good="""policy sample { in_force: from 2024-03-01 }
""",
    ),
    Entry(
        code="PC119",
        name="needless-separator",
        severity="error",
        headline={"en": "no `{found}` ends a statement", "zh": "语句不以 `{found}` 结尾"},
        cause={
            "en": "statements and fields need nothing between them (places: {count})",
            "zh": "语句和字段之间不需要分隔符；此类共 {count} 处",
        },
        help={"en": "remove it", "zh": "请删去"},
        bad="""policy sample {}
record Shop { key id : text; sales : whole at least 0 }
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
""",
    ),
    Entry(
        code="PC120",
        name="and-mixed-with-or",
        severity="error",
        headline={
            "en": "this mixes `and` with `or` and leaves open which goes first",
            "zh": "此处混用“且”与“或”，未说明先后",
        },
        cause={
            "en": "people read such a sentence in two ways, so it needs brackets",
            "zh": "此类句子可作两种理解，须加括号",
        },
        help={"en": "write `{first}` or `{second}`", "zh": "请写 `{first}` 或 `{second}`"},
        bad="""policy sample {}
record Shop { key id : text  a : yes_no  b : yes_no  c : yes_no }
define good = a and b or c
""",
        good="""policy sample {}
record Shop { key id : text  a : yes_no  b : yes_no  c : yes_no }
define good = (a and b) or c
""",
    ),
    Entry(
        code="PC121",
        name="misspelt-keyword",
        severity="error",
        headline={"en": "`{found}` is not a word that fits here", "zh": "`{found}` 不是此处可用的词"},
        cause={"en": "the word `{right}` would fit", "zh": "此处可用 `{right}`"},
        help={"en": "did you mean `{right}`?", "zh": "是否应为 `{right}`？"},
        bad="""policy sample {}
recrod Shop { key id : text }
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC122",
        name="missing-space",
        severity="error",
        headline={
            "en": "no space parts the word `{word}` in `{found}`",
            "zh": "`{found}` 中的关键字 `{word}` 与相邻文字没有空格",
        },
        cause={
            "en": "letters that stand together are one name, so Chinese keywords stand apart by spaces",
            "zh": "连写的文字是一个名称，故关键字须以空格隔开",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad="""制度 示例制度 {}
记录 门店 { 标识 编号 : 文本  销量 : 整数 至少 0 }
定义 大店针对 门店 = 销量 >= 100
""",
        good="""制度 示例制度 {}
记录 门店 { 标识 编号 : 文本  销量 : 整数 至少 0 }
定义 大店 针对 门店 = 销量 >= 100
""",
    ),
    Entry(
        code="PC123",
        name="mixed-keyword-languages",
        severity="error",
        headline={
            "en": "`{found}` is not a keyword in {language}, as the file has",
            "zh": "`{found}` 不是{language}关键字，与本文件不一致",
        },
        cause={
            "en": "one file uses the keywords of one language, that of its first (to change: {count})",
            "zh": "一个文件只用一种语言的关键字，以第一个为准；共 {count} 处不一致",
        },
        help={
            "en": "write `{right}`, or let policycore fmt --keywords convert the whole file",
            "zh": "请写 `{right}`，或者用 policycore fmt --keywords 转换全文",
        },
        bad="""policy sample {}
记录 Shop { key id : text }
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC124",
        name="reserved-word-as-name",
        severity="error",
        headline={
            "en": "`{found}` is a word of the language and stands for a name here",
            "zh": "`{found}` 是语言的关键字，此处却用作名称",
        },
        cause={
            "en": "words of the language that stand inside sentences are names only in backticks",
            "zh": "句中使用的关键字须加反引号才能作名称",
        },
        help={"en": "put it in backticks, or choose another name", "zh": "请加反引号，或者另取名称"},
        bad="""policy sample {}
record Shop { key id : text  at : date }
""",
        good="""policy sample {}
record Shop { key id : text  `at` : date }
""",
    ),
    Entry(
        code="PC125",
        name="misplaced-not",
        severity="error",
        headline={"en": "`{found}` is said in another way", "zh": "`{found}` 应换一种说法"},
        cause={
            "en": "`not` stands before a whole condition, and tests say absent or unknown themselves",
            "zh": "“非”写在整个条件之前；判断词本身已有“空”“未知”",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad="""policy sample {}
record Shop { key id : text  closed_on : date optional }
define open = closed_on is not present
""",
        good="""policy sample {}
record Shop { key id : text  closed_on : date optional }
define open = closed_on is absent
""",
    ),
    Entry(
        code="PC126",
        name="is-with-a-value",
        severity="error",
        headline={"en": "`is` does not compare with `{found}`", "zh": "“为”不能与 `{found}` 比较"},
        cause={
            "en": "after `is` stands present, absent, known or unknown; values are compared with =",
            "zh": "“为”之后只能是非空、空、已知、未知；与值比较用 =",
        },
        help={"en": "write =", "zh": "请写 ="},
        bad="""policy sample {}
record Shop { key id : text  size : {large, small} }
define big = size is large
""",
        good="""policy sample {}
record Shop { key id : text  size : {large, small} }
define big = size = large
""",
    ),
    Entry(
        code="PC127",
        name="unknown-claim",
        severity="error",
        headline={"en": "a law cannot claim that something is `{found}`", "zh": "原则不能声称“为 `{found}`”"},
        cause={
            "en": "after `is` in a law stands complete, exclusive or reachable",
            "zh": "原则中“为”之后只能是完备、互斥、可达",
        },
        help={
            "en": "choose one of them, or write `always` and a condition",
            "zh": "请选用其中之一，或者写“始终”加条件",
        },
        bad="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
tiering size { tier large when sales > 100  tier small otherwise }
law all_covered : size is total
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
tiering size { tier large when sales > 100  tier small otherwise }
law all_covered : size is complete
""",
    ),
    Entry(
        code="PC128",
        name="missing-sign",
        severity="error",
        headline={"en": "`{right}` is missing before `{before}`", "zh": "`{before}` 之前缺少 `{right}`"},
        cause={
            "en": "with `{right}` here, the text reads on",
            "zh": "补上 `{right}` 后，后文即可读通",
        },
        help={"en": "add `{right}`", "zh": "请补上 `{right}`"},
        bad="""policy sample {}
record Shop { key id : text  size : {large small} }
""",
        good="""policy sample {}
record Shop { key id : text  size : {large, small} }
""",
    ),
    Entry(
        code="PC129",
        name="superfluous-sign",
        severity="error",
        headline={"en": "this `{found}` is one too many", "zh": "此处多了一个 `{found}`"},
        cause={"en": "without it the text reads on", "zh": "去掉后，后文即可读通"},
        help={"en": "remove it", "zh": "请删去"},
        bad="""policy sample {}
record Shop { key id : text, sales : whole at least 0 }
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
""",
    ),
    Entry(
        code="PC131",
        name="header-not-first",
        severity="error",
        headline={"en": "the policy header is not the first statement", "zh": "制度首部不是第一条语句"},
        cause={
            "en": "a reader should know first which policy the file holds",
            "zh": "读者首先应知道文件是哪一项制度",
        },
        help={"en": "move it to the top of the file", "zh": "请移到文件开头"},
        bad="""record Shop { key id : text }
policy sample {}
""",
        good="""policy sample {}
record Shop { key id : text }
""",
    ),
    Entry(
        code="PC140",
        name="file-too-long",
        severity="error",
        headline={"en": "the file has {size} characters", "zh": "文件有 {size} 个字符"},
        cause={"en": "a policy file has at most {limit}", "zh": "制度文件至多 {limit} 个字符"},
        help={"en": "split it, and take words over with `use`", "zh": "请拆成几个文件，用 `引用` 相互取用"},
        bad="""policy sample {}
# x…×2000000
""",
        good="""policy sample {}
# x
""",
    ),
    Entry(
        code="PC141",
        name="nested-too-deep",
        severity="error",
        headline={"en": "brackets or expressions stand inside each other too deep", "zh": "括号或表达式嵌套过深"},
        cause={
            "en": "at most {limit} levels are read; each `else if` is one",
            "zh": "至多 {limit} 层；每个“否则 如果”算一层",
        },
        help={
            "en": "name parts of it with `define`, or write a `table`",
            "zh": "请用 `定义` 为其中部分命名，或者改用 `查表`",
        },
        bad="""policy sample {}
record Client { key id : text }
define deep = (…×65 1 )…×65
""",
        good="""policy sample {}
record Client { key id : text }
define deep = ((1))
""",
    ),
    Entry(
        code="PC142",
        name="number-too-long",
        severity="error",
        headline={"en": "the number has {size} digits", "zh": "该数有 {size} 位数字"},
        cause={"en": "a number has at most {limit}", "zh": "一个数至多 {limit} 位数字"},
        help={"en": "check it for a slip", "zh": "请核对是否误写"},
        bad="""policy sample {}
record Client { key id : text }
define many = 9…×101
""",
        good="""policy sample {}
record Client { key id : text }
define many = 999
""",
    ),
    Entry(
        code="PC143",
        name="name-too-long",
        severity="error",
        headline={"en": "the name has {size} characters", "zh": "该名称有 {size} 个字符"},
        cause={"en": "a name has at most {limit}", "zh": "名称至多 {limit} 个字符"},
        help={
            "en": "choose a short name, and put what people should read into its label",
            "zh": "请取短名，供人阅读的内容写入标签",
        },
        bad="""policy sample {}
record Client { key id : text }
define x…×201 = 1
""",
        good="""policy sample {}
record Client { key id : text }
define x = 1
""",
    ),
    Entry(
        code="PC144",
        name="text-too-long",
        severity="error",
        headline={"en": "the text has {size} characters", "zh": "该文字有 {size} 个字符"},
        cause={"en": "a text has at most {limit}", "zh": "文字至多 {limit} 个字符"},
        help={
            "en": "quote the passage that matters, and cite the document with @",
            "zh": "请只引关键段落，用 @ 注明文件",
        },
        bad="""policy sample {}
record Client { key id : text }
define one "x…×10001" = 1
""",
        good="""policy sample {}
record Client { key id : text }
define one "x" = 1
""",
    ),
    Entry(
        code="PC145",
        name="too-many-statements",
        severity="error",
        headline={"en": "the file has too many statements", "zh": "文件中的语句过多"},
        cause={
            "en": "at most {limit} are read, those inside others included",
            "zh": "至多 {limit} 条，内层语句计算在内",
        },
        help={
            "en": "split the file; what differs case by case belongs into data",
            "zh": "请拆分文件；逐项不同的内容应放入数据",
        },
        bad="""policy sample {}
record Client { key id : text }
define x = 1
…×20001""",
        good="""policy sample {}
record Client { key id : text }
define x = 1
""",
    ),
    Entry(
        code="PC146",
        name="count-out-of-range",
        severity="error",
        headline={"en": "`{found}` cannot be a count here", "zh": "`{found}` 不能作此处的个数"},
        cause={"en": "a whole number from {least} to {most} stands here", "zh": "此处应为 {least} 至 {most} 的整数"},
        help={"en": "write a whole number", "zh": "请写整数"},
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Firm { key id : text  loans : list of Loan }
define loan_count = count(loans)
example two { given Firm { loans: [2.5 times { amount: 5 CNY }] }  expect loan_count: 2 }
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Firm { key id : text  loans : list of Loan }
define loan_count = count(loans)
example two { given Firm { loans: [2 times { amount: 5 CNY }] }  expect loan_count: 2 }
""",
    ),
    Entry(
        code="PC147",
        name="not-a-text-file",
        severity="error",
        headline={"en": "this is not a text file", "zh": "这不是文本文件"},
        cause={
            "en": "it holds a sign that no text holds (U+0000); perhaps it is a document of a word processor",
            "zh": "其中有文本不含的字符（U+0000）；可能是文字处理软件的文档",
        },
        help={
            "en": "save it as plain text in UTF-8",
            "zh": "请另存为 UTF-8 纯文本",
        },
        bad="""policy sample {}
␀
""",
        good="""policy sample {}
""",
    ),
    Entry(
        code="PC150",
        name="misplaced-statement",
        severity="error",
        headline={"en": "`{found}` does not stand inside another statement", "zh": "`{found}` 不能写在另一条语句之内"},
        cause={
            "en": "it is a statement of the file, beside the one whose braces it stands in",
            "zh": "它是文件一级的语句，应与外层语句并列",
        },
        help={
            "en": "move it out of the braces, or close the brace before it",
            "zh": "请移到花括号之外，或者先闭合花括号",
        },
        bad="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
tiering size {
  define limit = 100
  tier large when sales > 100
  tier small otherwise
}
""",
        good="""policy sample {}
record Shop { key id : text  sales : whole at least 0 }
define limit = 100
tiering size {
  tier large when sales > limit
  tier small otherwise
}
""",
    ),
    Entry(
        code="PC151",
        name="unit-after-bound",
        severity="error",
        headline={
            "en": "a bound or default has no unit of its own, here `{found}`",
            "zh": "界限和默认值不带单位，此处却有 `{found}`",
        },
        cause={
            "en": "it is a bare number in the unit of its type; in a record a name after it would begin the next field",
            "zh": "它是以类型的单位计的纯数；在记录中，其后的名称会被当作下一个字段",
        },
        help={
            "en": "remove `{found}`, and give the number in the unit of the type",
            "zh": "请删去 `{found}`，按类型的单位写数",
        },
        bad="""policy sample {}
record Shop { key id : text  sales : money(CNY) at least 0 CNY  area : whole at least 0 }
""",
        good="""policy sample {}
record Shop { key id : text  sales : money(CNY) at least 0  area : whole at least 0 }
""",
    ),
    Entry(
        code="PC152",
        name="unit-without-brackets",
        severity="error",
        headline={"en": "the unit of `{type}` stands in brackets", "zh": "`{type}` 的单位写在括号内"},
        cause={
            "en": "a name after a type begins the next field, so its unit is put as in `{type}({unit})`",
            "zh": "类型之后的名称会被当作下一个字段，故单位写作 `{type}({unit})`",
        },
        help={"en": "write `{type}({unit})`", "zh": "请写 `{type}({unit})`"},
        bad="""policy sample {}
record Shop { key id : text  sales : money CNY  area : whole at least 0 }
""",
        good="""policy sample {}
record Shop { key id : text  sales : money(CNY)  area : whole at least 0 }
""",
    ),
    Entry(
        code="PC153",
        name="wrong-sign",
        severity="error",
        headline={"en": "`{found}` stands where `{right}` belongs", "zh": "此处应为 `{right}`，而不是 `{found}`"},
        cause={
            "en": "`:` gives a type or the value of an item, `=` says what a name stands for; here `{right}` is due",
            "zh": "`:` 给出类型或项目的值，`=` 说明名称的含义；此处应为 `{right}`",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad="""policy sample {}
record Shop { key id : text  sales = money(CNY) }
""",
        good="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
""",
    ),
    Entry(
        code="PC154",
        name="set-without-braces",
        severity="error",
        headline={"en": "what `in` looks through stands in braces", "zh": "“属于”之后的各项写在花括号内"},
        cause={
            "en": "after `in` stands a list, or a set in braces that may hold ranges",
            "zh": "“属于”之后是清单，或者花括号内的集合，其中可有范围",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad="""policy sample {}
record Shop { key id : text  area : whole at least 0 }
define middling = area in 10..20
""",
        good="""policy sample {}
record Shop { key id : text  area : whole at least 0 }
define middling = area in {10..20}
""",
    ),
    Entry(
        code="PC155",
        name="dot-without-name",
        severity="error",
        headline={"en": "no name follows this dot", "zh": "此点号之后没有名称"},
        cause={
            "en": "a dot asks for a part of what stands before it, and its name follows at once",
            "zh": "点号用于取其前内容的一部分，名称紧随其后",
        },
        help={"en": "add the name, or remove the dot", "zh": "请补上名称，或者删去点号"},
        bad="""policy sample {}
record Owner { name : text optional }
record Shop { key id : text  owner : Owner }
define named = owner. is present
""",
        good="""policy sample {}
record Owner { name : text optional }
record Shop { key id : text  owner : Owner }
define named = owner.name is present
""",
    ),
)

PHRASES: dict[str, Texts] = {
    "an-operator": {"en": "an operator such as `=` or `and`", "zh": "`=`、`且` 等运算"},
    "a-value": {"en": "a value", "zh": "一个值"},
    "a-condition": {"en": "a condition", "zh": "条件"},
    "a-name": {"en": "a name", "zh": "名称"},
    "a-number": {"en": "a number", "zh": "数"},
    "a-text": {"en": 'a text in "…"', "zh": '"…" 括起的文字'},
    "a-date": {"en": "a date", "zh": "日期"},
    "a-type": {"en": "a type", "zh": "类型"},
    "a-field": {"en": "a field", "zh": "字段"},
    "a-statement": {"en": "the next statement", "zh": "下一条语句"},
    "a-part": {"en": "the next part", "zh": "下一部分"},
    "something-else": {"en": "something else", "zh": "其他内容"},
    "sign": {"en": "`{sign}`", "zh": "`{sign}`"},
    "closing": {"en": "a closing `{sign}`", "zh": "闭合的 `{sign}`"},
    "one-of-2": {"en": "{p1} or {p2}", "zh": "{p1}或{p2}"},
    "one-of-3": {"en": "{p1}, {p2} or {p3}", "zh": "{p1}、{p2}或{p3}"},
    "one-of-4": {"en": "{p1}, {p2}, {p3} or {p4}", "zh": "{p1}、{p2}、{p3}或{p4}"},
    "the-form-is": {"en": "the form is: {form}", "zh": "其格式为：{form}"},
    "statements-begin": {"en": "statements begin with words such as {words}", "zh": "语句以{words}等词开头"},
    "currency-after-number": {
        "en": "write the currency after the number, as in 100 CNY",
        "zh": "请把币种写在数之后，如 100 元",
    },
    "first-header": {"en": "the first header", "zh": "第一个首部"},
    "block-begins": {"en": "these braces are open", "zh": "此处的花括号尚未闭合"},
    "missing-before-this": {"en": "`{sign}` is missing before this", "zh": "此前缺少 `{sign}`"},
    "changes-here": {"en": "here the word changes to `{sign}`", "zh": "此处改用 `{sign}`"},
    "keywords-en": {"en": "the first keyword is English", "zh": "第一个关键字为英文"},
    "keywords-zh": {"en": "the first keyword is Chinese", "zh": "第一个关键字为中文"},
    "language-en": {"en": "English", "zh": "英文"},
    "language-zh": {"en": "Chinese", "zh": "中文"},
}
