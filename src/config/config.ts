/**
 * All inputs and the runner's environment, read and checked once, into one typed Config.
 * Past this file no value is a raw string and absent is `undefined`.
 */

import type { Ceilings } from '../pace/schedule.ts';
import { hasUnseen } from '../shared/invisible.ts';
import { parsePeriod } from '../shared/period.ts';
import { ProblemsError } from '../shared/problem.ts';
import { fullName, parseRepository, type Repository } from '../shared/repository.ts';
import { type Environment, inputDefaults, Reader } from './inputs.ts';

/** The run, from the environment variables that the runner sets. */
export interface RunContext {
  repository: Repository;
  eventName: string;
  /** The branch that the run is on; undefined on a tag or pull request. */
  branch: string | undefined;
  runId: string;
  runNumber: number;
  attempt: number;
  /** `owner/repo/.github/workflows/file.yml@ref`. */
  workflowRef: string;
  apiUrl: string;
  serverUrl: string;
  /** Holds the journal and the results file. The runner empties it after the job. */
  tempFolder: string;
}

/** Who opens the issues: the account of a token, or a GitHub App. */
export type Credentials =
  | { kind: 'token'; token: string }
  /** `id`: the App's number or its client ID; `privateKey`: PEM. */
  | { kind: 'app'; id: string; privateKey: string };

export interface Config {
  tokens: { targets: Credentials; index: string; workflow: string };
  /** The token that opens the issues also reads the index, so that a rate limit on one is a limit on both. */
  sharesToken: boolean;
  /** The token that opens the issues also starts the workflow again. */
  sharesWorkflowToken: boolean;
  period: string | undefined;
  gbifdatasetid: string | undefined;
  testing: boolean;
  testingRepository: Repository | undefined;
  dryRun: boolean;
  index: { repository: Repository; branch: string | undefined; path: string };
  /** No trailing slash. */
  reportsUrl: string;
  template: string | undefined;
  labels: string[];
  admins: string[];
  userAgent: string;
  ceilings: Ceilings;
  /** Undefined: no limit. */
  maxIssues: number | undefined;
  checkpoint: number;
  timeLimitMs: number;
  relaunch: boolean;
  run: RunContext;
}
const DATASET = /^[^|<>]{1,200}$/;
/** An App's number, or its client ID. */
const APP_ID = /^(?:\d{1,20}|Iv[A-Za-z0-9._-]{1,60})$/;
const ADMIN = /^@?[A-Za-z0-9][A-Za-z0-9_-]*(?:\/[A-Za-z0-9._-]+)?$/;

/**
 * Reads all inputs and the environment. Throws `ProblemsError` with all wrong inputs at once. `isAppKey` tells whether
 * a text is a PEM private key that an App can sign with.
 */
export function readConfig(environment: Environment, isAppKey: (pem: string) => boolean): Config {
  const read = new Reader(environment);
  const run = readRunContext(read);
  const targets = readCredentials(read, isAppKey);
  const index = read.require('index-token');
  const workflow = read.require('workflow-token');
  const config: Config = {
    tokens: { targets, index, workflow },
    sharesToken: targets.kind === 'token' && targets.token === index,
    sharesWorkflowToken: targets.kind === 'token' && targets.token === workflow,
    period: read.read('period', 'YYYYMM or YYYY-MM with a month from 01 to 12', parsePeriod),
    gbifdatasetid: read.read('gbifdatasetid', 'a dataset id without spaces', parseDataset),
    testing: read.boolean('testing'),
    testingRepository: read.read('testing-repository', 'owner/repo', (text) => parseGivenRepository(text, run)),
    dryRun: read.boolean('dry-run'),
    index: readIndexLocation(read, run),
    reportsUrl: read.read('reports-url', BASE_EXPECTED, parseBase) ?? inputDefaults['reports-url'],
    template: read.read('template', 'the path of a file in the index repository', parseFilePath),
    labels: readLabels(read),
    admins: readAdmins(read),
    userAgent:
      read.read('user-agent', 'printable ASCII without line breaks', parseUserAgent) ?? inputDefaults['user-agent'],
    ceilings: { perMinute: read.number('max-per-minute', 1, 20, false), perHour: read.number('max-per-hour', 1, 500) },
    maxIssues: read.number('max-issues', 0, 0) || undefined,
    checkpoint: read.number('checkpoint', 1, 100),
    timeLimitMs: read.number('time-limit', 0, 340, false) * 60_000,
    relaunch: read.text('relaunch') === undefined ? true : read.boolean('relaunch'),
    run,
  };
  if (config.testing && config.testingRepository === undefined && read.text('testing-repository') === undefined) {
    read.wrong(
      'testing-repository',
      'was not provided, but "testing" is true: expected owner/repo to send the issues to',
    );
  }
  if (read.problems.length > 0) throw new ProblemsError(read.problems);
  return config;
}

/** A token or an App. Messages never contain the value of a secret. */
function readCredentials(read: Reader, isAppKey: (pem: string) => boolean): Credentials {
  const token = read.text('token');
  const id = read.text('app-id');
  const key = read.text('app-private-key');
  checkChoice(read, { token, id, key });
  if (token !== undefined) return { kind: 'token', token };
  if (id !== undefined && !APP_ID.test(id))
    read.wrong('app-id', `is ${JSON.stringify(id.slice(0, 20))}, expected the App's number or its client ID`);
  // Forms and environment files may turn the line breaks of a key into `\n`.
  const privateKey = key?.replaceAll('\\n', '\n') ?? '';
  if (key !== undefined && !isAppKey(privateKey)) read.wrong('app-private-key', APP_KEY_EXPECTED);
  return { kind: 'app', id: id ?? '', privateKey };
}

const APP_KEY_EXPECTED =
  "is not a private key, expected the content of the App's .pem file: RSA, with its first and last line, without a passphrase";

function checkChoice(read: Reader, given: Record<'token' | 'id' | 'key', string | undefined>): void {
  const { token, id, key } = given;
  const neither = id === undefined && key === undefined;
  if (token !== undefined && !neither)
    read.wrong('token', 'was provided together with an App, expected either "token" or "app-id" and "app-private-key"');
  else if (token === undefined && neither)
    read.wrong('token', 'was not provided, and no App either: expected "token", or "app-id" and "app-private-key"');
  else if (token === undefined && id === undefined)
    read.wrong('app-id', 'was not provided, but "app-private-key" was: a GitHub App needs both');
  else if (token === undefined && key === undefined)
    read.wrong('app-private-key', 'was not provided, but "app-id" was: a GitHub App needs both');
}

function readRunContext(read: Reader): RunContext {
  const ref = read.environment('GITHUB_REF');
  const repository = parseRepository(read.environment('GITHUB_REPOSITORY'));
  if (repository === undefined) {
    read.problems.push({
      code: 'input-invalid',
      message: `GITHUB_REPOSITORY is ${JSON.stringify(read.environment('GITHUB_REPOSITORY'))}, expected owner/repo as the Actions runner sets it`,
    });
  }
  return {
    repository: repository ?? { owner: '', name: '' },
    eventName: read.environment('GITHUB_EVENT_NAME'),
    branch: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined,
    runId: read.environment('GITHUB_RUN_ID') || '0',
    runNumber: Number(read.environment('GITHUB_RUN_NUMBER')) || 0,
    attempt: Number(read.environment('GITHUB_RUN_ATTEMPT')) || 1,
    workflowRef: read.environment('GITHUB_WORKFLOW_REF'),
    apiUrl: (read.environment('GITHUB_API_URL') || 'https://api.github.com').replace(/\/+$/, ''),
    serverUrl: (read.environment('GITHUB_SERVER_URL') || 'https://github.com').replace(/\/+$/, ''),
    tempFolder: read.environment('RUNNER_TEMP') || '.',
  };
}

function readIndexLocation(read: Reader, run: RunContext): Config['index'] {
  const given = read.read('index-repository', 'owner/repo', (text) => parseGivenRepository(text, run));
  const repository = given ?? run.repository;
  const isOwn = fullName(repository).toLowerCase() === fullName(run.repository).toLowerCase();
  return {
    repository,
    branch:
      read.read('index-branch', 'the name of a branch as git allows it', parseBranch) ??
      (isOwn ? run.branch : undefined),
    path: read.read('index-path', 'a folder of the index repository', parsePath) ?? inputDefaults['index-path'],
  };
}

function readLabels(read: Reader): string[] {
  const labels = [...new Set(read.list('labels'))];
  for (const label of labels) {
    if (label.length > 50) read.wrong('labels', `has ${JSON.stringify(label)}, expected at most 50 characters a label`);
  }
  return labels;
}

function readAdmins(read: Reader): string[] {
  const admins = read.list('admins');
  for (const admin of admins) {
    if (!ADMIN.test(admin)) read.wrong('admins', `has ${JSON.stringify(admin)}, expected logins or org/team`);
  }
  return admins.map((admin) => admin.replace(/^@/, ''));
}

const ADDRESS = /^(?:(?:https?|ssh|git):\/\/)?(?:[^@/]+@)?(?:www\.)?([^/@:]+(?::\d+)?)[/:](.*)$/is;

/** A repository as people copy it: with slashes around it, or as its address on this server, for a browser or git. */
function parseGivenRepository(text: string, { serverUrl }: RunContext): Repository | undefined {
  const [, host = '', rest = ''] = ADDRESS.exec(text) ?? [];
  const isHere = URL.canParse(serverUrl) && new URL(serverUrl).host === host.toLowerCase();
  return parseRepository((isHere ? rest : text).replace(/^\/+|\/+$/g, '').replace(/\.git$/i, ''));
}

function parseDataset(text: string): string | undefined {
  return DATASET.test(text) && !hasUnseen(text) ? text.toLowerCase() : undefined;
}

const BASE_EXPECTED =
  'an http(s) address without user, query, fragment, spaces and line breaks, of at most 1,000 characters';

/** The beginning of other addresses. */
function parseBase(text: string): string | undefined {
  if (text.length > 1_000 || !/^https?:\/\/[^\s\p{Cc}?#\\]+$/iu.test(text) || !URL.canParse(text)) return undefined;
  const { username, password } = new URL(text);
  return username === '' && password === '' ? text.replace(/\/+$/, '') : undefined;
}

/** The rules of `git check-ref-format --branch`. */
const NOT_IN_BRANCH = /^(?:-|HEAD$)|^\/|\/\/|\/$|\.\.|\.$|(?:^|\/)\.|\.lock(?:\/|$)|@\{|[ ~^:?*[\\]/;

function parseBranch(text: string): string | undefined {
  const name = text.replace(/^refs\/heads\//, '');
  const hasControl = [...name].some((character) => character < ' ' || character === '\x7f');
  return hasControl || NOT_IN_BRANCH.test(name) ? undefined : name;
}

/** A path from the root of the repository. Empty: the root itself, which the input may call `.`. */
function parsePath(text: string): string | undefined {
  const path = text.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  if (path === '' || path === '.') return '';
  const parts = path.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..') ? undefined : path;
}

function parseFilePath(text: string): string | undefined {
  return text.endsWith('/') ? undefined : parsePath(text) || undefined;
}

function parseUserAgent(text: string): string | undefined {
  return /^[\x20-\x7e]+$/.test(text) ? text : undefined;
}
