"""A firm's own look: its name, logo, colour and words, from a folder with a `template.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from zipfile import BadZipFile

from pydantic import Field, ValidationError

from advisor.drawing.png import png_of
from advisor.drawing.themes import contrast
from advisor.errors import InputError, Problem, TemplateError
from advisor.reading import Document, read_file, validation_problems
from advisor.report.charts.svg import ACCENT
from advisor.values import COLOUR_PATTERN, NAME_PATTERN, Frozen

FILE = "template.yaml"
WORD_FILE = "template.docx"
LEAST_CONTRAST = 4.5
"""What WCAG 2.2 asks of text of ordinary size (level AA), here of the accent on white and of white on the accent."""
MOST_LOGO_BYTES = 2 * 1024 * 1024
LOGO_PIXELS = 600
MOST_PIXELS = 16_000_000
"""Of a logo: a small file may hold so many that drawing it takes all memory."""
MOST_TIMES_AS_WIDE = 8
"""As it is high: what is longer would leave the head of a page."""
MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_STARTS = {MEDIA[".png"]: b"\x89PNG\r\n\x1a\n", MEDIA[".jpg"]: b"\xff\xd8\xff"}
WHITE = "#ffffff"

Text = Annotated[str, Field(pattern=NAME_PATTERN, min_length=1, max_length=200)]


class Words(Frozen):
    """Words of a firm that stand in each of its documents."""

    status: Text = "proposed"
    footer: Text | None = None
    confidential: Text | None = None


class TemplateFile(Frozen):
    """template.yaml."""

    firm: Text | None = None
    logo: Text | None = None
    accent: Annotated[str, Field(pattern=COLOUR_PATTERN)] = ACCENT
    words: Words = Words()
    decision_makers: tuple[Text, ...] = ()
    consulted: tuple[Text, ...] = ()
    informed: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Logo:
    """A picture of the firm: its bytes, and what they are."""

    content: bytes
    media: str

    @property
    def as_png(self) -> bytes:
        """The picture in a form that every word processor shows."""
        if self.media == MEDIA[".svg"]:
            return png_of(self.content.decode("utf-8"), LOGO_PIXELS, LOGO_PIXELS)
        return self.content


@dataclass(frozen=True)
class Template:
    """How documents look and what they say of their makers."""

    about: TemplateFile = field(default_factory=TemplateFile)
    logo: Logo | None = None
    word_file: Path | None = None
    """A Word document of the firm, whose styles, header and footer are taken."""


PLAIN = Template()
"""Without a firm."""


def load_template(folder: Path) -> Template:
    """The template in a folder, checked.

    Raises TemplateError with every mistake: no `template.yaml`, an unknown key, a logo that is not there or is no
    picture, a colour that is too light to be read.

    >>> load_template(Path("no/such/folder"))
    Traceback (most recent call last):
    advisor.errors.TemplateError: no/such/folder: does not exist; name a folder that holds template.yaml
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise TemplateError([Problem(str(folder), 0, 0, (), what, f"name a folder that holds {FILE}")])
    try:
        document = read_file(folder / FILE)
    except InputError as error:
        raise TemplateError(error.problems) from error
    try:
        about = TemplateFile.model_validate(document.value)
    except ValidationError as error:
        guide = f"see docs/reports.md for what {FILE} may hold"
        raise TemplateError(validation_problems(document, error, TemplateFile, guide=guide)) from error
    problems = [] if contrast(about.accent, WHITE) >= LEAST_CONTRAST else [_too_light(about.accent, document)]
    logo = None
    if about.logo is not None:
        found = _logo(folder, about.logo, document)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            logo = found
    word_file = folder / WORD_FILE
    if word_file.exists() and not _is_word_file(word_file):
        problems.append(Problem(str(word_file), 0, 0, (), "is no Word document", "save it from Word as .docx"))
    if problems:
        raise TemplateError(problems)
    return Template(about, logo, word_file if word_file.exists() else None)


def _is_word_file(file: Path) -> bool:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        Document(str(file))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        return False
    return True


def _too_light(accent: str, document: Document) -> Problem:
    ratio = contrast(accent, WHITE)
    return document.problem(
        ("accent",),
        f"{accent} is too light to be read on white: its contrast is {ratio:.1f} to 1",
        f"take a darker one; {LEAST_CONTRAST:g} to 1 is needed",
    )


def _logo(folder: Path, name: str, document: Document) -> Logo | Problem:
    """The logo; or why it cannot be used."""
    file, at = folder / name, ("logo",)
    media = MEDIA.get(file.suffix.lower())
    if media is None:
        return document.problem(at, f"{name} is no picture that can be used", "name an .svg, .png or .jpg file")
    if folder.resolve() not in file.resolve().parents:
        return document.problem(at, f"{name} lies outside the folder", f"put it beside {FILE}")
    try:
        too_large = file.stat().st_size > MOST_LOGO_BYTES
        content = b"" if too_large else file.read_bytes()
    except OSError:
        return document.problem(at, f"{name} is not there", f"put it beside {FILE}, or leave `logo` out")
    if too_large:
        return document.problem(at, f"{name} is larger than 2 MiB", "make it smaller")
    size = _size_of(Logo(content, media))
    if size is None:
        what, remedy = f"{name} does not hold what its name says", "save it again as a picture of that kind"
        return document.problem(at, what, remedy)
    width, height = size
    if width * height > MOST_PIXELS:
        what = f"{name} is {width:,} by {height:,} pixels large"
        return document.problem(at, what, f"make it smaller; {LOGO_PIXELS} pixels are enough")
    if width > MOST_TIMES_AS_WIDE * height:
        what = f"{name} is more than {MOST_TIMES_AS_WIDE} times as wide as high"
        return document.problem(at, what, "take one that has room in the head of a page")
    return Logo(content, media)


def _size_of(logo: Logo) -> tuple[int, int] | None:
    """How many pixels the picture is wide and high, as a word processor sees it; None of what is no such picture."""
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
    from docx.image.image import Image

    if not logo.content.startswith(_STARTS.get(logo.media, b"")):
        return None
    try:
        picture = Image.from_blob(logo.as_png)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, LookupError, ValueError):
        return None
    width, height = picture.px_width, picture.px_height
    return (width, height) if width > 0 and height > 0 else None
