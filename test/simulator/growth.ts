/** A program that goes wild: it multiplies the reports of a period; and the person who takes them out again. */

import type { Branch } from './branch.ts';
import type { Forge } from './forge.ts';
import type { Growth } from './scenario.ts';
import { idOf, inserted, newRow, type Sheet } from './sheet.ts';
import { DATASETS } from './state.ts';
import type { World } from './world.ts';

interface Push {
  files: [string, Sheet][];
  what: string;
}

interface Field {
  world: World;
  forge: Forge;
  branch: Branch;
  /** Of the period's reports. */
  path: string;
}

const GROWN = 'grown-';

/** Reports of datasets that have many repositories, ten each, or one, or that nobody knows. */
export function grown({ world, forge, branch, path }: Field, { kind, rows }: Growth): Push {
  let [reports, datasets] = [sheetAt(branch, path), sheetAt(branch, DATASETS)];
  for (let n = 0; n < rows; n += 1) {
    const id = `${GROWN}${n}`;
    const values = { gbifdatasetid: id, stored: 'True', issue_sent: 'False' };
    reports = inserted(reports, newRow(reports, values), reports.rows.length);
    if (kind === 'unknown datasets') continue;
    const [owner, name] = ['museum-grown', `data.${kind === 'one repository' ? 0 : Math.floor(n / 10)}`];
    if (forge.find(`${owner}/${name}`) === undefined) forge.add(`${owner}/${name}`, 'open');
    const dataset = { gbifdatasetid: id, ccode: id, github_orgname: owner, github_reponame: name };
    datasets = inserted(datasets, newRow(datasets, dataset), datasets.rows.length);
  }
  world.count(`the index grows: ${kind}`);
  const files: [string, Sheet][] = [
    [path, reports],
    [DATASETS, datasets],
  ];
  return { files, what: `adds ${rows} reports: ${kind}` };
}

/** Without what has grown. */
export function shrunk(branch: Branch): Push {
  const files = [...branch.head().files].flatMap(([path, { sheet }]): [string, Sheet][] => {
    const rows = sheet.rows.filter((row) => !idOf(sheet, row).startsWith(GROWN));
    return rows.length === sheet.rows.length ? [] : [[path, { ...sheet, rows }]];
  });
  return { files, what: 'takes out what was added by mistake' };
}

function sheetAt(branch: Branch, path: string): Sheet {
  return branch.head().files.get(path)?.sheet ?? { bom: '', rows: [] };
}
