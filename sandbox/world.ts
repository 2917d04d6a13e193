/**
 * A world in which the action can run: the index repository with its files, and every repository that the index names.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Sandbox, type SandboxOptions, startSandbox } from './github/github.ts';

/** Paths below the index folder, such as `reports/202610.csv`. */
export type IndexFiles = Record<string, string | Uint8Array>;

export interface WorldOptions extends SandboxOptions {
  /** A folder on this machine with the index, or the files of the index. */
  index: string | IndexFiles;
  /** Folder of the index in its repository; default `reports-index`. */
  indexPath?: string;
  /** More files of the index repository, such as a template. */
  files?: Record<string, string | Uint8Array>;
}

export interface World {
  sandbox: Sandbox;
  indexRepository: string;
  indexPath: string;
  /** For the input `testing-repository`. */
  testRepository: string;
  /** `owner/name` of every repository that datasets.csv names. */
  targets: string[];
  close(): Promise<void>;
}

export const TEST_REPOSITORY = 'example-network/report-tests';
export const WORKFLOW_FILE = 'notify.yml';

/** Inputs that the workflow of the world declares. The action starts its workflow again with them. */
const WORKFLOW_INPUTS = ['period', 'gbifdatasetid', 'testing', 'force'];

export async function startWorld(options: WorldOptions): Promise<World> {
  const index = typeof options.index === 'string' ? await readIndexFolder(options.index) : options.index;
  const indexPath = options.indexPath ?? 'reports-index';
  const targets = targetsOf(index['datasets.csv'] ?? '');
  const indexRepository = options.indexRepository ?? 'example-network/reports-index';
  const sandbox = await startSandbox({
    workflows: [{ repository: indexRepository, file: WORKFLOW_FILE, inputs: WORKFLOW_INPUTS }],
    ...options,
    indexRepository,
    repositories: [...targets, TEST_REPOSITORY, ...(options.repositories ?? [])],
  });
  const inIndex = Object.entries(index).map(([path, content]) => [`${indexPath}/${path}`, content]);
  const files = { ...options.files, ...Object.fromEntries(inIndex) };
  await sandbox.commitFiles({ repository: indexRepository, files, message: 'Reports index' }).catch(async (error) => {
    await sandbox.close();
    throw error;
  });
  return {
    sandbox,
    indexRepository,
    indexPath,
    testRepository: TEST_REPOSITORY,
    targets,
    close: () => sandbox.close(),
  };
}

/** All files of a folder with their paths below it. */
export async function readIndexFolder(folder: string): Promise<IndexFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: IndexFiles = {};
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[path.slice(join(folder, '/').length).replaceAll('\\', '/')] = await readFile(path);
  }
  return files;
}

/** The newest period of periods.csv whose status is not `done`. */
export async function newestOpenPeriod({ sandbox, indexRepository, indexPath }: World): Promise<string | undefined> {
  const rows = readRows(await sandbox.readFile(indexRepository, `${indexPath}/periods.csv`));
  const open = rows.filter((row) => row.status?.toLowerCase() !== 'done').map((row) => row.period ?? '');
  return open.toSorted().at(-1);
}

/** Uses the valid rows only, because it is the action's task to report the others. */
function targetsOf(datasets: string | Uint8Array): string[] {
  const rows = readRows(Buffer.from(datasets));
  const names = rows.map((row) => `${row.github_orgname}/${row.github_reponame}`);
  const byLowerCase = new Map(names.filter(isRepositoryName).map((name) => [name.toLowerCase(), name]));
  return [...byLowerCase.values()];
}

function isRepositoryName(name: string): boolean {
  return /^[a-z\d-]{1,39}\/[\w.-]{1,100}$/i.test(name);
}

function readRows(bytes: Buffer): Record<string, string>[] {
  try {
    return parse(bytes, { bom: true, columns: true, relax_column_count: true, relax_quotes: true, trim: true });
  } catch {
    return [];
  }
}
