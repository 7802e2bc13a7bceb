"""Makes published suites of national profiles as they are found, with an oracle that knows what is in them.

A *suite* is made first: titles, bands, levels whose points are right, words, and what a document says around its
profiles. A *form* says how a document prints it: its layout, notation, table of contents, and container (text, HTML, Word, PDF).
`make(form, seed)` returns a case: a document and what must come of its import. The same seed gives the same case.

`writers.py` turns the parts of a document into text or bytes, `damage.py` breaks them, `run.py` runs the program on them.
Words are made up; only names of factors, points and bands are the scheme's.
"""

import random
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

BEGINNINGS = Path(__file__).parent / "beginnings"

FACTORS = [
    ("Communication & Relationship Skills", [5, 12, 21, 32, 45, 60]),
    ("Knowledge, Training & Experience", [16, 36, 60, 88, 120, 156, 196, 240]),
    ("Analytical & Judgemental Skills", [6, 15, 27, 42, 60]),
    ("Planning & Organisational Skills", [6, 15, 27, 42, 60]),
    ("Physical Skills", [6, 15, 27, 42, 60]),
    ("Patient/Client Care", [4, 9, 15, 22, 30, 39, 49, 60]),
    ("Policy/Service Development", [5, 12, 21, 32, 45, 60]),
    ("Financial & Physical Resources", [5, 12, 21, 32, 45, 60]),
    ("Human Resources", [5, 12, 21, 32, 45, 60]),
    ("Information Resources", [4, 9, 16, 24, 34, 46, 60]),
    ("Research & Development", [5, 12, 21, 32, 45, 60]),
    ("Freedom to Act", [5, 12, 21, 32, 45, 60]),
    ("Physical Effort", [3, 7, 12, 18, 25]),
    ("Mental Effort", [3, 7, 12, 18, 25]),
    ("Emotional Effort", [5, 11, 18, 25]),
    ("Working Conditions", [3, 7, 12, 18, 25]),
]

# Other names of factors that documents print, by set. What a set does not name is printed as published.
OTHER_NAMES = {
    "published": {},
    "and": {number: name.replace("&", "and") for number, (name, _) in enumerate(FACTORS)},
    "handbook": {
        0: "Communications and relationships skills",
        1: "Knowledge, training and experience",
        2: "Analytical and judgement skills",
        3: "Planning and organisation skills",
        5: "Patient/client care",
        6: "Policy and service development",
        7: "Financial and physical resources",
    },
    "judgement": {2: "Analytical & Judgement Skills"},
    "responsibility": {
        5: "Responsibility for Patient/Client",
        6: "Responsibility for Policy/Service Development",
        7: "Responsibility for Financial & Physical Resources",
        8: "Responsibility for Human Resources",
        9: "Responsibility for Information Resources",
        10: "Responsibility for Research & Development",
    },
    "upper": {number: name.upper() for number, (name, _) in enumerate(FACTORS)},
}

BANDS = ["1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9"]
FROM = [86, 161, 216, 271, 326, 396, 466, 540, 585, 630, 675, 721]
TO = [160, 215, 270, 325, 395, 465, 539, 584, 629, 674, 720, 765]
RUNS = [(7, 8), (8, 9), (7, 9), (7, 10), (8, 10), (9, 10), (9, 11), (10, 11)]

# A level descriptor and an example for each factor; numbers, slashes and names of other factors stand in them as in print.
WORDS = [
    "Exchanges routine information/requires tact and persuasion|Explains delays to relatives, passes messages on to nurses",
    "Range of work procedures, some of them not routine|NVQ 3 or equivalent experience; 2 years in post",
    "Judgements about facts that need some analysis|Sorts out clashing bookings, decides who is seen first",
    "Plans straightforward activities, some ongoing|Plans the rota of 4 staff/arranges own visits",
    "Skills gained through practice; speed or accuracy|Advanced keyboard skills; drives a van",
    "Assists patients/clients incidentally|Shows patients the way, gives general advice",
    "Follows policies in own role|Comments on proposals, keeps to the policy for archived records",
    "Careful use of equipment/handles small sums|Petty cash of up to £20; orders generic supplies",
    "Shows own tasks to new starters|Day to day supervision of 1 or 2 assistants",
    "Responsible for data entry, records own work|Enters admissions, 24 hour census; withdrawn records are filed",
    "Completes surveys now and then|Takes part in audits and equipment trials",
    "Works to standard procedures, with somebody at hand|Plans own work within the routines of the team",
    "A mix of sitting, standing and walking|Lifts boxes of up to 5 kg for several short periods",
    "Frequent concentration, work pattern predictable|Checks figures, interrupted by callers",
    "Occasional distressing circumstances|Speaks with relatives who are upset",
    "Occasional unpleasant conditions|Dust, noise and verbal abuse, 1 or 2 times a week",
]
MORE_WORDS = ["", ", in different areas", "; reports to the manager", " and keeps a record of it", ", as agreed with colleagues"]
STATEMENTS = [
    "Provides a service to patients and staff of the department",
    "Keeps records in order, and up to date",
    "Supervises and trains less experienced staff",
    "Maintains equipment and orders supplies",
    "May take part in research and audit",
    "Answers enquiries in person, by telephone and e-mail",
]
ROLES = ["Clerk", "Nurse", "Porter", "Technician", "Midwife", "Dietitian", "Podiatrist", "Librarian", "Engineer", "Radiographer"]
GRADES = ["", " Entry Level", " Higher Level", " Specialist", " Advanced", " Team Leader", " Team Manager", " 2", " Principal", " 6(i)"]
FIELDS = ["", "", " (Community)", " (Mental Health, Community)", " and Deputy", "/Assistant Head of Service", " (Pharmacy or Primary Care)"]
AREAS = ["Ward Services", "Dietetics", "Estates and Maintenance", "Medical Records", "Imaging", "Podiatry & Orthotics"]


@dataclass
class Profile:
    """A profile: `levels` has, for each factor, a list of `(level, options)`."""

    title: str
    band: tuple  # first and last band of the run, as indexes of BANDS
    levels: list
    words: list  # descriptor and example of each factor
    statement: list
    mark: str = ""
    mark_on: str = "title"  # or "band"
    generic: bool = False
    archived: bool = False
    listed: bool = True  # in the table of contents
    traps: list = field(default_factory=list)  # sentences that seem to flag it and do not

    def scores(self):
        return [[points[level - 1] for level, _ in row] for row, (_, points) in zip(self.levels, FACTORS)]

    def total(self):
        return total_of(self.levels)


def total_of(levels):
    """Returns the lowest and the highest total of the levels of all factors."""
    rows = [[points[level - 1] for level, _ in row] for row, (_, points) in zip(levels, FACTORS)]
    return sum(min(row) for row in rows), sum(max(row) for row in rows)


def band_limits(band):
    return FROM[band[0]], TO[band[1]]


def band_name(band):
    """Returns the canonical form of a band run: `7`, `8a-c`, `8c-9`."""
    first, last = BANDS[band[0]], BANDS[band[1]]
    if first == last:
        return first
    return f"{first}-{last.removeprefix('8') if last != '9' else last}"


def parse_band(text):
    """Returns the band run that canonical text names."""
    first, _, last = text.partition("-")
    last = last or first
    return BANDS.index(first), BANDS.index(last if last in BANDS else "8" + last)


def write_band(band, form):
    """Writes a band run in one of the forms that documents print."""
    names = BANDS[band[0] : band[1] + 1]
    first, last = names[0], names[-1]
    if len(names) == 1:
        return first.upper() if form in ("upper", "spaced", "half", "slash-upper") else first
    short = [name.removeprefix("8") for name in names[1:]]
    nine = last == "9"
    return {
        "short": f"{first}-{last if nine else last[1]}",
        "upper": f"{first}-{last if nine else last[1]}".upper(),
        "spaced": f"{first} – {last}".upper(),
        "half": f"{first} - {short[-1]}".upper(),
        "all": "-".join([first] + short),
        "mixed": f"{first} – {'-'.join(([] if len(names) == 2 else names[1:-1]) + [last])}",
        "together": first + "".join(short) if not nine else f"{first}-9",
        "slash": "/".join([first] + short),
        "slash-upper": "/".join(names).upper(),
        "ampersand": f"{first} & {last}" if len(names) == 2 else f"{first}-{short[-1]}",
    }[form]


def notate(row, form):
    """Writes the levels of a factor in one of the notations that documents print."""

    def one(level, options):
        if form == "short":
            return f"{level}{options}"
        if form == "commas":
            return f"{level}" + ",".join(f"({letter})" for letter in options)
        spaced = form == "spaces" and len(options) > 1
        return f"{level}" + (" " if spaced else "").join(f"({letter})" for letter in options)

    dash = {"dash": "–", "spaces": " – ", "loose": "– ", "slash": "/"}.get(form, "-")
    text = one(*row[0])
    for (before, _), (level, options) in zip(row, row[1:]):
        text += (dash if level == before + 1 else ", ") + one(level, options)
    return text


def make_levels(rng, band, below=False, single=False):
    """Makes levels whose total lies in a band run, or begins below it."""
    low, high = band_limits(band)

    def cost(levels):
        least, most = total_of(levels)
        if below:
            return max(0, least - low + 1) + max(0, low - 28 - least) + max(0, low - most) + max(0, most - high)
        return max(0, low - least) + max(0, most - high)

    def some_levels(number):
        top = len(FACTORS[number][1])
        level = rng.randint(1, top)
        levels = [level]
        kind = 0 if single else rng.choice([0, 0, 0, 0, 1, 1, 2, 3])
        if kind and level < top:
            levels = [level, level + 1]
        if kind == 2 and level + 2 <= top:
            levels = [level, level + 1, level + 2]
        if kind == 3 and level + 2 <= top:
            levels = [level, level + 2]
        options = ["", "", "a", "b", "c", "bc", "ad", "abc"]
        return [(each, rng.choice(options)) for each in levels]

    while True:
        levels = [some_levels(number) for number in range(16)]
        for _ in range(3000):
            if cost(levels) == 0:
                return levels
            number = rng.randrange(16)
            changed = levels[:number] + [some_levels(number)] + levels[number + 1 :]
            if cost(changed) <= cost(levels):
                levels = changed


def make_profile(rng, title, band, below=False):
    words = []
    for text in WORDS:
        descriptor, example = text.split("|")
        words.append((descriptor + rng.choice(MORE_WORDS), example + rng.choice(MORE_WORDS)))
    statement = rng.sample(STATEMENTS, rng.randint(1, 4))
    return Profile(title, band, make_levels(rng, band, below), words, statement)


def make_titles(rng, count):
    titles = {}
    while len(titles) < count:
        title = rng.choice(ROLES) + rng.choice(GRADES) + rng.choice(FIELDS)
        titles.setdefault(title.casefold(), title)
    return list(titles.values())


@dataclass
class Suite:
    """A published suite: its profiles and what stands around them, as blocks for `writers.py`."""

    title: str
    profiles: list
    above: list = field(default_factory=list)  # blocks above the contents
    below: list = field(default_factory=list)  # blocks between the contents and the profiles
    history: list = field(default_factory=list)  # rows of action, date, notes
    strangers: list = field(default_factory=list)  # rows of the contents that are no profiles: words and page
    lost: list = field(default_factory=list)  # titles in the contents whose profile is missing
    mentions: list = field(default_factory=list)  # what the messages must name


@dataclass
class Form:
    """How a document prints a suite. Each field is one choice; `writers.py` describes what it does."""

    container: str = "text"
    contents: str = "tabs"  # line paragraph one-line cell-line cell-paragraph spaces slashes none
    headings: tuple = ("Profile Title", "Band", "Page")
    heading_split: bool = False
    pages: str = "single"  # range mixed none
    band_column: bool = True
    layout: str = "newest"  # combined oldest
    body: str = "tabs"  # marked cell-line names-first title-after section slashes label-line
    numbering: str = "dot"  # plain bracket none auto
    names: str = "published"
    name_lines: int = 1
    levels: str = "brackets"
    band: str = "short"
    footer: str = "none"  # number of slash dashes title
    statement: str = "numbers"  # dashes lines
    hidden: str = ""  # a way of hiding text, whose hidden text is wrong
    bold: bool = False
    header_footer: bool = False
    extract: str = ""  # options of pdftotext; "plain" for none
    flags: tuple = ()
    count: tuple = (2, 5)
    beginning: str = ""
    bodies: bool = False  # a beginning's archived profiles are in the document as well
    lenient: bool = False  # columns are lost: refusing is right where one message says so


def texts(**more):
    return Form(**more)


AFC = ("Profile Title", "AfC Banding", "Page")
CONTENTS = ["tabs", "line", "paragraph", "one-line", "cell-line", "cell-paragraph", "spaces", "slashes"]
BODIES = ["tabs", "marked", "cell-line", "names-first", "title-after", "section", "slashes", "label-line"]
HIDDEN = ["display", "visibility", "class", "id", "descendant", "attribute", "del", "s", "strike", "line-through", "hidden", "opacity"]
FLAGS = [
    "generic-title", "generic-band", "archived-mark", "withdrawn-mark", "archived-table", "archived-body", "archived-line",
    "not-generic", "not-archived", "replaces", "reinstated", "history", "editions", "prose", "new", "generic-note",
    "below-unmarked", "twice-same", "twice-other-band", "former", "label-changes", "strangers", "lost", "digits", "band-mismatch",
]


def make_forms():
    """Returns the named forms. Each differs from the plainest document in what its name says."""
    forms = {"text-plain": texts()}
    for contents in CONTENTS[1:]:
        forms[f"contents-{contents}"] = texts(contents=contents, headings=AFC)
    for pages in ["range", "mixed", "none"]:
        forms[f"contents-pages-{pages}"] = texts(contents="line", pages=pages, headings=AFC)
        forms[f"contents-pages-{pages}-one-line"] = texts(contents="one-line", pages=pages, headings=AFC)
    forms["contents-no-bands"] = texts(contents="line", band_column=False, headings=("Profile Title", "", "Page"))
    forms["contents-none"] = texts(contents="none")
    headings = [AFC, ("Profile Title", "AfC banding", "Page"), ("Profile Title", "AfC Banding", "Page number"), ("Profile Label", "Band", "Page")]
    for number, heading in enumerate(headings):
        for contents in ["tabs", "line", "cell-line"]:
            forms[f"headings-{number}-{contents}"] = texts(contents=contents, headings=heading)
    for contents in ["tabs", "line", "paragraph", "cell-line"]:
        forms[f"headings-split-{contents}"] = texts(contents=contents, headings=AFC, heading_split=True)
    for layout in ["newest", "combined", "oldest"]:
        for body in BODIES:
            numbers = "of" if layout == "oldest" else "number"
            footer = numbers if body not in ("marked",) else "none"
            forms[f"body-{layout}-{body}"] = texts(layout=layout, body=body, footer=footer)
    for names in list(OTHER_NAMES)[1:]:
        forms[f"names-{names}"] = texts(layout="combined", names=names)
    forms["names-two-lines"] = texts(body="cell-line", name_lines=2)
    forms["names-two-lines-first"] = texts(body="names-first", name_lines=2)
    for notation in ["short", "commas", "dash", "spaces", "loose", "slash"]:
        forms[f"levels-{notation}"] = texts(levels=notation)
    for band in ["upper", "spaced", "half", "all", "mixed", "together", "slash", "slash-upper", "ampersand"]:
        forms[f"bands-{band}"] = texts(band=band, contents="line", headings=AFC)
        forms[f"bands-{band}-one-line"] = texts(band=band, contents="one-line", headings=AFC)
    for footer in ["number", "of", "slash", "dashes", "title"]:
        forms[f"footer-{footer}"] = texts(footer=footer)
        forms[f"footer-{footer}-lines"] = texts(footer=footer, body="cell-line")
    for numbering in ["plain", "bracket", "none"]:
        forms[f"numbering-{numbering}"] = texts(numbering=numbering)
    for statement in ["dashes", "lines"]:
        forms[f"statement-{statement}"] = texts(statement=statement)
    for flag in FLAGS:
        for contents in ["tabs", "line", "one-line"]:
            forms[f"flags-{flag}-{contents}"] = texts(flags=(flag,), contents=contents, headings=AFC, count=(3, 6))
    forms |= {
        "html-plain": Form("html"),
        "html-combined": Form("html", layout="combined", headings=AFC),
        "html-oldest": Form("html", layout="oldest", headings=AFC),
        "html-bold": Form("html", bold=True),
        "html-lines": Form("html", contents="line", headings=AFC),
        "html-one-line": Form("html", contents="one-line", headings=AFC),
        "html-section": Form("html", contents="one-line", body="section", headings=AFC),
        "docx-plain": Form("docx"),
        "docx-numbered": Form("docx", numbering="auto"),
        "docx-oldest": Form("docx", layout="oldest", headings=AFC),
        "docx-headers": Form("docx", header_footer=True, layout="combined"),
        "docx-lines": Form("docx", contents="line", headings=AFC),
        "docx-one-line": Form("docx", contents="one-line", headings=AFC),
    }
    for way in HIDDEN:
        forms[f"html-hidden-{way}"] = Form("html", hidden=way)
    for way in ["del", "s", "vanish"]:
        forms[f"docx-hidden-{way}"] = Form("docx", hidden=way)
    for layout in ["newest", "combined", "oldest"]:
        for tool in ["libreoffice", "chromium"]:
            for bars in [False, True]:
                name = f"{tool}-{layout}" + ("-headers" if bars else "")
                pdf = Form(f"pdf-{tool}", layout=layout, header_footer=bars, headings=AFC if layout != "newest" else ("Profile Title", "Band", "Page"))
                forms[f"pdf-{name}"] = pdf
                for extract in ["plain", "layout", "raw"]:
                    forms[f"copied-{name}-{extract}"] = replace(pdf, extract=extract, lenient=True)
        forms[f"docx-libreoffice-{layout}"] = Form("docx-libreoffice", layout=layout, headings=AFC)
    forms["pdf-libreoffice-numbered"] = Form("pdf-libreoffice", numbering="auto")
    for path in sorted(BEGINNINGS.glob("*.txt")):
        for body in ["tabs", "cell-line", "section"]:
            forms[f"real-{path.stem}-{body}"] = texts(beginning=path.stem, body=body, layout="combined")
        forms[f"real-{path.stem}-oldest"] = texts(beginning=path.stem, layout="oldest", body="tabs")
        forms[f"real-{path.stem}-bodies"] = texts(beginning=path.stem, layout="combined", bodies=True)
        forms[f"real-{path.stem}-html"] = Form("html", beginning=path.stem, layout="combined")
        forms[f"real-{path.stem}-docx"] = Form("docx", beginning=path.stem, layout="combined", bodies=True)
        for tool in ["libreoffice", "chromium"]:
            forms[f"real-{path.stem}-pdf-{tool}"] = Form(f"pdf-{tool}", beginning=path.stem, layout="combined", header_footer=True)
    for container in ["text", "html", "docx", "pdf-libreoffice", "pdf-chromium"]:
        forms[f"mixed-{container}"] = Form(container, beginning="", count=(2, 7), flags=("mixed",))
    return forms


FORMS = make_forms()


def mixed(rng, form):
    """Draws every choice of a form at random, within what can be decided from the document."""
    text = form.container == "text"
    layout = rng.choice(["newest", "combined", "oldest"])
    body = rng.choice(BODIES) if text else "tabs"
    footer = rng.choice(["none", "of", "title"] if layout == "oldest" else ["none", "number", "of", "slash", "dashes", "title"])
    flags = [flag for flag in FLAGS if flag not in ("twice-same", "lost", "band-mismatch", "below-unmarked")]
    return replace(
        form,
        contents=rng.choice(CONTENTS if text else ["tabs", "line", "one-line"]),
        headings=rng.choice([AFC, ("Profile Title", "Band", "Page"), ("Profile Title", "AfC banding", "Page number")]),
        heading_split=rng.random() < 0.2,
        pages=rng.choice(["single", "single", "range", "mixed"]),
        layout=layout,
        body=body,
        names=rng.choice(list(OTHER_NAMES)),
        levels=rng.choice(["brackets", "short", "commas", "dash", "loose"]),
        band=rng.choice(["short", "upper", "spaced", "half", "all", "together", "slash"]),
        footer=footer if body != "marked" else "none",
        statement=rng.choice(["numbers", "numbers", "lines"]),
        bold=rng.random() < 0.3,
        header_footer=rng.random() < 0.5,
        flags=tuple(rng.sample(flags, rng.randint(0, 4))),
    )


NOTES = {
    "generic-title": "generic profile provisions apply – see note below.",
    "generic-band": "generic profile",
    "archived-mark": "Archived July 2025",
    "withdrawn-mark": "This profile was withdrawn in March 2010",
    "not-generic": "This is not a generic profile",
    "not-archived": "Reviewed in May 2024 and not archived",
    "replaces": "New profile, September 2024; replaces the archived profile of 2005",
    "reinstated": "Withdrawn March 2010, reinstated May 2024",
    "new": "New in October 2006",
}
MARKS = ["*", "**", "***", "†", "‡"]
GENERIC_NOTE = [
    ("line", "GENERIC PROFILES"),
    ("line", "The note on generic profiles in the handbook says what holds where the least score lies below the grade boundary: (See para 5.2 Section 9)"),
    ("line", "The band for jobs of this generic profile is band e.g. 4. Its least total lies below the band 4 grade boundary, as one profile covers jobs of "
     "equal but not the same demand. No job is expected at the least of every range."),
]


def plant(rng, suite, flag):
    """Plants what a document says about its profiles: flags, and what only looks like one."""
    free = [profile for profile in suite.profiles if not profile.mark and not profile.traps and profile.listed]
    if not free:
        return
    chosen = rng.choice(free)
    others = [profile for profile in suite.profiles if profile is not chosen]
    month = rng.choice(["March 2003", "April 2005", "July 2020"])
    retired = rng.choice(["Records Assistant", "Works Officer Section Manager", "Stoker (Gas or Electrical)"])
    if flag in NOTES:
        chosen.mark = next(mark for mark in MARKS if all(mark != profile.mark for profile in suite.profiles))
        chosen.mark_on = "band" if flag == "generic-band" else "title"
        suite.below.append(("line", f"{chosen.mark} {NOTES[flag]}"))
        chosen.archived = flag in ("archived-mark", "withdrawn-mark")
        if flag.startswith("generic"):
            chosen.generic = True
            if chosen.band != (0, 0):
                chosen.levels = make_levels(rng, chosen.band, below=True)
        elif flag not in ("archived-mark", "withdrawn-mark", "new"):
            chosen.traps.append(NOTES[flag])
    elif flag == "archived-table":
        suite.below.append(("line", "Please note: The following profile has been archived; jobs that were matched to it stay so."))
        suite.below.append(("table", [["Profile Title", "AfC Banding", "Date of Publication"], [retired, "4", month], [retired + " Higher Level", "5", month]]))
    elif flag == "archived-body":
        chosen.listed, chosen.archived = False, True
        heading = rng.choice(["Note: Following the review, the following profiles have been withdrawn.", "The following profiles have been archived:"])
        suite.below.append(("line", heading))
        rows = [[chosen.title, band_name(chosen.band), month], [retired, "4", month]]
        suite.below.append(("table", [["Profile Title", "AfC Banding", "Date of Publication"]] + rows))
    elif flag == "archived-line":
        chosen.listed, chosen.archived = False, True
        suite.below.append(("line", "Archived profiles"))
        suite.below.append(("line", f"{chosen.title} {band_name(chosen.band)} {month}"))
    elif flag == "history":
        suite.history.append([f"{chosen.title} archived", "May 2024", f"Replaced by {others[0].title}" if others else "Replaced"])
        chosen.traps.append(f"{chosen.title} archived")
    elif flag == "editions":
        suite.below.append(("line", f"The following editions of {chosen.title} have been withdrawn:"))
        suite.below.append(("table", [["Profile Title", "AfC Banding", "Date of Publication"], [chosen.title, band_name(chosen.band), "March 2003"]]))
        chosen.traps.append("have been withdrawn")
    elif flag == "prose":
        suite.above.append(("line", f"Jobs matched to archived profiles stay as they are. {chosen.title} takes the place of several generic profiles."))
        chosen.traps.append("archived profiles")
    elif flag == "generic-note":
        suite.below.extend(GENERIC_NOTE)
    elif flag == "below-unmarked":
        if chosen.band == (0, 0):
            chosen.band = (3, 3)
        chosen.levels = make_levels(rng, chosen.band, below=True)
        chosen.refuse = "its lowest total lies below its band, and nothing marks it as generic"
        suite.below.extend(GENERIC_NOTE)
    elif flag in ("twice-same", "twice-other-band"):
        band = chosen.band if flag == "twice-same" else rng.choice([band for band in [(3, 3), (5, 5), (7, 8)] if band != chosen.band])
        other = make_profile(rng, chosen.title, band)
        suite.profiles.insert(rng.randrange(len(suite.profiles) + 1), other)
        if flag == "twice-same":
            chosen.refuse = other.refuse = "two profiles have this title and band"
        chosen.traps.append("")
        other.traps.append("")
    elif flag == "former":
        rows = [["Band", "Former profile label", "New profile label", "Comment", "Publication Date of former profile"]]
        rows += [[band_name(profile.band), f"{profile.title} Grade B", profile.title, "Relabelled", "March 2003"] for profile in suite.profiles[:2]]
        suite.below.append(("line", "REVIEWED PROFILES WITH PREVIOUS LABELS AND PUBLICATION DATE"))
        suite.below.append(("table", rows))
    elif flag == "label-changes":
        band = band_name(chosen.band)
        suite.below.append(("line", "Profile label changes:"))
        suite.below.append(("line", f"{chosen.title} Grade B (band {band}) changed to {chosen.title} (band {band})"))
    elif flag == "strangers":
        suite.strangers += [("Explanatory Notes", "2"), ("Reviewed Profiles With Previous Labels And Publication Date", "2")]
    elif flag == "lost":
        suite.lost.append("Orthotist (Children)")
        suite.mentions.append("Orthotist (Children)")
    elif flag == "digits" and all(profile.title != "Technician 2" for profile in suite.profiles):
        chosen.title = "Technician 2"
        chosen.band = (0, 0)
        chosen.levels = make_levels(rng, chosen.band)
    elif flag == "band-mismatch":
        chosen.contents_band = (chosen.band[0] + 1,) * 2 if chosen.band[0] < 11 else (5, 5)
        chosen.refuse = "the contents give another band"


def make_suite(rng, form):
    """Makes a suite with what the form asks for."""
    titles = make_titles(rng, rng.randint(*form.count))
    profiles = []
    for title in titles:
        start = rng.randrange(12)
        band = rng.choice(RUNS) if rng.random() < 0.3 or form.band not in ("short",) else (start, start)
        profiles.append(make_profile(rng, title, band))
    profiles.sort(key=lambda profile: profile.band)
    suite = Suite(f"National Profiles for {rng.choice(AREAS)}", profiles)
    suite.history = [["Rebranding", "Nov 2023", "Transferred to the new template."]] if form.layout == "newest" else []
    for flag in form.flags:
        plant(rng, suite, flag)
    return suite


def complete_beginning(rng, form):
    """Makes the profiles that a real beginning lists."""
    rows = [line.split("\t") for line in (BEGINNINGS / "profiles.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    document = max((row[0] for row in rows if form.beginning.startswith(row[0])), key=len)
    suite = Suite("", [])
    for name, title, band, flag in rows:
        if name != document or (flag == "archived" and not form.bodies):
            continue
        band = parse_band(band)
        profile = make_profile(rng, title, band, below=flag == "generic" and rng.random() < 0.7)
        profile.generic, profile.archived = flag == "generic", flag == "archived"
        suite.profiles.append(profile)
    return suite


@dataclass
class Row:
    """A factor's row as printed. `score` is None where the layout prints none."""

    number: str
    name: str
    words: list
    level: str
    score: str | None


@dataclass
class Printed:
    """A profile as printed."""

    title: str
    statement: list
    rows: list
    total: str
    band: str
    damage: str = ""


def print_profile(profile, form):
    rows = []
    names = OTHER_NAMES[form.names] if form.layout != "oldest" or form.names != "published" else OTHER_NAMES["responsibility"]
    for number, (levels, scores, words) in enumerate(zip(profile.levels, profile.scores(), profile.words)):
        name = names.get(number, FACTORS[number][0])
        if form.name_lines > 1 and " " in name:
            middle = min((at for at, letter in enumerate(name) if letter == " "), key=lambda at: abs(at - len(name) / 2))
            name = name[:middle] + "\n" + name[middle + 1 :]
        score = None if form.layout == "oldest" else "-".join(str(score) for score in scores)
        printed_number = {"dot": f"{number + 1}.", "plain": f"{number + 1}", "bracket": f"{number + 1})", "none": "", "auto": ""}[form.numbering]
        rows.append(Row(printed_number, name, list(words), notate(levels, form.levels), score))
    least, most = profile.total()
    total = f"{least}" if least == most else f"{least}-{most}"
    return Printed(profile.title, list(profile.statement), rows, total, write_band(profile.band, form.band))


def print_contents(rng, suite, form):
    """Returns the rows of the table of contents, its heading first."""
    heading = [cell for cell in form.headings if cell]
    if form.pages == "none":
        heading = heading[:-1]
    rows, page = [heading], 2
    entries = [(profile, None) for profile in suite.profiles if profile.listed]
    for words, at in suite.strangers:
        rows.append([words] + ([] if form.pages == "none" else [at]))
    lost = [(Profile(title, (5, 5), [], [], []), title) for title in suite.lost]
    middle = len(entries) // 2
    for profile, _ in entries[:middle] + lost + entries[middle:]:
        title = profile.title + (profile.mark if profile.mark_on == "title" else "")
        cells = [title]
        if form.band_column:
            band = write_band(getattr(profile, "contents_band", profile.band), form.band)
            cells.append(band + (profile.mark if profile.mark_on == "band" else ""))
        length = {"single": 1, "range": 2, "mixed": rng.randint(1, 2), "none": 1}[form.pages]
        if form.pages != "none":
            cells.append(f"{page}" if length == 1 else f"{page}-{page + length - 1}")
        page += length
        rows.append(cells)
    return rows


def blocks_of(rng, suite, form, printed):
    """Returns the blocks of a document: `line`, `table`, `contents`, `page` and `profile`."""
    if form.beginning:
        text = (BEGINNINGS / f"{form.beginning}.txt").read_text(encoding="utf-8")
        blocks = [("given", text)]
    else:
        blocks = [("title", suite.title)] + suite.above
        if form.contents != "none":
            blocks += [("line", rng.choice(["Contents", "CONTENTS"])), ("contents", print_contents(rng, suite, form))]
        blocks += suite.below
        if suite.history:
            blocks += [("line", "Version history and amendments"), ("table", [["Action", "Date", "Notes"]] + suite.history)]
    for one in printed:
        blocks += [("page", ""), ("profile", one)]
    return blocks


def expectation(profile, printed, form):
    """Returns what the import of one profile must come to."""
    refuse = getattr(profile, "refuse", "") or printed.damage
    return {
        "title": profile.title,
        "band": band_name(profile.band),
        "generic": profile.generic,
        "archived": profile.archived,
        "levels": [[[level, options] for level, options in row] for row in profile.levels],
        "scores": profile.scores() if form.layout != "oldest" else None,
        "total": list(profile.total()),
        "words": [" ".join(words) for words in profile.words],
        "statement": profile.statement,
        "status": "refuse" if refuse else "either" if form.lenient else "import",
        "why": refuse,
        "traps": [trap for trap in profile.traps if trap],
    }


@dataclass
class Case:
    """A document to be written, and what must come of it."""

    name: str
    form: Form
    suite: Suite
    blocks: list
    expected: dict


def make(name, seed, damage=None):
    """Makes the case of a form and a seed. `damage` is a function that breaks printed profiles."""
    rng = random.Random(f"{name} {seed}")
    form = FORMS[name]
    if name.startswith("mixed-"):
        form = mixed(rng, form)
    suite = complete_beginning(rng, form) if form.beginning else make_suite(rng, form)
    printed = [print_profile(profile, form) for profile in suite.profiles]
    for profile, one in zip(suite.profiles, printed):
        if profile.mark and profile.mark_on == "title" and rng.random() < 0.5:
            one.title += profile.mark
    if damage:
        damage(rng, suite, printed, form)
    blocks = blocks_of(rng, suite, form, printed)
    expected = {
        "form": name,
        "seed": seed,
        "title": suite.title,
        "lenient": form.lenient,
        "contents": form.contents != "none" and not form.beginning.startswith("support"),
        "mentions": suite.mentions,
        "profiles": [expectation(profile, one, form) for profile, one in zip(suite.profiles, printed)],
    }
    return Case(f"{name}-{seed}", form, suite, blocks, expected)


def normal(text):
    """Returns text without case, spaces and marks of punctuation, for comparison."""
    return re.sub(r"[\W_]+", "", text.casefold())
