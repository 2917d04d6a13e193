/**
 * The branch of the reports index: its versions, what other writers put there, and a check of every commit
 * of ours against the very version it lands on.
 */

import type { Forge, Issue, Repo } from './forge.ts';
import {
  bodyOf,
  bytesOf,
  columnOf,
  idOf,
  isTrue,
  type Sheet,
  type SheetRow,
  sheetOf,
  textOf,
  valueIn,
} from './sheet.ts';
import type { Check, World } from './world.ts';

export interface StoredFile {
  bytes: Uint8Array;
  sheet: Sheet;
}

export interface Version {
  id: string;
  files: ReadonlyMap<string, StoredFile>;
  /** When it became the head. */
  at: number;
}

/** What a report went through, over all versions of the index. */
export interface Facts {
  /** It was pending, with a dataset, in some version. */
  wasDue: boolean;
  /** Its dataset was missing in some version while it was pending. */
  lackedDataset: boolean;
  /** Repositories that the index named for it. */
  named: Set<Repo>;
  /** Somebody set or unset its flag by hand. */
  byHand: boolean;
}

export interface Branch {
  head(): Version;
  version(id: string): Version | undefined;
  /** Versions that were the head at this time or later, the newest first. */
  since(at: number): Version[];
  /** Another writer's push: these files are new. */
  push(files: ReadonlyMap<string, Sheet>, what: string): void;
  /** Our commit, which is on top of the head. */
  land(changes: readonly { path: string; bytes: Uint8Array }[], by: string): Version;
  facts(key: string): Facts;
}

export const FOLDER = 'reports-index';
export const PERIODS = `${FOLDER}/periods.csv`;
export const DATASETS = `${FOLDER}/datasets.csv`;
export const reportsPath = (period: string): string => `${FOLDER}/reports/${period}.csv`;
const REPORTS_PATH = /\/reports\/(\d{6})\.csv$/;

/** `owner/name` by dataset id. */
export function targetsIn({ files }: Version): Map<string, string> {
  const sheet = files.get(DATASETS)?.sheet;
  if (sheet === undefined) return new Map();
  const name = (row: SheetRow) => `${valueIn(sheet, row, 'github_orgname')}/${valueIn(sheet, row, 'github_reponame')}`;
  return new Map(bodyOf(sheet).map((row) => [idOf(sheet, row), name(row)]));
}

export interface ReportState {
  key: string;
  id: string;
  stored: boolean;
  sent: boolean;
  skipped: boolean;
  /** Stored, not sent, not skipped. */
  pending: boolean;
  /** `owner/name`; undefined: its dataset is not in the index. */
  target: string | undefined;
  canBeSkipped: boolean;
}

export function reportsIn(version: Version, period: string): ReportState[] {
  const sheet = version.files.get(reportsPath(period))?.sheet;
  if (sheet === undefined) return [];
  const targets = targetsIn(version);
  const canBeSkipped = columnOf(sheet, 'issue_skipped') >= 0;
  return bodyOf(sheet).map((row) => {
    const id = idOf(sheet, row);
    const stored = isTrue(valueIn(sheet, row, 'stored'));
    const sent = isTrue(valueIn(sheet, row, 'issue_sent'));
    const skipped = !isNoReason(valueIn(sheet, row, 'issue_skipped'));
    const pending = stored && !sent && !skipped;
    return { key: `${period}|${id}`, id, stored, sent, skipped, pending, target: targets.get(id), canBeSkipped };
  });
}

function isNoReason(skipped: string): boolean {
  return ['', '0', 'false'].includes(skipped.toLowerCase());
}

export function openBranch(world: World, forge: Forge, files: ReadonlyMap<string, Sheet>): Branch {
  const facts = new Map<string, Facts>();
  const factsOf = (key: string): Facts => {
    const known = facts.get(key) ?? { wasDue: false, lackedDataset: false, named: new Set<Repo>(), byHand: false };
    facts.set(key, known);
    return known;
  };
  const versions = new Map<string, Version>();
  let head: Version = { id: '', files: new Map(), at: 0 };

  const advance = (changed: ReadonlyMap<string, StoredFile>): Version => {
    head = { id: `c${versions.size + 1}`, files: new Map([...head.files, ...changed]), at: world.now() };
    versions.set(head.id, head);
    return head;
  };
  const learn = () => {
    for (const path of head.files.keys()) {
      const period = REPORTS_PATH.exec(path)?.[1];
      if (period === undefined) continue;
      for (const { key, pending, target } of reportsIn(head, period)) {
        const known = factsOf(key);
        const repo = target === undefined ? undefined : forge.find(target);
        if (repo !== undefined) known.named.add(repo);
        known.wasDue ||= pending && target !== undefined;
        known.lackedDataset ||= pending && target === undefined;
      }
    }
  };
  const push = (sheets: ReadonlyMap<string, Sheet>, what: string) => {
    advance(new Map([...sheets].map(([path, sheet]) => [path, { bytes: bytesOf(sheet), sheet }])));
    world.note('pusher', `${what}: ${head.id}`);
    world.count('another writer pushes');
    learn();
  };
  push(files, 'the index');

  return {
    head: () => head,
    version: (id) => versions.get(id),
    since: (at) => {
      const newestFirst = [...versions.values()].reverse();
      const before = newestFirst.findIndex((version) => version.at <= at);
      return newestFirst.slice(0, before < 0 ? newestFirst.length : before + 1);
    },
    push,
    facts: factsOf,
    land: (changes, by) => {
      const stored = new Map<string, StoredFile>();
      for (const { path, bytes } of changes) {
        const sheet = sheetOf(bytes);
        const before = head.files.get(path)?.sheet;
        if (sheet === undefined || before === undefined) {
          world.violate('every other byte unchanged', `${path} by ${by} is not what was there`);
          continue;
        }
        const fault = faultOf({ forge, facts: factsOf, path, before, after: sheet });
        if (fault !== undefined) world.violate(fault.check, `${fault.what}, by ${by}`);
        stored.set(path, { bytes, sheet });
      }
      return advance(stored);
    },
  };
}

interface CommitCheck {
  forge: Forge;
  facts: (key: string) => Facts;
  path: string;
  before: Sheet;
  after: Sheet;
}

interface Fault {
  check: Check;
  what: string;
}

/** Cell by cell: what differs must be a flag, and true. */
function faultOf(commit: CommitCheck): Fault | undefined {
  const { path, before, after } = commit;
  const sameShape =
    before.bom === after.bom &&
    before.rows.length === after.rows.length &&
    before.rows.every(
      ({ cells, end }, index) => after.rows[index]?.end === end && after.rows[index]?.cells.length === cells.length,
    );
  if (!sameShape) return { check: 'every other byte unchanged', what: `${path}: rows, cells or line breaks` };
  for (const [index, row] of before.rows.entries()) {
    for (const [column, cell] of row.cells.entries()) {
      const changed = after.rows[index]?.cells[column] ?? '';
      const fault = changed === cell ? undefined : faultOfCell(commit, { row, column, cell, changed });
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

interface CellChange {
  row: SheetRow;
  column: number;
  cell: string;
  changed: string;
}

function faultOfCell(commit: CommitCheck, { row, column, cell, changed }: CellChange): Fault | undefined {
  const { path, before, forge, facts } = commit;
  const name = textOf(before.rows[0]?.cells[column] ?? '').toLowerCase();
  const period = REPORTS_PATH.exec(path)?.[1];
  const id = idOf(before, row);
  const what = `${path}, ${name} of ${id}: ${cell} became ${changed}`;
  const isTwice = bodyOf(before).filter((other) => idOf(before, other) === id).length > 1;
  if (period !== undefined && isTwice) return { check: 'no false flag', what: `${what}, and ${id} stands in two rows` };
  const isFlag = period === undefined ? name === 'status' : /^issue_(sent|skipped|url|sent_at)$/.test(name);
  const sameQuotes = !cell.startsWith('"') || changed.startsWith('"');
  if (!isFlag || row === before.rows[0] || !sameQuotes) return { check: 'every other byte unchanged', what };
  const [from, to] = [textOf(cell), textOf(changed)];
  if (period === undefined) {
    return ['in progress', 'done', 'failed'].includes(to) ? undefined : { check: 'period status is true', what };
  }
  const key = `${period}|${id}`;
  if (name === 'issue_skipped') {
    const isTrue = facts(key).lackedDataset && isNoReason(from) && to === 'missing-dataset';
    return isTrue ? undefined : { check: 'no false flag', what };
  }
  const issue = forge.withKey(key)[0];
  if (issue === undefined) return { check: 'no false flag', what: `${what}, but no issue has this key` };
  return isFlagOf(forge, issue, name, [from, to]) ? undefined : { check: 'no false flag', what };
}

/** Whether the new value is what the issue makes of it, in the style of the old one. */
function isFlagOf(forge: Forge, issue: Issue, name: string, [before, after]: [string, string]): boolean {
  const styles: Record<string, string> = { False: 'True', false: 'true', FALSE: 'TRUE', '0': '1' };
  if (name === 'issue_sent') return before === '' ? isTrue(after) : styles[before] === after;
  if (before !== '') return false;
  if (name === 'issue_url') return forge.byUrl(after) === issue;
  const apartMs = Math.abs(Date.parse(after) - issue.createdAt);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(after) && apartMs <= 60_000;
}
