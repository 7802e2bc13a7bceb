#!/usr/bin/env python3
"""Holds the answers of SQL engines against those of the binary, row by row.

    python3 tests/sql/run.py [duckdb] [postgres] [spark] [pipe] [--rows N]

Each engine loads the same random jobs, incomplete and refused ones among them,
with levels as numbers and as texts, and runs the query of `jobeval scheme
--sql` on them; `pipe` sends them through the binary from within Spark. Without a name, all four run. An engine that is
not installed is skipped, loudly; the exit status is 1 if any answer differs.

JOBEVAL names the binary (default: target/release/jobeval). DuckDB and Spark
are the Python packages `duckdb` and `pyspark`. PostgreSQL is the server that
PGHOST or PGSERVICE names, or else one that is started for the test in a
folder of its own and listens on no network.
"""

import argparse
import csv
import functools
import glob
import io
import json
import os
import pwd
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
JOBEVAL = os.path.abspath(
    os.environ.get("JOBEVAL", HERE.parents[1] / "target/release/jobeval"))
SEED = 2026
# What scores the same in every form in which people have jobs.
SAME_JOBS = HERE.parent / "data/same-jobs/jobs.csv"
# What is a level of hardly any factor. The one above a factor's highest is
# drawn as well.
STRAY = [0, 9, -1, 99, 2147483647, -2147483648]
# What stands in a column of texts for the number of a level, and what is no
# single level. Which it is, or several levels, is what the binary says of it.
LEVELS = ["{}", "{}", "{}(a)", "{}(b)(c)", "{}bc", "{} (D)", " {}", "{}\xa0",
          "00{}", "{}.0", "{}.00 ", "{}(a, c)", "{}, (b)", "{}\u2013(a)",
          "{}(c)(b)", "{}(h)", "{} a", "{}a,(b) c"]
SEVERAL = ["2-3", "1(a)/2", "2 3", "1\u20132", "1(a)(b)2(b)", "1, 03(a)"]
UNCLEAR = ["3-2", "2-2", "2(a)-3(a)(a)", "1-2-", "0-1", "1-99", "3-Feb", "2026-03-02", "3(tbc)", "2(a)(a)",
           "2cb", "1(a)-(c)", "x", "(a)", "2(", "2()", "2z", "2(z)", "2(a)(i)", "2 bc", "2.5",
           "2;", "100", "2(ba)", "2.0(a)", "-2", "two",
           "²", "½"]
OPEN = ["?", " ", " ? ", "\xa0", "\t"]
# Columns of the table that the query must neither lose nor take for its own.
OWN = ["id", "title", "points", "levels", "texts", "score", "open_factors"]
TEXTS = {"title", "texts", "open_factors"}
COMPUTED = ["total", "band", "band_group", "problem"]
# How psql is told to write NULL.
NULL = "<null>"


# Why a row has no total, in the order of the query.
OPEN_CELL = "not settled"
REASONS = ["no such level", "not a single level", OPEN_CELL]


class Skip(Exception):
    """The engine is not here."""


class Case:
    """A scheme, and rows under it with the binary's answers."""

    def __init__(self, folder, count, options=(), texts=False, file=None):
        self.options = list(options)
        self.texts = texts
        scheme = json.loads(self.jobeval("scheme", "--format", "json"))
        self.name = scheme["scheme"] + (" in letters" if texts else "")
        self.points = {f["id"]: f["points"] for f in scheme["factors"]}
        if file:
            self.name = file.parent.name
            self.rows = self.read(file, scheme["factors"])
        else:
            self.rows = [self.row(i, random.Random(SEED + i))
                         for i in range(count)]
        self.path = os.path.join(folder, f"{self.name}.csv")
        self.write()
        self.refusals = {}
        self.cells = self.judge_cells()
        self.expected = self.answers()

    def jobeval(self, *arguments, **options):
        command = [JOBEVAL, *arguments, *self.options]
        options.setdefault("stderr", subprocess.DEVNULL)
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                             encoding="utf-8", **options)
        if run.returncode > 2 or not run.stdout:
            sys.exit(f"{command} failed: {run.returncode}")
        return run.stdout

    def sql(self, dialect):
        return self.jobeval("scheme", "--sql", dialect)

    def read(self, file, factors):
        """The rows of a file whose columns have the names of factors."""
        with open(file, encoding="utf-8", newline="") as rows:
            return [self.own(number) | {f["id"]: row[f["name"]]
                                        for f in factors}
                    for number, row in enumerate(csv.DictReader(rows))]

    @staticmethod
    def own(number):
        values = (number, f"Job {number}", 7, 8, "t", 9, "mine")
        return dict(zip(OWN, values))

    def row(self, number, draw):
        """A row: most are complete, and the totals spread over all bands."""
        tilt = 10 ** draw.uniform(-1, 1)
        levels = {factor: 1 + int(len(points) * draw.random() ** tilt)
                  for factor, points in self.points.items()}
        factors = list(levels)
        if draw.random() < 0.15:
            for factor in draw.sample(factors, draw.randint(1, 3)):
                levels[factor] = None
        if draw.random() < 0.15:
            for factor in draw.sample(factors, draw.randint(1, 3)):
                beyond = len(self.points[factor]) + 1
                levels[factor] = draw.choice([*STRAY, beyond])
        if self.texts:
            for factor, level in levels.items():
                levels[factor] = self.text(level, draw)
        return self.own(number) | levels

    def text(self, level, draw):
        if draw.random() < 0.01:
            return draw.choice(UNCLEAR + SEVERAL)
        if level is None:
            return draw.choice([None, *OPEN])
        if level < 0:
            return str(level)
        return draw.choice(LEVELS).format(level)

    def write(self):
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.rows[0])
            writer.writerows(row.values() for row in self.rows)

    def job(self, row):
        """A row as a job in JSON, in one line."""
        levels = {factor: row[factor] for factor in self.points}
        job = {"id": str(row["id"]), "title": row["title"], "factors": levels}
        return json.dumps(job, ensure_ascii=False)

    def binary(self, rows, form="ndjson"):
        """What the binary prints for rows of CSV, a line or row each; rows
        of CSV with the points of each factor."""
        text = io.StringIO()
        names = ["id", "title", *self.points]
        writer = csv.DictWriter(text, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        printed = self.jobeval("score", "-", "--input-format", "csv",
                               "--format", form, "--raw-csv",
                               *(["--factors"] if form == "csv" else []),
                               input=text.getvalue()).splitlines()
        return (csv.DictReader(printed) if form == "csv"
                else map(json.loads, printed))

    def judge_cells(self):
        """What the binary says of each cell that there is: its points, or
        why it has none."""
        cells = sorted({(factor, row[factor]) for row in self.rows
                        for factor in self.points}, key=repr)
        scores = self.binary({"id": i, "title": "Cell", factor: level}
                             for i, (factor, level) in enumerate(cells))
        number = {factor: i for i, factor in enumerate(self.points)}
        verdicts = {}
        for score in scores:
            cell = factor, level = cells[int(score["id"])]
            self.refusals[cell] = "factors" not in score
            if self.refusals[cell]:
                # Of several levels the binary names one that there is not.
                known = ("has no level" in score["problem"]
                         and level not in UNCLEAR + SEVERAL)
                verdict = "no such level" if known else "not a single level"
            else:
                found = score["factors"][number[factor]]
                verdict = found["points"]
                if verdict is None:
                    verdict = OPEN_CELL
            verdicts[cell] = verdict
        assert len(verdicts) == len(cells), "a cell without a verdict"
        return verdicts

    def is_refused(self, row):
        return any(self.refusals[factor, row[factor]]
                   for factor in self.points)

    def answers(self):
        """The expected result by id, as the binary has it."""
        scores = {int(score["id"]): score for score in self.binary(self.rows)}
        for row in self.binary(self.rows, "csv"):
            score = scores[int(row["id"])]
            score["problem"] = row["problem"] or None
            points = (row[f"{factor}_points"] for factor in self.points)
            score["points"] = [int(cell) if cell else None for cell in points]
        return {row["id"]: self.answer(row, scores[row["id"]])
                for row in self.rows}

    def answer(self, row, score):
        cells = {factor: self.cells[factor, row[factor]]
                 for factor in self.points}
        points = score["points"]
        if None not in points:
            return (*points, score["total"], score["band"],
                    score["band_group"], score["problem"])
        assert score.get("total") is None, "the binary has a total"
        lists = [(reason, [f for f in cells if cells[f] == reason])
                 for reason in REASONS]
        problem = "; ".join(f"{reason}: {', '.join(factors)}"
                            for reason, factors in lists if factors)
        return (*points, None, None, None, problem)

    def columns(self):
        computed = [f"{factor}_points" for factor in self.points] + COMPUTED
        return OWN + list(self.points) + computed

    def differences(self, columns, rows):
        """How many rows an engine has lost, added, altered or misjudged."""
        if list(columns) != self.columns():
            print(f"columns {list(columns)}, not {self.columns()}")
            return len(self.rows)
        wanted = {row["id"]: (*row.values(), *self.expected[row["id"]])
                  for row in self.rows}
        different = 0
        for row in rows:
            want = wanted.pop(row[0], None)
            if tuple(row) != want:
                different += 1
                if different <= 3:
                    print(f"  got  {tuple(row)}\n  want {want}")
        return different + len(wanted)

    def seen(self):
        """What there is among the answers, to show that little is not."""
        totals = [answer[-4] for answer in self.expected.values()]
        bands = {answer[-3] for answer in self.expected.values()} - {None}
        without = sum(total is None for total in totals)
        outside = sum(answer[-4] is not None and answer[-3] is None
                      for answer in self.expected.values())
        return (f"{len(bands)} bands, {outside:,} totals outside them, "
                f"{without:,} rows without a total")


def column_types(case, integer, text):
    texts = TEXTS | (set(case.points) if case.texts else set())
    return [(name, text if name in texts else integer)
            for name in case.rows[0]]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def create_table(case):
    types = column_types(case, "INTEGER", "VARCHAR")
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types)
    return f"CREATE TABLE jobs ({columns})"


def duckdb(case):
    try:
        import duckdb
    except ImportError:
        raise Skip("there is no Python package duckdb") from None
    connection = duckdb.connect()
    connection.execute(create_table(case))
    connection.execute(f"COPY jobs FROM '{case.path}' (HEADER)")
    connection.execute(f"CREATE VIEW scored AS {case.sql('duckdb')}")
    result = connection.execute("SELECT * FROM scored")
    columns = [column[0] for column in result.description]
    return f"duckdb {duckdb.__version__}", columns, result.fetchall()


@functools.cache
def postgres_server():
    """The psql command of a server that runs until the test ends."""
    if not shutil.which("psql"):
        raise Skip("there is no psql")
    psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    if any(os.environ.get(name) for name in ("PGHOST", "PGSERVICE")):
        return psql
    programs = shutil.which("pg_ctl") or max(
        glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), default=None)
    if not programs:
        raise Skip("there is no PostgreSQL server to start")
    folder = tempfile.mkdtemp(prefix="jobeval-pg-")
    as_user = []
    if os.geteuid() == 0:
        # A server refuses to run as root.
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    control = [*as_user, programs, "-D", f"{folder}/data", "-s", "-w"]

    def stop():
        subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)

    CLEANUP.append(stop)
    options = "-A trust -U jobeval -E UTF8"
    subprocess.run([*control, "-o", options, "init"], check=True, cwd=folder,
                   stdout=subprocess.DEVNULL)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    subprocess.run([*control, "-o", options, "-l", f"{folder}/log", "start"],
                   check=True, cwd=folder)
    return [*psql, "-h", folder, "-U", "jobeval", "-d", "postgres"]


def postgres(case):
    psql = postgres_server()
    result = f"{case.path}.postgres"
    script = f"""
        CREATE TEMPORARY TABLE jobs {create_table(case).split("jobs", 1)[1]};
        \\copy jobs FROM '{case.path}' CSV HEADER
        CREATE TEMPORARY VIEW scored AS {case.sql("postgres")};
        \\copy (TABLE scored) TO '{result}' CSV HEADER NULL '{NULL}'
        SHOW server_version;
    """
    run = subprocess.run([*psql, "-At"], input=script, check=True, text=True,
                         stdout=subprocess.PIPE, encoding="utf-8")
    with open(result, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        columns = next(reader)
        numbers = {i for i, name in enumerate(columns)
                   if (name in case.points and not case.texts)
                   or name in {*OWN, "total"} - TEXTS
                   or name.endswith("_points")}
        rows = [tuple(None if cell == NULL else int(cell) if i in numbers
                      else cell for i, cell in enumerate(row))
                for row in reader]
    version = run.stdout.split()[0]
    return f"postgres {version}", columns, rows


@functools.cache
def spark_session():
    """Spark on a cluster of two workers in processes of their own."""
    try:
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError:
        raise Skip("there is no Python package pyspark") from None
    if not shutil.which("java"):
        raise Skip("there is no Java")
    os.environ.setdefault("SPARK_HOME", os.path.dirname(pyspark.__file__))
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (SparkSession.builder.master("local-cluster[2,1,1024]")
               .config("spark.ui.enabled", "false")
               .config("spark.ui.showConsoleProgress", "false")
               .config("spark.log.level", "ERROR").getOrCreate())
    CLEANUP.append(session.stop)
    return session


def spark(case):
    session = spark_session()
    fields = column_types(case, "INT", "STRING")
    schema = ", ".join("`" + name.replace("`", "``") + f"` {kind}"
                       for name, kind in fields)
    jobs = session.read.csv(case.path, schema=schema, header=True, escape='"')
    jobs.repartition(4).createOrReplaceTempView("jobs")
    session.sql(f"CREATE OR REPLACE TEMPORARY VIEW scored AS "
                f"{case.sql('spark')}")
    scored = session.table("scored")
    return f"spark {session.version}", scored.columns, scored.collect()


def pipe(case):
    """Jobs as JSON lines through the binary, one process a partition."""
    if case.texts:
        raise Skip("these are not for it: the binary reads them as CSV")
    session = spark_session()
    options = " ".join(map(shlex.quote, case.options))
    # The binary ends with 1 where jobs are incomplete and with 2 where some
    # are refused; pipe takes any such status for a failed task.
    command = (f"{shlex.quote(JOBEVAL)} score - --input-format ndjson "
               f"--format ndjson {options} || [ $? -le 2 ]")
    lines = session.sparkContext.parallelize(map(case.job, case.rows), 8)
    scores = lines.pipe(f"sh -c {shlex.quote(command)}", checkCode=True)
    rows = {row["id"]: row for row in case.rows}
    scored = []
    for line in scores.collect():
        score = json.loads(line)
        if "factors" not in score:
            continue
        number = int(score["id"])
        points = [factor["points"] for factor in score["factors"]]
        scored.append((*rows.pop(number).values(), *points, score["total"],
                       score["band"], score["band_group"],
                       case.expected[number][-1]))
    # What is refused has no result, which is right where it must be refused.
    scored += [(*row.values(), *case.expected[number]) for number, row
               in rows.items() if case.is_refused(row)]
    return f"spark {session.version} pipe", case.columns(), scored


ENGINES = {"duckdb": duckdb, "postgres": postgres, "spark": spark,
           "pipe": pipe}
CLEANUP = []


def run(name, cases):
    """Prints a line for each case; whether any answer differs."""
    different = 0
    for case in cases:
        try:
            engine, columns, rows = ENGINES[name](case)
        except Skip as reason:
            print(f"SKIPPED, NOT TESTED: {name}, {case.name}: {reason}",
                  flush=True)
            continue
        found = case.differences(columns, rows)
        print(f"{engine}: {len(case.rows):,} rows under {case.name}, "
              f"{found:,} differences", flush=True)
        different += found
    return different > 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", nargs="*", choices=["all", *ENGINES],
                        default="all", help="what is tested")
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    if not os.access(JOBEVAL, os.X_OK):
        sys.exit(f"there is no {JOBEVAL}: `cargo build --release` makes it")
    names = [name for name in ENGINES
             if name in arguments.engine or "all" in arguments.engine]
    odd = ["--scheme", str(HERE / "odd-scheme.yaml")]
    try:
        with tempfile.TemporaryDirectory(prefix="jobeval-sql-") as folder:
            few = min(arguments.rows, 1000)
            cases = [Case(folder, arguments.rows),
                     Case(folder, arguments.rows, texts=True),
                     Case(folder, few, odd), Case(folder, few, odd, True),
                     Case(folder, 0, texts=True, file=SAME_JOBS)]
            for case in cases:
                print(f"{len(case.rows):,} rows under {case.name}: "
                      f"{case.seen()}", flush=True)
            return any([run(name, cases) for name in names])
    finally:
        for clean_up in CLEANUP:
            clean_up()


if __name__ == "__main__":
    sys.exit(main())
