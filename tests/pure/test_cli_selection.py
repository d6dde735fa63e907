"""The words after `./sales-cloud test` choose what a person means by them."""

from pathlib import Path

import pytest

from cli import main
from cli.addons import Addon
from cli.selection import PARTS, choose
from cli.settings import Fault, Settings
from cli.testing import LANES, RUNNERS

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(root=ROOT, cache=ROOT / "nowhere")


def addon(name):
    return Addon(name, ROOT / "addons" / name, (), "", "")


ADDONS = [addon("sales_cloud_core"), addon("sales_cloud_pools")]


def test_without_words_everything_runs():
    chosen = choose([], None, ADDONS, SETTINGS)
    assert chosen.parts == PARTS
    assert chosen.addons == tuple(ADDONS)
    assert chosen.paths["pure"] == ["tests/pure"]


def test_a_keyword_leaves_out_what_has_no_test_names():
    chosen = choose([], "claim", ADDONS, SETTINGS)
    assert "odoo" in chosen.parts and "pure" in chosen.parts
    assert not {"lint", "install", "cycle", "clicks"} & set(chosen.parts)


@pytest.mark.parametrize("word", ["pools", "sales_cloud_pools"])
def test_an_addon_is_meant_by_its_short_or_long_name(word):
    chosen = choose([word], None, ADDONS, SETTINGS)
    assert chosen.parts == ("odoo",)
    assert [addon.name for addon in chosen.addons] == ["sales_cloud_pools"]


@pytest.mark.parametrize("word", ["tests/pure", "tests/pure/", "pure", str(ROOT / "tests" / "pure")])
def test_a_folder_is_meant_by_its_path_or_name(word):
    chosen = choose([word], None, ADDONS, SETTINGS)
    assert chosen.parts == ("pure",)
    assert chosen.paths["pure"] == ["tests/pure"]


def test_one_test_of_one_file_can_be_chosen():
    chosen = choose(["tests/pure/test_money.py::test_x"], None, ADDONS, SETTINGS)
    assert chosen.paths == {"pure": ["tests/pure/test_money.py::test_x"]}


def test_an_unknown_word_is_answered_with_what_there_is():
    with pytest.raises(Fault, match="`pool` is no addon, no part"):
        choose(["pool"], None, ADDONS, SETTINGS)


def test_every_part_has_a_runner_and_a_lane():
    assert set(RUNNERS) == set(PARTS) == {part for lane in LANES for part in lane}


def test_an_unknown_command_ends_with_a_usage_line(capsys):
    with pytest.raises(SystemExit):
        main.main(["fly"])
    assert "invalid choice: 'fly'" in capsys.readouterr().err
