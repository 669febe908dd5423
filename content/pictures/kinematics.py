"""Where is every bone for given joint angles, and how does a limb bend to reach a place?"""

import math
from collections.abc import Mapping

from content.pictures.skeleton import (
    FOREARM,
    HIP_WIDTH,
    LUMBAR_HEIGHT,
    NECK_HEIGHT,
    PELVIS_HEIGHT,
    SHANK,
    SHOULDER_HEIGHT,
    SHOULDER_WIDTH,
    SIDES,
    THIGH,
    THORAX_HEIGHT,
    TOES_AT,
    UPPER_ARM,
    Body,
)
from content.pictures.vectors import (
    ORIGIN,
    WORLD,
    Mat,
    Vec,
    add,
    apply,
    cross,
    dot,
    length,
    mul,
    place,
    seen_from,
    spun,
    square_to,
    sub,
    turned,
    unit,
)

ARM_PARTS = ("upper", "fore", "hand", "fingers")
LEG_PARTS = ("thigh", "shank", "foot", "toes")


def bones_of(angles: Mapping[str, float]) -> Body:
    """The body for joint angles (see ``figure``), with the middle of the hips at the origin.

    Legs hang from the body's long axis and not from the pelvis: tilting the pelvis moves the
    tail and the spine, the thighs stay where they are.
    """
    a = angles
    root = turned(turned(turned(WORLD, 1, a["turn"]), 2, a["trunk"]), 1, a["roll"])
    pelvis = turned(root, 2, a["pelvis"])
    bones: dict[str, tuple[Vec, Mat]] = {"pelvis": (ORIGIN, pelvis)}
    at = place(ORIGIN, pelvis, (0.0, PELVIS_HEIGHT, 0.0))
    lumbar = turned(pelvis, 2, -a["lumbar"])
    lumbar = turned(turned(lumbar, 0, a["bend"] * 0.5), 1, a["twist"] * 0.4)
    bones["lumbar"] = (at, lumbar)
    bones["belly"] = (place(at, lumbar, (0.012 + a["belly"] / 100, 0.03, 0.0)), lumbar)
    at = place(at, lumbar, (0.0, LUMBAR_HEIGHT, 0.0))
    thorax = turned(lumbar, 2, -a["thorax"])
    thorax = turned(turned(thorax, 0, a["bend"] * 0.5), 1, a["twist"] * 0.6)
    bones["thorax"] = (at, thorax)
    bones["ribs"] = (place(at, thorax, (a["breath"] / 100, 0.10, 0.0)), thorax)
    top = place(at, thorax, (-0.004, THORAX_HEIGHT, 0.0))
    neck = turned(turned(thorax, 2, -a["neck"] - 12), 1, a["head_twist"] * 0.5)
    neck = turned(neck, 0, a["head_bend"] * 0.6)
    bones["neck"] = (top, neck)
    head = turned(turned(neck, 2, -a["head"] + 12), 1, a["head_twist"] * 0.5)
    head = turned(head, 0, a["head_bend"] * 0.4)
    skull = place(top, neck, (0.0, NECK_HEIGHT, 0.0))
    bones["head"] = (place(skull, head, (-a["chin_in"] / 100, 0.0, 0.0)), head)
    for s, d in SIDES:
        hip = place(ORIGIN, pelvis, (0.0, 0.0, HIP_WIDTH * d))
        thigh = turned(turned(root, 2, a[f"hip_{s}"]), 0, -d * a[f"hip_out_{s}"])
        thigh = turned(thigh, 1, d * a[f"hip_rot_{s}"])
        shank = turned(thigh, 2, -a[f"knee_{s}"])
        knee = place(hip, thigh, (0.0, -THIGH, 0.0))
        foot = turned(shank, 2, a[f"ankle_{s}"])
        ankle = place(knee, shank, (0.0, -SHANK, 0.0))
        bones[f"thigh_{s}"], bones[f"shank_{s}"] = (hip, thigh), (knee, shank)
        bones[f"foot_{s}"] = (ankle, foot)
        bones[f"toes_{s}"] = (place(ankle, foot, TOES_AT), turned(foot, 2, a[f"toes_{s}"]))
        shoulder = place(
            at,
            thorax,
            (
                -0.004 - a[f"blade_{s}"] / 100,
                SHOULDER_HEIGHT + a[f"shrug_{s}"] / 100,
                (SHOULDER_WIDTH - 0.2 * abs(a[f"blade_{s}"]) / 100) * d,
            ),
        )
        upper = turned(turned(thorax, 2, a[f"shoulder_{s}"]), 0, -d * a[f"arm_out_{s}"])
        upper = turned(upper, 1, d * a[f"arm_rot_{s}"])
        fore = turned(upper, 2, a[f"elbow_{s}"])
        elbow = place(shoulder, upper, (0.0, -UPPER_ARM, 0.0))
        wrist = place(elbow, fore, (0.0, -FOREARM, 0.0))
        hand = turned(turned(fore, 1, d * a[f"palm_{s}"]), 2, -a[f"wrist_{s}"])
        bones[f"upper_{s}"], bones[f"fore_{s}"] = (shoulder, upper), (elbow, fore)
        bones[f"hand_{s}"] = (wrist, hand)
        bones[f"fingers_{s}"] = fingers_of(wrist, hand, d, a[f"grip_{s}"])
    return Body(bones)


def fingers_of(wrist: Vec, hand: Mat, side: float, grip: float) -> tuple[Vec, Mat]:
    """Where the fingers are; ``grip`` closes them towards the palm, 0 to 100."""
    return place(wrist, hand, (0.0, -0.082, 0.0)), turned(hand, 0, side * grip * 1.35)


def reach(body: Body, limb: str, target: Vec, swing: float = 0.0) -> None:
    """Bend an arm or leg so that its wrist or ankle comes to ``target``, or as near as it gets.

    The limb keeps the plane its angles gave it, turned by ``swing`` degrees away from the
    middle of the body about the line from shoulder or hip to the target; wrist and ankle keep
    their own bend. An elbow that would go through the floor swings outwards.
    """
    kind, s = limb.split("_")
    leg = kind == "foot"
    upper, _lower = (f"thigh_{s}", f"shank_{s}") if leg else (f"upper_{s}", f"fore_{s}")
    first, second = (THIGH, SHANK) if leg else (UPPER_ARM, FOREARM)
    forward = 1.0 if leg else -1.0  # knees bend forward, elbows back
    side = 1.0 if s == "r" else -1.0
    start, old = body.bones[upper]
    away = sub(target, start)
    far = max(abs(first - second) + 0.01, min(length(away), (first + second) * 0.9996))
    line = unit(away)
    hinge = square_to(old[2], line)
    if length(hinge) < 0.05:  # the hinge looks along the limb: take the body's own right
        hinge = square_to(body.bones["thorax" if not leg else "pelvis"][1][2], line)
    hinge = unit(hinge)
    bulge = mul(cross(hinge, line), forward)
    if swing:
        bulge = spun(bulge, line, swing * side * forward)
    along = (first * first + far * far - second * second) / (2 * first * far)
    across = math.sqrt(max(0.0, 1 - along * along))
    if not leg:
        bulge = _off_the_floor(body, start, line, bulge, first * along, first * across, side)
    hinge = mul(cross(bulge, line), -forward)
    direction = add(mul(line, along), mul(bulge, across))
    middle = add(start, mul(direction, first))
    tip = add(start, mul(line, far))
    _bend(body, s, leg, hinge, start, middle, tip)


def _off_the_floor(
    body: Body, start: Vec, line: Vec, bulge: Vec, along: float, across: float, side: float
) -> Vec:
    """The direction of an elbow, swung outwards until the elbow clears the floor."""
    sideways = cross(line, bulge)
    if dot(sideways, body.bones["thorax"][1][2]) * side < 0:
        sideways = mul(sideways, -1)
    base = start[1] + along * line[1]

    def height(angle: float) -> float:
        return base + across * (bulge[1] * math.cos(angle) + sideways[1] * math.sin(angle))

    low, high = 0.0, 2.0
    if height(low) >= ELBOW_CLEAR:
        return bulge
    for _ in range(16):
        angle = (low + high) / 2
        low, high = (angle, high) if height(angle) < ELBOW_CLEAR else (low, angle)
    return add(mul(bulge, math.cos(high)), mul(sideways, math.sin(high)))


ELBOW_CLEAR = 0.041


def _bend(body: Body, s: str, leg: bool, hinge: Vec, start: Vec, middle: Vec, tip: Vec) -> None:
    """Put a limb through three points; what hangs on its end keeps its own bend."""
    parts = LEG_PARTS if leg else ARM_PARTS
    names = [f"{part}_{s}" for part in parts]
    old = [body.bones[name][1] for name in names]
    up, low = unit(sub(start, middle)), unit(sub(middle, tip))
    frames: list[Mat] = [(cross(up, hinge), up, hinge), (cross(low, hinge), low, hinge)]
    bend = seen_from(old[1], old[2])
    frames.append(_same_bend(frames[1], bend))
    body.bones[names[0]] = (start, frames[0])
    body.bones[names[1]] = (middle, frames[1])
    set_end(body, names[2], tip, frames[2])


def _same_bend(frame: Mat, bend: Mat) -> Mat:
    x, y, z = (apply(frame, axis) for axis in bend)
    return x, y, z


def set_end(body: Body, name: str, at: Vec, frame: Mat) -> None:
    """Put a hand or foot somewhere; its fingers or toes come along."""
    kind, s = name.split("_")
    tip = f"fingers_{s}" if kind == "hand" else f"toes_{s}"
    spot: Vec = (0.0, -0.082, 0.0) if kind == "hand" else TOES_AT
    bend = seen_from(body.bones[name][1], body.bones[tip][1])
    body.bones[name] = (at, frame)
    body.bones[tip] = (place(at, frame, spot), _same_bend(frame, bend))


def lean_on_elbow(body: Body, s: str, target: Vec, forward: Vec, height: float) -> None:
    """Put an elbow down at ``height`` as near to ``target`` as the upper arm allows.

    The forearm then lies level in the direction ``forward``, the palm down.
    """
    start, old = body.bones[f"upper_{s}"]
    drop = max(-1.0, min(1.0, (height - start[1]) / UPPER_ARM))
    flat = (target[0] - start[0], 0.0, target[2] - start[2])
    if length(flat) < 1e-6:
        flat = (old[0][0], 0.0, old[0][2])
    flat = mul(unit(flat), math.sqrt(1 - drop * drop))
    elbow = add(start, mul((flat[0], drop, flat[2]), UPPER_ARM))
    wrist = add(elbow, mul(unit((forward[0], -0.02, forward[2])), FOREARM))
    hinge = cross(sub(start, elbow), sub(wrist, elbow))
    hinge = unit(hinge) if length(hinge) > 1e-6 else old[2]
    _bend(body, s, False, mul(hinge, -1), start, elbow, wrist)


def joint_angles(body: Body) -> dict[str, float]:
    """The bend of knees, elbows and hips after every reach; degrees as in a pose."""
    angles = {}
    for s, _ in SIDES:
        for name, one, two, sign in (
            ("hip", "pelvis", f"thigh_{s}", -1),
            ("knee", f"thigh_{s}", f"shank_{s}", 1),
            ("ankle", f"shank_{s}", f"foot_{s}", -1),
            ("elbow", f"upper_{s}", f"fore_{s}", -1),
        ):
            (x, y, _), (_, other, _) = body.bones[one][1], body.bones[two][1]
            angles[f"{name}_{s}"] = math.degrees(math.atan2(sign * dot(x, other), dot(y, other)))
    return angles
