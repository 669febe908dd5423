"""``python -m bot.local``: the local Telegram in a process of its own, over HTTP."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.local.errors import LocalChatError
from bot.local.server import serve
from bot.local.telegram import LocalTelegram


def main() -> None:
    """Serve until SIGTERM; the first line on standard output is ``{"port": N}``."""
    parser = argparse.ArgumentParser(prog="python -m bot.local", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", required=True, help="the token the bot will use")
    parser.add_argument("--db", type=Path, help="the file to keep the chats in; default: memory")
    parser.add_argument("--fresh", action="store_true", help="forget what the file holds")
    parser.add_argument("--control", action="store_true", help="let tests act under /test/")
    asked = parser.parse_args()
    try:
        telegram = LocalTelegram(asked.db, token=asked.token, fresh=asked.fresh)
        asyncio.run(_serve(telegram, asked.port, control=asked.control))
    except (LocalChatError, OSError) as error:
        sys.exit(str(error))


async def _serve(telegram: LocalTelegram, port: int, *, control: bool) -> None:
    server = await serve(telegram, port=port, bot_api=True, control=control)
    ended = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    sys.stdout.write(json.dumps({"port": server.port}) + "\n")
    sys.stdout.flush()
    await ended.wait()
    telegram.close()
    await server.close()


if __name__ == "__main__":
    main()
