"""Points, directions and turned frames in space, as plain tuples.

Axes: x is where a standing figure faces (to the right of a side view), y is up, z comes towards
the viewer, which is the figure's right side. Lengths are metres, angles degrees.
"""

import math

Vec = tuple[float, float, float]
Mat = tuple[Vec, Vec, Vec]
"""A bone's own x, y and z axes, as directions in the world."""

ORIGIN: Vec = (0.0, 0.0, 0.0)
WORLD: Mat = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vec, b: Vec) -> Vec:
    """The sum of two vectors."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    """The way from ``b`` to ``a``."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def mul(a: Vec, factor: float) -> Vec:
    """A vector made longer or shorter."""
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def dot(a: Vec, b: Vec) -> float:
    """The scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """The vector product: square to both."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def length(a: Vec) -> float:
    """How long a vector is."""
    return math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def unit(a: Vec) -> Vec:
    """The direction of a vector; a vector without length stays as it is."""
    size = length(a)
    return mul(a, 1 / size) if size > 1e-12 else a


def lerp(a: Vec, b: Vec, share: float) -> Vec:
    """The point that lies ``share`` of the way from ``a`` to ``b``."""
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )


def square_to(a: Vec, axis: Vec) -> Vec:
    """The part of ``a`` that is square to the unit vector ``axis``."""
    return sub(a, mul(axis, dot(a, axis)))


def apply(frame: Mat, p: Vec) -> Vec:
    """A direction given in a bone's own axes, in the world."""
    x, y, z = frame
    return (
        x[0] * p[0] + y[0] * p[1] + z[0] * p[2],
        x[1] * p[0] + y[1] * p[1] + z[1] * p[2],
        x[2] * p[0] + y[2] * p[1] + z[2] * p[2],
    )


def place(origin: Vec, frame: Mat, p: Vec) -> Vec:
    """A point given in a bone's own axes, in the world."""
    return add(origin, apply(frame, p))


def turned(frame: Mat, axis: int, degrees: float) -> Mat:
    """A frame turned about its own axis 0, 1 or 2, by the right-hand rule."""
    if not degrees:
        return frame
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    x, y, z = frame
    if axis == 0:
        return x, add(mul(y, c), mul(z, s)), sub(mul(z, c), mul(y, s))
    if axis == 1:
        return sub(mul(x, c), mul(z, s)), y, add(mul(z, c), mul(x, s))
    return add(mul(x, c), mul(y, s)), sub(mul(y, c), mul(x, s)), z


def spun(a: Vec, axis: Vec, degrees: float) -> Vec:
    """A vector turned about any unit axis."""
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    along = mul(axis, dot(axis, a) * (1 - c))
    return add(add(mul(a, c), mul(cross(axis, a), s)), along)


def framed(y: Vec, z: Vec) -> Mat:
    """The frame whose y axis is ``y`` and whose z axis is as near to ``z`` as can be."""
    y = unit(y)
    z = unit(square_to(z, y))
    return cross(y, z), y, z


def mixed(a: Mat, b: Mat, share: float) -> Mat:
    """A frame between two, for frames that are not opposite."""
    return framed(lerp(a[1], b[1], share), lerp(a[2], b[2], share))


def seen_from(frame: Mat, other: Mat) -> Mat:
    """The axes of ``other``, given in the axes of ``frame``."""
    x, y, z = frame
    first, second, third = ((dot(x, v), dot(y, v), dot(z, v)) for v in other)
    return first, second, third


def clip(share: float) -> float:
    """A share from 0 to 1: what is less or more becomes 0 or 1."""
    return min(1.0, max(0.0, share))


def smooth(share: float) -> float:
    """A share from 0 to 1 that begins and ends gently."""
    share = clip(share)
    return share * share * (3 - 2 * share)
