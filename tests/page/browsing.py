"""How does a test use the chat page as a person does?"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Request

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_SECONDS = 20.0
POLL_MILLISECONDS = 25
NUMBER = re.compile(r"\d+")
Opening = str | tuple[str, ...]

SEEN = """() => JSON.stringify(
  [...document.querySelectorAll("[data-testid=message]")].slice(-3).map(
    (each) => [each.dataset.messageId, each.innerText, each.querySelector("img, video")?.src]))"""


@dataclass
class BotProcess:
    """``python -m bot`` with its page on a port of its own, started and killed as a test wants."""

    folder: Path
    port: int
    started: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def log(self) -> str:
        """Everything it has printed."""
        return (self.folder / "bot.log").read_text()

    def start(self) -> None:
        """Start it and wait until the page can be opened."""
        ours = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": str(self.port)}
        with (self.folder / "bot.log").open("ab") as log:
            self.started = subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=self.folder, env=ours, stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._listens():
            assert self.started.poll() is None, self.log
            assert time.monotonic() < deadline, f"the bot did not start: {self.log}"
            time.sleep(0.02)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.started is not None:
            self.started.send_signal(how)
            self.started.wait(PATIENCE_SECONDS)
            self.started = None


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Chat:
    """The page in a browser, and the person in front of it."""

    page: Page
    url: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self._note_stranger)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def _note_stranger(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.problems.append(f"asked for {request.url}")

    def open(self) -> None:
        """Open the page and wait for its first messages."""
        self.page.goto(self.url)
        self.page.locator("#log[aria-busy=false]").wait_for(state="attached")

    def post(self, action: str, **given: Any) -> None:
        """Do by its address what a click on the page does."""
        answer = self.page.request.post(
            f"{self.url}api/{action}", data=given, headers={"X-Chat": "1"}
        )
        assert answer.ok, answer.text()

    def newest(self) -> dict[str, Any]:
        """The newest message as the server has it, with the data of its buttons."""
        state = self.page.request.get(f"{self.url}api/state").json()
        return dict(state["messages"][-1]) if state["messages"] else {}

    def forget(self) -> None:
        """Make the bot and the page forget the person, before the page is opened."""
        if not self.newest():
            return
        self.post("send", text="/delete")
        self.until(lambda: "Delete everything" in self.newest()["html"], "the question")
        asked = self.newest()
        self.post("tap", message_id=asked["id"], data=asked["buttons"][0][0]["data"])
        self.until(lambda: "is deleted" in self.newest()["html"], "the end of it")
        self.post("clear")

    # ---------------------------------------------------------------- looking

    @property
    def messages(self) -> Locator:
        """All messages, of both sides."""
        return self.page.get_by_test_id("message")

    @property
    def last(self) -> Locator:
        """The bot's last message."""
        return self.page.locator("[data-testid=message][data-out=false]").last

    @property
    def text(self) -> str:
        """What the bot's last message says."""
        return self.last.locator(".text").inner_text()

    @property
    def buttons(self) -> list[str]:
        """The buttons under the bot's last message."""
        return [
            each.strip() for each in self.last.get_by_test_id("inline-button").all_inner_texts()
        ]

    @property
    def picture(self) -> Locator:
        """The picture of the bot's last message."""
        return self.last.locator("img, video")

    def sees_picture(self) -> bool:
        """Say whether the picture has arrived and can be shown."""
        return bool(
            self.picture.evaluate("it => (it.complete && it.naturalWidth > 0) || it.videoWidth > 0")
        )

    def button(self, label: str) -> Locator:
        """The button with this label, a tick before it or not, under the bot's last message."""
        name = re.compile(rf"^(?:[✅✓] )?{re.escape(label)}$")
        return self.last.get_by_role("button", name=name)

    def measure(self, script: str) -> Any:
        """Ask the page something in JavaScript."""
        return self.page.evaluate(script)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds; ``what`` names it when it does not come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            last = self.messages.last.inner_text() if self.messages.count() else "nothing"
            assert time.monotonic() < deadline, f"waited for {what}; last seen: {last}"
            self.page.wait_for_timeout(POLL_MILLISECONDS)

    def sees(self, words: str) -> str:
        """Wait until the bot's last message says this; return all it says."""
        self.last.filter(has_text=words).wait_for()
        return self.text

    # ---------------------------------------------------------------- doing

    def say(self, text: str) -> str:
        """Write and send; return what the bot says after it."""
        before = self._newest_id()
        self.page.locator("#message").fill(text)
        self.page.get_by_test_id("send").click()
        self.until(lambda: self._answered(before), "an answer to what was written")
        return self.text

    def tap(self, label: str, *, quickly: bool = False) -> str:
        """Tap a button of the bot's last message; return what the bot says after it.

        ``quickly`` leaves out looking whether the button could really be reached.
        """
        button = self.button(label).first
        button.wait_for()
        before = self.measure(SEEN)
        if quickly:
            button.dispatch_event("click")
        else:
            button.click()
        self.until(lambda: self.measure(SEEN) != before, f"an answer to {label!r}")
        return self.text

    def _newest_id(self) -> int:
        ids = self.messages.evaluate_all("all => all.map((each) => +each.dataset.messageId)")
        return max(ids, default=0)

    def _answered(self, before: int) -> bool:
        theirs = self.messages.evaluate_all(
            "all => all.filter((each) => each.dataset.out === 'false')"
            ".map((each) => +each.dataset.messageId)"
        )
        return max(theirs, default=0) > before

    # ---------------------------------------------------------------- common ways

    def answer_no(self) -> int:
        """Answer every safety question with No; return how many there were."""
        asked = 0
        while {"No", "Not sure"} <= set(self.buttons):
            self.tap("No", quickly=True)
            asked += 1
        return asked

    def to_plan(self, opening: Opening, rating: int = 6) -> str:
        """Go from the first words, or the first buttons, to the plan."""
        if isinstance(opening, str):
            self.say(opening)
            self.tap("Yes, let's go", quickly=True)
            self.tap("That's right", quickly=True)
        else:
            self.page.get_by_test_id("start").click()
            for label in opening:
                self.tap(label)
        while "18 to 64" not in self.buttons:
            for usual in ("No, it stays in my back", "Less than 6 weeks ago"):
                if usual in self.buttons:
                    self.tap(usual, quickly=True)
        self.tap("18 to 64", quickly=True)
        self.answer_no()
        self.tap("None of these", quickly=True)
        self.tap(str(rating), quickly=True)
        return self.sees("Here is your routine")

    def to_player(
        self, opening: Opening = "my lower bak hurts since monday, not in my legs"
    ) -> int:
        """Go on to the first step; return how many steps there are."""
        self.to_plan(opening)
        self.tap("Start")
        return int(NUMBER.findall(self.sees("1 of "))[1])

    def to_rating(self) -> None:
        """Do every step that is left."""
        while "✅ Done" in self.buttons:
            self.tap("Done")
        self.sees("how is the pain now")
