/** Draws the reports index of a seed and the repositories that it names. */

import { type Dice, openDice } from './dice.ts';
import { ACCOUNT, type Condition, type Forge } from './forge.ts';
import type { Growth, Scenario } from './scenario.ts';
import type { Sheet } from './sheet.ts';
import { DATASETS, OWN_REASONS, PERIODS, reportsPath } from './state.ts';

/** How the cells of one file look. */
export interface Style {
  quoted: number;
  spaced: number;
  end: string;
}

export interface Drawn {
  files: Map<string, Sheet>;
  /** Datasets that nobody removes from the index: a campaign is for each of them alone. */
  kept: ReadonlySet<string>;
}

export function drawIndex(scenario: Scenario, forge: Forge, dice: Dice): Drawn {
  const ids = Array.from({ length: scenario.rows }, (_, index) => `ds-${index}`);
  const kept = new Set(scenario.lanes.flatMap(({ dataset }) => (dataset === undefined ? [] : [dataset])));
  const hard = dice.chance(0.2) ? dice.pick(['hidden', 'saml'] as const) : undefined;
  const targets = ids.map((id, index) =>
    hard !== undefined && !kept.has(id) && dice.chance(0.5)
      ? forge.add(`hard-museum/data.${index}`, hard).name
      : drawRepository(dice, forge, index, kept.has(id)),
  );
  const listed = ids.flatMap((id, index) =>
    dice.chance(0.05) && !kept.has(id) ? [] : [{ id, target: targets[index] ?? '' }],
  );
  const periods = [...new Set(scenario.lanes.map(({ period }) => period))];
  const files = new Map<string, Sheet>([
    [PERIODS, drawPeriods(dice, periods)],
    [DATASETS, drawDatasets(dice, listed, kept)],
  ]);
  for (const period of periods) files.set(reportsPath(period), drawReports(dice, ids, kept));
  if (scenario.growth !== undefined) files.set(reportsPath(EARLIER), drawEarlier(scenario.growth, scenario.seed));
  for (const period of periods) drawForgotten(dice, forge, targets, period);
  return { files, kept };
}

/** A period of which all has been sent. */
const EARLIER = '201204';

/** Where the growth is not what is implausible, the earlier file is large. */
function drawEarlier({ kind }: Growth, seed: number): Sheet {
  const dice = openDice(seed, 5);
  const rows = kind === 'many repositories' ? dice.whole(1, 9) : 400;
  const body = Array.from({ length: rows }, (_, index) => [`old-${index}`, 'true', 'true']);
  return sheetFrom(dice, ['gbifdatasetid', 'stored', 'issue_sent'], body);
}

/** A repository of its own, or another dataset's; `kept` ones exist. */
function drawRepository(dice: Dice, forge: Forge, index: number, isKept: boolean): string {
  const known = forge.repos().filter(({ name }) => name.startsWith('museum-'));
  if (known.length > 0 && dice.chance(0.15)) return dice.pick(known).name;
  const condition = drawCondition(dice, forge);
  const repo = forge.add(`museum-${index}/data.${index}`, isKept ? 'open' : condition);
  const { name } = repo;
  if (dice.chance(0.08)) forge.rename(repo, `museum-${index}/renamed-${index}`);
  return name;
}

/** With the hard owner there are two at most that forbid all: a run gives up after three in a row. */
function drawCondition(dice: Dice, forge: Forge): Condition {
  const condition = dice.chance(0.85)
    ? 'open'
    : dice.pick(['missing', 'archived', 'disabled', 'forbidden', 'invalid'] as const);
  const forbidding = forge.repos().filter((repo) => repo.condition === 'forbidden').length;
  return condition === 'forbidden' && forbidding >= 1 ? 'archived' : condition;
}

/** Issues from before: of an earlier campaign whose flags were lost, and of strangers who forge a key. */
function drawForgotten(dice: Dice, forge: Forge, targets: readonly string[], period: string): void {
  const at = Date.UTC(2026, 9, 30);
  for (const [index, target] of targets.entries()) {
    const repo = forge.find(target);
    const body = `Before.\n\n<!-- report-notifier:${period}|ds-${index} -->`;
    if (repo !== undefined && dice.chance(0.06)) forge.open(repo, body, ACCOUNT, at);
    if (repo !== undefined && dice.chance(0.06)) forge.open(repo, body, 'stranger', at);
  }
}

function drawStyle(dice: Dice): Style {
  return {
    quoted: dice.pick([0, 0, 0.2, 1]),
    spaced: dice.pick([0, 0, 0.1]),
    end: dice.pick(['\n', '\n', '\r\n', 'mixed']),
  };
}

/** A sheet from values: quotes where they must be, and where the style wants them. */
function sheetFrom(dice: Dice, header: readonly string[], body: readonly (readonly string[])[]): Sheet {
  const style = drawStyle(dice);
  const rows = [header, ...body].map((values) => ({
    cells: values.map((value) => drawCell(dice, style, value)),
    end: style.end === 'mixed' ? dice.pick(['\n', '\r\n']) : style.end,
  }));
  const last = rows.at(-1);
  if (last !== undefined && dice.chance(0.2)) last.end = '';
  return { bom: dice.chance(0.2) ? '\ufeff' : '', rows };
}

export function drawCell(dice: Dice, { quoted, spaced }: Pick<Style, 'quoted' | 'spaced'>, value: string): string {
  if (/[",\r\n]/.test(value) || dice.chance(quoted)) return `"${value.replaceAll('"', '""')}"`;
  return dice.chance(spaced) ? ` ${value} ` : value;
}

const NOTES = [
  '',
  'plain',
  'with, comma',
  'a "quote"',
  '@octo-team ::error::x',
  'Zoölogy 鳥',
  'two\nlines',
  ' spaced ',
];

export function drawNote(dice: Dice): string {
  return dice.pick(NOTES);
}

function drawPeriods(dice: Dice, periods: readonly string[]): Sheet {
  const hasStatus = dice.chance(0.8);
  const header = ['period', 'year', 'month', ...(hasStatus ? ['status'] : []), 'note'];
  const rows = [EARLIER, ...periods].map((period) => [
    period,
    period.slice(0, 4),
    dice.chance(0.5) ? period.slice(4) : String(Number(period.slice(4))),
    ...(hasStatus ? [period === EARLIER ? 'done' : dice.pick(['', '', 'in progress'])] : []),
    drawNote(dice),
  ]);
  return sheetFrom(dice, header, dice.shuffled(rows));
}

type Listed = readonly { id: string; target: string }[];

/** Some datasets have no repository, and some are not to be notified. */
function drawDatasets(dice: Dice, listed: Listed, kept: ReadonlySet<string>): Sheet {
  const hasNotify = dice.chance(0.5);
  const header = ['gbifdatasetid', 'title', 'ccode', 'github_orgname', 'github_reponame'];
  const rows = listed.map(({ id, target }) => {
    const isKept = kept.has(id);
    const [owner = '', name = ''] = !isKept && dice.chance(0.05) ? [] : target.split('/');
    const notify =
      !isKept && dice.chance(0.1) ? dice.pick(['no', 'False', '0']) : dice.pick(['', '', 'NA', 'yes', '1']);
    const cells = [dice.chance(0.2) ? id.toUpperCase() : id, drawNote(dice), `C-${id}`, owner, name];
    return hasNotify ? [...cells, notify] : cells;
  });
  if (hasNotify) header.push('notify');
  return sheetFrom(dice, header, dice.shuffled(rows));
}

const FLAG_STYLES: readonly [string, string][] = [
  ['False', 'True'],
  ['false', 'true'],
  ['FALSE', 'TRUE'],
  ['0', '1'],
  ['', 'true'],
  ['No', 'Yes'],
  ['f', 't'],
  ['0.0', '1.0'],
  ['NA', 'TRUE'],
];

function drawReports(dice: Dice, ids: readonly string[], kept: ReadonlySet<string>): Sheet {
  const optional = ['issue_skipped', 'issue_url', 'issue_sent_at', 'note'].filter(() => dice.chance(0.7));
  const header = dice.shuffled(['gbifdatasetid', 'stored', 'issue_sent', ...optional]);
  const [no, yes] = dice.pick(FLAG_STYLES);
  const unskipped = dice.chance(0.2) ? no : '';
  const rows = ids.map((id) => {
    const isKept = kept.has(id);
    const values: Record<string, string> = {
      gbifdatasetid: dice.chance(0.2) ? id.toUpperCase() : id,
      stored: isKept || dice.chance(0.88) ? 'True' : 'False',
      issue_sent: !isKept && dice.chance(0.12) ? yes : no,
      issue_skipped: !isKept && dice.chance(0.1) ? dice.pick(['withdrawn', ...OWN_REASONS]) : unskipped,
      note: drawNote(dice),
    };
    return header.map((name) => values[name] ?? '');
  });
  return sheetFrom(dice, header, dice.shuffled(rows));
}
