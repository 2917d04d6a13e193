/**
 * The branch of the reports index: its versions, what other writers put there, and a check of every commit
 * of ours against the very version it lands on.
 */

import type { Forge, Issue, Repo } from './forge.ts';
import { bodyOf, bytesOf, idOf, isNone, isTrue, type Sheet, type SheetRow, sheetOf, textOf, valueIn } from './sheet.ts';
import { OWN_REASONS, REPORTS_PATH, reportsIn, reportsPath, type StoredFile, type Version } from './state.ts';
import type { Check, World } from './world.ts';

/** What a report went through, over all versions of the index. */
export interface Facts {
  /** It was pending, with a dataset, in some version. */
  wasDue: boolean;
  /** Why it was not to be sent in some version while it was pending. */
  reasons: Set<string>;
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
  /** A commit of ours has set a flag of this period. */
  hasFlagged(period: string): boolean;
}

export function openBranch(world: World, forge: Forge, files: ReadonlyMap<string, Sheet>): Branch {
  const facts = new Map<string, Facts>();
  const factsOf = (key: string): Facts => {
    const known = facts.get(key) ?? { wasDue: false, reasons: new Set(), named: new Set(), byHand: false };
    facts.set(key, known);
    return known;
  };
  const versions = new Map<string, Version>();
  /** Paths of files in which we have set `issue_sent`. */
  const flagged = new Set<string>();
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
      for (const { key, pending, target, reason } of reportsIn(head, period)) {
        const known = factsOf(key);
        const repo = target === undefined ? undefined : forge.find(target);
        if (repo !== undefined) known.named.add(repo);
        known.wasDue ||= pending && target !== undefined;
        if (pending && reason !== undefined) known.reasons.add(reason);
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
    hasFlagged: (period) => flagged.has(reportsPath(period)),
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
        if (sentIn(sheet) > sentIn(before)) flagged.add(path);
      }
      return advance(stored);
    },
  };
}

function sentIn(sheet: Sheet): number {
  return bodyOf(sheet).filter((row) => isTrue(valueIn(sheet, row, 'issue_sent'))).length;
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
    const now = after.rows[index];
    if (now !== undefined && isContradictory(row, now, after)) {
      return {
        check: 'no missing flag',
        what: `${path}: ${idOf(after, now)} is sent, and the reason not to is still ours`,
      };
    }
  }
  return undefined;
}

/** Our commit flags a row as sent, and leaves our own reason against it. */
function isContradictory(before: SheetRow, after: SheetRow, sheet: Sheet): boolean {
  const isSent = (row: SheetRow) => isTrue(valueIn(sheet, row, 'issue_sent'));
  return isSent(after) && !isSent(before) && OWN_REASONS.includes(valueIn(sheet, after, 'issue_skipped').toLowerCase());
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
    const isDoneUnsent = isNone(from) && to === 'done' && !forge.hasSent(valueIn(before, row, 'period'));
    const isTrue = ['in progress', 'done', 'failed'].includes(to) && !isDoneUnsent;
    return isTrue ? undefined : { check: 'period status is true', what };
  }
  const key = `${period}|${id}`;
  const [issue] = forge.withKey(key);
  if (name === 'issue_skipped') {
    const isOwn = OWN_REASONS.includes(from.toLowerCase());
    const isTrue =
      (isNone(from) || isOwn) && (facts(key).reasons.has(to) || (isOwn && to === '' && issue !== undefined));
    return isTrue ? undefined : { check: 'no false flag', what };
  }
  if (issue === undefined) return { check: 'no false flag', what: `${what}, but no issue has this key` };
  return isFlagOf(forge, issue, name, [from, to]) ? undefined : { check: 'no false flag', what };
}

const STYLES: Readonly<Record<string, string>> = {
  False: 'True',
  false: 'true',
  FALSE: 'TRUE',
  '0': '1',
  No: 'Yes',
  f: 't',
  '0.0': '1.0',
};

/** Whether the new value is what the issue makes of it, in the style of the old one. */
function isFlagOf(forge: Forge, issue: Issue, name: string, [before, after]: [string, string]): boolean {
  if (name === 'issue_sent') return before === '' || before === 'NA' ? isTrue(after) : STYLES[before] === after;
  if (!isNone(before)) return false;
  if (name === 'issue_url') return forge.byUrl(after) === issue;
  const apartMs = Math.abs(Date.parse(after) - issue.createdAt);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(after) && apartMs <= 60_000;
}
