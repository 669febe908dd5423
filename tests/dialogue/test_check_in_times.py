"""Times said in words: once, from a day on, and beside a daily check-in."""

from datetime import date

from bot.storage.records import CheckInOnce, CheckInSet, CheckInSnoozed
from tests.talk import Talk


def with_check_in(talk: Talk) -> None:
    """Set a daily check-in at 08:00 in Berlin; it is 09:00 there now."""
    talk.to_plan()
    talk.say("remind me every day at 08:00")
    talk.say("berlin")
    talk.tap("Yes")
    talk.tap("Yes")
    assert talk.state.check_in.on


def test_a_reminder_for_later_today_is_taken_beside_the_daily_one(talk: Talk) -> None:
    with_check_in(talk)
    talk.say("remind me in 2 hours")
    assert talk.records[-1] == CheckInOnce(120)
    assert "2 hours" in talk.text


def test_a_reminder_after_the_next_daily_one_does_not_silence_the_days_between(talk: Talk) -> None:
    with_check_in(talk)
    before = len(talk.records)
    talk.say("remind me in 30 hours")
    assert not [each for each in talk.records[before:] if isinstance(each, CheckInOnce)]
    assert "I already ask you every day at 08:00" in talk.text


def test_a_daily_time_from_tomorrow_on_does_not_begin_today(talk: Talk) -> None:
    talk.to_plan()
    talk.say("remind me every day at 7pm starting tomorrow")
    talk.say("berlin")
    talk.tap("Yes")
    talk.tap("Yes")
    found = [each for each in talk.records if isinstance(each, CheckInSet)]
    assert [each.not_before for each in found] == [date(2026, 11, 24)]


def test_later_on_an_old_prompt_asks_once_when_the_check_in_is_off(talk: Talk) -> None:
    with_check_in(talk)
    talk.press("v1:daily:2026-11-23:later")
    assert isinstance(talk.records[-1], CheckInSnoozed)
    talk.say("stop reminding me")
    talk.press("v1:daily:2026-11-23:later")
    assert talk.records[-1:] == [CheckInOnce(60)]
