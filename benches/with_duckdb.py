#!/usr/bin/env python3
"""Scores a CSV file with DuckDB, as a yardstick, and prints how many milliseconds the query took.

    python3 benches/with_duckdb.py [--digits] JOBEVAL FILE [OUT]

The query is that of `jobeval scheme --sql`, on what read_csv reads, and writes the columns that `jobeval score` writes,
in the same order, to OUT (default: /dev/null). DuckDB is told the types of the columns, so that it need not look for them,
and the time in which Python starts, loads DuckDB and makes a connection does not count.

With --digits it does less than `jobeval`, as fast as it can be done: a level is the digit that its cell begins with, taken
without a look at the rest, and the query is cut down to one that takes numbers.
"""

import csv
import json
import re
import subprocess
import sys
import time

import duckdb

takes_digits = sys.argv[1] == "--digits"
jobeval, path, *out = sys.argv[1 + takes_digits :]


def scheme(*arguments):
    command = [jobeval, "scheme", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8").stdout


def column(name):
    """A column of the file as the query wants it."""
    if name not in ids:
        return f'"{name}"'
    level = f'ascii("{name}") - 48' if takes_digits and kinds[name] == "VARCHAR" else f'"{name}"'
    return f'{level} AS "{ids[name]}"'


def query_of_numbers():
    """The query without what reads levels as texts."""
    text = scheme("--sql", "duckdb")
    start, end = (text.index(f"CROSS JOIN LATERAL (\n  SELECT\n    {first}") for first in ("coalesce(", "CASE levels."))
    text = (text[:start] + text[end:]).replace("levels.", "jobs.")
    text = re.sub(r"WHEN '(\d+)' THEN (\d)", r"WHEN \1 THEN \2", text)
    return re.sub(r"(jobs\.\"\w+\") = ''", "FALSE", re.sub(r"(jobs\.\"\w+\") <> ''", r"\1 IS NOT NULL", text))


factors = json.loads(scheme("--format", "json"))["factors"]
ids = {factor[key]: factor["id"] for factor in factors for key in ("id", "name")}
with open(path, encoding="utf-8", newline="") as file:
    reader = csv.reader(file)
    header = next(reader)
    rows = [next(reader) for _ in range(100)]
kinds = {name: "UTINYINT" if name in ids and all(cell.isdigit() for cell in cells) else "VARCHAR"
         for name, *cells in zip(header, *rows)}
own = [f'"{name}"' for name in header if name not in ids]

connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute(f"""CREATE VIEW jobs AS SELECT {", ".join(map(column, header))} FROM read_csv('{path}',
    header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {kinds})""")
columns = ", ".join([*own[:2], "total", "band", "problem", *own[2:]])
scores = query_of_numbers() if takes_digits else scheme("--sql", "duckdb")
query = f"COPY (SELECT {columns} FROM ({scores})) TO '{(out or ['/dev/null'])[0]}' (FORMAT csv)"
start = time.perf_counter()
connection.execute(query)
print((time.perf_counter() - start) * 1000)
