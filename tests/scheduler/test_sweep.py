"""Is the work woken every few seconds, and does it go on whatever happens to it?"""

import asyncio
import logging

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.sweep import Woken, add_sweep


async def test_one_job_wakes_everything_that_waits() -> None:
    scheduler = AsyncIOScheduler(timezone="UTC")
    prompts, replies = asyncio.Event(), asyncio.Event()
    add_sweep(scheduler, prompts.set, replies.set, seconds=0.02)
    add_sweep(scheduler, prompts.set, replies.set, seconds=0.02)
    scheduler.start()
    try:
        assert len(scheduler.get_jobs()) == 1
        async with asyncio.timeout(2):
            await prompts.wait()
            await replies.wait()
            prompts.clear()
            await prompts.wait()
    finally:
        scheduler.shutdown(wait=False)


async def test_a_late_tick_is_still_a_tick() -> None:
    scheduler = AsyncIOScheduler(timezone="UTC")
    add_sweep(scheduler, lambda: None)
    job = scheduler.get_jobs()[0]
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)


async def test_waking_during_a_run_means_one_more_run_after_it() -> None:
    runs = 0
    go_on = asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        await go_on.wait()

    woken = Woken(work, name="redrawing")
    task = asyncio.create_task(woken.run())
    woken.wake()
    await asyncio.sleep(0.01)
    for _ in range(5):
        woken.wake()
    assert runs == 1
    go_on.set()
    await asyncio.sleep(0.01)
    assert runs == 2
    assert woken.last_tick_at is not None
    assert await woken.stop()
    await task


async def test_work_that_fails_is_tried_again_and_its_error_is_not_quoted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise RuntimeError("my back hurts")

    woken = Woken(work, name="redrawing", back_off_seconds=(0.001, 0.002))
    with caplog.at_level(logging.DEBUG):
        task = asyncio.create_task(woken.run())
        woken.wake()
        async with asyncio.timeout(2):
            while woken.last_tick_at is None:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
    assert await woken.stop()
    await task
    assert tries == 4
    assert "redrawing failed: RuntimeError" in caplog.text
    assert "hurts" not in caplog.text


async def test_stopping_does_not_wait_out_a_pause_after_a_failure() -> None:
    async def work() -> None:
        raise RuntimeError

    woken = Woken(work, name="redrawing", back_off_seconds=(60,))
    task = asyncio.create_task(woken.run())
    woken.wake()
    await asyncio.sleep(0.01)
    async with asyncio.timeout(1):
        assert await woken.stop()
        await task


async def test_stopping_says_when_the_work_did_not_end_in_time() -> None:
    async def work() -> None:
        await asyncio.sleep(60)

    woken = Woken(work, name="redrawing")
    task = asyncio.create_task(woken.run())
    woken.wake()
    await asyncio.sleep(0.01)
    assert not await woken.stop(grace_seconds=0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_stopping_what_never_ran_is_nothing() -> None:
    async def work() -> None:
        raise AssertionError

    assert await Woken(work, name="redrawing").stop()
