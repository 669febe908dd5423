"""One turn of a conversation: danger first, then decide, save, show."""

import asyncio
import json
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection
from telegram.error import TelegramError

from bot.care.triage import triage
from bot.dialogue.events import Event, Said, Tapped
from bot.dialogue.machine import is_stale, next_state, render
from bot.dialogue.safety import crisis_text, danger_text
from bot.dialogue.screen import Button, Document, Screen
from bot.dialogue.state import AsideKind, Place, State
from bot.dialogue.world import World, advice_line, emergency_number
from bot.handlers.charts import Charts
from bot.storage.check_ins import note_answered
from bot.storage.conversations import (
    Saved,
    ShownNotes,
    claim_owed,
    find_conversation,
    hold_conversation,
    mark_applied,
    mark_back,
    mark_gone,
    save_conversation,
)
from bot.storage.database import STORAGE_FAILURES, Database
from bot.storage.privacy import collect_person
from bot.storage.records import Erased, record_all
from bot.transport.outbox import Gateway
from bot.transport.outcomes import Gone, Later, Missing, Outcome, Shown
from content.loader import Content
from content.models import Urgency

_log = logging.getLogger(__name__)

COUNTRY_PATIENCE_SECONDS = 0.5
OWED_AFTER = timedelta(seconds=10)
OWED_AT_ONCE = 50
WARNED_REMEMBERED = 5000
TAPPED_SIGNS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (Place.LEG, "both"): ("bilateral_leg",),
    (Place.HURT_WHERE, "chest"): ("chest_cardiac",),
}
"""Buttons that name a danger sign without a safety question."""


@dataclass(frozen=True, slots=True)
class Press:
    """A tap as it came from Telegram: what to answer and which message to edit."""

    query_id: str
    message_id: int | None
    has_picture: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one transaction made: the new state, and what was shown before it."""

    state: State
    before: Saved
    stale: bool = False
    erased: bool = False
    repeated: bool = False


class Turns:
    """Takes events of private chats, one at a time for each chat."""

    def __init__(
        self,
        database: Database,
        content: Content,
        gateway: Gateway,
        bot_id: int,
        *,
        bot_name: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._shown = ShownNotes(database)
        self._content = content
        self._gateway = gateway
        self._bot_id = bot_id
        self._bot_name = bot_name
        self._now = now
        self._charts = Charts(database, content, now)
        self._warned: OrderedDict[int, int | None] = OrderedDict()
        self._apologised: OrderedDict[int, None] = OrderedDict()
        self._at_work: Counter[int] = Counter()

    async def take(
        self, chat_id: int, update_id: int, event: Event, press: Press | None = None
    ) -> None:
        """Handle one event: it is answered, remembered and shown, in this order of safety.

        Words or taps that mean an emergency are answered before anything is loaded. Raises
        the storage failure when the turn could not be saved: the update must come again.
        """
        self._at_work[chat_id] += 1
        try:
            await self._take(chat_id, update_id, event, press)
        finally:
            self._at_work[chat_id] -= 1
            if not self._at_work[chat_id]:
                del self._at_work[chat_id]

    async def _take(self, chat_id: int, update_id: int, event: Event, press: Press | None) -> None:
        warning = self.warning(event)
        if warning is not None and update_id not in self._warned:
            await self._warn(chat_id, update_id, warning)
        try:
            turn = await self._apply(chat_id, update_id, event)
        except STORAGE_FAILURES:
            if warning is None:
                await self._without_storage(chat_id, update_id, event)
            raise
        await self._show_turn(chat_id, update_id, turn, event, press)

    # ------------------------------------------------------------ danger first

    def warning(self, event: Event) -> Screen | None:
        """Return the screen that must come before everything else, if the words ask for it."""
        if not isinstance(event, Said):
            return None
        flags = self._content.red_flags
        signs = [sign for sign in event.complaint.red_flags if sign in flags]
        verdict = triage(signs, flags)
        return self._warning_for(verdict.because, verdict.urgency, verdict.self_harm)

    def _warning_for(
        self,
        because: tuple[str, ...],
        urgency: Urgency,
        self_harm: bool,
        state: State = State(),  # noqa: B008 - frozen: nobody's state
    ) -> Screen | None:
        world = World(self._content, self._now())
        say, number = world.say, emergency_number(state, world)
        if self_harm:
            on = Button(say.crisis_on, f"v1:{Place.CRISIS}:0:on")
            return Screen(crisis_text(world, number), ((on,),))
        if urgency < Urgency.EMERGENCY:
            return None
        text = danger_text(because, urgency, world, number, advice_line(state, world))
        checked = Button(say.been_checked, f"v1:{Place.DANGER}:0:checked")
        recheck = Button(say.not_meant, f"v1:{Place.DANGER}:0:recheck")
        return Screen(text, ((checked,), (recheck,)))

    async def _warn(self, chat_id: int, update_id: int, warning: Screen) -> None:
        """Send a warning, once for each update however often it comes."""
        country = await self._country_soon(chat_id)
        if country is not None:
            text = warning.text
            say = self._content.messages
            own = self._content.countries[country].emergency
            both = say.emergency_own.format(own=own, general=say.emergency_general)
            warning = replace(warning, text=text.replace(say.emergency_general, both))
        try:
            outcome = await self._gateway.send_text(chat_id, warning.text, warning.buttons)
        except TelegramError as error:  # the sign is saved nonetheless, and drawn
            _log.error("a warning was refused: %s", type(error).__name__)
            return
        if isinstance(outcome, Later):
            return  # surely not sent: warned again when the update comes again, or drawn
        self._warned[update_id] = outcome.message_id if isinstance(outcome, Shown) else None
        if len(self._warned) > WARNED_REMEMBERED:
            self._warned.popitem(last=False)

    async def _country_soon(self, chat_id: int) -> str | None:
        """Return the country a person has set, if the database answers within half a second."""
        reading = asyncio.ensure_future(self._country(chat_id))
        reading.add_done_callback(_take_note)
        # Not cancelled when it is late: a cancelled statement is waited for, the answer is not.
        done, _ = await asyncio.wait({reading}, timeout=COUNTRY_PATIENCE_SECONDS)
        return reading.result() if done and reading.exception() is None else None

    async def _country(self, chat_id: int) -> str | None:
        async with self._database.connection() as db:
            saved = await find_conversation(db, chat_id)
        country = State.load(saved.data).country if saved else None
        return country if country in self._content.countries else None

    async def _without_storage(self, chat_id: int, update_id: int, event: Event) -> None:
        """Say what can be said while the database is down: safety answers still count."""
        if update_id in self._apologised:
            return
        said = self._tapped_warning(event) or Screen(self._content.messages.sorry)
        outcome = await self._gateway.send_text(chat_id, said.text, said.buttons)
        if isinstance(outcome, Later):
            return  # surely not sent: said when the update comes again
        self._apologised[update_id] = None
        if len(self._apologised) > WARNED_REMEMBERED:
            self._apologised.popitem(last=False)

    def _tapped_warning(self, event: Event) -> Screen | None:
        """Triage a Yes, a Not sure or a sign from the button alone: it carries its question."""
        if not isinstance(event, Tapped):
            return None
        flags = self._content.red_flags
        question = self._content.questions.get(event.arg)
        if event.screen in (Place.SCREEN, Place.WHICH) and event.verb in ("yes", "unsure"):
            signs: tuple[str, ...] = question.flags if question else ()
        elif event.screen == Place.WHICH and event.arg in flags:
            signs = (event.arg,)
        else:
            signs = TAPPED_SIGNS.get((event.screen, event.verb), ())
        verdict = triage(signs, flags)
        return self._warning_for(verdict.because, verdict.urgency, verdict.self_harm)

    # ------------------------------------------------------------ decide and save

    async def _apply(self, chat_id: int, update_id: int, event: Event) -> _Turn:
        """Apply an event in one transaction; nothing in here waits for the network."""
        now = self._now()

        async def decide(db: AsyncConnection) -> _Turn:
            if not await mark_applied(db, self._bot_id, update_id, now):
                known = await find_conversation(db, chat_id)
                if known is None:  # deleted since, perhaps by this very update
                    return _Turn(State(), _NOTHING, erased=True)
                return _Turn(State.load(known.data), known, repeated=True)
            before = await hold_conversation(db, chat_id, _EMPTY, now)
            state = State.load(before.data)
            if before.gone:
                await mark_back(db, chat_id)
            if before.unanswered:
                await note_answered(db, chat_id, now)
            if isinstance(event, Tapped) and is_stale(state, event):
                return _Turn(state, before, stale=True)
            after = next_state(state, event, self._content, now)
            version = before.version + 1
            after = after.but(version=version)
            await record_all(db, chat_id, after.records, now)
            erased = any(isinstance(record, Erased) for record in after.records)
            if not erased:
                await save_conversation(db, chat_id, after.model_dump_json(), version, now)
            return _Turn(after, before, erased=erased)

        return await self._database.run(decide)

    # ------------------------------------------------------------ show

    async def _show_turn(
        self, chat_id: int, update_id: int, turn: _Turn, event: Event, press: Press | None
    ) -> None:
        say = self._content.messages
        if press is not None:
            current = press.message_id == turn.before.message_id
            await self._gateway.answer_tap(
                press.query_id, say.stale_toast if turn.stale and not current else ""
            )
        if turn.erased:
            if turn.before.message_id is not None:
                await self._gateway.remove_buttons(chat_id, turn.before.message_id)
            await self._gateway.send_text(chat_id, say.deleted)
            return
        if turn.repeated and turn.before.version == turn.before.shown_version:
            return
        if turn.stale and press is not None and press.message_id == turn.before.message_id:
            return  # a second press on the same button
        warned = self._warned.get(update_id)
        if warned is not None and turn.state.place in (Place.DANGER, Place.CRISIS):
            await self._take_buttons_off(chat_id, turn.before, warned)
            await self._note(chat_id, turn.state.version, warned, None)
            return
        if not turn.stale and not await self._send_files(chat_id, turn.state):
            return  # owed now: file and screen are drawn again together
        screen = await self._draw(chat_id, turn.state)
        in_place = None if turn.stale else press
        await self._show(chat_id, turn.state.version, screen, turn.before, in_place)

    async def _draw(self, chat_id: int, state: State) -> Screen:
        charted = await self._charts.chart(chat_id, state)
        return render(state, self._content, self._now(), self._bot_name, charted)

    async def _show(
        self, chat_id: int, version: int, screen: Screen, before: Saved, press: Press | None
    ) -> None:
        """Show a screen: a tap edits its message, anything else makes a new one below."""
        outcome: Outcome = Missing()
        for text in screen.lead:
            said = await self._gateway.send_text(chat_id, text)
            if isinstance(said, Gone):
                return await self.note_gone(chat_id)
            if not isinstance(said, Shown):
                return None  # still owed: drawn again, advice and all
        if press is not None and press.message_id is not None and not screen.lead:
            outcome = await self._edit(chat_id, press, screen, before)
        if isinstance(outcome, Missing):
            outcome = await self._send(chat_id, screen)
            if isinstance(outcome, Shown) and press is not None and press.message_id is not None:
                await self._gateway.remove_buttons(chat_id, press.message_id)
        if isinstance(outcome, Shown):
            pressed = press.message_id if press else None
            if before.message_id != pressed:
                await self._take_buttons_off(chat_id, before, outcome.message_id)
            key = screen.picture.key if screen.picture else None
            await self._note(chat_id, version, outcome.message_id, key)
        elif isinstance(outcome, Gone):
            await self.note_gone(chat_id)
        return None

    async def _edit(self, chat_id: int, press: Press, screen: Screen, before: Saved) -> Outcome:
        assert press.message_id is not None  # noqa: S101 - the caller has looked
        if screen.picture is None and press.has_picture:
            return Missing()  # a picture cannot become a text
        if screen.picture is None:
            return await self._gateway.edit_text(
                chat_id, press.message_id, screen.text, screen.buttons
            )
        known = press.has_picture and press.message_id == before.message_id
        shown = before.picture_key if known else None
        return await self._gateway.edit_picture(
            chat_id,
            press.message_id,
            screen.picture,
            screen.text,
            screen.buttons,
            shown_key=shown,
        )

    async def _send(self, chat_id: int, screen: Screen) -> Outcome:
        if screen.picture is None:
            return await self._gateway.send_text(chat_id, screen.text, screen.buttons)
        return await self._gateway.send_picture(
            chat_id, screen.picture, screen.text, screen.buttons
        )

    async def _take_buttons_off(self, chat_id: int, before: Saved, present: int) -> None:
        if before.message_id is not None and before.message_id != present:
            await self._gateway.remove_buttons(chat_id, before.message_id)

    async def _note(
        self, chat_id: int, version: int, message_id: int | None, picture_key: str | None
    ) -> None:
        """Note what was shown; when that fails the screen is drawn once more later."""
        try:
            await self._shown.add(chat_id, version, message_id, picture_key)
        except STORAGE_FAILURES as error:
            _log.warning("what was shown could not be noted: %s", type(error).__name__)

    async def _send_files(self, chat_id: int, state: State) -> bool:
        """Send what the state says was handed over; False when it has not arrived."""
        if not any(aside.kind is AsideKind.EXPORTED for aside in state.asides):
            return True
        await self._gateway.typing(chat_id)
        async with self._database.connection() as db:
            rows = await collect_person(db, chat_id)
        data = json.dumps(rows, indent=2, ensure_ascii=False).encode()
        document = Document("backease-my-data.json", data)
        outcome = await self._gateway.send_document(chat_id, document)
        if isinstance(outcome, Gone):
            await self.note_gone(chat_id)
        return isinstance(outcome, Shown)

    # ------------------------------------------------------------ owed, gone, flooded

    async def redraw_owed(self) -> None:
        """Draw again what was saved but never reached the person.

        A chat whose turn is under way is left to it. What Telegram refuses here for its content
        is given up, so that it is not refused again every few seconds.
        """
        async with self._database.connection() as db:
            owed = await claim_owed(db, self._now(), after=OWED_AFTER, limit=OWED_AT_ONCE)
        for chat_id, saved in owed:
            if chat_id in self._at_work:
                continue
            try:
                await self._redraw(chat_id, saved)
            except STORAGE_FAILURES:
                raise
            except Exception as error:
                _log.error("a screen cannot be drawn: %s", type(error).__name__)
                await self._note(chat_id, saved.version, saved.message_id, saved.picture_key)

    async def _redraw(self, chat_id: int, saved: Saved) -> None:
        async with self._database.connection() as db:
            present = await find_conversation(db, chat_id)
        if present is None or present.version != saved.version:
            return  # the person went on meanwhile
        state = State.load(present.data)
        if present.shown_version == present.version or not await self._send_files(chat_id, state):
            return
        screen = await self._draw(chat_id, state)
        await self._show(chat_id, present.version, screen, present, None)

    async def note_gone(self, chat_id: int) -> None:
        """Note that the person blocked the bot."""
        async with self._database.connection() as db:
            await mark_gone(db, chat_id, self._now())

    async def note_back(self, chat_id: int) -> None:
        """Note that the person let the bot write again."""
        async with self._database.connection() as db:
            await mark_back(db, chat_id)


def _take_note(reading: asyncio.Future[str | None]) -> None:
    """Take a failure nobody waits for any more, so that asyncio does not report it."""
    if not reading.cancelled():
        reading.exception()


_EMPTY = State().model_dump_json()
_NOTHING = Saved(_EMPTY, version=0, shown_version=0, message_id=None, picture_key=None)
