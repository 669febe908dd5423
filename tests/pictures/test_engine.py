"""Are figures read, moved, checked and filmed as their authors may rely on?"""

import math
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from content.loader import Content, load_content
from content.models import Dose
from content.pictures import films
from content.pictures.catalogue import film_path, read_manifest
from content.pictures.checks import faults, faults_in, faults_of
from content.pictures.drawing import DARK
from content.pictures.figure import STARTS, Figure
from content.pictures.films import MAX_STILL_BYTES, film, shots, still
from content.pictures.library import drawn_ids, load_figure
from content.pictures.motion import Motion, Phase, Timing
from content.pictures.scene import Moment, Picture
from content.pictures.skeleton import BONES, FOREARM, SHANK, THIGH, UPPER_ARM
from content.pictures.vectors import length, sub

BRIDGE: dict[str, Any] = {
    "start": "hook_lying",
    "base": {"hip": {"r": 52, "l": 57}, "knee": {"r": 108, "l": 113}},
    "anchor": "upper_back",
    "plant": {"foot_r": "floor", "foot_l": "floor"},
    "props": ["mat"],
    "feel": ["glute_r"],
    "keys": [
        {"feel": False},
        {
            "pose": {"trunk": 117, "thorax": 6, "neck": 36, "hip": 2},
            "held": True,
            "arrows": [{"at": "belly", "push": [0, 12, 0]}],
        },
    ],
}
ALL_FOURS: dict[str, Any] = {
    "start": "hands_and_knees",
    "anchor": "knee_l",
    "level": True,
    "plant": dict.fromkeys(("hand_r", "hand_l", "knee_r", "knee_l"), "floor"),
    "props": ["mat"],
    "keys": [{}, {"pose": {"pelvis": 26, "lumbar": 32, "thorax": 34}}],
}
TIMING = Timing(move_seconds=2, hold_seconds=10)


def figure(written: dict[str, Any], **changes: object) -> Figure:
    return Figure.model_validate({**written, **changes})


def halfway(picture: Picture) -> Image.Image:
    return picture.image(picture.timeline.reached[1] - 0.6, clock=False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base", {"knee": 200}),
        ("base", {"kneee": 20}),
        ("base", {"knee": {"r": 20, "left": 20}}),
        ("base", {"knee": "bent"}),
        ("start", "floating"),
        ("feel", ["soul"]),
        ("anchor", "tail_feather"),
        ("props", ["trampoline"]),
        ("plant", {"foot_r": "moon"}),
        ("keys", [{"arrows": [{"push": [0, 1, 0]}]}]),
        ("keys", [{"held": True}, {"held": True}]),
        ("smile", True),
    ],
)
def test_a_figure_nobody_could_draw_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        figure(BRIDGE, **{field: value})


def test_one_number_means_both_sides() -> None:
    pose = figure(BRIDGE).pose(figure(BRIDGE).keys[1])
    assert (pose["hip_r"], pose["hip_l"]) == (2, 2)
    assert (pose["knee_r"], pose["knee_l"]) == (108, 113)


def test_planted_feet_stay_where_they_are() -> None:
    motion = Motion(figure(BRIDGE))
    spots = [motion.body(Phase(0, 1, k / 8)).at("foot_r") for k in range(9)]
    assert all(length(sub(spot, spots[0])) < 0.002 for spot in spots)


def test_on_all_fours_the_trunk_tilts_until_the_hands_reach() -> None:
    motion = Motion(figure(ALL_FOURS))
    hands = [motion.body(Phase(0, 1, k / 8)).at("hand_r") for k in range(9)]
    assert all(length(sub(hand, hands[0])) < 0.012 for hand in hands)
    knees = [motion.body(Phase(0, 1, k / 8)).at("knee_r") for k in range(9)]
    assert all(length(sub(knee, knees[0])) < 0.002 for knee in knees)


@pytest.mark.parametrize("written", [BRIDGE, ALL_FOURS], ids=["bridge", "all fours"])
def test_limbs_keep_their_length(written: dict[str, Any]) -> None:
    motion = Motion(figure(written))
    for k in range(6):
        body = motion.body(Phase(0, 1, k / 5))
        for s in "rl":
            for one, two, long in (
                ("thigh", "shank", THIGH),
                ("shank", "foot", SHANK),
                ("upper", "fore", UPPER_ARM),
                ("fore", "hand", FOREARM),
            ):
                a, b = body.bones[f"{one}_{s}"][0], body.bones[f"{two}_{s}"][0]
                assert length(sub(a, b)) == pytest.approx(long, abs=1e-3)


def test_a_hold_counts_down_once_a_second() -> None:
    picture = Picture(figure(BRIDGE), TIMING)
    begin = picture.timeline.reached[1]
    held = [(t, n) for t, n in shots(picture) if begin <= t + 1e-9 < begin + 10]
    assert len(held) == 10
    assert [picture.second_of_hold(t) for t, _ in held] == list(range(10, 0, -1))
    assert all(n == 25 for _, n in held)


def test_a_film_lasts_as_long_as_its_repetition() -> None:
    picture = Picture(figure(BRIDGE), TIMING)
    assert sum(n for _, n in shots(picture)) == round(25 * picture.timeline.length) == 300


def test_the_loop_closes() -> None:
    picture = Picture(figure(BRIDGE), TIMING)
    end, start = picture.timeline.phase(picture.timeline.length - 1e-6), picture.timeline.phase(0)
    one, two = picture.motion.body(end), picture.motion.body(start)
    assert all(math.dist(one.at(bone), two.at(bone)) < 1e-3 for bone in BONES)


def test_a_cycle_flows_without_jumps() -> None:
    stride = {"hip": {"r": 26, "l": -16}, "shoulder": {"r": -18, "l": 22}}
    passing = {"hip": {"r": 8, "l": 12}, "knee": {"r": 8, "l": 56}}
    walk = figure(
        {"start": "standing", "anchor": "floor", "keys": [{"pose": stride}, {"pose": passing}]},
        mirror=True,
        cycle=1.2,
    )
    picture = Picture(walk)
    assert picture.timeline.length == pytest.approx(1.2)
    feet = [picture.motion.body(picture.timeline.phase(k * 0.03)).at("foot_r") for k in range(42)]
    assert max(math.dist(a, b) for a, b in pairwise(feet)) < 0.12
    mirrored = picture.motion.key_body(2).at("foot_l")
    assert mirrored[0] == pytest.approx(picture.motion.key_body(0).at("foot_r")[0])


def test_the_other_side_is_the_mirrored_picture() -> None:
    one = halfway(Picture(figure(BRIDGE), width=320))
    two = halfway(Picture(figure(BRIDGE), width=320, flip=True))
    mirrored = two.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert mirrored == one


def test_the_clock_of_the_other_side_is_not_mirrored() -> None:
    one = Picture(figure(BRIDGE), TIMING, width=320)
    two = Picture(figure(BRIDGE), TIMING, width=320, flip=True)
    held = one.timeline.reached[1]
    bare, mirrored = two.image(held, clock=False), one.image(held)
    assert two.image(held) != bare
    assert two.image(held) != mirrored.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def test_films_of_other_holds_share_what_is_drawn() -> None:
    drawn: dict[Moment, Image.Image] = {}
    short = Picture(figure(BRIDGE), Timing(2, 2), width=96, drawn=drawn)
    long = Picture(figure(BRIDGE), Timing(2, 9), width=96, flip=True, drawn=drawn)
    for t, _ in shots(short):
        short.image(t)
    moments = set(drawn)
    alone = Picture(figure(BRIDGE), Timing(2, 9), width=96, flip=True)
    for n, (t, _) in enumerate(shots(long)):
        image = long.image(t)
        assert n % 8 or image == alone.image(t)
    assert set(drawn) == moments


def test_dark_is_drawn_on_dark() -> None:
    picture = Picture(figure(BRIDGE), width=160, theme=DARK)
    assert picture.image(0).getpixel((2, 2)) == DARK.back


@pytest.mark.parametrize("start", sorted(STARTS))
def test_every_named_pose_can_be_drawn(start: str) -> None:
    picture = Picture(figure({"start": start, "keys": [{}]}), width=96)
    assert picture.image(0).size[0] == 96


def test_a_good_figure_has_no_faults() -> None:
    assert faults(figure(BRIDGE)) == []


@pytest.mark.parametrize(
    ("written", "changes", "said"),
    [
        (BRIDGE, {"keys": [{}, {"pose": {"trunk": 60}}]}, "under the floor"),
        (
            BRIDGE,
            {"keys": [{}, {"shift": [-40, 0, 0], "quiet": True}]},
            "foot_r misses floor",
        ),
        (BRIDGE, {"keys": [{}, {}]}, "nobody will see it"),
        (
            {"start": "standing", "keys": [{}, {}]},
            {"keys": [{}, {"plant": {"hand_r": {"to": "low_back", "offset": [9, 0, 0]}}}]},
            "inside trunk",
        ),
        (
            {"start": "standing", "keys": [{}, {}]},
            {"keys": [{}, {"plant": {"foot_r": "hip_front_r"}}]},
            "bends to",
        ),
    ],
    ids=["floor", "contact", "still", "through", "range"],
)
def test_a_planted_fault_is_found(
    written: dict[str, Any], changes: dict[str, Any], said: str
) -> None:
    assert any(said in fault for fault in faults(figure(written, **changes)))


def test_a_body_out_of_the_picture_is_found() -> None:
    picture = Picture(figure(BRIDGE))
    picture.camera.x += 200
    assert any("out of the picture" in fault for fault in faults_in(picture, fast=True))


def test_a_limb_that_stretches_and_a_jump_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = Picture(figure(BRIDGE))
    whole = Motion.body

    def broken(self: Motion, phase: Phase) -> object:
        body = whole(self, phase)
        if phase.share == 0.5:
            (x, y, z), frame = body.bones["foot_r"]
            body.bones["foot_r"] = ((x + 0.4, y + 0.2, z), frame)
        return body

    monkeypatch.setattr(Motion, "body", broken)
    found = " ".join(faults_in(picture, fast=True))
    assert "changes its length" in found
    assert "jumps by" in found


@pytest.mark.parametrize("id_", drawn_ids())
def test_every_figure_is_free_of_faults(id_: str) -> None:
    drawn, dose = load_figure(id_)
    assert faults_of(drawn, dose, fast=True) == []


def test_a_still_is_small_and_has_few_colours() -> None:
    png = still(figure(BRIDGE), "dark")
    assert len(png) < MAX_STILL_BYTES
    with Image.open(BytesIO(png)) as picture:
        assert picture.mode == "P"


def test_a_build_makes_what_changed_and_removes_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("av")
    monkeypatch.setattr(films, "WIDTHS", (96,))
    monkeypatch.setattr(films, "STILL_WIDTH", 96)
    page = load_content().exercises["glute_bridge"]
    dose = Dose(repetitions=5, hold_seconds=2, move_seconds=1)

    def content(hold: int) -> Content:
        of_hold = dose.model_copy(update={"hold_seconds": hold})
        only = page.dose_range.model_copy(update={"hold_seconds": (hold, hold)})
        drawn = page.model_copy(update={"dose": of_hold, "dose_range": only})
        return replace(load_content(), exercises={"glute_bridge": drawn}, routines={})

    def build(hold: int) -> list[str]:
        return films.build(content(hold), figures, media=tmp_path, processes=1)

    def check(hold: int) -> list[str]:
        return films.check(content(hold), figures, media=tmp_path)

    figures = {"glute_bridge": figure(BRIDGE)}
    first = build(2)
    assert len(first) == 5
    assert check(2) == []
    assert build(2) == []
    assert "no film of today's figure" in check(3)[0]
    (second,) = build(3)
    there = {path.name for path in (tmp_path / "films").iterdir()}
    assert there == {second, *(name for name in first if name.endswith(".png"))}
    monkeypatch.setattr(
        films, "still", lambda *_, **__: (tmp_path / "films" / first[3]).read_bytes()
    )
    assert any("raise DRAWING_VERSION" in each for each in check(3))
    monkeypatch.setattr(films, "MAX_TOTAL_BYTES", 100)
    assert any("bytes are more than 100" in each for each in check(3))


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Two exercises built of patches of colour; call it to build again."""

    def patch(drawn: Figure, theme: str, **_: object) -> bytes:
        tone = 20 * len(drawn.feel) + int(drawn.view.yaw), 100, 200 if theme == "dark" else 0
        file = BytesIO()
        Image.new("RGB", (200, 100), tone).save(file, "BMP")
        return file.getvalue()

    for name in ("still", "tile"):
        monkeypatch.setattr(films, name, patch)
    monkeypatch.setattr(films, "film", lambda _picture: bytes(1000))
    monkeypatch.setattr(films, "find_spec", lambda _name: True)
    pages = load_content().exercises
    both = {id_: pages[id_] for id_ in ("cat_cow", "glute_bridge")}
    content = replace(load_content(), exercises=both, routines={})

    def build(ids: list[str] | None = None, **figures: Figure) -> list[str]:
        drawn = {"cat_cow": figure(ALL_FOURS), "glute_bridge": figure(BRIDGE), **figures}
        return films.build(content, drawn, ids, media=tmp_path, processes=1)

    build()
    return build


def test_a_build_of_one_exercise_leaves_the_others_alone(
    tmp_path: Path, made: Callable[..., list[str]]
) -> None:
    before = read_manifest(tmp_path)
    other = figure(ALL_FOURS, feel=["low_back"])
    turned = figure(BRIDGE, view={"yaw": 30})
    written = made(["glute_bridge"], cat_cow=other, glute_bridge=turned)
    after = read_manifest(tmp_path)
    assert after["cat_cow"] == before["cat_cow"]
    assert {file for film in after["glute_bridge"] for file in film.files} == set(written)
    for shown in after.values():
        assert all(film_path(file, tmp_path).is_file() for film in shown for file in film.files)


def test_a_stopped_build_goes_on_and_a_spoilt_manifest_is_made_anew(
    tmp_path: Path, made: Callable[..., list[str]]
) -> None:
    before = read_manifest(tmp_path)
    (tmp_path / "films.yaml").write_text("films: {cat_cow: [{side: up}]}")
    (gone,) = (film.still_dark for film in before["cat_cow"][:1])
    film_path(gone, tmp_path).unlink()
    assert made() == [gone]
    assert read_manifest(tmp_path) == before
    assert list((tmp_path / "films").glob("*.part")) == []


def test_a_broken_file_is_told(tmp_path: Path, made: Callable[..., list[str]]) -> None:
    (film,) = read_manifest(tmp_path)["cat_cow"][:1]
    film_path(film.still_light, tmp_path).write_bytes(b"\x89PNG" + bytes(600))
    film_path(film.file, tmp_path).write_bytes(b"")
    film_path(film.tile_light, tmp_path).write_bytes(b"x")
    content = replace(
        load_content(),
        exercises={"cat_cow": load_content().exercises["cat_cow"]},
        routines={},
    )
    found = films.check(content, {"cat_cow": figure(ALL_FOURS)}, media=tmp_path)
    assert any("raise DRAWING_VERSION" in each for each in found)
    assert any(
        each == f"cat_cow: {film.file} is broken: remove it and build it again" for each in found
    )
    assert any(film.tile_light in each and "is broken" in each for each in found)


def test_a_hold_and_a_held_key_belong_together() -> None:
    dose = Dose(repetitions=5, hold_seconds=5, move_seconds=2)
    none = dose.model_copy(update={"hold_seconds": 0})
    still_one = figure(ALL_FOURS)
    assert "a hold needs a held key" in faults_of(still_one, dose, fast=True)
    assert "held, but the dose has no hold" in faults_of(figure(BRIDGE), none, fast=True)
    assert not [each for each in faults_of(figure(BRIDGE), dose, fast=True) if "hold" in each]


def test_a_film_is_silent_h264_that_starts_at_once() -> None:
    av = pytest.importorskip("av")
    data = film(Picture(figure(BRIDGE), Timing(move_seconds=1, hold_seconds=2), width=320))
    assert len(data) < 100_000
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(BytesIO(data)) as box:
        (stream,) = box.streams
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.height % 2 == 0
        assert box.duration == pytest.approx(3_000_000, abs=50_000)
