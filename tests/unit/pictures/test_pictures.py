# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures that people show come out upright, small, and without secrets."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from desktop.domain.conversation import ImagePart
from desktop.services.pictures import PictureStore
from desktop.services.pixels import LONGEST_SIDE
from tests.unit.pictures.drawing import drawn, packed

ASSETS = Path(__file__).parents[2] / "assets"

# How a 40 × 20 picture is stored for each EXIF orientation: the red corner comes out top left.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def opened(store: PictureStore, data: bytes) -> Image.Image:
    """The picture that was kept."""
    part = store.add(data)
    with Image.open(store.path(part)) as kept:
        kept.load()
        assert kept.size == (part.width, part.height)
        assert kept.mode == "RGB"
        assert kept.get_format_mimetype() == part.media_type
        return kept.copy()


def colour(picture: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    red, green, blue = picture.getpixel((x, y))  # type: ignore[misc]
    return int(red), int(green), int(blue)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_pictures_are_turned_upright(store: PictureStore, form: str, orientation: int) -> None:
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = drawn(size=(80, 40))
    data = packed(stored.transpose(turn) if turn is not None else stored, form, exif=exif)
    kept = opened(store, data)
    assert kept.size == (80, 40)
    red, _, blue = colour(kept, 4, 4)
    assert red > 200 > 60 > blue
    red, _, blue = colour(kept, 75, 35)
    assert blue > 200 > 60 > red


def test_large_photos_are_turned_and_shrunk(store: PictureStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = drawn(size=(6000, 4500)).transpose(Image.Transpose.ROTATE_90)
    kept = opened(store, packed(stored, "JPEG", exif=exif))
    assert kept.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert colour(kept, 100, 100)[0] > 200


def test_nothing_but_pixels_is_kept(store: PictureStore) -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret maker"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # where it was taken
    for form in ("JPEG", "PNG", "TIFF", "WEBP"):
        part = store.add(packed(drawn(), form, exif=exif, comment=b"secret words"))
        assert b"secret" not in store.path(part).read_bytes()
        with Image.open(store.path(part)) as kept:
            assert not kept.getexif()
            assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_usual_kind_is_read(store: PictureStore, form: str) -> None:
    red, _, blue = colour(opened(store, packed(drawn(), form)), 1, 1)
    assert red > 200 > 60 > blue


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "YCbCr", "LAB"])
def test_every_kind_of_pixel_becomes_rgb(store: PictureStore, mode: str) -> None:
    form = "JPEG" if mode in ("CMYK", "YCbCr") else "TIFF"
    if mode == "LAB":
        profile = ImageCms.createProfile("sRGB")
        picture = ImageCms.profileToProfile(
            drawn(), profile, ImageCms.createProfile("LAB"), outputMode="LAB"
        )
        assert picture is not None
    else:
        picture = drawn(mode)
    kept = opened(store, packed(picture, form))
    assert colour(kept, 1, 1) != colour(kept, 30, 15)
    if mode in ("RGBA", "CMYK", "YCbCr", "P"):
        assert colour(kept, 1, 1)[0] > 200 > 60 > colour(kept, 1, 1)[2]


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize(("value", "grey"), [(0, 0), (300, 1), (32768, 128), (65535, 255)])
def test_sixteen_bits_keep_their_greys(
    store: PictureStore, form: str, value: int, grey: int
) -> None:
    kept = colour(opened(store, packed(Image.new("I;16", (8, 8), value), form)), 3, 3)
    assert len({*kept}) == 1
    assert abs(kept[0] - grey) <= 1


@pytest.mark.parametrize(
    ("mode", "values", "greys"),
    [
        ("F", (0.0, 0.5, 1.0), (0, 127, 255)),
        ("F", (0.0, 128.0, 255.0), (0, 128, 255)),
        ("F", (-1000.0, 0.0, 1000.0), (0, 127, 255)),
        ("I", (0, 32768, 65535), (0, 127, 255)),
        ("I", (0, 500_000, 1_000_000), (0, 127, 255)),
        ("F", (7e9, 7e9, 7e9), (0, 0, 0)),
        ("F", (float("nan"), 1.0, 0.0), None),
    ],
)
def test_measurements_become_greys(
    store: PictureStore,
    mode: str,
    values: tuple[float, ...],
    greys: tuple[int, ...] | None,
) -> None:
    picture = Image.new(mode, (3, 1))
    for place, value in enumerate(values):
        picture.putpixel((place, 0), value)
    kept = opened(store, packed(picture, "TIFF"))
    if greys is not None:
        for place, grey in enumerate(greys):
            assert abs(colour(kept, place, 0)[0] - grey) <= 1


@pytest.mark.parametrize(
    ("ink", "ground"),
    [((0, 0, 0), (255, 255, 255)), ((200, 0, 0), (255, 255, 255)), ((255, 255, 255), (40, 40, 40))],
)
def test_what_shines_through_lies_on_what_it_can_be_seen_on(
    store: PictureStore, ink: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    clear.paste((*ink, 255), (5, 5, 10, 10))
    kept = opened(store, packed(clear, "PNG"))
    assert colour(kept, 7, 7) == ink
    assert colour(kept, 15, 15) == ground


def test_a_clear_colour_of_a_palette(store: PictureStore) -> None:
    picture = Image.new("P", (8, 8), 0)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putpixel((4, 4), 1)
    for form, clear in (("GIF", 0), ("PNG", 0), ("PNG", bytes([0, 255]))):
        kept = opened(store, packed(picture, form, transparency=clear))
        assert colour(kept, 0, 0) == (255, 255, 255)
        assert colour(kept, 4, 4) == (0, 0, 255)


def swapped_profile() -> bytes:
    """Of a screen whose red is blue and whose blue is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    head, tags = profile[:128], profile[128:]
    for old, new in ((b"rXYZ", b"?XYZ"), (b"bXYZ", b"rXYZ"), (b"?XYZ", b"bXYZ")):
        tags = tags.replace(old, new, 1)
    return head + tags


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_those_of_screens(store: PictureStore, mode: str) -> None:
    picture = Image.new(mode, (8, 8), (250, 10, 20))
    assert colour(opened(store, packed(picture, "PNG")), 1, 1) == (250, 10, 20)
    turned = opened(store, packed(picture, "PNG", icc_profile=swapped_profile()))
    red, _, blue = colour(turned, 1, 1)
    assert blue > 240 > 40 > red
    nonsense = opened(store, packed(picture, "PNG", icc_profile=b"nonsense" * 99))
    assert colour(nonsense, 1, 1) == (250, 10, 20)


def test_large_pictures_are_shrunk(store: PictureStore) -> None:
    part = store.add(packed(Image.effect_noise((2000, 1500), 90), "JPEG"), "large.jpg")
    assert (part.width, part.height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    assert part.media_type == "image/jpeg"
    assert part.name == "large.jpg"


def test_a_line_stays_a_line(store: PictureStore) -> None:
    part = store.add(packed(Image.new("1", (20_000, 1)), "PNG"))
    assert (part.width, part.height) == (LONGEST_SIDE, 1)


def test_drawings_are_kept_exactly_and_photos_small(store: PictureStore) -> None:
    drawing = store.add(packed(drawn(size=(1600, 1200)), "PNG"))
    assert drawing.media_type == "image/png"
    noise = [Image.effect_noise((1000, 900), 90) for _ in range(3)]
    photo = packed(Image.merge("RGB", noise), "PNG", compress_level=1)
    assert store.add(photo).media_type == "image/jpeg"
    small = packed(Image.effect_noise((100, 100), 90), "JPEG")
    assert store.add(small).media_type == "image/png"


def test_the_same_picture_is_kept_once(store: PictureStore, folder: Path) -> None:
    for form in ("PNG", "JPEG"):
        data = packed(drawn(size=(900, 900)), form)
        first, second = (store.add(data, name) for name in ("a", "b"))
        assert (first.sha256, first.name, second.name) == (second.sha256, "a", "b")
        assert store.path(first) == store.path(second)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def test_a_file_that_was_cut_is_written_anew(store: PictureStore) -> None:
    data = packed(drawn(), "PNG")
    path = store.path(store.add(data))
    whole = path.read_bytes()
    path.write_bytes(whole[:50])
    store.add(data)
    assert path.read_bytes() == whole


def test_what_nobody_shows_is_forgotten(store: PictureStore) -> None:
    part = store.add(packed(drawn(), "PNG"))
    unknown = ImagePart("ab" * 32, "image/png", 1, 1)
    store.forget([part, unknown])
    assert not store.path(part).exists()


def test_of_an_animation_the_first_frame(store: PictureStore) -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green")]
    for form in ("GIF", "WEBP", "PNG", "TIFF"):
        data = packed(frames[0], form, save_all=True, append_images=frames[1:])
        assert colour(opened(store, data), 5, 5)[0] > 240


def test_several_threads_may_come_at_once(store: PictureStore) -> None:
    data = [packed(drawn(size=(600 + number, 600)), "JPEG") for number in range(4)]
    parts: list[ImagePart] = []
    threads = [threading.Thread(target=lambda d=one: parts.append(store.add(d))) for one in data]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {part.width for part in parts} == {600, 601, 602, 603}


def test_a_photo_of_a_telephone_is_upright_and_without_its_place(store: PictureStore) -> None:
    part = store.add((ASSETS / "turned.heic").read_bytes(), "turned.heic")
    assert (part.width, part.height, part.media_type) == (64, 96, "image/png")
    kept = Image.open(store.path(part))
    assert not kept.getexif()
    red, white = kept.getpixel((32, 10)), kept.getpixel((4, 90))
    assert isinstance(red, tuple) and red[0] > 150 > red[2]
    assert isinstance(white, tuple) and min(white) > 200


def test_avif(store: PictureStore) -> None:
    part = store.add(packed(drawn(), "AVIF"), "photo.avif")
    assert (part.width, part.height) == (40, 20)


def test_of_a_film_the_first_frame(store: PictureStore) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    film = packed(frames[0], "GIF", save_all=True, append_images=frames[1:])
    kept = Image.open(store.path(store.add(film))).convert("RGB")
    assert kept.getpixel((4, 4)) == (255, 0, 0)


def test_what_a_killed_run_hid_is_deleted_at_the_next_start(tmp_path: Path) -> None:
    folder, data = tmp_path / "pictures", packed(drawn(), "PNG")
    hide = (
        "import os, sys; from pathlib import Path\n"
        "from desktop.services.pictures import PictureStore\n"
        "store = PictureStore(Path(sys.argv[1]))\n"
        "part = store.add(Path(sys.argv[2]).read_bytes(), private=True)\n"
        "print(store.path(part), flush=True); os.kill(os.getpid(), 9)"
    )
    (tmp_path / "picture.png").write_bytes(data)
    command = [sys.executable, "-c", hide, str(folder), str(tmp_path / "picture.png")]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    left = Path(told.stdout.strip())
    assert left.is_file()
    store = PictureStore(folder)
    kept = store.path(store.add(data, private=True))
    PictureStore(tmp_path / "others").sweep()
    assert left.is_file()
    store.sweep()
    assert not left.exists()
    assert kept.is_file()
    store.forget_private()
