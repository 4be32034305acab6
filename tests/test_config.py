"""Settings are read from one file and the environment, and say what is wrong with them."""

from __future__ import annotations

import pytest

from insight.config import load_settings
from insight.errors import ConfigError

SOURCE = '[sources.desk]\npreset = "zendesk"\npath = "tickets/*.jsonl"\n'


def write(tmp_path, text):
    path = tmp_path / "insight.toml"
    path.write_text(text)
    return path


def test_paths_are_relative_to_the_settings_file(tmp_path):
    settings = load_settings(write(tmp_path, SOURCE))
    assert settings.data == tmp_path / "insight-data"
    assert settings.at("tickets") == tmp_path / "tickets"


def test_the_environment_wins_over_the_file_one_key_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setenv("INSIGHT_CURRENCY", "USD")
    monkeypatch.setenv("INSIGHT_PUBLISH__KEEP", "3")
    settings = load_settings(write(tmp_path, 'currency = "EUR"\n[publish]\ntop = 5\n'))
    assert (settings.currency, settings.publish.keep, settings.publish.top) == ("USD", 3, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('curency = "EUR"', "unknown key 'curency'; did you mean 'currency'?"),
        (SOURCE + "[sources.desk.fields]\ntite = 'x'", "'sources.desk.fields.tite'; did you mean 'title'?"),
        ("[publish]\nkep = 1", "unknown key 'publish.kep'; did you mean 'keep'?"),
        ('[sources.desk]\npreset = "zendesk"', "key 'sources.desk.path' is missing"),
        (SOURCE + 'timezone = "Europe/Berln"', "no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
        (SOURCE + '[sources.desk.constants]\nplan = "pro"', "no constant 'plan'; there are: account, country"),
        ('[sources.Desk]\npreset = "nps"\npath = "x"', "source name 'Desk' must be lower-case"),
        ('pseudonym_key = "hunter2"', "set INSIGHT_PSEUDONYM_KEY in the environment"),
        ('polish_key = "hunter2"', "set INSIGHT_POLISH_KEY in the environment"),
        ('[polish]\nurl = "http://models.example.com/v1"\nmodel = "m"', "must be https, or http on this machine"),
        ('[polish]\nurl = "127.0.0.1:11434"\nmodel = "m"', "must be https, or http on this machine"),
        ("currency = EUR", "is not valid TOML"),
        ('currency = "euro"', "key 'currency'"),
        ("[publish]\nkeep = 0", "key 'publish.keep'"),
    ],
)
def test_a_wrong_key_is_named_with_the_nearest_that_exists(tmp_path, text, said):
    with pytest.raises(ConfigError) as error:
        load_settings(write(tmp_path, text))
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert "hunter2" not in str(error.value)


def test_a_missing_file_says_how_to_write_one(tmp_path):
    with pytest.raises(ConfigError, match="insight init"):
        load_settings(tmp_path / "insight.toml")


def test_the_pseudonym_key_is_never_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("INSIGHT_PSEUDONYM_KEY", "hunter2")
    settings = load_settings(write(tmp_path, SOURCE))
    assert "hunter2" not in repr(settings) + settings.model_dump_json()
    assert settings.pseudonym_key.get_secret_value() == "hunter2"
