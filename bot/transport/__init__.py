"""How do updates arrive and replies leave? Everything between the bot and Telegram's servers."""

import os

# python-telegram-bot is moving its durations from numbers to timedelta. Asking for the new form
# keeps its deprecation warning out of every "retry after" that Telegram sends us.
os.environ.setdefault("PTB_TIMEDELTA", "1")
