"""Telegram without Telegram: a small service of our own, with a bot's side and a person's."""

from bot.local.bot_side import BotSide
from bot.local.people import People


class LocalTelegram(BotSide, People):
    """A Telegram with one bot, and people who are test code or the visitor of the local page.

    It refuses what Telegram refuses, in Telegram's words, and writes everything to ``path``
    before it answers (``None``: memory only). ``clock`` gives unix seconds. Not for use from
    several threads. Raises LocalChatError when the file cannot be used; ``fresh`` forgets
    what it holds, even when it is damaged.
    """
