"""Pain is private: logs carry ids and counts, never what was written or rated, nor the token."""

import re

import pytest

from tests.app.driving import EMERGENCY, SORRY, TOKEN, BotProcess, Person, change, until

pytestmark = pytest.mark.slow

ODD_WORDS = ("quokka", "zeppelin", "brouhaha")


async def test_the_log_holds_no_words_no_ratings_and_no_token(bot_process: BotProcess) -> None:
    side, person = bot_process.side, Person(bot_process.side, chat_id=424242)
    await bot_process.start(LOG_LEVEL="DEBUG")
    await person.to_player()
    for odd in ODD_WORDS:
        await person.says(f"my back hurts like a {odd}")
    await person.says("/start quokka")
    await person.says(EMERGENCY)
    await side.act("fail_next", method="sendMessage", code=400, description="Bad Request: no")
    await person.says("is a zeppelin good for my back?")
    await side.act("fail_next", method="sendMessage", code=429, description="wait", retry_after=1)
    await person.says("a brouhaha")
    sorry = await person.count(SORRY)
    change(bot_process.path, "ALTER TABLE conversation RENAME TO hidden")
    await person.write("quokka 7 of 10")

    async def apologised() -> bool:
        return await person.count(SORRY) > sorry

    await until(apologised, what="the apology")
    change(bot_process.path, "ALTER TABLE hidden RENAME TO conversation")
    await person.idle()
    change(bot_process.path, "UPDATE conversation SET data = '{\"brouhaha\": 1}'")
    await person.says("a quokka again")
    code, out, log = await bot_process.stop()
    assert code == 0
    written = (out + log).casefold()
    assert "an update failed" in written, "the faults of this conversation are in the log"
    assert "storage failed" in written
    for word in (*ODD_WORDS, "wipe", "cant pee", "lower_back", "back hurts", *TOKEN.split(":")[1:]):
        assert not re.search(rf"\b{re.escape(word)}\b", written), word
    for line in written.splitlines():
        assert "424242" not in line or not re.search(r"pain|rating|of 10|step|session", line), line
    assert "traceback" not in written
