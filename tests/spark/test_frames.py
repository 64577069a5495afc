"""Frames by Spark's own expressions: what is plain stays there, the rest goes to Python, and all comes out the same."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from policycore.api import Policy, loads
from policycore.bulk import BulkError, decide_table
from policycore.cluster import decide_frame
from policycore.cluster.border import STABLE

pytestmark = [
    # Of pyspark itself: what it thinks of pandas, which is not used, and sockets it leaves to the end.
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CELLS = """\
policy cells "Cells of all kinds" { languages: en }

choice Grade "Grade" { high > middle > low }

record Thing "Thing" {
  key id : whole
  worth "Worth" : money(CNY) -5000..5000
  rate "Rate" : percent optional
  days "Days" : whole at least 0 default 7
  since "Since" : date
  seen "Seen" : moment
  grade "Grade" : Grade
  name "Name" : text
  kept "Kept" : yes_no
}

score points "Points" : points 0..100 {
  factor worth { band much when worth >= 12.5 CNY : 10  band some when worth >= -0.01 CNY : 5  band none otherwise : 0 }
  factor rate { band none when rate is absent : 1  band high when rate >= 2.5% : 7  band low otherwise : 2 }
  factor days { band seven when days = 7 : 4  band other otherwise : days * 1 }
}
tiering tier "Tier" {
  tier first "First" when kept and grade >= middle and since < 2020-02-29
  tier second "Second" when name = "Müller" or name = "客户" or name in {"a b", "it's"}
  tier third "Third" when seen >= 2024-05-01 12:00
  tier other "Other" otherwise
}
require fresh "Fresh" : since + 30 days >= 2020-01-01
"""


def cells(rows: int, kinds: str) -> Any:
    """Return things; `kinds` says whether columns have types of their own or are all texts as people write them."""
    import pyarrow as pa

    draw = random.Random(kinds)

    def pick(plain: Any, *odd: Any) -> Any:
        return draw.choice(odd) if draw.random() < 0.06 else plain

    found: dict[str, list[Any]] = {
        name: [] for name in ("worth", "rate", "days", "since", "seen", "grade", "name", "kept")
    }
    for _ in range(rows):
        worth, rate = Decimal(draw.randrange(-2000, 3000)) / 100, Decimal(draw.randrange(60)) / 10
        day = date(2019, 11, 1) + timedelta(days=draw.randrange(200))
        moment = datetime(2024, 5, 1, 11, 59, 58) + timedelta(seconds=draw.randrange(4))
        grade, name, kept = (
            draw.choice(["low", "middle", "high"]),
            draw.choice(["Müller", "客户", "a b", "it's", "x"]),
            draw.random() < 0.5,
        )
        if kinds == "own":
            found["worth"].append(pick(worth, None, Decimal("12.505"), Decimal(6000)))
            found["rate"].append(pick(rate, None, None, Decimal("2.55")))
            found["days"].append(pick(draw.randrange(9), None, -1))
            found["since"].append(pick(day, None, date(1, 1, 1)))
            found["seen"].append(pick(moment, None, moment + timedelta(microseconds=5)))
            found["kept"].append(pick(kept, None))
        else:
            found["worth"].append(pick(str(worth), "", "+3.5", "1e2", "twelve", "12.505", "１２", " 12 "))
            found["rate"].append(pick(str(rate), "", "  ", "2.5%", "-0.5", None))
            found["days"].append(pick(str(draw.randrange(9)), "", "-1", "007", "3.0", None))
            found["since"].append(pick(day.isoformat(), "2019-02-29", "1.2.2020", "", "20200101"))
            found["seen"].append(pick(moment, None, moment.replace(hour=0)))
            found["kept"].append(pick("yes" if kept else "否", "maybe", "", "YES", None))
        found["grade"].append(pick(grade, "High", "none", "", None, " low"))
        found["name"].append(pick(name, "unknown", "#N/A", " 未知", "", None, "Mu\u0308ller", "a b ", "x\n"))
    columns = {"id": pa.array(range(rows), pa.int64()), **{name: pa.array(each) for name, each in found.items()}}
    return pa.table(columns)


def framed(spark: Any, table: Any) -> Any:
    """Return a table as a frame; its moments are those of a clock, whatever the zone of the session."""
    plain = [each for each in table.column_names if each != "seen"]
    frame = spark.createDataFrame(table.select(plain))
    if "seen" not in table.column_names:
        return frame
    rows = list(zip(table["id"].to_pylist(), table["seen"].to_pylist(), strict=True))
    return frame.join(spark.createDataFrame(rows, "id long, seen timestamp_ntz"), "id")


def differing(spark: Any, policy: Policy, table: Any, **settings: Any) -> list[tuple[Any, Any]]:
    """Return the rows that a frame gives otherwise than the table, beside those of the table; None where it refuses."""
    wanted = {row["key"]: row for row in decide_table(policy, table).table.drop_columns("row").to_pylist()}
    found: dict[Any, Any] = {}
    for row in decide_frame(policy, framed(spark, table), **settings).toArrow().to_pylist():
        problems = row.pop("problems")
        assert row["key"] not in found
        found[row["key"]] = None if problems else row
    assert set(found) == set(table["id"].to_pylist())
    return [(wanted.get(key), row) for key, row in found.items() if wanted.get(key) != row]


@pytest.mark.parametrize("kinds", ["own", "texts"])
def test_cells_that_are_not_plain_are_read_by_who_understands_more(spark: Any, kinds: str) -> None:
    policy, table = loads(CELLS, "cells"), cells(700, kinds)
    assert decide_table(policy, table).rejected
    assert differing(spark, policy, table, way="expressions") == []


def test_texts_that_stay_in_spark_are_the_same_in_every_normal_form() -> None:
    listed = [chr(code) for low, high in STABLE for code in range(low, high + 1)]
    ends = ["a", "e", "é", "か", "カ", "一"]
    assert all(unicodedata.normalize("NFC", one + two) == one + two for one, two in product(ends, listed))
    assert all(not unicodedata.combining(one) for one in listed)


def test_what_has_no_form_in_spark_is_told_where_it_is_asked_for(spark: Any) -> None:
    text = 'policy lists "Lists" { languages: en }\nrecord Bill { key id : whole  items : list of Item }\n'
    text += "record Item { price : money(CNY) }\nrequire some for Bill : sum(price over items) >= 5 CNY\n"
    policy = loads(text, "lists")
    frame = spark.createDataFrame([(1, [(7,)])], "id long, items array<struct<price: long>>")
    with pytest.raises(BulkError) as raised:
        decide_frame(policy, frame, way="expressions")
    assert (raised.value.why, raised.value.subject) == ("no_expressions", "items")
    assert decide_frame(policy, frame).toArrow()["some"].to_pylist() == ["met"]


COMPARED = """\
policy compared "Compared" {{ languages: en }}

record Shop "Shop" {{
  key id : whole
  region "Region" : text
  sales "Sales" : money(CNY) {bounds}
  heads "Heads" : whole at least 0
  since "Since" : date at most 2030-01-01
  active "Active" : yes_no
}}

population peers "Shops of a region" over Shop {per} where active {{
  ties: {ties}
  {gaps}
  define place "Place" = rank(sales)
  define older "Older" = rank(since where heads >= 5)
  define part "Part" = share(sales)
  define upto "Up to here" = cumulative(sales)
  define members "Members" = size()
  define together "Together" = sum(sales)
  define mean "Mean" = average(sales)
  define most "Most" = highest(sales)
  define three "Three best" = top_sum(sales, 3)
  define median "Median" = quantile(sales, 50%)
  define many "Many" = count(heads >= 30)
}}

tiering by_place "By place" for Shop {{
  tier none "None" when place is absent
  tier first "First" when place <= 3
  tier other "Other" otherwise
}}
tiering by_part "By part" for Shop {{
  tier none "None" when part is absent
  tier large "Large" when part >= 2% and upto <= 50%
  tier middle "Middle" when upto <= 80%
  tier other "Other" otherwise
}}
tiering by_age "By age" for Shop {{
  tier none "None" when older is absent
  tier old "Old" when older <= 4
  tier other "Other" otherwise
}}
tiering by_group "By group" for Shop {{
  tier rich "Rich" when sales >= mean and together >= 900 CNY and many >= 3
  tier above "Above" when sales >= median and three * 2 >= together
  tier top "Top" when sales = most
  tier small "Small" when members <= 3
  tier other "Other" otherwise
}}
"""


def compared(per: str = "per region", ties: str = "together", gaps: str = "", bounds: str = "at least 0") -> Policy:
    return loads(COMPARED.format(per=per, ties=ties, gaps=gaps, bounds=bounds), "compared")


def shops(count: int, *, open_in: str = "", low: int = 0) -> Any:
    """Return shops of five regions; sales are open for some in the regions `open_in`, and some are no shops."""
    import pyarrow as pa

    draw = random.Random(open_in)
    regions = [draw.choice("NSEWX") for _ in range(count)]
    return pa.table(
        {
            "id": range(count),
            "region": regions,
            "sales": [None if r in open_in and draw.random() < 0.08 else draw.randrange(low, 60) for r in regions],
            "heads": [-1 if open_in and draw.random() < 0.02 else draw.randrange(60) for _ in regions],
            "since": [date(2000, 1, 1) + timedelta(days=draw.randrange(100)) for _ in regions],
            "active": [draw.random() < 0.9 for _ in regions],
        }
    )


@pytest.mark.parametrize(
    ("ties", "gaps"),
    [("contested", ""), ("since", "gaps: last"), ("behind", "gaps: left_out\n  minimum: 45")],
)
def test_groups_come_out_the_same_with_and_without_open_members(spark: Any, ties: str, gaps: str) -> None:
    policy = compared(ties=ties, gaps=gaps)
    assert differing(spark, policy, shops(250, open_in="NS"), way="expressions") == []


def test_one_group_of_all_may_have_amounts_below_nothing(spark: Any) -> None:
    policy = compared(per="", ties="behind", bounds="-50..60")
    assert differing(spark, policy, shops(200, low=-30), way="expressions") == []


def test_whoever_may_be_in_any_group_sends_all_to_one_snapshot(spark: Any) -> None:
    import pyarrow as pa

    table = shops(150)
    regions = [None if place == 3 else region for place, region in enumerate(table["region"].to_pylist())]
    table = table.set_column(1, "region", pa.array(regions))
    assert differing(spark, compared(), table) == []


def test_workers_measure_members_as_one_machine_does(spark: Any) -> None:
    assert differing(spark, compared(ties="since"), shops(250, open_in="NS"), way="batches") == []
