"""Is a fault of a figure told that a person would see in its film?"""

from typing import Any

import pytest

from content.pictures.checks import faults, faults_in
from content.pictures.figure import Figure
from content.pictures.motion import Motion, Phase, Timing
from content.pictures.scene import Picture
from content.pictures.skeleton import Body

FEET = {"foot_r": "floor", "foot_l": "floor"}
SITTING: dict[str, Any] = {
    "start": "sitting",
    "plant": FEET,
    "props": ["chair"],
    "feel": ["low_back"],
    "keys": [{"feel": False}, {"pose": {"trunk": -25}, "held": True}],
}
STANDING: dict[str, Any] = {
    "start": "standing",
    "plant": FEET,
    "keys": [{}, {"pose": {"shoulder": {"r": 60}}}],
}
STEPPING: dict[str, Any] = {
    "start": "standing",
    "anchor": "floor",
    "mirror": True,
    "cycle": 2,
    "keys": [{"pose": {"hip": {"r": 70}, "knee": {"r": 80}}}, {}],
}
CYCLING: dict[str, Any] = {
    "start": "cycling",
    "plant": {"foot_r": "pedal", "foot_l": "pedal", "hand_r": "here", "hand_l": "here"},
    "props": ["bike"],
    "cycle": 2,
    "keys": [{}, {}, {}, {}],
}
AT_THE_WALL = {**STANDING, "props": ["wall"], "anchor": "upper_back"}
TIMING = Timing(move_seconds=2, hold_seconds=5)


def figure(written: dict[str, Any], **changes: object) -> Figure:
    return Figure.model_validate({**written, **changes})


def said(found: list[str], words: str) -> bool:
    return any(words in fault for fault in found)


@pytest.mark.parametrize(
    "written",
    [SITTING, STANDING, STEPPING, CYCLING, AT_THE_WALL],
    ids=["sitting", "standing", "stepping", "cycling", "at the wall"],
)
def test_a_good_figure_has_no_faults(written: dict[str, Any]) -> None:
    assert faults(figure(written), TIMING) == []


@pytest.mark.parametrize(
    ("written", "changes", "words"),
    [
        (SITTING, {"keys": [{}, {"shift": [0, -6, 0]}]}, "hips is 6 cm inside the chair"),
        (SITTING, {"keys": [{}, {"shift": [0, 4, 0]}]}, "the body floats 4 cm above the chair"),
        (SITTING, {"props": [{"kind": "chair", "at": [12, 0, 0]}]}, "inside the chair"),
        (SITTING, {"props": [{"kind": "stool", "height": 60}]}, "inside the stool"),
        (AT_THE_WALL, {"keys": [{}, {"shift": [4, 0, 0]}]}, "the body floats 4 cm off the wall"),
        (AT_THE_WALL, {"keys": [{}, {"shift": [-6, 0, 0]}]}, "6 cm inside the wall"),
        (STANDING, {"props": [{"kind": "wall", "at": [50, 0, 0]}]}, "fore_r is"),
        (STANDING, {"props": [{"kind": "table", "height": 70}]}, "inside the table"),
        (STANDING, {"props": ["step"]}, "inside the step"),
        (STANDING, {"props": ["doorway"], "base": {"arm_out": 85}}, "inside the doorway"),
        (
            STANDING,
            {"props": [{"kind": "stick", "through": [[-30, 110, 0], [30, 110, 0]]}]},
            "trunk is 5 cm inside the stick",
        ),
        (STANDING, {"plant": {}, "keys": [{}, {"shift": [0, 8, 0]}]}, "8 cm above the floor"),
        (CYCLING, {"keys": [{}, {"shift": [0, -9, 0]}, {}, {}]}, "inside the bike"),
    ],
    ids=[
        "seat",
        "off the seat",
        "back rest",
        "stool",
        "off the wall",
        "into the wall behind",
        "into the wall ahead",
        "table",
        "step",
        "doorway",
        "stick",
        "off the floor",
        "bike",
    ],
)
def test_a_body_that_sinks_into_a_thing_or_floats_is_found(
    written: dict[str, Any], changes: dict[str, Any], words: str
) -> None:
    assert said(faults(figure(written, **changes), fast=True), words)


def test_who_gets_up_does_not_float() -> None:
    up = {"shift": [0, 30, 0], "pose": {"hip": 40, "knee": 40}}
    assert not said(faults(figure(SITTING, keys=[{}, up]), fast=True), "floats")


def test_an_arrow_over_the_face_is_found() -> None:
    arrow = {"at": "nose", "offset": [12, 0, 0], "push": [-12, 0, 0]}
    away = {**arrow, "offset": [30, 0, 0]}
    over, clear = (
        figure(SITTING, keys=[{}, {"pose": {"trunk": -10}, "arrows": [each]}])
        for each in (arrow, away)
    )
    assert said(faults(over, fast=True), "an arrow lies over the face")
    assert not said(faults(clear, fast=True), "arrow")


def test_an_arrow_out_of_the_picture_or_over_the_sign_is_found() -> None:
    keys = [{"breath": "in"}, {"pose": {"trunk": -25}, "arrows": [{"follow": "crown"}]}]
    assert not said(faults(figure(SITTING, keys=keys), fast=True), "an arrow")
    picture = Picture(figure(SITTING, keys=keys))
    x, y = picture.camera.see(picture.motion.body(Phase(0, 1, 0.5)).at("crown"))
    u, v = picture.breath_sign(Phase(0, 1, 1.0))[0].outlines[0][0]
    picture.camera.x += u - x
    picture.camera.y += v - y
    assert said(faults_in(picture, fast=True), "an arrow lies over the sign")
    picture = Picture(figure(SITTING, keys=keys))
    picture.camera.x += 400
    assert said(faults_in(picture, fast=True), "an arrow leaves the picture")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"feel": ["calf_l"]}, "the glow of calf_l is hidden"),
        ({"feel": ["mid_back"], "view": {"yaw": 80}}, "the glow of mid_back is on the far side"),
        (
            {"feel": ["calf_r"], "keys": [{"feel": False}] * 2},
            "calf_r never glows",
        ),
        ({"feel": ["calf_r", "calf_l"]}, ""),
        ({"feel": ["calf_l"], "view": {"yaw": 180}}, ""),
        ({"feel": ["mid_back"], "view": {"yaw": -120}}, ""),
    ],
    ids=["hidden", "far side", "no key", "its twin is seen", "from its side", "from behind"],
)
def test_a_glow_nobody_can_see_is_found(changes: dict[str, Any], words: str) -> None:
    found = [fault for fault in faults(figure(STANDING, **changes), fast=True) if "glow" in fault]
    assert said(found, words) if words else found == []


@pytest.mark.parametrize("breath", ["", "in"])
def test_a_sign_over_the_body_is_found(breath: str) -> None:
    keys = [{"feel": False}, {"pose": {"trunk": -25}, "held": not breath, "breath": breath}]
    picture = Picture(figure(SITTING, keys=keys))
    ring = picture.breath_sign(Phase(0, 1, 1.0))[0].outlines[0][0]
    crown = picture.camera.see(picture.motion.key_body(1).at("crown"))
    assert not said(faults_in(picture, fast=True), "sign")
    picture.camera.x += ring[0] - crown[0]
    picture.camera.y += ring[1] - crown[1]
    assert said(faults_in(picture, fast=True), "the sign in the corner lies")


def test_a_foot_that_slides_is_found() -> None:
    keys = [{}, {"shift": [6, 0, 0]}]
    assert said(faults(figure(STANDING, plant={}, keys=keys)), "foot_r slides 6 cm")
    leaning = [{"pose": {"hip": {"r": 70}, "knee": {"r": 80}}}, {"pose": {"hip": 15}}]
    assert said(faults(figure(STEPPING, keys=leaning)), "on the floor")


def test_a_jolt_is_found_at_the_tempo_of_the_film(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Motion.body

    def broken(self: Motion, phase: Phase) -> Body:
        body = whole(self, phase)
        if 0.56 < phase.share < 0.59:  # between two moments that are looked at otherwise
            (x, y, z), frame = body.bones["fingers_r"]
            body.bones["fingers_r"] = ((x + 0.05, y, z), frame)
        return body

    monkeypatch.setattr(Motion, "body", broken)
    found = faults(figure(STANDING), Timing(move_seconds=8))
    assert said(found, "key 2: fingers_r jolts by")
    assert len(found) == 2, "on the way there and back"


@pytest.mark.parametrize("width", [360, 480, 640])
def test_faults_do_not_depend_on_the_width(width: int) -> None:
    assert faults_in(Picture(figure(SITTING), TIMING, width=width), fast=True) == []
    sunk = figure(SITTING, keys=[{}, {"shift": [0, -6, 0]}])
    assert said(faults_in(Picture(sunk, width=width), fast=True), "inside the chair")
