"""Settings of channels: made where absent and kept, refused by name where they cannot be used."""

import pytest

from badges.errors import BadSetting
from badges.settings import from_environment


def settings_with(folder, **more):
    return from_environment(
        {"LAST_BADGE_DATA_DIR": str(folder), **{f"LAST_BADGE_{name}": value for name, value in more.items()}}
    )


def test_the_key_that_signs_pushes_is_made_once_and_kept_beside_the_secret(tmp_path):
    first, second = settings_with(tmp_path), settings_with(tmp_path)

    assert first.vapid_key == second.vapid_key == (tmp_path / "vapid.key").read_text()
    assert (tmp_path / "vapid.key").stat().st_mode & 0o077 == 0
    assert settings_with(tmp_path, VAPID_KEY="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").vapid_key


@pytest.mark.parametrize("key", ["no key", "AAAA", "_" * 43, "A" * 43, "A" * 200])
def test_what_is_no_such_key_is_refused(tmp_path, key):
    with pytest.raises(BadSetting, match="VAPID_KEY"):
        settings_with(tmp_path, VAPID_KEY=key)


def test_private_addresses_are_allowed_by_a_yes_alone(tmp_path):
    assert settings_with(tmp_path).allow_private_addresses is False
    assert settings_with(tmp_path, ALLOW_PRIVATE_ADDRESSES="yes").allow_private_addresses is True
    assert settings_with(tmp_path, ALLOW_PRIVATE_ADDRESSES="Off").allow_private_addresses is False
    with pytest.raises(BadSetting, match="yes or no"):
        settings_with(tmp_path, ALLOW_PRIVATE_ADDRESSES="10.0.0.0/8")


def test_the_schemes_of_chats_are_a_list(tmp_path):
    assert settings_with(tmp_path, CHAT_SCHEMES=" Slack, ntfys ").chat_schemes == "slack,ntfys"
    with pytest.raises(BadSetting, match="CHAT_SCHEMES"):
        settings_with(tmp_path, CHAT_SCHEMES="slack://")


def test_a_host_has_ten_minutes_to_read_unless_told_otherwise(tmp_path):
    assert settings_with(tmp_path).read_within == 10
    assert settings_with(tmp_path, READ_WITHIN="3").read_within == 3
    with pytest.raises(BadSetting, match="READ_WITHIN"):
        settings_with(tmp_path, READ_WITHIN="soon")


def test_a_child_process_reads_the_same_settings(tmp_path):
    settings = settings_with(tmp_path, ALLOW_PRIVATE_ADDRESSES="yes", READ_WITHIN="4")

    assert from_environment(settings.environment()) == settings
