"""Documents: the same parts in every form, whole and inert whatever names hold, the same bytes for the same answer."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.image.image import Image
from docx.oxml.ns import qn

from advisor import Recommendation, compare_platforms, load_scenario, recommend, render
from advisor.cli import main
from advisor.errors import MachineryError, ScenarioError, TemplateError
from advisor.report.blocks import Bullets, Heading, Table
from advisor.report.charts import (
    Chart,
    ChartKind,
    NumberForm,
    Series,
    chart_table,
    contribution_chart,
    cost_chart,
    load_chart,
    node_fill_chart,
    print_chart,
    vega_lite,
)
from advisor.report.documents import (
    PLAIN,
    Rendered,
    docx,
    load_template,
    read_earlier,
    render_document,
    since_then,
    typst_pdf,
)
from advisor.report.documents.adr import CHANGES, CONTEXT, OUTCOME
from advisor.report.documents.decision import HEADINGS, IN_CALLOUT, answer_fields
from advisor.report.documents.earlier import change_blocks_since
from advisor.report.documents.parts import MOST_ROWS, ChartPart, PictureRow, cut_table, cut_words
from advisor.report.documents.render import document_text
from advisor.sizing import Pool, PoolNode
from tests import handmade

HOSTILE = "=cmd|'/C calc'!A0 <script>alert(1)</script> \"q\" & #set page() $x$ *b* \\ \u200f😀 " + "x" * 48
SHOWN = HOSTILE.replace("\u200f", "\N{REPLACEMENT CHARACTER}")
FORMS = ("adr", "html", "docx", "xlsx")


@pytest.fixture(scope="module")
def answer() -> Recommendation:
    """A shop whose name tries to be markup, a formula and a command, with a load profile."""
    return recommend(
        load_scenario(
            {
                "name": HOSTILE[:120],
                "summary": "One\nand two",
                "as_of": "2026-11-24",
                "hosting": {"model": "cloud", "cloud": "aws", "region": "us-east-1"},
                "team": {"engineers": 6, "ops": 1},
                "autoscale": "replicas",
                "load": [0.2] * 18 + [1.0] * 6,
                "services": [
                    {
                        "name": f"web-{n}",
                        "replicas": {"min": 1, "typical": 2, "peak": 4},
                        "cpu": "500m",
                        "memory": "1Gi",
                    }
                    for n in range(3)
                ],
            }
        )
    )


@pytest.fixture(scope="module")
def documents(answer: Recommendation) -> dict[str, Rendered]:
    return {form: render_document(answer, form) for form in FORMS}


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_answer_gives_the_same_bytes(
    form: str, answer: Recommendation, documents: dict[str, Rendered]
) -> None:
    assert render_document(answer, form) == documents[form]


def test_a_page_has_no_script_and_fetches_nothing(documents: dict[str, Rendered]) -> None:
    text = documents["html"].content.decode()
    page = Page(text)
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "iframe", "object", "embed")]
    fetched = [attrs["src"] for tag, attrs in page.tags if attrs.get("src")]
    assert all(str(each).startswith("data:") for each in fetched)
    assert not re.search(r"@import|url\(\s*['\"]?http", text)
    assert SHOWN[:120] in "".join(page.texts)
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(set(ids)) == len(ids)


def test_days_and_single_words_of_a_page_stay_on_one_line(documents: dict[str, Rendered]) -> None:
    page = documents["html"].content.decode()
    assert re.search(r'<td class="short">\d{4}-\d\d-\d\d</td>', page)


def test_every_picture_of_a_page_has_a_title_and_a_description(documents: dict[str, Rendered]) -> None:
    page = Page(documents["html"].content.decode())
    tags = [tag for tag, _ in page.tags]
    assert tags.count("svg") == tags.count("desc") == tags.count("figure") >= 3
    assert tags.count("figcaption") == tags.count("figure")


def test_a_word_file_has_styles_captions_repeating_heads_and_alternative_texts(documents: dict[str, Rendered]) -> None:
    word = Document(io.BytesIO(documents["docx"].content))
    styles = {paragraph.style.name for paragraph in word.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet"} <= styles
    assert word.paragraphs[0].text == SHOWN[:120]
    captions = [each.text for each in word.paragraphs if each.style and each.style.name == "Caption"]
    assert [text.split(":")[0] for text in captions if text.startswith("Table")] == [
        f"Table {number}" for number in range(1, len(word.tables) + 1)
    ]
    assert all(table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in word.tables)
    pictures = word.element.body.findall(f".//{qn('wp:docPr')}")
    assert len(pictures) >= 3
    assert all(picture.get("descr") and picture.get("title") for picture in pictures)
    assert [section.orientation for section in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    fields = "".join(each.text or "" for each in word.element.body.iter(qn("w:instrText")))
    assert "TOC " in fields
    assert "SEQ Table" in fields


def test_the_sections_of_an_annex_are_numbered_and_word_asks_nothing(documents: dict[str, Rendered]) -> None:
    with zipfile.ZipFile(io.BytesIO(documents["docx"].content)) as file:
        written = file.read("word/document.xml").decode() + file.read("word/settings.xml").decode()
    assert "w:dirty" not in written and "updateFields" not in written  # Word asks whoever opens such a file
    numbered = [
        p.text for p in Document(io.BytesIO(documents["docx"].content)).paragraphs if re.match(r"A\d+ ", p.text)
    ]
    listed, headings = numbered[: len(numbered) // 2], numbered[len(numbered) // 2 :]
    assert listed == headings and headings[0] == "A1 In figures" and headings[-1].endswith("on a page of its own")


def test_zip_files_have_no_clock(documents: dict[str, Rendered]) -> None:
    for form in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(documents[form].content)) as file:
            assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2026-11-24T00:00:00Z" in file.read("docProps/core.xml")


def test_a_workbook_holds_texts_as_texts_and_the_ranking_as_formulas(
    answer: Recommendation, documents: dict[str, Rendered]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(documents["xlsx"].content))
    head = book["Answer"]["B1"]
    assert (head.value, head.data_type) == (SHOWN[:120], "s")
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [formula for formula in formulas if "cmd" in formula]
    assert all(sheet.freeze_panes for sheet in book)
    shown = openpyxl.load_workbook(io.BytesIO(documents["xlsx"].content), data_only=True)
    ranking = [(row[0].value, row[2].value) for row in shown["Ranking"].iter_rows(min_row=2)]
    assert ranking == [(entry.rank, entry.platform.id) for entry in answer.ranking]
    names = ["Answer", "Ranking", "Scores", "Sizing", "Bill", "Bills", "Ruled out", "Assumptions", "Sources"]
    assert book.sheetnames == names


def test_the_points_times_the_values_of_the_workbook_are_the_scores(
    answer: Recommendation, documents: dict[str, Rendered]
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(documents["xlsx"].content), data_only=True)["Scores"]
    count = len(answer.knowledge.criteria.criteria)
    points = [sheet.cell(1, 3 + place).value for place in range(count)]
    scores = {entry.platform.id: entry.score.total for entry in answer.ranking}
    for row in range(4, 4 + len(scores)):
        values = [sheet.cell(row, 3 + place).value for place in range(count)]
        worked_out = sum(p * v for p, v in zip(points, values, strict=True)) / sum(points)
        assert worked_out == pytest.approx(scores[sheet.cell(row, 2).value])
        assert sheet.cell(row, 3 + count).value == pytest.approx(worked_out)


def test_the_sum_of_the_bill_in_the_workbook_is_that_of_the_answer(
    answer: Recommendation, documents: dict[str, Rendered]
) -> None:
    assert answer.winner is not None
    sheet = openpyxl.load_workbook(io.BytesIO(documents["xlsx"].content), data_only=True)["Bill"]
    rows = {row[0].value: row[5].value for row in sheet.iter_rows(min_row=2)}
    bill = answer.winner.topology.bill
    assert (rows["low"], rows["base"], rows["high"]) == pytest.approx((bill.low, bill.base, bill.high))


def test_a_decision_record_has_the_sections_of_madr(documents: dict[str, Rendered]) -> None:
    text = documents["adr"].content.decode()
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert front.splitlines()[:2] == ['status: "proposed"', "date: 2026-11-24"]
    headings = re.findall(r"^#+ .*$", body, re.MULTILINE)
    assert headings[1:8] == [
        "## Context and Problem Statement",
        "## Decision Drivers",
        "## Considered Options",
        "## Decision Outcome",
        "### Consequences",
        "### Confirmation",
        "## Pros and Cons of the Options",
    ]
    assert "<script>" not in body
    assert len(body.split()) < 1000  # two pages hold about 500 words each


def test_every_text_of_typst_stands_in_quotes(answer: Recommendation) -> None:
    markup = typst_pdf.typst_markup(document_text(answer), PLAIN)
    strings = re.compile(r'"(?:[^"\\]|\\.)*"')
    assert "alert" in "".join(strings.findall(markup))
    code = strings.sub("", markup)
    assert "alert" not in code
    assert "web-1" not in code


def test_a_long_word_of_a_pdf_may_break_and_a_short_one_stays_whole() -> None:
    assert typst_pdf.text_of("x" * 35) == json.dumps("\u200b".join(("x" * 10,) * 3 + ("x" * 5,)), ensure_ascii=False)
    assert typst_pdf.text_of("Standard_D16als_v6") == '"Standard_D16als_v6"'


def test_money_beside_money_is_rounded_alike(answer: Recommendation) -> None:
    chart = cost_chart(answer)
    assert chart is not None
    figures = [cell for row in chart_table(chart).rows for cell in row[1:]]
    assert max(chart.totals) >= 100 and not any("." in str(figure) for figure in figures)


def test_a_pdf_without_typst_says_what_to_install(answer: Recommendation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(MachineryError, match=r"pip install 'container-platform-advisor\[pdf\]'"):
        render_document(answer, "pdf")


def test_without_a_font_the_word_file_leaves_pictures_out_and_says_so(
    answer: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docx, "has_fonts", lambda: False)
    word = Document(io.BytesIO(render_document(answer, "docx").content))
    assert [each.text for each in word.paragraphs].count(docx.NO_FONTS) == 1
    assert not word.element.body.findall(f".//{qn('wp:docPr')}")


def test_long_tables_are_cut_and_count_what_is_left_out() -> None:
    table = Table(("a",), tuple((str(number),) for number in range(3000)))
    part = cut_table(table, "many")
    assert len(part.table.rows) == MOST_ROWS
    assert cut_words(part).startswith("2,940 more rows")


def _charts(answer: Recommendation) -> list[Chart]:
    assert answer.winner is not None
    topology = answer.winner.topology
    charts = (
        contribution_chart(answer),
        cost_chart(answer),
        load_chart(topology),
        node_fill_chart(topology, answer.scenario, answer.knowledge),
    )
    return [chart for chart in charts if chart is not None]


def test_charts_are_well_formed_and_their_specifications_are_taken_by_altair(answer: Recommendation) -> None:
    import altair

    charts = _charts(answer)
    assert len(charts) >= 3
    for chart in charts:
        picture = ElementTree.fromstring(print_chart(chart))
        assert picture.findtext("{*}title") == chart.title
        assert picture.findtext("{*}desc") == chart.description
        drawn: Any = altair.Chart.from_dict(vega_lite(chart))
        assert drawn.to_dict()["title"] == chart.title
        assert len(chart_table(chart).rows) == len(chart.categories)


def test_the_contributions_of_a_platform_add_up_to_its_score(answer: Recommendation) -> None:
    chart = contribution_chart(answer)
    assert chart is not None and answer.winner is not None
    assert sum(value or 0.0 for value in chart.series[0].values) == pytest.approx(answer.winner.score.total)


def test_a_bar_ends_where_its_figure_says() -> None:
    # 760 wide, less the label (8.9 for "ab" and 14) and the figure (12.2 for "50%", twice that below, and 16)
    chart = Chart("x", ChartKind.GROUPED, "t", "d", "u", "c", ("a", "b"), (Series("s", (0.5, 0.25)),), NumberForm.SHARE)
    bars = ElementTree.fromstring(print_chart(chart)).findall("{*}rect")[1:]
    wide, narrow = (float(bar.get("width", 0)) for bar in bars)
    assert wide == pytest.approx(2 * narrow, abs=0.1)


TEMPLATE = (
    'firm: "Ampersand & Sons"\nlogo: logo.svg\naccent: "#7a1f1f"\nwords: {status: accepted, confidential: secret}\n'
)
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#7a1f1f"/></svg>'
)


def test_a_template_gives_name_logo_colour_and_words(answer: Recommendation, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    template = load_template(tmp_path)
    page = render_document(answer, "html", template).content.decode()
    assert 'alt="Ampersand &amp; Sons"' in page
    assert "--accent: #7a1f1f" in page
    assert "accepted, 2026-11-24, secret" in page
    word = Document(io.BytesIO(render_document(answer, "docx", template).content))
    assert "accepted" in word.sections[0].header.paragraphs[0].text
    assert 'status: "accepted"' in render_document(answer, "adr", template).content.decode()


def test_a_word_file_of_the_firm_gives_its_styles_and_header(answer: Recommendation, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("firm: House\n", encoding="utf-8")
    firm = Document()
    firm.sections[0].header.paragraphs[0].text = "The house"
    firm.add_paragraph("Words of the template that are left out")
    firm.styles["Heading 2"].font.name = "Georgia"
    firm.save(str(tmp_path / "template.docx"))
    word = Document(io.BytesIO(render_document(answer, "docx", load_template(tmp_path)).content))
    assert word.sections[0].header.paragraphs[0].text == "The house"
    assert word.styles["Heading 2"].font.name == "Georgia"
    assert word.paragraphs[0].text == SHOWN[:120]
    (tmp_path / "template.docx").write_bytes(b"no zip")
    with pytest.raises(TemplateError, match=r"template.docx: is no Word document; save it"):
        load_template(tmp_path)


def _png_head(width: int, height: int) -> bytes:
    """The start of a PNG that says it is so large; what it shows is missing."""
    head = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    chunks = (head, b"IDAT", b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join((len(c) - 4).to_bytes(4) + c + zlib.crc32(c).to_bytes(4) for c in chunks)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 500, "logo.png does not hold what its name says; save it again"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 3 * 2**20, "logo.png is larger than 2 MiB"),
        ("logo.png", _png_head(60_000, 60_000), "logo.png is 60,000 by 60,000 pixels large; make it smaller"),
        ("logo.png", _png_head(6_000, 1), "logo.png is more than 8 times as wide as high"),
        ("logo.jpg", _png_head(60, 20), "logo.jpg does not hold what its name says"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "logo.svg does not hold what its name says"),
    ],
)
def test_a_logo_that_cannot_be_drawn_is_refused(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(f"logo: {name}\n", encoding="utf-8")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TemplateError) as error:
        load_template(tmp_path)
    assert message in str(error.value)


def test_a_logo_that_says_it_is_huge_is_drawn_small(tmp_path: Path) -> None:
    huge = LOGO.replace('width="40" height="20">', 'width="90000" height="80000">', 1)
    (tmp_path / "template.yaml").write_text("logo: logo.svg\n", encoding="utf-8")
    (tmp_path / "logo.svg").write_text(huge, encoding="utf-8")
    logo = load_template(tmp_path).logo
    assert logo is not None
    assert Image.from_blob(logo.as_png).px_width <= 600  # at its own size it would take 29 GB


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("firm: x\nlogo: logo.png\n", "template.yaml:2:7: logo: logo.png is not there; put it beside template.yaml"),
        ("logo: ../logo.png\n", "lies outside the folder"),
        ("logo: logo.gif\n", "is no picture that can be used"),
        ('accent: "#ffee00"\n', "too light to be read on white: its contrast is 1.2 to 1"),
        ("colour: red\n", "template.yaml:1:1: colour: unknown field"),
    ],
)
def test_a_template_that_cannot_be_used_says_where_and_why(written: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(TemplateError) as error:
        load_template(tmp_path)
    assert message in str(error.value)


def test_the_command_writes_the_record_and_refuses_a_template_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("{name: shop, services: [{name: web, replicas: 1, cpu: 500m, memory: 1Gi}]}", encoding="utf-8")
    wrong = CliRunner().invoke(main, ["report", str(file), "--template", str(tmp_path / "none")])
    assert wrong.exit_code == 3
    assert "does not exist; name a folder that holds template.yaml" in wrong.stderr
    out = tmp_path / "decision.md"
    done = CliRunner().invoke(main, ["report", str(file), "--format", "adr", "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    assert out.read_text(encoding="utf-8").startswith("---\nstatus:")


def _small(name: str, **more: Any) -> dict[str, Any]:
    services = [{"name": "web", "replicas": 2, "cpu": "500m", "memory": "1Gi"}]
    return {"name": name, "as_of": "2026-11-24", "services": services, **more}


def _odd(answer: Recommendation, pools: Sequence[Pool]) -> Recommendation:
    """The same answer with other machines than the first platform has, as if they were sized so."""
    first, *others = answer.ranking
    sized = replace(first.topology, pools=tuple(pools), load_following=None)
    return replace(answer, ranking=(replace(first, topology=sized), *others))


def _machines(count: int, of: int = 1, name: str = "services", zones: tuple[str, ...] = ("a", "b")) -> Pool:
    """Entries of a plan, each of so many equal machines."""
    entries = range(count // of)
    nodes = tuple(PoolNode(name, zones[n % len(zones)], of, ((f"web-{n % 3}", 1 + n % 7),)) for n in entries)
    return replace(handmade.topology().pools[0], name=name, tenant=name, zones=zones, nodes=nodes)


@pytest.mark.parametrize(
    ("pools", "shown"),
    [
        ([_machines(3000, of=20)], "3,000 machines"),
        ([], "0 machines"),
        ([_machines(2, name=f"tenant {n}") for n in range(40)], "80 machines"),
        ([_machines(4, name=HOSTILE * 2, zones=(HOSTILE, "north\u202ehtuos\nline"))], "4 machines"),
    ],
    ids=["3,000 machines", "nothing", "40 tenants", "hostile names"],
)
def test_documents_of_what_nobody_expects_are_whole_and_inert(
    pools: list[Pool], shown: str, answer: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docx, "has_fonts", lambda: False)  # pictures of pixels are tried elsewhere, and take long
    odd = _odd(answer, pools)
    page = Page(render_document(odd, "html").content.decode())
    assert not [tag for tag, _ in page.tags if tag in ("script", "b", "img")]
    assert shown in " ".join(page.texts)
    assert shown in render_document(odd, "adr").beside[0][1].decode()
    word = Document(io.BytesIO(render_document(odd, "docx").content))
    texts = [each.text for each in word.paragraphs] + [cell.text for table in word.tables for cell in table._cells]
    assert not [text for text in texts if "\u202e" in text or "\n" in text]
    book = openpyxl.load_workbook(io.BytesIO(render_document(odd, "xlsx").content))
    assert book["Sizing"].max_row == 1 + sum(len(pool.nodes) for pool in pools)
    assert not [cell for row in book["Sizing"].iter_rows() for cell in row if cell.data_type == "f"]
    markup = typst_pdf.typst_markup(document_text(odd), PLAIN)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', markup)
    assert "calc" not in bare and "<script" not in bare


def test_platforms_stand_side_by_side_with_their_pictures(answer: Recommendation) -> None:
    knowledge = answer.knowledge
    pair = [knowledge.platforms[name] for name in ("nomad", "docker-compose-single-vm")]
    text = document_text(compare_platforms(load_scenario(_small("shop")), pair, knowledge))
    (row,) = (part for part in text.parts if isinstance(part, PictureRow))
    word = Document(io.BytesIO(docx.print_docx(replace(text, parts=(row,)), PLAIN)))
    assert [round(shape.width.mm) for shape in word.inline_shapes] == [docx.TEXT_MM] * 2  # else nobody could read them
    assert len([p for p in word.paragraphs if p.text.startswith("Figure ")]) == 2
    assert [picture.name for picture in row.pictures] == ["topology-nomad", "topology-docker-compose-single-vm"]
    assert "Side by side" in [part.text for part in text.parts if isinstance(part, Heading)]
    (contributions,) = (p.chart for p in text.parts if isinstance(p, ChartPart) and p.chart.name == "contributions")
    assert {series.name for series in contributions.series} == {platform.name for platform in pair}


def test_an_earlier_answer_says_whether_the_question_or_the_knowledge_changed(
    answer: Recommendation, tmp_path: Path
) -> None:
    knowledge = answer.knowledge
    now = recommend(load_scenario(_small("shop")), knowledge, how_sure=False)
    file = tmp_path / "earlier.json"
    text = render(now, "json").replace(f'"{knowledge.hash}"', '"0000"')
    file.write_text(text, encoding="utf-8")
    same = since_then(now, read_earlier(file), knowledge)
    assert same.same_requirement
    assert same.asked_then is None
    told = list(change_blocks_since(same))
    assert any(isinstance(b, Bullets) and "the knowledge base is another one" in b.items[-1].text for b in told)
    other = recommend(load_scenario(_small("shop", team={"ops": 2})), knowledge, how_sure=False)
    changed = since_then(other, read_earlier(file), knowledge)
    assert changed.asked_then is not None
    told = list(change_blocks_since(changed))
    reasons = next(block for block in told if isinstance(block, Bullets))
    assert [below.text for below in reasons.items[0].below] == ["team.ops: not answered -> 2"]


@pytest.mark.parametrize(
    ("written", "message"),
    [("[1, 2", "is no JSON"), ("{}", "holds no answer of the advisor"), (None, "cannot be read (no such file")],
)
def test_what_is_no_earlier_answer_is_refused(written: str | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "earlier.json"
    if written is not None:
        file.write_text(written, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_earlier(file)
    assert message in str(error.value)


def test_every_field_of_the_short_answer_has_its_place(answer: Recommendation) -> None:
    labels = {field.label for field in answer_fields(answer)}
    assert {*IN_CALLOUT, "Orchestrator?", "Why", "Gives up", "Rests on", "Would change", "Answer next"} <= labels
    assert labels <= {*IN_CALLOUT, *HEADINGS}
    assert {*CONTEXT, *OUTCOME, *CHANGES} <= {*IN_CALLOUT, *HEADINGS}


def test_nothing_that_fits_is_a_document_too(answer: Recommendation) -> None:
    huge = _small("huge", hosting={"model": "on_prem"}, must_have=["scale_to_zero", "vm_isolation", "burst_to_cloud"])
    none = recommend(load_scenario(huge), answer.knowledge)
    assert none.winner is None
    for form in FORMS:
        assert render_document(none, form).content
    assert "No platform fits what is asked" in render_document(none, "html").content.decode()
