"""Is a time to be asked read out of plain words, and never out of a pain score?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.complaint import Timing
from intents.times import find_timing, read_time_reply

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shown(timing: Timing | None) -> str:
    """A timing in short: "08:00?" when am or pm is open, days, "every 2", "day 1", "once"."""
    if timing is None:
        return "no time"
    if timing.in_minutes is not None:
        return f"in {timing.in_minutes} min"
    parts = []
    if timing.minute_of_day is not None:
        hour, minute = divmod(timing.minute_of_day, 60)
        parts.append(f"{hour:02}:{minute:02}" + "?" * timing.half_open)
    parts += [DAYS[day] for day in timing.weekdays]
    if timing.every_days > 1:
        parts.append(f"every {timing.every_days}")
    if timing.in_days is not None:
        parts.append(f"day {timing.in_days}")
    if timing.once:
        parts.append("once")
    return " ".join(parts) or "daily"


WEEKDAYS = "mon tue wed thu fri"
NOT_SUNDAY = "mon tue wed thu fri sat"
A_TIME = [
    # hours in digits
    ("remind me at 8", "08:00?"),
    ("remind me 7 30", "07:30?"),
    ("remind me at 7 30", "07:30?"),
    ("remind me 8ish", "08:00?"),
    ("remind me at 12", "00:00?"),
    ("remind me at 12:30", "00:30?"),
    ("remind me at 730", "07:30?"),
    ("remind me at 1930", "19:30"),
    ("remind me 8 or 9", "08:00?"),
    ("remind me around 7-8pm", "19:00"),
    ("remind me between 7 and 8 pm", "19:00"),
    ("remind me from 11 to 1 pm", "11:00"),
    ("08:00", "08:00"),
    ("07:30", "07:30"),
    ("0730", "07:30"),
    ("19:30", "19:30"),
    ("19h", "19:00"),
    ("7h30", "07:30?"),
    ("00:15", "00:15"),
    ("at 8", "08:00?"),
    ("at 0", "00:00"),
    ("at about 7", "07:00?"),
    ("at 20", "20:00"),
    ("at 2000", "20:00"),
    ("8 oclock", "08:00?"),
    ("8 o'clock", "08:00?"),
    ("8 o clock", "08:00?"),
    ("8pm", "20:00"),
    ("8PM", "20:00"),
    ("8p", "20:00"),
    ("12am", "00:00"),
    ("12pm", "12:00"),
    ("13pm", "13:00"),
    ("8 Pm pls", "20:00"),
    ("8 p.m.", "20:00"),
    ("8 a.m. please", "08:00"),
    ("8.30pm", "20:30"),
    ("830pm", "20:30"),
    ("8:30 PM", "20:30"),
    ("@8pm", "20:00"),
    ("8am-9am", "08:00"),
    ("8 am or pm", "08:00?"),
    ("7pm works", "19:00"),
    ("let's go with 7am", "07:00"),
    ("can we do 8 am instead", "08:00"),
    ("make it 7", "07:00?"),
    ("change it to 9", "09:00?"),
    ("move it to 7.15", "07:15?"),
    ("wake me at 7", "07:00?"),
    # hours in words
    ("half past seven", "07:30?"),
    ("half seven", "07:30?"),
    ("quarter to nine", "08:45?"),
    ("a quarter past six am", "06:15"),
    ("quarter to one", "00:45?"),
    ("twenty past seven", "07:20?"),
    ("five minutes to nine", "08:55?"),
    ("ten to eight in the evening", "19:50"),
    ("twenty five past eight pm", "20:25"),
    ("remind me 20 to 9", "08:40?"),
    ("five pm", "17:00"),
    ("5 p m", "17:00"),
    ("nine thirty am", "09:30"),
    ("seven forty five pm", "19:45"),
    ("remind me at nine o five", "09:05?"),
    ("remind me at 8 O'Clock at night", "20:00"),
    ("midnight", "00:00"),
    ("12 midnight", "00:00"),
    ("noon", "12:00"),
    ("midday please", "12:00"),
    ("at half past 10 at night", "22:30"),
    # parts of the day
    ("in the evening", "19:00"),
    ("remind me in the afternoon", "15:00"),
    ("every morning", "08:00"),
    ("mornings", "08:00"),
    ("at night", "21:00"),
    ("this evening", "19:00 day 0 once"),
    ("tonight", "21:00 day 0 once"),
    ("tonight at 9", "21:00 day 0 once"),
    ("remind me tonite", "21:00 day 0 once"),
    ("i'd prefer evenings please", "19:00"),
    ("8 in the evening", "20:00"),
    ("8 at night works best", "20:00"),
    ("3 in the morning", "03:00"),
    ("12 at night", "00:00"),
    ("2 at night", "02:00"),
    ("12 in the afternoon", "12:00"),
    ("1 at lunchtime", "13:00"),
    ("20:00 in the evening", "20:00"),
    ("after work", "19:00"),
    ("before bed", "21:00"),
    ("after dinner", "19:00"),
    ("remind me at lunch", "12:00"),
    ("remind me at nine in the mornin", "09:00"),
    # days
    ("every day", "daily"),
    ("remind me daily", "daily"),
    ("daily 8", "08:00?"),
    ("every day at 8", "08:00?"),
    ("every single day at 9pm", "21:00"),
    ("each day at 8 in the morning", "08:00"),
    ("everyday 7pm", "19:00"),
    ("weekdays at half past seven", f"07:30? {WEEKDAYS}"),
    ("weekdays only, 7am", f"07:00 {WEEKDAYS}"),
    ("weekday mornings at 7", f"07:00 {WEEKDAYS}"),
    ("monday to friday at 6:45", f"06:45? {WEEKDAYS}"),
    ("mon-fri 7am", f"07:00 {WEEKDAYS}"),
    ("fri to mon 7am", "07:00 mon fri sat sun"),
    ("mon wed fri 7am", "07:00 mon wed fri"),
    ("mon, wed and fri at 7", "07:00? mon wed fri"),
    ("Mon/Wed/Fri 7:15", "07:15? mon wed fri"),
    ("mon tue thu 18:30", "18:30 mon tue thu"),
    ("tuesdays and thursdays", "tue thu"),
    ("wensday and fryday at 7pm", "19:00 wed fri"),
    ("weekends", "sat sun"),
    ("sat and sun at 10", "10:00? sat sun"),
    ("every sat 9am", "09:00 sat"),
    ("remind me sat at 9", "09:00? sat once"),
    ("remind me every monday at 9", "09:00? mon"),
    ("remind me on monday at 9", "09:00? mon once"),
    ("next friday at 10", "10:00? fri once"),
    ("weekly on friday", "fri every 7"),
    ("every other day", "every 2"),
    ("every other day at noon", "12:00 every 2"),
    ("every 2nd day at 10am", "10:00 every 2"),
    ("remind me every 2 days at 10am", "10:00 every 2"),
    ("every 3 days at noon", "12:00 every 3"),
    ("fortnightly", "every 14"),
    ("remind me once a week", "every 7"),
    ("remind me twice a week at 6pm", "18:00 mon thu"),
    ("remind me 3 times a week", "mon wed fri"),
    ("not on sundays", NOT_SUNDAY),
    ("every day but sunday at 8", f"08:00? {NOT_SUNDAY}"),
    ("remind me every day at 7:30 but not on sundays", f"07:30? {NOT_SUNDAY}"),
    ("remind me every day, not on sundays, at 8", f"08:00? {NOT_SUNDAY}"),
    ("every day except saturday and sunday 9am", f"09:00 {WEEKDAYS}"),
    ("no reminders on weekends", WEEKDAYS),
    ("dont remind me on sundays", NOT_SUNDAY),
    # one time, or from a day on
    ("tomorrow at 9", "09:00? day 1 once"),
    ("remind me tomorrow at 9", "09:00? day 1 once"),
    ("ask me tomorow morning at 9", "09:00 day 1 once"),
    ("tommorow evening", "19:00 day 1 once"),
    ("day after tomorrow 8am", "08:00 day 2 once"),
    ("starting tomorrow, daily at 9", "09:00? day 1"),
    ("remind me today at 17:00", "17:00 day 0 once"),
    ("in 2 hours", "in 120 min"),
    ("in 2h", "in 120 min"),
    ("in 45 mins", "in 45 min"),
    ("in half an hour", "in 30 min"),
    ("remind me in an hour and a half", "in 90 min"),
    ("in 1.5 hours", "in 90 min"),
    ("in 1 hour 20 minutes", "in 80 min"),
    ("2 hours from now", "in 120 min"),
    ("snooze 30 minutes", "in 30 min"),
    ("snooze for an hour", "in 60 min"),
    ("ask me again in 3 days", "day 3 once"),
    ("remind me in a week", "day 7 once"),
    # in the middle of other words
    ("good morning, remind me at 8", "08:00?"),
    ("remind me every evning at half past sevn", "19:30"),
    ("remind me at 8, my back hurts in the morning", "08:00?"),
    ("remind me at 8 because my back hurts in the morning", "08:00?"),
    ("i have had pain since 3 days. remind me at 8", "08:00?"),
    ("pain 7/10. can you check in tomorrow at 9?", "09:00? day 1 once"),
    ("my pain is 6 today, ask me again tonight at 8", "20:00 day 0 once"),
    ("remind me at 7 to do my 10 minute routine", "07:00?"),
    ("remind me to do 5 exercises at 7", "07:00?"),
    ("remind me for 2 weeks at 8", "08:00?"),
    ("remind me 2 stretch at 8", "08:00?"),
    ("not at 8, at 9", "09:00?"),
    ("remind me at 7 not 8", "07:00?"),
    ("in the evening instead of the morning", "19:00"),
    ("can you ask me how my back is every evening?", "19:00"),
    ("set an alarm for six thirty", "06:30?"),
    ("schedule my check-in for 5 pm", "17:00"),
    ("remember me every day 8 hour", "daily"),
]
NO_TIME = [
    *["8", "nine", "one", "half", "quarter", "about 7", "around 7", "between 5 and 6", "a 6 today"],
    *["7 out of 10", "7/10", "24/7", "pain 6", "my pain is at 6", "im at a 7", "still at 8", "no"],
    "since 3 days",
    "for 2 weeks",
    "2 weeks ago",
    "three days",
    "for 30 min",
    "since monday",
    "since 7 am",
    "last night",
    "last friday",
    "yesterday at 5",
    "l5 s1",
    "C5/6 and L4-5",
    "i am 45",
    "i'm 45 years old and it started in 2019",
    "took 2 tablets",
    "50 mg",
    "10 reps",
    "8 reps each side",
    "2 of them",
    "one of my discs",
    "3 times a week",
    "twice a day",
    "my back hurts every morning",
    "it hurts every day",
    "every day it gets worse",
    "worse in the evening",
    "it hurts at night",
    "i work at night",
    "in the morning i cant bend",
    "i cant move it in the morning",
    "what can i do in the morning",
    "on monday i lifted a couch",
    "i sat on the floor for 8 hours",
    "after 20 minutes of sitting",
    "every 2 hours i get a spasm",
    "8 hours a day at a desk",
    "from 8 to 4",
    "pain went from 8 to 4",
    "6-7 on a bad day",
    "woke up at 3 am with pain",
    "it wakes me at 3am",
    "the pain wakes me up at night",
    "it started at 5pm",
    "i take it at 8 am",
    "its 7 now",
    "it is 14:05",
    "surgery at 3 pm yesterday",
    "i have physio on monday at 9",
    "my appointment is at 3 pm",
    "i walk every day",
    "i do not remember when it began, maybe at 8",
    "on friday",
    "monday",
    "morning",
    "evening",
    "good morning",
    "good night",
    "remind me",
    "remind me at 25",
    "remind me at 7:75",
    "dont remind me at night",
    "stop reminding me at 8",
    "stop",
    "",
]
REPLIES = [
    ("8", "08:00?"),
    ("9!", "09:00?"),
    ("eight", "08:00?"),
    ("8 30", "08:30?"),
    ("eight thirty", "08:30?"),
    ("730", "07:30?"),
    ("1930", "19:30"),
    ("08", "08:00"),
    ("0", "00:00"),
    ("24", "00:00"),
    ("19", "19:00"),
    ("8ish", "08:00?"),
    ("half 8", "08:30?"),
    ("7 o clock", "07:00?"),
    ("around 7", "07:00?"),
    ("around 7 i guess", "07:00?"),
    ("um 7", "07:00?"),
    ("8 or 9", "08:00?"),
    ("6-7", "06:00?"),
    ("i dont know, 8?", "08:00?"),
    ("8, but not on sundays", f"08:00? {NOT_SUNDAY}"),
    ("7, every weekday", f"07:00? {WEEKDAYS}"),
    ("morning", "08:00"),
    ("noon pls", "12:00"),
    ("mornings are best, around 7", "07:00"),
    ("7 pm would be good, mornings are busy", "19:00"),
    ("6 am is fine", "06:00"),
    ("its 2:05 pm here", "14:05"),
    ("it's five past two", "02:05?"),
    ("10 minutes", "in 10 min"),
    ("an hour", "in 60 min"),
    ("same", "daily"),
    ("the same as before", "daily"),
    ("same time please", "daily"),
    *[(say, "no time") for say in ("7 out of 10", "pain 6", "my pain is 6", "45", "25", "7 mg")],
    *[(say, "no time") for say in ("no", "not sure", "i dont know", "i am 45", "my back hurts")],
]


@pytest.mark.parametrize(("say", "expect"), A_TIME)
def test_a_time_to_be_asked_is_read(say: str, expect: str) -> None:
    found = find_timing(say)
    assert shown(found.timing if found else None) == expect


@pytest.mark.parametrize("say", NO_TIME)
def test_what_is_no_time_to_be_asked_is_left_alone(say: str) -> None:
    assert find_timing(say) is None


@pytest.mark.parametrize(("say", "expect"), REPLIES)
def test_a_reply_to_the_question_for_a_time_is_read(say: str, expect: str) -> None:
    assert shown(read_time_reply(say)) == expect


@pytest.mark.parametrize(
    ("say", "words"),
    [
        ("please remind me at half past seven on weekdays, ok?", "at half past seven on weekdays"),
        ("Remind me, I'd say, at 8 p.m. — thanks!", "at 8 p.m."),
        ("ping me in 20 min", "in 20 min"),
        ("mon wed fri 7am", "mon wed fri 7am"),
    ],
)
def test_the_place_of_the_words_is_known(say: str, words: str) -> None:
    found = find_timing(say)
    assert found is not None
    assert say[found.start : found.end] == words


TIMEY = """
    remind me at 8 7:30 half past quarter to seven pm am in the evening every other day mon sat sun
    not on weekends tomorrow since for 2 hours , . - / 24 0730 and a p m o'clock 7/10 pain from noon
"""
WORDS = st.sampled_from(TIMEY.split())


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join)))
def test_any_text_gives_a_possible_time_inside_it_or_none(text: str) -> None:
    found = find_timing(text)
    timings = [read_time_reply(text)]
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        timings.append(found.timing)
    for timing in timings:
        if timing is None:
            continue
        assert timing.minute_of_day is None or 0 <= timing.minute_of_day < 1440
        assert not timing.half_open or (timing.minute_of_day or 0) < 720
        assert set(timing.weekdays) <= set(range(7))
        assert timing.in_minutes is None or timing.in_minutes > 0
