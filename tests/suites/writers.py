"""Writes the blocks of a document as text, HTML, Word, or PDF. LibreOffice and Chromium make what is not written by hand."""

import html
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

LABELS = {
    "newest": ("Profile Suite and Label", "Job Statement", ["Factor", "", "Level descriptor and example job information", "JE Level", "JE Score"]),
    "combined": ("Profile Label:", "Job Statement:", ["Factor", "Relevant Job Information", "JE Level", "Score"]),
    "oldest": ("Profile Label:", "Job Statement:", ["Factor", "Relevant Job Information", "JE Level"]),
}


def total_cells(one, form):
    cells = [f"JE Score {one.total}", f"Band {one.band}"]
    return (["JE Score/Band"] if form.layout == "oldest" else []) + cells


def statement_items(one, form):
    if form.statement == "numbers":
        return [f"{number}. {item}" for number, item in enumerate(one.statement, 1)]
    return [f"- {item}" for item in one.statement] if form.statement == "dashes" else list(one.statement)


def first_cells(row, form):
    """Returns the number and the name of a factor: in two cells in the newest layout, else in one."""
    if form.layout == "newest":
        return [row.number, row.name]
    return [f"{row.number} {row.name}".strip()]


def last_cells(row):
    return [row.level] + ([row.score] if row.score is not None else [])


def footer_text(form, page, pages, title):
    return {
        "none": "",
        "number": f"{page}",
        "of": f"Page {page} of {pages}",
        "slash": f"{page}/{pages}",
        "dashes": f"- {page} -",
        "title": f"{title}",
    }[form.footer]


# Text


def front_lines(kind, content, form):
    """Returns the lines of a table above the profiles."""
    if kind != "contents" and kind != "table":
        return [content]
    rows = content
    if kind == "contents" and form.heading_split:
        rows = split_heading(rows, form)
    style = form.contents
    if style in ("cell-line", "cell-paragraph"):
        return [cell for row in rows for cell in row]
    joint = {"tabs": "\t", "slashes": " / "}.get(style, " ")
    if style == "spaces":
        width = max(len(row[0]) for row in rows) + 4
        return ["".join([row[0].ljust(width)] + [cell.ljust(16) for cell in row[1:]]).rstrip() for row in rows]
    return [joint.join(row) for row in rows]


def split_heading(rows, form):
    """Breaks the heading over two lines, at the space inside the band's heading."""
    title, band, *page = rows[0]
    first, _, second = band.partition(" ")
    return [[title, first], [second] + page] + rows[1:]


def profile_lines(one, form, page, footer):
    """Returns the lines of a profile, with a page's end somewhere between its rows."""
    label, statement_label, head = LABELS[form.layout]
    items = statement_items(one, form)
    head = [cell for cell in head if cell or form.body in ("tabs", "marked", "label-line")]
    statement = " ".join(items)
    total = total_cells(one, form)
    body = form.body
    if body == "section":
        cells = [label if label.endswith(":") else label + ":", one.title, statement_label if statement_label.endswith(":") else statement_label + ":"]
        cells += [statement] + [cell for cell in head if cell]
        for row in one.rows:
            cells += [cell.replace("\n", " ") for cell in first_cells(row, form)] + [" ".join(row.words)] + last_cells(row)
        return [" ".join(cell for cell in [str(page)] + cells + total if cell)]
    broken = 7 if footer else -1  # the factor after which the page ends
    if body in ("names-first", "title-after"):
        names = [line for row in one.rows for line in " ".join(filter(None, [row.number, row.name])).split("\n")]
        rest = [line for row in one.rows for line in row.words + last_cells(row)]
        heads = [cell for cell in head[1:] if cell]
        if body == "names-first":
            return [label, one.title, statement_label] + items + head[:1] + names + heads + rest + total
        ends = total[1:] if form.layout == "oldest" else total
        return [label, statement_label, head[0]] + names + ["JE Score/Band", one.title] + items + heads + rest + ends
    if body == "cell-line":
        lines = [label, one.title, statement_label] + items + head
        for number, row in enumerate(one.rows):
            first = [line for cell in first_cells(row, form) for line in cell.split("\n") if line]
            lines += first + row.words[:1] + ([footer] if number == broken else []) + row.words[1:] + last_cells(row)
        return lines + total
    joint = " / " if body == "slashes" else "\t"
    if body == "label-line":
        label, statement_label = (text if text.endswith(":") else text + ":" for text in (label, statement_label))
        lines = [f"{label} {one.title} {statement_label} {statement}"]
    else:
        lines = [joint.join([label, one.title])]
        lines += [statement_label] + items if form.statement == "lines" and body != "slashes" else [joint.join([statement_label, statement])]
    lines.append(joint.join(head))
    for number, row in enumerate(one.rows):
        words = " ".join(f"<p>{text}</p>" if body == "marked" else text for text in row.words)
        cells = first_cells(row, form) + [words] + last_cells(row)
        lines.append(joint.join(cell for cell in cells if cell or joint == "\t").replace("\n", " "))
        if number == broken:
            lines += [footer, joint.join(head)]
    return lines + [joint.join(total)]


def as_text(case):
    form, front, pages = case.form, [], []
    count = sum(kind == "profile" for kind, _ in case.blocks) + 1
    given = ""
    for kind, content in case.blocks:
        if kind == "given":
            given = content.rstrip("\n") + "\n"
        elif kind == "profile":
            page = len(pages) + 2
            footer = footer_text(form, page, count, case.suite.title)
            lines = profile_lines(content, form, page, footer)
            pages.append("\n".join(lines + ([footer] if footer and form.body != "section" else [])))
        elif kind != "page":
            front.append("\n".join(front_lines(kind, content, form)))
    if form.contents == "one-line":
        text = " ".join(part.replace("\n", " ") for part in front)
        text = ("1 " if form.footer != "none" else "") + text
    elif form.contents in ("paragraph", "cell-paragraph"):
        text = "\n\n".join(line for part in front for line in part.split("\n"))
    else:
        text = "\n\n".join(front)
    return "\n\n".join(filter(None, [given + text] + pages)) + "\n"


# HTML

HIDING = {
    "display": '<span style="color:red; display: none">{}</span>',
    "visibility": '<span style="visibility:hidden">{}</span>',
    "class": '<span class="old">{}</span>',
    "id": '<span id="gone">{}</span>',
    "descendant": "<i>{}</i>",
    "attribute": '<span data-state="old">{}</span>',
    "del": "<del>{}</del>",
    "s": "<s>{}</s>",
    "strike": "<strike>{}</strike>",
    "line-through": '<span style="text-decoration: line-through">{}</span>',
    "hidden": "<span hidden>{}</span>",
    "opacity": '<span style="opacity:0">{}</span>',
}
STYLE = """
body { font-family: "Liberation Sans"; font-size: 10pt }
table { width: 100%; border-collapse: collapse } td, th { border: 1px solid; padding: 3px; text-align: left; vertical-align: top }
.new { break-before: page } p { margin: 0 0 4pt 0 }
@page { size: 21cm 29.7cm; margin: 2cm }
"""


def cell_html(text, tag="td", more=""):
    return f"<{tag}{more}>{text}</{tag}>"


def table_html(rows):
    lines = ["<table border=1>"]
    for number, row in enumerate(rows):
        lines.append("<tr>" + "".join(cell_html(html.escape(cell), "th" if number == 0 else "td") for cell in row) + "</tr>")
    return "\n".join(lines + ["</table>"])


def front_html(kind, content, form):
    if kind == "given":
        parts = [line for line in content.split("\n") if line.strip()]
        return "\n".join(f"<p>{html.escape(line)}</p>" for line in parts)
    if kind == "title":
        return f"<h1>{html.escape(content)}</h1>"
    if kind in ("contents", "table"):
        if form.contents == "tabs":
            return table_html(content)
        return "\n".join(f"<p>{html.escape(line)}</p>" for line in front_lines(kind, content, form))
    return f"<p>{html.escape(content)}</p>"


def profile_html(one, form, page):
    label, statement_label, head = LABELS[form.layout]
    if form.body == "section":
        return f"<p>{html.escape(profile_lines(one, form, page, '')[0])}</p>"
    items = statement_items(one, form)
    if form.layout == "newest":
        listed = "".join(f"<li>{html.escape(item)}</li>" for item in one.statement)
        parts = ['<table border=1 class="new">', f"<tr><th>{label}</th><td>{html.escape(one.title)}</td></tr>"]
        parts += [f"<tr><th>{statement_label}</th><td><ol>{listed}</ol></td></tr></table>"]
    else:
        parts = [f'<p class="new"><b>{label}</b> {html.escape(one.title)}</p>', f"<p><b>{statement_label}</b></p>"]
        parts += [f"<p>{html.escape(item)}</p>" for item in items]
    widths = ["5%", "20%", "50%", "12%", "13%"] if form.layout == "newest" else ["25%", "50%", "12%", "13%"]
    parts += ["<table border=1>"]
    if form.layout == "newest":
        head = head[:1] + head[2:]
        parts.append("<tr>" + cell_html(head[0], "th", " colspan=2") + "".join(cell_html(cell, "th") for cell in head[1:]) + "</tr>")
    else:
        parts.append("<tr>" + "".join(cell_html(cell, "th") for cell in head) + "</tr>")
    for number, row in enumerate(one.rows):
        words = [html.escape(text) for text in row.words]
        words = [f"<p><b>{words[0]}</b></p>" if form.bold else f"<p>{words[0]}</p>"] + [f"<p>{text}</p>" for text in words[1:]]
        cells = [html.escape(cell).replace("\n", "<br>") for cell in first_cells(row, form)] + ["".join(words)]
        for cell in last_cells(row):
            wrong = HIDING[form.hidden].format("4(c)") + " " if form.hidden and number % 3 == 0 else ""
            cells.append(wrong + html.escape(cell))
        parts.append("<tr>" + "".join(cell_html(cell, "td", f' width="{width}"') for cell, width in zip(cells, widths)) + "</tr>")
    total = [html.escape(cell) for cell in total_cells(one, form)]
    spare = len(widths) - (1 if form.layout == "oldest" else 0) - len(total)
    spans = [f" colspan={spare + 1}"] + [""] * (len(total) - 1)
    parts.append("<tr>" + "".join(cell_html(cell, "td", span) for cell, span in zip(total, spans)) + "</tr></table>")
    return "\n".join(parts)


def as_html(case):
    form = case.form
    style = STYLE
    if form.hidden:
        style += ".old, #gone { display: none !important } td i, p > i { display:none } [data-state=old] { display: none }\n"
    hidden = ""
    if form.hidden:
        hidden = "<p>" + HIDING[form.hidden].format("Every profile here has been archived and is generic.") + "</p>"
    parts = ["<!DOCTYPE html>", '<html lang="en-GB"><head><meta charset="utf-8">', f"<title>{html.escape(case.suite.title or 'National profiles')}</title>"]
    parts += [f"<style>{style}</style></head><body>", hidden]
    if form.contents == "one-line" and not form.beginning:
        front = [line for kind, content in case.blocks if kind not in ("profile", "page") for line in front_lines(kind, content, form)]
        parts.append(f"<p>{html.escape(' '.join(front))}</p>")
    else:
        parts += [front_html(kind, content, form) for kind, content in case.blocks if kind not in ("profile", "page")]
    printed = [content for kind, content in case.blocks if kind == "profile"]
    parts += [profile_html(one, form, page) for page, one in enumerate(printed, 2)]
    return "\n".join(parts + ["</body></html>"]) + "\n"


# Word, written by hand: only what a reader needs.

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>
<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
</Types>"""
RELATIONS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'


def run_xml(text, bold=False, way=""):
    properties = ("<w:b/>" if bold else "") + {"s": "<w:strike/>", "vanish": "<w:vanish/>"}.get(way, "")
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    tag = "w:delText" if way == "del" else "w:t"
    inner = "<w:br/>".join(f'<{tag} xml:space="preserve">{escape(part)}</{tag}>' for part in text.split("\n"))
    run = f"<w:r>{properties}{inner}</w:r>"
    return f'<w:del w:id="1" w:author="A" w:date="2024-01-01T00:00:00Z">{run}</w:del>' if way == "del" else run


def paragraph_xml(text, bold=False, number=0, new_page=False, before=""):
    properties = ("<w:pageBreakBefore/>" if new_page else "") + (f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>' if number else "")
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{properties}{before}{run_xml(text, bold) if text else ''}</w:p>"


def table_xml(rows, widths):
    """Writes a table whose cells are lists of paragraphs, or a pair of such a list and the columns that it spans."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    parts = [f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>']
    for row in rows:
        parts.append("<w:tr>")
        at = 0
        for cell in row:
            paragraphs, span = cell if isinstance(cell, tuple) else (cell, 1)
            merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            parts.append(f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[at:at + span])}" w:type="dxa"/>{merged}</w:tcPr>{"".join(paragraphs)}</w:tc>')
            at += span
        parts.append("</w:tr>")
    return "".join(parts + ["</w:tbl>"]) + "<w:p/>"


def profile_xml(one, form, number):
    """Writes a profile. `number` is the list that its factors are numbered by, where Word numbers them."""
    label, statement_label, head = LABELS[form.layout]
    p = paragraph_xml
    items = statement_items(one, form)
    if form.layout == "newest":
        parts = [p("", new_page=True)]
        parts.append(table_xml([[[p(label, True)], [p(one.title)]], [[p(statement_label, True)], [p(item) for item in items]]], [2600, 7000]))
        widths = [700, 2300, 4400, 1100, 1100]
        rows = [[([p(head[0], True)], 2)] + [[p(cell, True)] for cell in head[2:]]]
    else:
        parts = [p(f"{label} {one.title}", True, new_page=True), p(statement_label, True)] + [p(item) for item in items]
        widths = [2900, 4500, 1100, 1100][: len(head)]
        rows = [[[p(cell, True)] for cell in head]]
    for at, row in enumerate(one.rows):
        first = [[p(cell)] for cell in first_cells(row, form)]
        if form.numbering == "auto":
            first[0] = [p("" if form.layout == "newest" else row.name, number=number)]
        words = [p(text, form.bold and place == 0) for place, text in enumerate(row.words)]
        last = []
        for cell in last_cells(row):
            wrong = run_xml("4(c) ", way=form.hidden) if form.hidden and at % 3 == 0 else ""
            last.append([p(cell, before=wrong)])
        rows.append(first + [words] + last)
    total = total_cells(one, form)
    span = len(widths) - len(total) + 1
    rows.append([([p(total[0], True)], span)] + [[p(cell, True)] for cell in total[1:]])
    return "".join(parts) + table_xml(rows, widths)


def as_docx(case, path):
    form, parts, lists = case.form, [], 1
    if form.hidden:
        parts.append(f"<w:p>{run_xml('Every profile here has been archived and is generic.', way=form.hidden)}</w:p>")
    front = [block for block in case.blocks if block[0] not in ("profile", "page")]
    if form.contents == "one-line" and not form.beginning:
        parts.append(paragraph_xml(" ".join(line for kind, content in front for line in front_lines(kind, content, form))))
    else:
        for kind, content in front:
            if kind in ("contents", "table") and form.contents == "tabs":
                width = max(len(row) for row in content)
                rows = [[[paragraph_xml(cell)] for cell in row + [""] * (width - len(row))] for row in content]
                parts.append(table_xml(rows, [9600 // width] * width))
            else:
                lines = content.split("\n") if kind == "given" else front_lines(kind, content, form)
                parts += [paragraph_xml(line, kind == "title") for line in lines if line.strip()]
    for kind, content in case.blocks:
        if kind == "profile":
            parts.append(profile_xml(content, form, lists))
            lists += 1
    bars = '<w:headerReference w:type="default" r:id="h"/><w:footerReference w:type="default" r:id="f"/>' if form.header_footer else ""
    section = f'<w:sectPr>{bars}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="600" w:footer="600"/></w:sectPr>'
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    field = "".join(f'<w:r><w:t xml:space="preserve">{word}</w:t></w:r><w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>' for word, name in [("Page ", "PAGE"), (" of ", "NUMPAGES")])
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl>'
    numbering = "".join(f'<w:abstractNum w:abstractNumId="{at}">{level}</w:abstractNum>' for at in range(1, lists))
    numbering += "".join(f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>' for at in range(1, lists))
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(RELATION.format("d", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": RELATIONS.format("".join(RELATION.format(*row) for row in [("n", "numbering", "numbering.xml"), ("h", "header", "header1.xml"), ("f", "footer", "footer1.xml")])),
        "word/document.xml": f"{xml}<w:document {W}><w:body>{''.join(parts)}{section}</w:body></w:document>",
        "word/numbering.xml": f"{xml}<w:numbering {W}>{numbering}</w:numbering>",
        "word/header1.xml": f"{xml}<w:hdr {W}>{paragraph_xml(case.suite.title or 'National profiles')}</w:hdr>",
        "word/footer1.xml": f"{xml}<w:ftr {W}><w:p>{field}</w:p></w:ftr>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)


# What other programs make of these.


def convert(sources, form, reader=""):
    """Has LibreOffice convert files, each beside its source, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", f"-env:UserInstallation=file://{folder}/user", "--headless"]
        command += [f"--infilter={reader}"] if reader else []
        subprocess.run(command + ["--convert-to", form, "--outdir", folder, *map(str, sources)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for source in sources:
            shutil.move(f"{folder}/{source.stem}.{form}", source.with_suffix(f".{form}"))


def print_pdf(source, bars):
    target = source.with_suffix(".pdf")
    bars = [] if bars else ["--no-pdf-header-footer"]
    with tempfile.TemporaryDirectory() as folder:
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}", *bars, f"--print-to-pdf={target}", f"file://{source.resolve()}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
    return target


def missing_tools(form):
    """Returns the programs that a form needs and that are not installed."""
    tools = {"docx-libreoffice": ["soffice"], "pdf-libreoffice": ["soffice"], "pdf-chromium": ["chromium"]}.get(form.container, [])
    return [tool for tool in tools + (["pdftotext"] if form.extract else []) if not shutil.which(tool)]


def write(cases, folder):
    """Writes cases into a folder and returns the path of each. LibreOffice converts all of its documents in one run."""
    folder.mkdir(parents=True, exist_ok=True)
    paths, words, pages, copies = {}, [], [], []
    for case in cases:
        container, name = case.form.container, case.name
        if container == "text":
            path = folder / f"{name}.txt"
            path.write_text(as_text(case), encoding="utf-8")
        elif container in ("docx", "pdf-libreoffice"):
            path = folder / f"{name}.docx"
            as_docx(case, path)
            words += [path] if container == "pdf-libreoffice" else []
        else:
            path = folder / f"{name}.html"
            path.write_text(as_html(case), encoding="utf-8")
            pages += [path] if container == "docx-libreoffice" else []
        if container == "pdf-chromium":
            made = print_pdf(path, case.form.header_footer)
            os.remove(path)
            path = made
        if container in ("docx-libreoffice", "pdf-libreoffice"):
            path = path.with_suffix(".docx" if container == "docx-libreoffice" else ".pdf")
        if case.form.extract:
            copies.append((path, case.form.extract))
            path = path.with_suffix(".txt")
        paths[name] = path
    for sources, form, reader in [(words, "pdf", ""), (pages, "docx", "HTML (StarWriter)")]:
        if sources:
            convert(sources, form, reader)
            for source in sources:
                os.remove(source)
    for path, extract in copies:
        options = [] if extract == "plain" else [f"-{extract}"]
        subprocess.run(["pdftotext", *options, str(path), str(path.with_suffix(".txt"))], check=True)
        os.remove(path)
    return paths
