/** A page looked at by a real browser: Chromium without a window, when there is one on this machine. */

import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Path of the browser: `CHROMIUM`, else the first one on the path; undefined when there is none. */
export function findBrowser(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  const candidates = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Nothing of the browser's own goes over the network. */
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

export interface Looked<T> {
  /** What `facts` came to in the page. */
  facts: T;
  /** PNG of the window. */
  picture: Buffer;
}

/** Loads the page and evaluates `facts`, an expression of the page that gives something for JSON. */
export async function lookAt<T>(browser: string, html: string, facts: string, size = '1200,1600'): Promise<Looked<T>> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  try {
    const page = join(folder, 'page.html');
    const picture = join(folder, 'page.png');
    const script = `<script>document.documentElement.dataset.facts = JSON.stringify(${facts})</script>`;
    await writeFile(page, `${html}${script}`);
    const start = (profile: string, ...more: string[]) =>
      promisify(execFile)(
        browser,
        [
          ...QUIET,
          `--user-data-dir=${join(folder, profile)}`,
          `--window-size=${size}`,
          ...more,
          String(pathToFileURL(page)),
        ],
        { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
      );
    const { stdout } = await start('dom', '--dump-dom');
    await start('picture', `--screenshot=${picture}`);
    return { facts: JSON.parse(factsIn(stdout)), picture: await readFile(picture) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function factsIn(dom: string): string {
  const [, text] = /data-facts="([^"]*)"/.exec(dom) ?? [];
  if (text === undefined) throw new Error(`The page gave no facts: ${dom.slice(0, 500)}`);
  const entities: Record<string, string> = {
    '&quot;': '"',
    '&lt;': '<',
    '&gt;': '>',
    '&nbsp;': '\u00a0',
    '&amp;': '&',
  };
  return text.replace(/&(?:quot|lt|gt|nbsp|amp);/g, (entity) => entities[entity] ?? entity);
}
