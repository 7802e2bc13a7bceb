#!/usr/bin/env python3
"""Runs `jobeval profiles import` on made-up published suites and compares what it makes of them with what is in them.

    tests/suites/run.py --program target/debug/jobeval                      # a case of every form whose tools are installed
    tests/suites/run.py --program … --forms text,contents-one --count 20    # forms whose names begin so, 20 cases each
    tests/suites/run.py --program … --damage --count 50                     # profiles with wrong numbers: each refused and named
    tests/suites/run.py --program … --mutate 1000                           # files with random edits: see `judge_mutation`
    tests/suites/run.py --corpus FOLDER --count 3                           # only write the documents and what must come of them
    tests/suites/run.py --program … --documents FOLDER                      # run on documents written so, without making them

Prints a line for each failing case, with the kept document, and a table by form. Exits with 1 if a case failed.
Some forms need LibreOffice, Chromium, pdftotext and fonts (Debian: libreoffice-writer, chromium, poppler-utils, fonts-liberation).
"""

import argparse
import collections
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import damage  # noqa: E402
import generate  # noqa: E402
import writers  # noqa: E402

SECONDS, MEGABYTES = 5, 300
CONTAINERS = {"text", "html", "docx"}  # forms that need no tools


def run(program, arguments):
    """Runs the program. Returns its status, both outputs, its seconds of CPU and its peak memory in megabytes."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([program, *map(str, arguments)], stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=os.environ | {"NO_COLOR": "1"})
        timer = threading.Timer(SECONDS * 20, lambda: os.kill(child.pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = usage.ru_utime + usage.ru_stime
        out.seek(0), err.seek(0)
        return child.returncode, out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"), seconds, usage.ru_maxrss / 1024


# The suite that the program writes: the part of YAML that it uses.


def scalar(text):
    text = text.strip()
    if text.startswith('"'):
        return json.loads(text)
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return text


def read_suite(text):
    """Reads a suite as the program writes it."""
    suite = {"profiles": [], "contents": [], "title": ""}
    section = profile = factor = None
    for line in text.splitlines():
        indent, line = len(line) - len(line.lstrip()), line.strip()
        if not line or line.startswith("#"):
            continue
        key, _, value = line.partition(":")
        if indent == 0:
            section = key
            if value.strip():
                suite[key] = scalar(value)
        elif section == "contents" and line.startswith("- {"):
            suite["contents"].append(line)
        elif section == "profiles":
            if indent == 2 and line.startswith("- "):
                profile = {"id": scalar(value), "factors": {}, "statement": []}
                suite["profiles"].append(profile)
            elif indent == 4:
                if value.strip():
                    profile[key] = scalar(value)
            elif indent == 6 and line.startswith("- "):
                profile["statement"].append(scalar(line[2:]))
            elif indent == 6:
                factor = profile["factors"][key] = {}
                if value.strip():
                    factor["levels"] = scalar(value)
            elif indent == 8:
                factor[key] = scalar(value)
    return suite


def read_band(text):
    """Returns the canonical form of a band run, however it is written."""
    text = re.sub(r"[\s*†‡]", "", text.lower())
    names = []
    for part in re.findall(r"8(?=[a-d])|[1-79]|[a-d]", text):
        names.append("8" + part if part in "abcd" and part != "8" else part)
    names = [name for name in names if name in generate.BANDS]
    return generate.band_name((generate.BANDS.index(names[0]), generate.BANDS.index(names[-1]))) if names else text


def read_levels(text):
    """Returns the levels of a notation as pairs of a level and its options."""
    return [[int(level), "".join(re.findall("[a-h]", options))] for level, options in re.findall(r"(\d)([^\d]*)", text)]


# What came of an import, against what is in the document.


def named(title, text):
    """Returns true if messages name a profile, perhaps cut short."""
    return generate.normal(title)[:30] in generate.normal(text)


def compare_profile(got, want):
    """Yields what is wrong with an imported profile."""
    numbers = [int(number) for number in re.findall(r"\d+", got.get("score", ""))]
    if numbers != want["total"]:
        yield "WRONG", f"total {numbers} instead of {want['total']}"
    if read_band(got.get("band", "")) != want["band"]:
        yield "WRONG", f"band {got.get('band')} instead of {want['band']}"
    factors = list(got["factors"].values())
    if len(factors) != 16:
        yield "WRONG", f"{len(factors)} factors"
    for number, factor in enumerate(factors):
        levels = read_levels(factor.get("levels", ""))
        if levels != want["levels"][number]:
            yield "WRONG", f"factor {number + 1}: levels {factor.get('levels')} instead of {want['levels'][number]}"
        if want["scores"]:
            scores = [int(score) for score in re.findall(r"\d+", factor.get("scores", ""))]
            if scores != want["scores"][number]:
                yield "WRONG", f"factor {number + 1}: scores {scores} instead of {want['scores'][number]}"
    for flag in ("generic", "archived"):
        if bool(got.get(flag)) != want[flag]:
            yield "FLAG", f"{flag} is {got.get(flag, 'not set')}, but should {'' if want[flag] else 'not '}be set"


def compare_words(got, want):
    """Yields what is wrong with the words of an imported profile, whatever the spaces and marks between them."""
    statement = generate.normal(re.sub(r"\b\d\.", "", " ".join(got["statement"])))
    if statement != generate.normal(" ".join(want["statement"])):
        yield "STATEMENT", f"statement {got['statement']}"
    for number, factor in enumerate(got["factors"].values()):
        words = factor.get("descriptor", "") + factor.get("example", "")
        if generate.normal(words) != generate.normal(want["words"][number]):
            yield "WORDS", f"factor {number + 1}: `{words}` instead of `{want['words'][number]}`"


def judge(expected, result):
    """Yields the kind and the description of every failure of a case."""
    status, out, err, seconds, megabytes = result
    yield from judge_run(result)
    if status not in (0, 2):
        return
    suite = read_suite(out)
    left = list(suite["profiles"])
    for want in expected["profiles"]:
        same = [got for got in left if generate.normal(got.get("title", "")) == generate.normal(want["title"])]
        same.sort(key=lambda got: read_band(got.get("band", "")) != want["band"])
        wanted_bands = [each["band"] for each in expected["profiles"] if generate.normal(each["title"]) == generate.normal(want["title"])]
        got = same[0] if same and (read_band(same[0].get("band", "")) == want["band"] or len(wanted_bands) == 1) else None
        if got:
            left.remove(got)
        name = f"{want['title']} [{want['band']}]"
        if want["status"] == "refuse":
            if got:
                yield "WRONG", f"{name} is imported, although {want['why']}"
            elif not named(want["title"], err):
                yield "UNNAMED", f"{name} is refused but not named: {want['why']}"
        elif got:
            for kind, what in compare_profile(got, want):
                yield kind, f"{name}: {what}"
            if not expected["lenient"]:
                for kind, what in list(compare_words(got, want))[:2]:
                    yield kind, f"{name}: {what}"
        elif want["status"] == "import":
            yield "MISSING", f"{name} is not imported"
        elif not err.strip():
            yield "UNNAMED", f"{name} is not imported, and nothing is said"
    for got in left:
        yield "EXTRA", f"`{got.get('title')}` is no profile of the document, or in it under another title"
    if status == 0 and any(want["status"] == "refuse" for want in expected["profiles"]):
        yield "EXIT", "exit status 0 although a profile must be refused"
    if status != 0 and all(want["status"] == "import" for want in expected["profiles"]) and not expected["mentions"]:
        yield "EXIT", f"exit status {status} although nothing is wrong"
    for title in expected["mentions"]:
        if not named(title, err):
            yield "LOST", f"`{title}` stands in the contents, has no profile, and is not named"
    if expected["lenient"] and len(re.findall(r"^error", err, re.M)) > len(expected["profiles"]) + 1:
        yield "NOISE", f"{len(re.findall(r'^error', err, re.M))} errors where one message would do"
    if suite["profiles"] and not expected["lenient"]:
        if expected["title"] and generate.normal(expected["title"]) != generate.normal(suite["title"]):
            yield "TITLE", f"the suite is called `{suite['title'][:100]}`"
        if len(suite["title"]) > 120:
            yield "TITLE", "the suite is called by a whole page"
        if expected["contents"] and not suite["contents"] and "contents" not in err:
            yield "CONTENTS", "the table of contents is not read, and nothing is said"


def judge_run(result):
    status, _, err, seconds, megabytes = result
    if "panicked" in err or status not in (0, 2):
        yield "CRASH", f"exit status {status}: {err.strip()[-200:]}"
    if seconds > SECONDS:
        yield "SLOW", f"{seconds:.1f} s"
    if megabytes > MEGABYTES:
        yield "MEMORY", f"{megabytes:.0f} MB"


def judge_mutation(expected, result):
    """Yields what no edit may lead to: a crash, a flag that the document does not state, a number that was not there.

    A profile whose title the edit changed is left alone, as are option letters and, without scores, levels: nothing
    checks them. So are profiles that a sentence seems to flag: an edit may make it do so.
    """
    yield from judge_run(result)
    for got in read_suite(result[1])["profiles"]:
        same = [want for want in expected["profiles"] if generate.normal(want["title"]) == generate.normal(got.get("title", ""))]
        if len(same) != 1:
            continue
        want = same[0]
        bare = dict(got, generic="", archived="")
        for kind, what in compare_profile(bare, want | {"generic": False, "archived": False}):
            levels = re.match(r"factor \d+: levels (.*) instead of (\[.*\])", what)
            if levels and (not want["scores"] or [row[0] for row in read_levels(levels[1])] == [row[0] for row in json.loads(levels[2].replace("'", '"'))]):
                continue
            yield kind, f"{want['title']}: {what}"
        if want["status"] == "refuse" and not want["why"].startswith(("two profiles", "the contents", "its lowest")):
            yield "WRONG", f"{want['title']} is imported, although {want['why']}"
        for flag in ("generic", "archived"):
            if got.get(flag) and not want[flag] and not want["traps"]:
                yield "FLAG", f"{want['title']}: {flag} is set, and nothing states it"


# Running


def chosen_forms(names, tools):
    forms = []
    for name, form in generate.FORMS.items():
        if names and not any(name.startswith(prefix) for prefix in names):
            continue
        if form.container not in CONTAINERS or form.extract:
            missing = writers.missing_tools(form)
            if tools is False or missing:
                continue
        forms.append(name)
    return forms


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="the jobeval to run")
    parser.add_argument("--forms", default="", help="beginnings of names of forms, separated by commas")
    parser.add_argument("--list", action="store_true", help="list the forms")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=1, help="cases of each form")
    parser.add_argument("--damage", action="store_true", help="break numbers of some profiles")
    parser.add_argument("--mutate", type=int, default=0, metavar="N", help="random edits of each document")
    parser.add_argument("--no-tools", action="store_true", help="only forms that need no other programs")
    parser.add_argument("--keep", type=Path, default=Path("target/suites"), help="folder for the documents of failing cases")
    parser.add_argument("--corpus", type=Path, help="write the documents and their oracles into a folder for each form")
    parser.add_argument("--documents", type=Path, help="run on the documents of such a folder, with --forms or all")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    parser.add_argument("--lines", type=int, default=3, help="failures printed for each case")
    given = parser.parse_args()
    forms = chosen_forms([name for name in given.forms.split(",") if name], False if given.no_tools else None)
    if given.list:
        print("\n".join(forms))
        return 0
    if given.documents:
        cases, paths = read_corpus(given.documents, given.forms.split(","))
        return report(given, cases, paths)
    break_numbers = damage.damage if given.damage else None
    cases = [generate.make(name, seed, break_numbers) for name in forms for seed in range(given.seed, given.seed + given.count)]
    if given.corpus:
        for name in forms:
            paths = writers.write([case for case in cases if case.expected["form"] == name], given.corpus / name)
            for case in cases:
                if case.name in paths:
                    (given.corpus / name / f"{case.name}.expected.json").write_text(json.dumps(case.expected, indent=1, ensure_ascii=False), encoding="utf-8")
        return 0
    if not given.program or not cases:
        parser.error("nothing to run: give --program, and --forms that exist and whose tools are installed")
    with tempfile.TemporaryDirectory() as folder:
        return report(given, cases, writers.write(cases, Path(folder)))


def read_corpus(folder, names):
    """Reads the documents that `--corpus` wrote, and what must come of them."""
    cases, paths = [], {}
    for oracle in sorted(folder.glob("*/*.expected.json")):
        expected = json.loads(oracle.read_text(encoding="utf-8"))
        if any(expected["form"].startswith(name) for name in names):
            name = oracle.name.removesuffix(".expected.json")
            cases.append(generate.Case(name, None, None, [], expected))
            paths[name] = next(path for path in oracle.parent.glob(f"{name}.*") if path.suffix != ".json")
    return cases, paths


def report(given, cases, paths):
    def work(case, path, change):
        if change:
            changed = Path(tempfile.gettempdir()) / f"{path.stem}-m{change}{path.suffix}"
            changed.write_bytes(damage.mutate(f"{case.name} {change}", path.read_bytes(), path.suffix))
            path = changed
        result = run(given.program, ["profiles", "import", path])
        failures = list(judge_mutation(case.expected, result) if change else judge(case.expected, result))
        if failures:
            given.keep.mkdir(parents=True, exist_ok=True)
            kept = given.keep / path.name
            kept == path or shutil.copy(path, kept)
            kept.with_name(path.name + ".messages").write_text(result[2], encoding="utf-8")
            kept.with_name(path.name + ".expected.json").write_text(json.dumps(case.expected, indent=1, ensure_ascii=False), encoding="utf-8")
            path = kept
        elif change and path.parent != given.keep:
            os.remove(path)
        return case, path, failures

    jobs = [(case, paths[case.name], change) for case in cases for change in (range(1, given.mutate + 1) if given.mutate else [0])]
    table = collections.defaultdict(collections.Counter)
    with ThreadPoolExecutor(given.jobs) as pool:
        for case, path, failures in pool.map(lambda job: work(*job), jobs):
            row = table[case.expected["form"]]
            row["cases"] += 1
            row["failed"] += bool(failures)
            for kind in {kind for kind, _ in failures}:
                row[kind] += 1
            if failures:
                print(f"{path}:", "; ".join(f"{kind}: {what}" for kind, what in failures[: given.lines]), f"(+{len(failures) - given.lines})" if len(failures) > given.lines else "")
    width = max(len(form) for form in table)
    total = collections.Counter()
    print()
    for form, row in table.items():
        total.update(row)
        kinds = "  ".join(f"{kind} {count}" for kind, count in sorted(row.items()) if kind not in ("cases", "failed"))
        print(f"{form:{width}}  {row['cases'] - row['failed']:4} of {row['cases']:4}  {kinds}")
    kinds = "  ".join(f"{kind} {count}" for kind, count in sorted(total.items()) if kind not in ("cases", "failed"))
    print(f"{'all':{width}}  {total['cases'] - total['failed']:4} of {total['cases']:4}  {kinds}")
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
