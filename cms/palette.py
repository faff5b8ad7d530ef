"""The town's two colours: are they legible, and which shades follow from them. Pure, sRGB as WCAG 2.2 defines it."""

import re

WHITE = "#FFFFFF"
BLACK = "#000000"
GROUND = "#F3EBDB"  # the darkest of our grounds, `--color-paper-sunk` in tokens.css: a test holds the two together
ENOUGH = 4.5  # WCAG 2.2 AA, criterion 1.4.3, text of normal size
AMPLE = 7.0  # AAA: what the deep shade reaches on its own soft tint

HEX_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def channels(colour: str) -> tuple[int, int, int]:
    """The red, green and blue (0–255) of `#RRGGBB`. Raises ValueError for anything else."""
    if not HEX_COLOUR.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour written #RRGGBB.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with that share (0 to 1) of `other` stirred in."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str, *, on: str, until: float) -> str:
    """The first shade of `colour`, going towards black, that reaches this contrast on that background."""
    for percent in range(101):
        shade = mix(colour, BLACK, percent / 100)
        if contrast(shade, on) >= until:
            return shade
    return BLACK


def is_legible(colour: str) -> bool:
    """Does this colour read well on each of our grounds, and white text on it? (White is the easiest of them.)"""
    return contrast(colour, GROUND) >= ENOUGH


def shades(colour: str) -> dict[str, str]:
    """What the stylesheet derives from one colour of the town, by the suffix of its token."""
    soft = mix(colour, WHITE, 0.88)
    return {
        "": colour.upper(),
        "-deep": darkened(mix(colour, BLACK, 0.25), on=soft, until=AMPLE),
        "-soft": soft,
        "-line": mix(colour, WHITE, 0.6),
    }


def stylesheet(*, main: str, accent: str) -> str:
    """The CSS that lays the town's colours over the tokens."""
    lines = [
        f"  --color-{name}{suffix}: {shade};"
        for name, colour in (("main", main), ("accent", accent))
        for suffix, shade in shades(colour).items()
    ]
    return "\n".join([":root {", *lines, "}", ""])


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
