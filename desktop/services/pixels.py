# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is in a picture's file: checked, upright, shrunk, in plain colours, and packed again."""

import contextlib
import io
import re
import warnings
from collections.abc import Iterator

from PIL import Image, ImageCms, ImageStat

from desktop.domain.errors import AppError, Problem

LONGEST_SIDE = 1792  # pixels; twice what Gemma 3 looks at, and more than Gemma 4 does
MOST_PIXELS = 100_000_000
SMALL = 512 * 512  # pixels up to which nothing is gained by a lossy format
LARGEST_PNG = 2_000_000  # bytes
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
LOSSY = ("JPEG", "AVIF", "HEIF")
HEIC = re.compile(rb"....ftyp(hei|hev|mif1|msf1)", re.DOTALL)
BEGINNINGS = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|RIFF....WEBP|....ftyp(avif|hei)|\Z",
    re.DOTALL,
)

PAPER, SLATE = (255, 255, 255), (40, 40, 40)  # what lies behind a picture that shines through
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Pillow warns of odd metadata and of sizes below our own limit: nothing for anyone to read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def upright(data: bytes, name: str) -> tuple[Image.Image, bool]:
    """The first frame in RGB, upright and shrunk; and whether it came from a lossy format."""
    picture = _opened(data, name)
    lossy = picture.format in LOSSY
    try:
        if (
            picture.format == "JPEG"
        ):  # a large photo is unpacked at half its size or a quarter, much faster
            picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        turn = UPRIGHT.get(_orientation(picture))
        profile = picture.info.get("icc_profile")
        picture = _plain(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        if turn is not None:
            picture = picture.transpose(turn)
        return _on_paper(_in_srgb(picture, profile)), lossy
    except MemoryError as error:
        raise AppError(Problem.PICTURE_TOO_LARGE, detail="no memory", name=name) from error
    except Exception as error:
        # Whatever a decoder comes upon in a broken file: struct.error, IndexError, KeyError, …
        detail = f"{type(error).__name__}: {error}"
        raise AppError(Problem.PICTURE_DAMAGED, detail=detail, name=name) from error


def _opened(data: bytes, name: str) -> Image.Image:
    """The picture, of which only the head was read."""
    if HEIC.match(data):
        # Imported here: it loads a library. No thumbnails, and no bytes read in advance.
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise AppError(Problem.PICTURE_TOO_LARGE, detail=str(error), name=name) from error
    except Exception as error:
        problem = Problem.PICTURE_UNKNOWN
        if BEGINNINGS.match(data):  # it was meant to be a picture
            problem = Problem.PICTURE_DAMAGED
        raise AppError(problem, detail=type(error).__name__, name=name) from error
    if picture.width * picture.height > MOST_PIXELS:
        detail = f"{picture.width} × {picture.height} pixels"
        raise AppError(Problem.PICTURE_TOO_LARGE, detail=detail, name=name)
    return picture


def _orientation(picture: Image.Image) -> int:
    """1 to 8 as in EXIF; metadata that cannot be read says nothing."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _plain(picture: Image.Image) -> Image.Image:
    """As L, RGB, RGBA or CMYK, eight bits each, which can be shrunk well."""
    if picture.mode in ("L", "RGB", "RGBA", "CMYK") and not picture.has_transparency_data:
        return picture
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 257), "L")
    if picture.mode in ("I", "F"):
        return _stretched(picture.convert("F"))
    return picture.convert("RGB")


def _stretched(picture: Image.Image) -> Image.Image:
    """Numbers of any range as greys: 0 to 1 and 0 to 255 as they are meant, others fitted in."""
    low, high = picture.getextrema()
    assert isinstance(low, float) and isinstance(high, float)
    if low < 0 or high > 65535:
        scale, offset = 255 / ((high - low) or 1), -low * 255 / ((high - low) or 1)
    else:
        top = next((top for top in (1.0, 255.0, 65535.0) if high <= top), 1.0)  # 1 for "no number"
        scale, offset = 255 / top, 0.0
    return picture.point(lambda value: value * scale + offset).convert("L")


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """RGB or RGBA in the colours of screens; a profile that makes no sense is left out."""
    if isinstance(profile, bytes) and profile:
        with contextlib.suppress(Exception):
            alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
            plain = picture.convert("RGB") if alpha is not None else picture
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if turned is not None:
                if alpha is not None:
                    turned.putalpha(alpha)
                return turned
    return picture if picture.mode == "RGBA" else picture.convert("RGB")


def _on_paper(picture: Image.Image) -> Image.Image:
    """RGB. What shines through lies on white, as on a page; what is white itself on dark grey.

    So a model sees what the person sees, and neither sees white on white.
    """
    if picture.mode != "RGBA":
        return picture
    visible = picture.getchannel("A").point(lambda value: 255 * (value > 127))
    light = ImageStat.Stat(picture.convert("L"), visible)
    ground = SLATE if light.count[0] and light.mean[0] > 235 else PAPER
    page = Image.new("RGBA", picture.size, ground)
    return Image.alpha_composite(page, picture).convert("RGB")


def packed(picture: Image.Image, lossy: bool) -> tuple[str, bytes]:
    """PNG for what is small or drawn, JPEG for photos. picture: RGB.

    Only pixels go in: the encoders would take what they find in `info`.
    """
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    if not lossy or picture.width * picture.height <= SMALL:
        bare.save(out, "PNG")
        if out.tell() <= LARGEST_PNG:
            return "image/png", out.getvalue()
        out = io.BytesIO()
    bare.save(out, "JPEG", quality=92)
    return "image/jpeg", out.getvalue()
