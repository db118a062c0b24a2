"""One way to turn facts into bytes."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.canonical import canonical_json, sha256_hex

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
FACTS = st.dictionaries(st.text(alphabet=st.characters(codec="utf-8"), max_size=8), JSON_VALUES, max_size=6)


def test_keys_are_sorted_without_spaces_and_chinese_stays_chinese():
    facts = {"名称": "净月新城", "b": [1, {"z": None, "a": True}], "a": "”\n\u2028"}

    assert canonical_json(facts) == '{"a":"”\\n\u2028","b":[1,{"a":true,"z":null}],"名称":"净月新城"}'.encode()


@given(FACTS)
def test_the_bytes_read_back_as_the_facts_and_do_not_depend_on_the_order_in_which_they_came(facts):
    data = canonical_json(facts)

    assert json.loads(data) == facts
    assert canonical_json(dict(reversed(list(facts.items())))) == data


@pytest.mark.parametrize(
    "value", [Decimal("1.0"), date(2024, 12, 31), b"x", {1}, pytest.param(object(), id="object")], ids=repr
)
def test_what_json_has_no_type_for_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json({"value": value})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"value": value})


def test_the_digest_is_lower_case_hexadecimal():
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
