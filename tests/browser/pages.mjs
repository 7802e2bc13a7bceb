// The pages that are opened: of the examples, of other schemes, and of jobs, schemes and files whose every text attacks.

import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/// Where everything is that is built.
export const TARGET = resolve(process.env.CARGO_TARGET_DIR ?? 'target');

const BINARY = join(TARGET, 'debug', 'jobeval');

/// What a text would be, if anything let it be more than text.
const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)' x='",
  '</title><script>alert(1)</script>',
  '</style><style>*{display:none}</style>',
  '</desc></svg><image href=x onerror=alert(1)>',
  'javascript:alert(1)',
  '<a href="javascript:alert(1)">a</a><iframe src=//example.org></iframe>',
  '<!-- --> ]]> <![CDATA[ <?xml ?> &lt;b&gt; &nbsp;',
  '{{ 7 * 7 }} {% include "page.css" %}',
  'url(https://example.org/x) @import "https://example.org/y"',
  'Nur\u202ese \u2066x \u200b\u0000\u001b[31m\u0007',
];

/// Texts that a page has to find room for.
const LONG = [
  'x'.repeat(10_000),
  'W'.repeat(40) + ' ' + 'i'.repeat(200),
  'Words without end. '.repeat(530),
  '看護師'.repeat(60),
  'ม่ที่'.repeat(80),
];

const run = promisify(execFile);

/// Makes a page with the program, and gives where it is. Of a folder of pages it is the index.
async function page(folder, name, words) {
  const isFolder = name.startsWith('folder-');
  const file = isFolder ? join(folder, name, 'index.html') : join(folder, `${name}.html`);
  try {
    await run(BINARY, [...words, '--output', isFolder ? join(folder, name) : file], { maxBuffer: 1 << 26 });
  } catch (error) {
    // A no, or trouble in some job, is an answer as well; that there is no page is found when it is opened.
    if (typeof error.code !== 'number') throw error;
  }
  return file;
}

/// The command lines of pages that are made of what the project holds.
async function ordinary() {
  const pages = {
    'score-many': ['score', 'examples', '--allow-incomplete'],
    'score-rows': ['score', 'examples/workforce.csv'],
    'score-low': ['score', '--levels', '1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'],
    'score-high': ['score', '--levels', '6 8 5 5 5 8 6 6 6 7 6 6 5 5 4 5'],
    'score-nothing': ['score', '--levels', '? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ?'],
    'score-refused': ['score', 'examples/senior-art-therapist.yaml', 'tests/data/misspelt.yaml'],
    best: ['match', '--best', 'examples'],
    'summary-score': ['score', 'examples/workforce.csv', '--summary', '--by', 'organisation'],
    'summary-match': ['match', '--best', 'examples', '--summary', '--by', 'organisation'],
    check: ['check', 'tests/data/expectations.yaml'],
    'check-many': ['check', 'examples'],
    diff: ['diff', 'tests/data/before.yaml', 'tests/data/after.yaml'],
    'diff-many': ['diff', 'tests/data/old', 'tests/data/new'],
    profiles: ['profiles', '--profiles', 'tests/data/generic-suite.yaml'],
    'profiles-check': ['profiles', 'check', '--profiles', 'tests/data/changed-suite.yaml'],
    'profiles-archived': ['profiles', '--profiles', 'tests/data/archived-suite.yaml'],
    'report-several': ['report', 'examples/panel-2026-03.yaml'],
    'folder-reports': ['report', 'examples'],
    consistency: ['consistency', 'examples'],
    grid: ['consistency', 'examples', '--grid'],
    'grid-groups': ['consistency', 'examples', '--grid', '--by', 'organisation'],
    programme: ['diff', 'tests/data/old', 'tests/data/new', '--summary'],
    scheme: ['scheme'],
    ladder: ['scheme', 'freedom to act'],
    'federal-scheme': ['scheme', '--scheme', 'tests/data/us-federal.yaml'],
    'federal-score': ['score', '--levels', '4 3 3 2 2 2 2 2 2', '--scheme', 'tests/data/us-federal.yaml'],
    'federal-top': ['score', '--levels', '9 5 5 6 6 4 4 3 3', '--scheme', 'tests/data/us-federal.yaml'],
  };
  for (const profile of ['arts-therapist', 'head-of-arts-therapies']) {
    pages[`show-${profile}`] = ['profiles', 'show', profile];
  }
  const files = (await readdir('examples')).filter((name) => name.endsWith('.yaml'));
  for (const name of files.sort()) {
    const [job, path] = [name.replace('.yaml', ''), `examples/${name}`];
    const one = name.startsWith('panel') ? ['--job', 'JD-1163'] : [];
    pages[`score-${job}`] = ['score', path];
    pages[`explain-${job}`] = ['explain', path, ...one];
    pages[`report-${job}`] = ['report', path, ...one];
    pages[`match-${job}`] = ['match', path, ...one];
    pages[`compare-${job}`] = ['compare', path, ...one, 'arts-therapist-principal'];
  }
  return pages;
}

/// Writes files in which every text is of the attacker's choice, and gives the command lines of their pages.
async function hostile(folder) {
  await mkdir(folder, { recursive: true });
  const pages = {};
  const texts = [...ATTACKS, ...LONG];
  const write = async (name, value) => {
    const path = join(folder, name);
    // JSON is YAML, with every character written so that it is read back.
    await writeFile(path, JSON.stringify(value));
    return path;
  };
  const factors = (text, level) => ({ skill: { level, evidence: text }, care: 1, effort: 1 });
  for (const [index, text] of texts.entries()) {
    // A name of a band or a factor is no longer than this.
    const name = text.slice(0, 200);
    const scheme = await write(`scheme-${index}.yaml`, {
      scheme: 's', title: text, source: text,
      factors: [
        { id: 'skill', name, group: name, points: [10, 20, 40] },
        { id: 'care', name: `Care ${name}`, points: [5, 15] },
        { id: 'effort', name: `Effort ${name}`, points: [1, 2] },
      ],
      bands: [
        { name: `A ${name}`, from: 0, to: 20, closed: text },
        { name: `B ${name}`, from: 21, to: 40 },
      ],
      matching: { max_difference: 1, max_variations: 2, fixed_factors: ['care'] },
    });
    const suite = await write(`suite-${index}.yaml`, {
      suite: 's', title: text, scheme: 's', source: text,
      profiles: [{
        id: 'p', title: text, band: `A ${name}`, archived: text, score: { min: 16, max: 16 },
        job_statement: [text],
        factors: { skill: { levels: 1, scores: [10], descriptor: text, example: text }, care: 1, effort: 1 },
      }],
    });
    const job = (level) => ({
      id: text, title: text, organisation: text, panel: { members: [text, text] }, notes: text,
      factors: factors(text, level), expect: { profile: 'p', total: 3 },
    });
    const old = await write(`old-${index}.yaml`, job(1));
    const open = await write(`open-${index}.yaml`, { ...job('1-2'), id: `${text} 2` });
    // A file's name is the attacker's as well, as far as a file can have it.
    const named = text.replace(/[/\u0000]/g, '').slice(0, 60);
    const path = await write(`${index} ${named}.yaml`, job(3));
    const all = ['--scheme', scheme, '--profiles', suite];
    const commands = {
      score: ['score', path],
      open: ['score', open],
      many: ['score', path, old, open],
      compare: ['compare', path, 'p'],
      report: ['report', open],
      reports: ['report', path, old, open],
      match: ['match', path, '--archived'],
      best: ['match', '--best', path, old, '--archived'],
      summary: ['score', path, old, open, '--summary', '--by', 'organisation'],
      'summary-match': ['match', '--best', path, old, '--archived', '--summary', '--by', 'organisation'],
      check: ['check', path, old],
      explain: ['explain', old],
      diff: ['diff', old, path],
      programme: ['diff', old, path, '--summary', '--by', 'organisation'],
      consistency: ['consistency', path, old, open, '--by', 'organisation'],
      grid: ['consistency', path, old, open, '--grid', '--by', 'organisation'],
      profiles: ['profiles'],
      show: ['profiles', 'show', 'p'],
      scheme: ['scheme'],
      ladder: ['scheme', 'skill'],
    };
    for (const [command, words] of Object.entries(commands)) {
      // Every page has the first texts, and those pages that have a text at most places have all.
      if (index >= 2 && !['many', 'compare', 'report', 'show', 'grid', 'summary'].includes(command)) continue;
      pages[`hostile-${index}-${command}`] = [...words, ...all];
    }
    pages[`folder-hostile-${index}`] = ['report', path, old, open, ...all];
  }
  return pages;
}

/// Makes the pages in a folder whose names hold a pattern, and gives their files.
export async function pages(folder, pattern) {
  await mkdir(folder, { recursive: true });
  const all = { ...(await ordinary()), ...(await hostile(join(folder, 'files'))) };
  const waiting = Object.entries(all).filter(([name]) => name.includes(pattern));
  const files = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) files.push(await page(folder, ...next));
  };
  await Promise.all([work(), work(), work()]);
  return files.sort();
}
