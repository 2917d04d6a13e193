/** The other people: they push to the index while we work, and change their repositories. */

import type { Branch } from './branch.ts';
import { drawCell, drawNote } from './drawing.ts';
import type { Condition, Forge } from './forge.ts';
import { grown, shrunk } from './growth.ts';
import type { Growth } from './scenario.ts';
import {
  bodyOf,
  columnOf,
  idOf,
  inserted,
  isTrue,
  newRow,
  type Sheet,
  type SheetRow,
  valueIn,
  withCell,
} from './sheet.ts';
import { DATASETS, datasetsIn, PERIODS, reportsPath } from './state.ts';
import type { World } from './world.ts';

export interface Pusher {
  /** Pushes something to the index. */
  push(): void;
  /** Something changes somewhere, or nothing. */
  stir(): void;
  /** Pushes many more reports of the period. */
  multiply(growth: Growth): void;
  isRevoked(): boolean;
  /** The index has a fault that must keep us from sending. */
  isBroken(): boolean;
  /** The last faults are repaired, and nothing changes any more. */
  settleDown(): void;
}

interface Desk {
  world: World;
  forge: Forge;
  branch: Branch;
  kept: ReadonlySet<string>;
  path: string;
  period: string;
  /** Rows of datasets.csv as they were before somebody took them out or emptied their names, by dataset. */
  aside: Map<string, SheetRow>;
}

/** New files, and what was done; undefined: nothing to do of this kind. */
type Push = { files: [string, Sheet][]; what: string } | undefined;

export interface PusherInput {
  world: World;
  forge: Forge;
  branch: Branch;
  kept: ReadonlySet<string>;
}

export function openPusher({ world, forge, branch, kept }: PusherInput): Pusher {
  const { dice, scenario } = world;
  let broken: { path: string; id: string } | undefined;
  let revoked = false;
  const aside = new Map<string, SheetRow>();

  const send = (push: Push) => {
    if (push !== undefined) branch.push(new Map(push.files), push.what);
  };
  const breakIt = ({ path }: Desk) => {
    const sheet = branch.head().files.get(path)?.sheet;
    const row = sheet === undefined ? undefined : bodyOf(sheet)[0];
    if (sheet === undefined || row === undefined) return;
    broken = { path, id: idOf(sheet, row) };
    send({ files: [[path, inserted(sheet, row, 1)]], what: `repeats the row of ${broken.id}` });
  };
  const repair = () => {
    if (broken === undefined) return;
    const sheet = branch.head().files.get(broken.path)?.sheet;
    const id = broken.id;
    const twin = sheet === undefined ? undefined : bodyOf(sheet).find((row) => idOf(sheet, row) === id);
    if (sheet !== undefined && twin !== undefined)
      send({ files: [[broken.path, without(sheet, twin)]], what: `removes the second row of ${id}` });
    broken = undefined;
  };
  const push = () => {
    const { period } = dice.pick(scenario.lanes);
    const desk: Desk = { world, forge, branch, kept, path: reportsPath(period), period, aside };
    if (broken !== undefined) return repair();
    if (dice.chance(0.04)) return breakIt(desk);
    send(dice.pick(EDITS)(desk));
  };
  return {
    push,
    stir: () => {
      if (!dice.chance(world.rates().stir)) return;
      if (dice.chance(0.6)) push();
      else changeRepository(world, forge);
      if (dice.chance(world.rates().revoked)) {
        revoked = !revoked;
        world.note('world', revoked ? 'the token is revoked' : 'the token is accepted again');
      }
    },
    multiply: (growth) => {
      const [{ period } = { period: '' }] = scenario.lanes;
      send(grown({ world, forge, branch, path: reportsPath(period) }, growth));
    },
    isRevoked: () => revoked && !world.isCalm(),
    isBroken: () => broken !== undefined,
    settleDown: () => {
      repair();
      if (scenario.growth?.isMeant === false) send(shrunk(branch));
      for (const repo of forge.repos()) if (repo.condition === 'disabled' && dice.chance(0.5)) repo.condition = 'open';
    },
  };
}

/** Owners archive, close, rename and delete; and undo it. */
function changeRepository({ dice, note }: World, forge: Forge): void {
  const repo = dice.pick(forge.repos());
  if (!repo.name.startsWith('museum-')) return;
  if (dice.chance(0.4)) {
    const name = `${repo.name.split('/')[0]}/renamed-${repo.id}-${dice.whole(0, 999)}`;
    note('owner', `renames ${repo.name} to ${name}`);
    if (forge.find(name) === undefined) forge.rename(repo, name);
    return;
  }
  // Not while an issue of ours is in it: a list with issues off is empty, see docs/guarantees.md.
  if (repo.condition === 'disabled' && repo.issues.length > 0) return;
  // A rule of an owner is for all of its repositories.
  if (repo.condition === 'saml') return;
  const conditions: Condition[] = ['open', 'open', 'archived', 'disabled', 'missing', 'invalid'];
  repo.condition = dice.pick(conditions);
  repo.conditions.add(repo.condition);
  note('owner', `${repo.name} is now ${repo.condition}`);
}

const EDITS: readonly ((desk: Desk) => Push)[] = [
  reorder,
  addReport,
  addColumn,
  editCell,
  editCell,
  removeReport,
  setByHand,
  markSkipped,
  withdrawAll,
  toggleStored,
  editDatasets,
  loseDataset,
  loseRepository,
  bringBack,
  turnNotify,
  correctName,
  editPeriods,
];

function sheetAt({ branch }: Desk, path: string): Sheet {
  return branch.head().files.get(path)?.sheet ?? { bom: '', rows: [] };
}

function without(sheet: Sheet, row: SheetRow): Sheet {
  return { ...sheet, rows: sheet.rows.filter((other) => other !== row) };
}

function pickRow({ world }: Desk, sheet: Sheet): SheetRow | undefined {
  const body = bodyOf(sheet);
  return body.length === 0 ? undefined : world.dice.pick(body);
}

function reorder(desk: Desk): Push {
  const sheet = sheetAt(desk, desk.path);
  const row = pickRow(desk, sheet);
  if (row === undefined) return undefined;
  const moved = inserted(without(sheet, row), row, desk.world.dice.whole(1, sheet.rows.length - 1));
  return { files: [[desk.path, moved]], what: `moves the row of ${idOf(sheet, row)}` };
}

/** A new dataset with its report, or the report alone, whose dataset is then missing. */
function addReport(desk: Desk): Push {
  const { dice } = desk.world;
  const sheet = sheetAt(desk, desk.path);
  const taken = bodyOf(sheet).map((row) => idOf(sheet, row));
  const number = desk.world.scenario.rows + dice.whole(0, 3);
  const id = `ds-${number}`;
  if (taken.includes(id)) return undefined;
  const like = bodyOf(sheet).find((row) => !isTrue(valueIn(sheet, row, 'issue_sent')));
  const values: Record<string, string> = { gbifdatasetid: id, stored: 'True' };
  if (like !== undefined) values.issue_sent = valueIn(sheet, like, 'issue_sent');
  const report = newRow(sheet, values);
  const files: [string, Sheet][] = [[desk.path, inserted(sheet, report, dice.whole(1, sheet.rows.length))]];
  if (!datasetsIn(desk.branch.head()).has(id) && dice.chance(0.8)) {
    const datasets = sheetAt(desk, DATASETS);
    const name = `museum-${number}/data.${number}`;
    if (desk.forge.find(name) === undefined) desk.forge.add(name, 'open');
    const row = {
      gbifdatasetid: id,
      ccode: `C-${id}`,
      github_orgname: `museum-${number}`,
      github_reponame: `data.${number}`,
    };
    files.push([DATASETS, inserted(datasets, newRow(datasets, row), 1)]);
  }
  return { files, what: `adds a report of ${id}` };
}

function addColumn(desk: Desk): Push {
  const { dice } = desk.world;
  const sheet = sheetAt(desk, desk.path);
  const width = sheet.rows[0]?.cells.length ?? 0;
  if (width > 9) return undefined;
  const at = dice.whole(0, width);
  const rows = sheet.rows.map((row, index) => {
    if (row.cells.length !== width) return row;
    const cell = index === 0 ? `extra${width}` : drawCell(dice, { quoted: 0.2, spaced: 0 }, drawNote(dice));
    return { ...row, cells: row.cells.toSpliced(at, 0, cell) };
  });
  return { files: [[desk.path, { ...sheet, rows }]], what: `adds column ${at + 1}` };
}

/** A cell that is not a flag. */
function editCell(desk: Desk): Push {
  const { dice } = desk.world;
  const sheet = sheetAt(desk, desk.path);
  const row = pickRow(desk, sheet);
  const columns = sheet.rows[0]?.cells.flatMap((cell, index) => (/note|extra/.test(cell) ? [index] : [])) ?? [];
  if (row === undefined || columns.length === 0) return undefined;
  const cell = drawCell(dice, { quoted: 0.2, spaced: 0.1 }, drawNote(dice));
  return {
    files: [[desk.path, withCell(sheet, row, dice.pick(columns), cell)]],
    what: `edits the row of ${idOf(sheet, row)}`,
  };
}

function removeReport(desk: Desk): Push {
  const sheet = sheetAt(desk, desk.path);
  const row = pickRow(desk, sheet);
  if (row === undefined || desk.kept.has(idOf(sheet, row))) return undefined;
  return { files: [[desk.path, without(sheet, row)]], what: `removes the row of ${idOf(sheet, row)}` };
}

/** Somebody corrects a flag by hand. */
function setByHand(desk: Desk): Push {
  const sheet = sheetAt(desk, desk.path);
  const row = pickRow(desk, sheet);
  if (row === undefined) return undefined;
  const id = idOf(sheet, row);
  const turned = isTrue(valueIn(sheet, row, 'issue_sent')) ? 'False' : 'True';
  desk.branch.facts(`${desk.period}|${id}`).byHand = true;
  const column = columnOf(sheet, 'issue_sent');
  return { files: [[desk.path, withCell(sheet, row, column, turned)]], what: `sets issue_sent of ${id} to ${turned}` };
}

/** Somebody does not want a report to be sent. */
function markSkipped(desk: Desk): Push {
  const sheet = sheetAt(desk, desk.path);
  const row = pickRow(desk, sheet);
  const column = columnOf(sheet, 'issue_skipped');
  if (row === undefined || column < 0 || desk.kept.has(idOf(sheet, row))) return undefined;
  const files: [string, Sheet][] = [[desk.path, withCell(sheet, row, column, 'not wanted')]];
  return { files, what: `marks ${idOf(sheet, row)} as not to be sent` };
}

/** Somebody finds that the whole period was not ready. */
function withdrawAll(desk: Desk): Push {
  let sheet = sheetAt(desk, desk.path);
  const column = columnOf(sheet, 'stored');
  if (!desk.world.dice.chance(0.3)) return undefined;
  for (const [at, row] of bodyOf(sheet).entries()) {
    const present = bodyOf(sheet)[at] ?? row;
    if (!desk.kept.has(idOf(sheet, present))) sheet = withCell(sheet, present, column, 'False');
  }
  return { files: [[desk.path, sheet]], what: 'marks all reports as not stored' };
}

function toggleStored(desk: Desk): Push {
  const sheet = sheetAt(desk, desk.path);
  const row = pickRow(desk, sheet);
  if (row === undefined || desk.kept.has(idOf(sheet, row))) return undefined;
  const turned = isTrue(valueIn(sheet, row, 'stored')) ? 'False' : 'True';
  const column = columnOf(sheet, 'stored');
  return {
    files: [[desk.path, withCell(sheet, row, column, turned)]],
    what: `sets stored of ${idOf(sheet, row)} to ${turned}`,
  };
}

function editDatasets(desk: Desk): Push {
  const sheet = sheetAt(desk, DATASETS);
  const row = pickRow(desk, sheet);
  const column = columnOf(sheet, 'title');
  if (row === undefined || column < 0) return undefined;
  const cell = drawCell(desk.world.dice, { quoted: 0.3, spaced: 0 }, drawNote(desk.world.dice));
  return { files: [[DATASETS, withCell(sheet, row, column, cell)]], what: `edits dataset ${idOf(sheet, row)}` };
}

/** A row of a dataset that no campaign is for alone. */
function pickDataset(desk: Desk, sheet: Sheet): SheetRow | undefined {
  const row = pickRow(desk, sheet);
  return row === undefined || desk.kept.has(idOf(sheet, row)) ? undefined : row;
}

function loseDataset(desk: Desk): Push {
  const sheet = sheetAt(desk, DATASETS);
  const row = pickDataset(desk, sheet);
  if (row === undefined) return undefined;
  const id = idOf(sheet, row);
  if (!desk.aside.has(id)) desk.aside.set(id, row);
  return { files: [[DATASETS, without(sheet, row)]], what: `removes dataset ${id}` };
}

function loseRepository(desk: Desk): Push {
  const sheet = sheetAt(desk, DATASETS);
  const row = pickDataset(desk, sheet);
  if (row === undefined || valueIn(sheet, row, 'github_orgname') === '') return undefined;
  const id = idOf(sheet, row);
  if (!desk.aside.has(id)) desk.aside.set(id, row);
  const names = [columnOf(sheet, 'github_orgname'), columnOf(sheet, 'github_reponame')];
  const empty = { ...row, cells: row.cells.map((cell, index) => (names.includes(index) ? '' : cell)) };
  const rows = sheet.rows.map((other) => (other === row ? empty : other));
  return { files: [[DATASETS, { ...sheet, rows }]], what: `takes the repository of dataset ${id} out` };
}

/** A dataset is there again, with its repository. */
function bringBack(desk: Desk): Push {
  const [[id, row] = []] = desk.aside;
  if (id === undefined || row === undefined) return undefined;
  desk.aside.delete(id);
  const sheet = sheetAt(desk, DATASETS);
  const present = bodyOf(sheet).find((other) => idOf(sheet, other) === id);
  const rest = present === undefined ? sheet : without(sheet, present);
  return { files: [[DATASETS, inserted(rest, row, 1)]], what: `brings dataset ${id} back` };
}

function turnNotify(desk: Desk): Push {
  const sheet = sheetAt(desk, DATASETS);
  const row = pickDataset(desk, sheet);
  const column = columnOf(sheet, 'notify');
  if (row === undefined || column < 0) return undefined;
  const turned = desk.world.dice.pick(['no', 'yes', 'yes', '']);
  return {
    files: [[DATASETS, withCell(sheet, row, column, turned)]],
    what: `sets notify of ${idOf(sheet, row)} to "${turned}"`,
  };
}

/** Puts a renamed repository's present name into the index. */
function correctName(desk: Desk): Push {
  const sheet = sheetAt(desk, DATASETS);
  for (const row of bodyOf(sheet)) {
    const name = `${valueIn(sheet, row, 'github_orgname')}/${valueIn(sheet, row, 'github_reponame')}`;
    const present = desk.forge.find(name)?.name ?? name;
    if (present === name) continue;
    const corrected = withCell(sheet, row, columnOf(sheet, 'github_reponame'), present.split('/')[1] ?? '');
    return { files: [[DATASETS, corrected]], what: `corrects ${name} to ${present}` };
  }
  return undefined;
}

function editPeriods(desk: Desk): Push {
  const sheet = sheetAt(desk, PERIODS);
  const row = pickRow(desk, sheet);
  const column = columnOf(sheet, 'note');
  if (row === undefined || column < 0) return undefined;
  const cell = drawCell(desk.world.dice, { quoted: 0.3, spaced: 0 }, drawNote(desk.world.dice));
  return { files: [[PERIODS, withCell(sheet, row, column, cell)]], what: 'edits periods.csv' };
}
