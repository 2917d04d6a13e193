/**
 * Direct access to files, commits and issues for tests and `npm start`, around all layers.
 */

import type { Emulator } from './emulator.ts';
import { isObject, parseObject } from './http.ts';
import { OPERATOR } from './layers/accounts.ts';

export interface SandboxIssue {
  repository: string;
  number: number;
  title: string;
  body: string;
  labels: string[];
  /** The web address (`html_url`). */
  url: string;
  creator: string;
  createdAt: string;
}

export interface SandboxCommit {
  sha: string;
  message: string;
  author: string;
  parents: string[];
}

export interface Contents {
  /** Sha of the head of the branch; default `main`. */
  head(repository: string, branch?: string): Promise<string>;
  /** `ref` is a branch or commit; default: the default branch. Throws if the file does not exist. */
  readFile(repository: string, path: string, ref?: string): Promise<Buffer>;
  /** Paths of all files at the head of `main`. */
  listFiles(repository: string): Promise<string[]>;
  /** Pushes one commit by `example-curator`, who is not the account of the action. Returns its sha. */
  commitFiles(push: Push): Promise<string>;
  /** Pushes one file to `main`. Returns the sha of the commit. */
  commitFile(repository: string, path: string, content: string | Uint8Array, message?: string): Promise<string>;
  /** Whether the branch or tag exists. */
  hasRef(repository: string, ref: string): Promise<boolean>;
  /** Commits of `main`, newest first. */
  log(repository: string): Promise<SandboxCommit[]>;
  /** Issues of one repository, or of all; oldest first. */
  issues(repository?: string): Promise<SandboxIssue[]>;
}

export interface Push {
  repository: string;
  files: Record<string, string | Uint8Array>;
  message?: string;
  /** Default `main`. A new branch begins at `main`. */
  branch?: string;
}

/** `webUrl` is the first part of the addresses of issues. */
export function createContents(emulator: Emulator, webUrl: string): Contents {
  const get = async (path: string): Promise<Buffer> => {
    const { status, bytes } = await emulator.call(OPERATOR, 'GET', path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${bytes.toString('utf8')}`);
    return bytes;
  };
  const head = async (repository: string, branch = 'main') => {
    const sha = await headOf(emulator, repository, `heads/${branch}`);
    if (sha === undefined) throw new Error(`Expected a branch ${branch} in ${repository}`);
    return sha;
  };
  return {
    head,
    readFile: async (repository, path, ref) => {
      const query = ref === undefined ? '' : `?ref=${encodeURIComponent(ref)}`;
      const { content } = parseObject(await get(`/repos/${repository}/contents/${path}${query}`));
      return Buffer.from(String(content), 'base64');
    },
    listFiles: async (repository) => {
      const { tree } = parseObject(await get(`/repos/${repository}/git/trees/main?recursive=1`));
      const entries = Array.isArray(tree) ? tree.filter(isObject) : [];
      return entries.filter((entry) => entry.type === 'blob').map((entry) => String(entry.path));
    },
    commitFiles: (push) => commitFiles(emulator, push),
    commitFile: (repository, path, content, message = 'Change by somebody else') =>
      commitFiles(emulator, { repository, files: { [path]: content }, message }),
    hasRef: async (repository, ref) => {
      const name = ref.replace(/^refs\/(heads|tags)\//, '');
      const found = await Promise.all(['heads', 'tags'].map((kind) => headOf(emulator, repository, `${kind}/${name}`)));
      return found.some((sha) => sha !== undefined);
    },
    log: async (repository) => list(await get(`/repos/${repository}/commits?per_page=100`)).map(toCommit),
    issues: async (repository) => {
      const all = await allIssues(get, webUrl);
      return repository === undefined ? all : all.filter((issue) => issue.repository === repository);
    },
  };
}

async function commitFiles(emulator: Emulator, { repository, files, branch = 'main', ...push }: Push): Promise<string> {
  const create = async (kind: string, body: object): Promise<string> => {
    const { status, bytes } = await emulator.call(OPERATOR, 'POST', `/repos/${repository}/git/${kind}`, body);
    if (status !== 201) throw new Error(`POST git/${kind} of ${repository} answered ${status}: ${bytes}`);
    return String(parseObject(bytes).sha);
  };
  const head = await headOf(emulator, repository, `heads/${branch}`);
  const parent = head ?? (await headOf(emulator, repository, 'heads/main'));
  const entries: object[] = [];
  for (const [path, content] of Object.entries(files)) {
    const blob = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
    entries.push({ path, mode: '100644', type: 'blob', sha: await create('blobs', blob) });
  }
  const base = parent === undefined ? {} : { base_tree: await treeOf(emulator, repository, parent) };
  const tree = await create('trees', { ...base, tree: entries });
  const message = push.message ?? 'Change by somebody else';
  const sha = await create('commits', { message, tree, parents: parent === undefined ? [] : [parent] });
  if (head === undefined) await create('refs', { ref: `refs/heads/${branch}`, sha });
  else await emulator.call(OPERATOR, 'PATCH', `/repos/${repository}/git/refs/heads/${branch}`, { sha });
  return sha;
}

async function headOf(emulator: Emulator, repository: string, ref: string): Promise<string | undefined> {
  const { status, bytes } = await emulator.call(OPERATOR, 'GET', `/repos/${repository}/git/ref/${ref}`);
  const { object } = parseObject(bytes);
  return status === 200 && isObject(object) ? String(object.sha) : undefined;
}

async function treeOf(emulator: Emulator, repository: string, commit: string): Promise<string> {
  const { bytes } = await emulator.call(OPERATOR, 'GET', `/repos/${repository}/git/commits/${commit}`);
  const { tree } = parseObject(bytes);
  return String(isObject(tree) ? tree.sha : undefined);
}

type Get = (path: string) => Promise<Buffer>;

// The emulator's search shows new issues immediately, unlike GitHub's.
async function allIssues(get: Get, webUrl: string): Promise<SandboxIssue[]> {
  const found: SandboxIssue[] = [];
  for (let page = 1; ; page += 1) {
    const answer = parseObject(await get(`/search/issues?q=is:issue&sort=created&order=asc&per_page=100&page=${page}`));
    const items = Array.isArray(answer.items) ? answer.items.filter(isObject) : [];
    found.push(...items.map((item) => toIssue(item, webUrl)));
    if (items.length < 100) return found;
  }
}

function toIssue(item: Record<string, unknown>, webUrl: string): SandboxIssue {
  const repository = String(item.repository_url).split('/repos/')[1] ?? '';
  const labels = Array.isArray(item.labels) ? item.labels.filter(isObject).map((label) => String(label.name)) : [];
  return {
    repository,
    number: Number(item.number),
    title: String(item.title),
    body: String(item.body ?? ''),
    labels,
    url: `${webUrl}/${repository}/issues/${item.number}`,
    creator: String(isObject(item.user) ? item.user.login : undefined),
    createdAt: String(item.created_at),
  };
}

function toCommit(item: Record<string, unknown>): SandboxCommit {
  const commit = isObject(item.commit) ? item.commit : {};
  const author = isObject(commit.author) ? commit.author : {};
  const parents = Array.isArray(item.parents) ? item.parents.filter(isObject).map((parent) => String(parent.sha)) : [];
  return { sha: String(item.sha), message: String(commit.message), author: String(author.name), parents };
}

function list(bytes: Buffer): Record<string, unknown>[] {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  return Array.isArray(value) ? value.filter(isObject) : [];
}
