"""Untidy input becomes usable, and no input of any kind breaks the cleaning or is cleaned a second time."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sales_cloud_core.tools import cleaning, followup, gazetteer, industries, names, places, table, text
from sales_cloud_core.tools.gazetteer import Gazetteer
from sales_cloud_core.tools.places import Place

COUNTRIES = [
    ("US", "US", ["United States"]),
    ("GB", "GB", ["United Kingdom"]),
    ("DE", "DE", ["Germany", "德国"]),
    ("JP", "JP", ["Japan"]),
    ("CN", "CN", ["China", "中国"]),
    ("GE", "GE", ["Georgia"]),
    ("LB", "LB", ["Lebanon"]),
    ("NL", "NL", ["Netherlands"]),
    ("FR", "FR", ["France"]),
    ("LU", "LU", ["Luxembourg"]),
    ("CA", "CA", ["Canada"]),
]
STATES = [
    ("US-MN", "US", "MN", ["Minnesota"]),
    ("US-NY", "US", "NY", ["New York"]),
    ("US-GA", "US", "GA", ["Georgia"]),
    ("US-TN", "US", "TN", ["Tennessee"]),
    ("US-CA", "US", "CA", ["California"]),
    ("US-DC", "US", "DC", ["District of Columbia"]),
    ("US-NM", "US", "NM", ["New Mexico"]),
    ("GB-LND", "GB", "Q1", ["London"]),
    ("DE-BY", "DE", "DE-BY", ["Bayern"]),
    ("JP-13", "JP", "JP-13", ["東京都"]),
    ("JP-27", "JP", "JP-27", ["大阪府"]),
    ("CN-GD", "CN", "粤", ["广东省"]),
    ("CN-JS", "CN", "苏", ["江苏省"]),
    ("CN-SH", "CN", "沪", ["上海市"]),
    ("CN-GX", "CN", "桂", ["广西壮族自治区"]),
]
TABLES = Gazetteer.build(COUNTRIES, STATES)


@pytest.mark.parametrize("module", [cleaning, followup, gazetteer, industries, names, places, table, text])
def test_the_examples_in_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("written", "city", "state", "country"),
    [
        ("Maplewood, Minnesota , U.S.", "Maplewood", "US-MN", "US"),
        ("New York, New York", "New York", "US-NY", "US"),
        ("90 Park Avenue , New York , NY , U.S.", "New York", "US-NY", "US"),
        ("New York City , U.S.", "New York City", "US-NY", "US"),
        ("Washington, D.C.", "Washington", "US-DC", "US"),
        ("Aflac Building Columbus, Georgia , U.S.", "Columbus", "US-GA", "US"),
        ("Atlanta, Georgia", "Atlanta", "US-GA", "US"),
        ("Lebanon, Tennessee , US", "Lebanon", "US-TN", "US"),
        ("Menlo Park, California , U.S.", "Menlo Park", "US-CA", "US"),
        ("300 Park Avenue , New York City , New York 10022, U.S.", "New York City", "US-NY", "US"),
        ("One Braham, London , England", "London", "GB-LND", "GB"),
        ("Herzogenaurach , Bavaria , Germany", "Herzogenaurach", "DE-BY", "DE"),
        ("Chiyoda-ku , Tokyo 100-8405, Japan", "Chiyoda-ku", "JP-13", "JP"),
        ("Kita-ku , Osaka , Japan", "Osaka", "JP-27", "JP"),
        ("Tokyo , Japan", "Tokyo", "JP-13", "JP"),
        ("Leiden , Netherlands (legal headquarters) Blagnac , France (main office)", "Leiden", None, "NL"),
        ("London , England Melbourne , Australia", "London", "GB-LND", "GB"),
        ("Luxembourg , Luxembourg", "Luxembourg", None, "LU"),
        ("Paris 48°52′31″N 2°18′08″E , France", "Paris", None, "FR"),
        ("Shanghai , China", "Shanghai", "CN-SH", "CN"),
        ("广东省深圳市南山区科技园", "深圳市", "CN-GD", "CN"),
        ("深圳南山区", "深圳", "CN-GD", "CN"),
        ("上海市浦东新区张江路 88 号", "上海市", "CN-SH", "CN"),
        ("中国 江苏省 苏州市 工业园区", "苏州市", "CN-JS", "CN"),
        ("广西壮族自治区南宁市", "南宁市", "CN-GX", "CN"),
        ("広島", "広島", None, None),
        ("Málaga , Andalusia", "Málaga", None, None),
    ],
)
def test_a_place_is_taken_apart(written, city, state, country):
    place = places.parse_place(written, TABLES)
    assert (place.city, place.state, place.country) == (city, state, country)


def test_street_and_postal_code_are_kept_apart_from_the_city():
    assert places.parse_place("SouthSide Works 77 Hot Metal Street Boston, California", TABLES).city == "Boston"
    place = places.parse_place("2-16-1 Kyobashi , Chuo-ku , Tokyo 104-8370, Japan", TABLES)
    assert (place.street, place.zip) == ("2-16-1 Kyobashi", "104-8370")


def test_a_country_in_the_text_comes_before_one_beside_it():
    assert places.parse_place("Ota, Tokyo , Japan", TABLES, "GB").country == "JP"
    assert places.parse_place("Ota, Somewhere", TABLES, "GB").country == "GB"


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("U.S.", "US"),
        ("usa", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("P.R. China", "CN"),
        ("中国", "CN"),
        ("德国", "DE"),
        ("ＪＡＰＡＮ", "JP"),
        ("de", "DE"),
        ("San Jose, California", None),
        ("none", None),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(written, country):
    assert TABLES.country(written) == country


@pytest.mark.parametrize(
    "spelling",
    ["ACME Tools", "Acme Tools, Inc.", "acme tools Co., Ltd.", "The Acme-Tools GmbH & Co. KG", "ＡＣＭＥ Tools Group"],
)
def test_spellings_of_one_company_share_a_key(spelling):
    assert names.company_key(spelling) == "acme tools"


@pytest.mark.parametrize(
    "spelling", ["华为技术有限公司", "华为技术股份有限公司", "华为技术集团", "华为技术 有限责任公司"]
)
def test_spellings_of_one_chinese_company_share_a_key(spelling):
    assert names.company_key(spelling) == "华为技术"


@given(st.integers(1, cleaning.MOST_EMPLOYEES), st.sampled_from(["{}", "c. {} (2024)", ">{}", "{}+ (2023)", "约{}人"]))
def test_a_number_of_people_is_read_back_however_it_is_written(number, pattern):
    for written in (str(number), f"{number:,}"):
        assert cleaning.parse_employees(pattern.format(written)) == number


@given(st.text())
def test_any_text_can_be_cleaned_and_clean_text_stays(written):
    for clean in (
        cleaning.clean_website,
        cleaning.clean_phone,
        cleaning.clean_email,
        names.clean_company,
        text.squeeze,
        text.key,
    ):
        once = clean(written)
        assert clean(once) == once
    assert names.company_key(written) or not text.key(written)
    cleaning.parse_employees(written)
    industries.section(written)


@given(st.text(alphabet="ab ,;|()[]°′\n123-.U中国广东深圳市区省", max_size=60))
def test_any_text_can_be_read_as_a_place(written):
    assert isinstance(places.parse_place(written, TABLES), Place)


@given(st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=2), max_size=5), st.booleans())
def test_a_table_stays_rectangular_and_never_adds_columns_to_existing_records(rows, has_id):
    fields = ["id", "city"] if has_id else ["name", "city"]
    file = table.ImportTable(fields, rows)
    for row in file.rows:
        file.append(row, "import_note", "x")
    assert {len(row) for row in file.rows} <= {len(file.fields)}
    assert file.fields == fields if has_id or not rows else file.fields == [*fields, "import_note"]
