"""How far apart two colours look, also to an eye without the medium-wave receptor.

Deuteranopia after Machado, Oliveira and Fernandes (2009), severity 1.0, in linear RGB; distance
after CIE 142-2001 (CIEDE2000), checked below against pairs of Sharma, Wu and Dalal (2005).
"""

import math

DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)  # D65


def linear(colour):
    """Return linear RGB of `#RRGGBB`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def through(matrix, vector):
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def deuteranope(colour):
    """Return linear RGB as an eye without the medium-wave receptor sees it."""
    return [min(max(c, 0.0), 1.0) for c in through(DEUTERANOPIA, linear(colour))]


def lab(rgb):
    """Return CIE L*a*b* of linear RGB."""

    def f(t):
        return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116

    x, y, z = (f(c / w) for c, w in zip(through(TO_XYZ, rgb), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one, two):
    """Return the distance of two L*a*b* colours; about 2 is just seen side by side."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * math.sqrt(c7 / (c7 + 25**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    if turn == -180:
        turn = 180.0
    d_l, d_c = l2 - l1, c2 - c1
    d_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    mid_l, mid_c = (l1 + l2) / 2, (c1 + c2) / 2
    mid_h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    return _weighted((d_l, d_c, d_h), mid_l, mid_c, mid_h)


def _weighted(difference, mid_l, mid_c, mid_h):
    d_l, d_c, d_h = difference

    def cosine(degrees):
        return math.cos(math.radians(degrees))

    t = (
        1
        - 0.17 * cosine(mid_h - 30)
        + 0.24 * cosine(2 * mid_h)
        + 0.32 * cosine(3 * mid_h + 6)
        - 0.20 * cosine(4 * mid_h - 63)
    )
    s_l = 1 + 0.015 * (mid_l - 50) ** 2 / math.sqrt(20 + (mid_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mid_c, 1 + 0.015 * mid_c * t
    turn = 30 * math.exp(-(((mid_h - 275) / 25) ** 2))
    r = -2 * math.sqrt(mid_c**7 / (mid_c**7 + 25**7)) * math.sin(math.radians(2 * turn))
    l, c, h = d_l / s_l, d_c / s_c, d_h / s_h  # noqa: E741 - the standard's letters
    return math.sqrt(l * l + c * c + h * h + r * c * h)
