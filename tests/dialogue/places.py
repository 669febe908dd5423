"""How to bring a new person to every place of the dialogue, by nothing but words and taps."""

from collections.abc import Callable

from bot.dialogue.state import Place
from tests.talk import Talk

BACK_PAIN = "my lower back hurts, not in my legs, since two weeks"


def _go(*turns: str) -> Callable[[Talk], None]:
    """Make a way of turns: ``/command``, ``[label]`` to tap, anything else to say."""

    def way(talk: Talk) -> None:
        for turn in turns:
            if turn.startswith("/"):
                talk.command(turn[1:])
            elif turn.startswith("["):
                talk.tap(turn[1:-1])
            else:
                talk.say(turn)

    return way


def _after(start: Callable[[Talk], None], *turns: str) -> Callable[[Talk], None]:
    def way(talk: Talk) -> None:
        start(talk)
        _go(*turns)(talk)

    return way


def _home(talk: Talk) -> None:
    talk.to_player()
    talk.tap("Stop")


def _with_check_in(talk: Talk) -> None:
    _home(talk)
    _go("/checkin", "[08:00]", "berlin", "[Yes]", "[Yes]")(talk)


def _finished(talk: Talk) -> None:
    talk.to_player()
    while talk.place is Place.PLAYER:
        talk.tap("✅ Done")


CONSENTED = _go("/start", "[Yes, let's go]")
UNDERSTOOD = _go(BACK_PAIN, "[Yes, let's go]")
SCREEN = _after(UNDERSTOOD, "[That's right]")
PLAN: Callable[[Talk], None] = Talk.to_plan
PLAYER: Callable[[Talk], None] = Talk.to_player
DANGER = _after(SCREEN, "[18 to 64]", "[Yes]", "[Numb between the legs]")


def _body(talk: Talk) -> None:
    SCREEN(talk)
    talk.tap("18 to 64")
    while talk.place is Place.SCREEN:
        talk.tap("No")


WAYS: dict[Place, Callable[[Talk], None]] = {
    Place.WELCOME: _go("/help"),
    Place.CONSENT: _go(BACK_PAIN),
    Place.DECLINED: _go(BACK_PAIN, "[No, thanks]"),
    Place.WHERE: CONSENTED,
    Place.UNDERSTOOD: UNDERSTOOD,
    Place.CHANGE: _after(UNDERSTOOD, "[Change something]"),
    Place.LEG: _after(CONSENTED, "[Lower back]"),
    Place.SINCE: _after(CONSENTED, "[Neck]"),
    Place.SCREEN: SCREEN,
    Place.WHICH: _after(SCREEN, "[18 to 64]", "[Yes]"),
    Place.BODY: _body,
    Place.RATE: _after(_body, "[None of these]"),
    Place.PLAN: PLAN,
    Place.STEPS: _after(PLAN, "[See the exercises]"),
    Place.PLAYER: PLAYER,
    Place.HURT_WHERE: _after(PLAYER, "[It hurts]"),
    Place.HURT_KIND: _after(PLAYER, "[It hurts]", "[In my usual place]"),
    Place.HURT_RATE: _after(PLAYER, "[It hurts]", "[In my usual place]", "[Sharp]"),
    Place.PAUSED: _after(PLAYER, "[Pause]"),
    Place.SUMMARY: _after(_finished, "[3]"),
    Place.HOME: _home,
    Place.NO_SESSION: _after(_body, "[None of these]", "[9]"),
    Place.DANGER: DANGER,
    Place.RECHECK: _after(DANGER, "[That's not what I meant]"),
    Place.CHECKED: _after(DANGER, "[I've been checked]"),
    Place.UNDER_AGE: _after(SCREEN, "[Under 18]"),
    Place.CRISIS: _after(PLAYER, "i want to die"),
    Place.TIME: _after(_home, "/checkin"),
    Place.HALF: _after(_home, "remind me at 7"),
    Place.ZONE: _after(_home, "/checkin", "[08:00]"),
    Place.ZONE_PICK: _after(_home, "/checkin", "[08:00]", "berlin"),
    Place.CHECK_IN: _after(_home, "/checkin", "[08:00]", "berlin", "[Yes]"),
    Place.CHECK_IN_MENU: _after(_with_check_in, "/checkin"),
    Place.SETTINGS: _after(_home, "/settings"),
    Place.COUNTRY: _after(_home, "/settings", "[Country]"),
    Place.DELETE: _after(_home, "/delete"),
    Place.STOP: _after(_home, "/stop"),
    Place.EXERCISES: _after(_home, "/exercises"),
    Place.SUPPORT: _after(_home, "/support"),
    Place.EXERCISE: _after(_home, "/exercises", "[Lower back]", "[Cat stretch]"),
    Place.ROUTINES: _after(PLAN, "/routine"),
    Place.AVOID: _after(_home, "what should i avoid?"),
    Place.PROGRESS: _after(_home, "/progress"),
}
