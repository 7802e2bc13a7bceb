// Opens pages in a real browser, and fails where one is not what a page of jobeval has to be.

import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { TARGET, pages } from './pages.mjs';

/// Every element that a page has; an attacker's is not among them.
const ELEMENTS = new Set([
  'HTML', 'HEAD', 'META', 'TITLE', 'STYLE', 'BODY', 'MAIN', 'P', 'H1', 'H2', 'H3', 'A', 'DIV', 'TABLE', 'CAPTION', 'THEAD', 'TBODY',
  'TR', 'TH', 'TD', 'SPAN', 'STRONG', 'FIGURE', 'FIGCAPTION', 'svg', 'text', 'rect', 'circle', 'path',
]);

/// The widths of screens, in pixels.
const WIDTHS = [1000, 400, 320];

/// The width of A4 within its margins, in pixels.
const PAPER = 673;

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/// What is wrong with a page that is open, as seen from within.
function faults(elements) {
  const found = [];
  for (const element of document.querySelectorAll('*')) {
    if (!elements.includes(element.tagName)) found.push(`an element ${element.tagName}`);
    for (const { name, value } of element.attributes) {
      // Links lead to files beside the page, whose names are plain.
      if (name === 'href' && element.tagName === 'A' && /^[\w.-]+$/.test(value)) continue;
      // Pictures have places and lengths of their own.
      if (name === 'style' && /^((margin-left|width): [\d.]+%(; )?)+$/.test(value)) continue;
      if (/^on|href|src|^style$/.test(name)) found.push(`an attribute ${name} of ${element.tagName}`);
    }
  }
  if (!document.querySelector('h1')?.textContent) found.push('no heading');
  if (document.title === '') found.push('no title');
  return [...new Set(found)];
}

/// What does not fit on the screen or the paper.
function misfits() {
  const found = [];
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth > clientWidth) found.push(`${scrollWidth} pixels on a width of ${clientWidth}`);
  for (const picture of document.querySelectorAll('figure > svg, figure > table')) {
    const texts = [...picture.querySelectorAll('text, td > span, .bars td')]
      .map((text) => [text.textContent, text.getBoundingClientRect()])
      .filter(([text, box]) => text !== '' && box.width > 0);
    texts.forEach(([text, box], index) => {
      if (box.left < -1 || box.right > clientWidth + 1) found.push(`"${text}" of a picture is cut off`);
      for (const [other, second] of texts.slice(index + 1)) {
        const apart = box.right <= second.left + 0.5 || second.right <= box.left + 0.5
          || box.bottom <= second.top + 3 || second.bottom <= box.top + 3;
        if (!apart) found.push(`"${text}" runs into "${other}"`);
      }
    });
  }
  return found;
}

/// The names of what a page is about, which have to be on paper as well.
function names() {
  return [...document.querySelectorAll('h1, th[scope="row"], caption')].map((element) => element.textContent);
}

/// What a program prints.
async function read(program, words) {
  const { stdout } = await promisify(execFile)(program, words, { maxBuffer: 1 << 26 });
  return stdout;
}

const bare = (text) => text.replace(/\s/g, '');

/// A tab of the browser, and what it noticed of the page that is open.
async function tab(browser) {
  const context = await browser.newContext();
  await context.addInitScript(axe.source);
  const page = await context.newPage();
  const tab = { page, noticed: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) tab.noticed.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => tab.noticed.push(`script: ${error.message}`));
  page.on('dialog', (dialog) => {
    tab.noticed.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  context.on('request', (request) => {
    if (request.url() !== tab.url) tab.noticed.push(`request: ${request.url()}`);
  });
  return tab;
}

/// What is wrong with a page.
async function check(tab, file) {
  const { page } = tab;
  const found = [];
  tab.noticed = found;
  tab.url = pathToFileURL(file).href;
  await page.emulateMedia({ media: null, colorScheme: 'light' });
  await page.setViewportSize({ width: WIDTHS[0], height: 800 });
  await page.goto(tab.url);
  found.push(...await page.evaluate(faults, [...ELEMENTS]));
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      for (const misfit of await page.evaluate(misfits)) found.push(`${width} pixels, ${colorScheme}: ${misfit}`);
    }
    // What colours do depends on the scheme, and nothing else does.
    const rules = colorScheme === 'light' ? {} : { runOnly: ['color-contrast'] };
    const { violations } = await page.evaluate((rules) => globalThis.axe.run(rules), rules);
    for (const { id, help, nodes } of violations) {
      found.push(`axe, ${colorScheme}: ${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
    }
  }
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: PAPER, height: 800 });
  for (const misfit of await page.evaluate(misfits)) found.push(`paper: ${misfit}`);
  await page.emulateMedia({ media: null });
  const pdf = file.replace('.html', '.pdf');
  await page.pdf({ path: pdf, preferCSSPageSize: true });
  const printed = bare(await read('pdftotext', ['-raw', pdf, '-']));
  for (const name of await page.evaluate(names)) {
    // A text without end may be cut by the end of a page, with the head of its table in between.
    if (name.length < 100 && /^[\x20-\x7e]*$/.test(name) && !printed.includes(bare(name))) {
      found.push(`not printed: ${name}`);
    }
  }
  if (!/Page size:\s+59[456][.\d]* x 84[12]/.test(await read('pdfinfo', [pdf]))) found.push('the paper is not A4');
  return found;
}

const [chrome, pattern = ''] = process.argv.slice(2);
const folder = join(TARGET, 'browser');
rmSync(folder, { recursive: true, force: true });
const browser = await chromium.launch({ executablePath: chrome, args: FLAGS });
let failed = 0;
try {
  const files = await pages(folder, pattern);
  const waiting = [...files];
  const work = async () => {
    const own = await tab(browser);
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const found = existsSync(file)
        ? await check(own, file).catch((error) => [error.message])
        : ['there is no page'];
      failed += Number(found.length > 0);
      for (const fault of found.slice(0, 10)) console.error(`${relative(folder, file)}: ${fault}`);
    }
  };
  await Promise.all([work(), work(), work()]);
  console.log(`The pages are in ${folder}.`);
  console.log(`browser: ${files.length - failed} passed, ${failed} failed`);
} finally {
  await browser.close();
}
process.exitCode = failed > 0 ? 1 : 0;
