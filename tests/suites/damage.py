"""Breaks documents: `damage` breaks numbers of printed profiles, so that each must be refused; `mutate` edits files at random."""

import io
import random
import re
import zipfile

from generate import BANDS, FACTORS, FROM, TO, notate, total_of, write_band


def damage(rng, suite, printed, form):
    """Breaks one to all profiles of a suite, each in one way, and notes it in `damage`."""
    for at in rng.sample(range(len(printed)), rng.randint(1, len(printed))):
        if not getattr(suite.profiles[at], "refuse", ""):
            while not printed[at].damage:
                printed[at].damage = rng.choice(KINDS)(rng, suite.profiles[at], printed[at], form)


def other_levels(rng, profile, number):
    """Returns the levels of a factor with the first or last one changed so that the total changes."""
    row = list(profile.levels[number])
    at = rng.choice([0, len(row) - 1])
    level = rng.choice([level for level in range(1, len(FACTORS[number][1]) + 1) if level != row[at][0]])
    row[at] = (level, row[at][1])
    changed = profile.levels[:number] + [row] + profile.levels[number + 1 :]
    return row if total_of(changed) != profile.total() else None


def change_level(rng, profile, one, form):
    number = rng.randrange(16)
    row = other_levels(rng, profile, number)
    if row is None:
        return ""
    before, one.rows[number].level = one.rows[number].level, notate(row, form.levels)
    return f"factor {number + 1}: level {before} printed as {one.rows[number].level}"


def change_row(rng, profile, one, form):
    """Changes a level and its score together: the total tells."""
    number = rng.randrange(16)
    row = other_levels(rng, profile, number)
    if row is None or form.layout == "oldest":
        return ""
    one.rows[number].level = notate(row, form.levels)
    one.rows[number].score = "-".join(str(FACTORS[number][1][level - 1]) for level, _ in row)
    return f"factor {number + 1}: level and score printed as {one.rows[number].level}, {one.rows[number].score}"


def change_score(rng, profile, one, form):
    if form.layout == "oldest":
        return ""
    number = rng.randrange(16)
    printed = one.rows[number].score
    numbers = printed.split("-")
    at = rng.randrange(len(numbers))
    numbers[at] = str(rng.choice([point for point in range(1, 100) if str(point) != numbers[at]]))
    one.rows[number].score = "-".join(numbers)
    return f"factor {number + 1}: score {printed} printed as {one.rows[number].score}"


def change_total(rng, profile, one, form):
    before = one.total
    numbers = [int(number) for number in before.split("-")]
    at = rng.randrange(len(numbers))
    numbers[at] += rng.choice([-10, -2, -1, 1, 2, 7, 100])
    one.total = "-".join(map(str, numbers))
    return f"total {before} printed as {one.total}"


def change_band(rng, profile, one, form):
    """Prints a band that the total does not lie in: a lower one, or a higher one unless the profile is generic."""
    least, most = profile.total()
    bands = [at for at in range(12) if most > TO[at] or (least < FROM[at] and not profile.generic)]
    if not bands:
        return ""
    at = rng.choice(bands)
    one.band = write_band((at, at), form.band)
    return f"band printed as {BANDS[at]}"


def lose_digits(rng, profile, one, form):
    """Loses every 1 and 5 of the numbers, as some copies have."""
    before = [(row.level, row.score) for row in one.rows] + [one.total]
    for row in one.rows:
        row.level = re.sub("[15]", "", row.level)
        row.score = row.score and re.sub("[15]", "", row.score)
    one.total = re.sub("[15]", "", one.total)
    return "digits 1 and 5 lost" if before != [(row.level, row.score) for row in one.rows] + [one.total] else ""


def lose_digit(rng, profile, one, form):
    row = rng.choice(one.rows)
    if row.score and rng.random() < 0.5:
        before, at = row.score, rng.choice([at for at, letter in enumerate(row.score) if letter.isdigit()])
        row.score = before[:at] + before[at + 1 :]
        return f"score {before} printed as `{row.score}`"
    before, at = row.level, rng.choice([at for at, letter in enumerate(row.level) if letter.isdigit()])
    row.level = before[:at] + before[at + 1 :]
    return f"level {before} printed as `{row.level}`"


def swap_cells(rng, profile, one, form):
    row = rng.choice(one.rows)
    if row.score is None or row.score == row.level:
        return ""
    row.level, row.score = row.score, row.level
    return f"level and score of `{row.name}` swapped"


def swap_rows(rng, profile, one, form):
    """Swaps the numbers of two factors whose points differ."""
    first, second = rng.sample(range(16), 2)
    levels = list(profile.levels)
    levels[first], levels[second] = levels[second], levels[first]
    highest = [max(level for level, _ in levels[at]) for at in (first, second)]
    if all(high <= len(FACTORS[at][1]) for high, at in zip(highest, (first, second))):
        if total_of(levels) == profile.total() or (form.layout != "oldest" and FACTORS[first][1] == FACTORS[second][1]):
            return ""
    a, b = one.rows[first], one.rows[second]
    a.level, b.level, a.score, b.score = b.level, a.level, b.score, a.score
    return f"numbers of factors {first + 1} and {second + 1} swapped"


def swap_scores(rng, profile, one, form):
    first, second = rng.sample(one.rows, 2)
    if first.score is None or first.score == second.score:
        return ""
    first.score, second.score = second.score, first.score
    return f"scores of `{first.name}` and `{second.name}` swapped"


def drop_row(rng, profile, one, form):
    return f"row of `{one.rows.pop(rng.randrange(len(one.rows))).name}` dropped"


KINDS = [change_level, change_row, change_score, change_total, change_band, lose_digits, lose_digit, swap_cells, swap_rows, swap_scores, drop_row]


# Mutations

LETTERS = "abcdeghijkmnopqrstuvwxyz 0123456789()-–.,:/\t"


def mutate_text(rng, text, edits):
    """Edits characters, lines and cells of a text. No mark such as `*` is ever added or moved."""
    for _ in range(edits):
        kind = rng.randrange(8)
        at = rng.randrange(len(text)) if text else 0
        lines = text.split("\n")
        line = rng.randrange(len(lines))
        marked = any(mark in lines[line] for mark in "*†‡")
        if kind == 0:
            text = text[:at] + rng.choice(LETTERS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + rng.randint(1, 3) :]
        elif kind == 2:
            text = text[:at] + rng.choice(LETTERS) + text[at + 1 :]
        elif kind == 3 and not marked:
            del lines[line]
            text = "\n".join(lines)
        elif kind == 4 and not marked:
            lines.insert(rng.randrange(len(lines)), lines[line])
            text = "\n".join(lines)
        elif kind == 5 and line + 1 < len(lines) and not marked:
            lines[line : line + 2] = [lines[line] + " " + lines[line + 1]]
            text = "\n".join(lines)
        elif kind == 6 and "\t" in lines[line] and not marked:
            cells = lines[line].split("\t")
            first, second = rng.randrange(len(cells)), rng.randrange(len(cells))
            cells[first], cells[second] = cells[second], cells[first]
            lines[line] = "\t".join(cells)
            text = "\n".join(lines)
        elif kind == 7:
            text = text[:at] + "\n" + text[at:]
    return text


def mutate_bytes(rng, data, edits):
    data = bytearray(data)
    for _ in range(edits):
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.randint(1, 40)]
        elif kind == 2:
            data[at:at] = data[at : at + rng.randint(1, 40)]
        else:
            data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def mutate(seed, data, suffix):
    """Returns a document with a few random edits."""
    rng = random.Random(seed)
    edits = rng.choice([1, 1, 2, 3, 8])
    if suffix in (".txt", ".html"):
        return mutate_text(rng, data.decode("utf-8"), edits).encode("utf-8")
    if suffix == ".docx" and rng.random() < 0.7:
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                part = source.read(name)
                if name == "word/document.xml":
                    part = mutate_text(rng, part.decode("utf-8"), edits).encode("utf-8")
                target.writestr(zipfile.ZipInfo(name), part)
        return written.getvalue()
    return mutate_bytes(rng, data, edits)
