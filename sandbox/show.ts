/**
 * Describes the changes that a run made to the world, in a few lines for people.
 */

import type { SandboxIssue } from './github/contents.ts';
import type { Sandbox } from './github/github.ts';
import type { World } from './world.ts';

/** The state of the world at one moment, for comparison with a later one. */
export interface Snapshot {
  head: string;
  issues: number;
  cacheKeys: string[];
  dispatches: number;
}

const CHANGED_LINES_SHOWN = 60;

export async function takeSnapshot({ sandbox, indexRepository }: World): Promise<Snapshot> {
  return {
    head: await sandbox.head(indexRepository),
    issues: (await sandbox.issues()).length,
    cacheKeys: sandbox.caches().map((entry) => entry.key),
    dispatches: sandbox.dispatches.length,
  };
}

/** Issues, commits, marker and relaunches since the snapshot, as lines of text. */
export async function describeChanges(world: World, before: Snapshot): Promise<string[]> {
  const { sandbox } = world;
  const keys = sandbox.caches().map((entry) => entry.key);
  const saved = keys.slice(before.cacheKeys.length);
  return [
    ...describeIssues((await sandbox.issues()).slice(before.issues)),
    ...(await describeCommits(world, before.head)),
    `Progress marker: ${saved.at(-1) ?? 'not saved'}`,
    ...sandbox.dispatches
      .slice(before.dispatches)
      .map(({ workflow, inputs }) => `Relaunched: ${workflow} with ${JSON.stringify(inputs)}`),
  ];
}

function describeIssues(issues: readonly SandboxIssue[]): string[] {
  if (issues.length === 0) return ['Issues opened: none'];
  const lines = issues.flatMap(({ repository, number, title, url }) => [
    `  ${repository}#${number}  ${title}`,
    `    ${url}`,
  ]);
  return [`Issues opened: ${issues.length}`, ...lines];
}

async function describeCommits({ sandbox, indexRepository }: World, base: string): Promise<string[]> {
  const log = await sandbox.log(indexRepository);
  const commits = log.slice(
    0,
    log.findIndex((commit) => commit.sha === base),
  );
  const [newest] = commits;
  if (newest === undefined) return ['Commits to the index: none'];
  const changes: string[] = [];
  for (const path of await sandbox.listFiles(indexRepository)) {
    const texts = await Promise.all([base, newest.sha].map((ref) => readText(sandbox, indexRepository, path, ref)));
    const changed = changedLines(texts[0] ?? '', texts[1] ?? '');
    if (changed.length > 0) changes.push(`  ${path}`, ...changed.map((line) => `  ${line}`));
  }
  const shown = changes.slice(0, CHANGED_LINES_SHOWN);
  const left = changes.length - shown.length;
  return [
    `Commits to the index: ${commits.length}`,
    ...commits.map(({ sha, message }) => `  ${sha.slice(0, 7)} ${message.split('\n')[0]}`),
    ...shown,
    ...(left > 0 ? [`  … and ${left} more changed lines`] : []),
  ];
}

async function readText(sandbox: Sandbox, repository: string, path: string, ref: string): Promise<string> {
  const bytes = await sandbox.readFile(repository, path, ref).catch(() => Buffer.alloc(0));
  return bytes.toString('utf8');
}

/** Compares line by line, because the action changes flags within their lines. */
function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const rows = Array.from({ length: Math.max(old.length, now.length) }, (_, at) => [old[at], now[at]]);
  const changed = rows.filter(([a, b]) => a !== b);
  return changed.flatMap(([a, b]) => [
    ...(a === undefined ? [] : [`- ${a.trimEnd()}`]),
    ...(b === undefined ? [] : [`+ ${b.trimEnd()}`]),
  ]);
}
