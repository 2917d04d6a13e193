/**
 * Every error text that a person can meet, with its remedy: one list, from which
 * `docs/troubleshooting.md` is generated.
 */

import type { Place } from './ports.ts';

interface Entry {
  /** What is wrong, as a heading. */
  title: string;
  /** What to do about it, in full sentences. */
  remedy: string;
}

export const catalog = {
  'input-invalid': {
    title: 'An input is missing or has a value that cannot be used',
    remedy:
      'Correct the input in the `with:` block of the workflow or in the form of the manual run; see "Inputs" in the README.',
  },
  'period-missing': {
    title: 'Period parameter was not provided',
    remedy:
      'Give the input `period` as YYYYMM. Only a scheduled run and a run with an unfinished campaign find the period by themselves.',
  },
  'period-unknown': {
    title: 'Provided period does not exist in the index',
    remedy: 'Add the period to periods.csv together with its file reports/<YYYYMM>.csv, or give one that exists.',
  },
  'dataset-unknown': {
    title: 'Provided dataset has no report in this period',
    remedy: "Check the input `gbifdatasetid` against the period's file, or leave it empty for all datasets.",
  },
  'index-unreadable': {
    title: 'The reports index cannot be read',
    remedy:
      'Check `index-repository`, `index-branch` and `index-path`, and that `index-token` has `contents: read` there (`contents: write` to commit flags).',
  },
  'index-file-missing': {
    title: 'A file of the reports index does not exist',
    remedy: 'Commit the file to the index branch; see "The reports index" in the README.',
  },
  'index-file-too-large': {
    title: 'A file of the reports index is larger than GitHub allows',
    remedy:
      'Split the period over several index folders, or remove columns that are not needed: a file of reports may have 40 MiB (a blob made through the API), any other file 100 MB (the contents API).',
  },
  'index-csv': {
    title: 'A file of the reports index is not valid CSV',
    remedy: 'Correct the quoting at the line named (RFC 4180, UTF-8).',
  },
  'index-column': {
    title: 'A file of the reports index lacks a column, or has it twice',
    remedy: 'Correct the header line; see "The reports index" in the README.',
  },
  'index-row': {
    title: 'A row of the reports index has the wrong number of cells',
    remedy: 'Give the row as many cells as the header has.',
  },
  'index-value': {
    title: 'A cell of the reports index has a value that cannot be used',
    remedy: 'Correct the cell to what is expected there.',
  },
  'index-duplicate': {
    title: 'A dataset or period stands twice in a file of the reports index',
    remedy: 'Remove one of the two rows.',
  },
  'index-more': {
    title: 'A file of the reports index has more faults than are listed',
    remedy: 'Correct those that are listed and check again.',
  },
  'missing-dataset': {
    title: 'A report has no dataset in datasets.csv',
    remedy: 'Add the dataset to datasets.csv and, where the row has been marked, empty its cell in `issue_skipped`.',
  },
  'template-missing': {
    title: 'The template does not exist',
    remedy: 'Check the input `template`: a path from the root of the index repository, on the index branch.',
  },
  'template-invalid': {
    title: 'The template cannot be used',
    remedy: 'Correct the line named; docs/templates.md lists the variables and keys.',
  },
  'issue-too-long': {
    title: 'An issue would be longer than GitHub takes',
    remedy: 'Shorten the template, or the value that it puts in: a title has at most 256 characters, a body 65,536.',
  },
  'account-unknown': {
    title: 'It cannot be told which account the token belongs to',
    remedy:
      'Use a classic personal access token of a bot account, or a GitHub App. Without the account the action cannot see which issues are its own, and sends nothing.',
  },
  'token-rejected': {
    title: 'GitHub does not accept the token (401)',
    remedy:
      'The token is wrong, has expired or was revoked: make a new one and put it into the secret. With a GitHub App: check that `app-id` and `app-private-key` belong to the same App, and make a new key if this one was deleted. What was sent is recorded; start again.',
  },
  'all-forbidden': {
    title: 'Ten repositories in a row forbade issues and none took one',
    remedy:
      'The token lacks a right: a classic personal access token needs the scope `public_repo` (`repo` for private repositories), a GitHub App the permission Issues: write.',
  },
  'journal-unwritable': {
    title: 'The journal cannot be written',
    remedy: 'Nothing is sent without it. Give the runner disk space and a writable RUNNER_TEMP, then start again.',
  },
  'commit-protected': {
    title: 'The branch of the index does not take the flag commit (protection or ruleset)',
    remedy:
      'Let the account of `index-token` bypass the rule, or keep the index on another branch (`index-branch`). Nothing is lost: the next run finds what was sent in the repositories.',
  },
  'commit-forbidden': {
    title: 'The index token may not commit the flags',
    remedy:
      'Give the job `permissions: contents: write`, or give `index-token` a token with that right. Nothing is lost: the next run finds what was sent in the repositories.',
  },
  'commit-rejected': {
    title: 'GitHub rejected the flag commit',
    remedy: 'See the message. Nothing is lost: the next run finds what was sent in the repositories.',
  },
  'commit-contended': {
    title: 'The branch of the index moved at each of five tries to commit the flags',
    remedy:
      'Start again when the other pushes are over. Nothing is lost: the next run finds what was sent in the repositories.',
  },
  'relaunch-refused': {
    title: 'The workflow could not be started again for the rest of the campaign',
    remedy:
      'Give the job `permissions: actions: write` and the workflow a `workflow_dispatch` trigger with the inputs `period`, `gbifdatasetid` and `testing`; then start it by hand, it goes on where it stopped.',
  },
  'target-failed': {
    title: 'A repository did not take its issue',
    remedy: 'See the reason in the job summary; a new run for the period tries it again.',
  },
  'target-unknown': {
    title: 'It could not be told whether an issue was opened',
    remedy: 'Start again for the same period: the issue is looked for first and opened only when it is not there.',
  },
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof catalog;

/** One thing that is wrong: where, what was seen, what was expected; the catalog has the remedy. */
export interface Problem {
  code: ProblemCode;
  message: string;
  place?: Place;
}

/** Ends the run. Carries all faults of one kind at once. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: { cause?: unknown }) {
    super(problems.map((problem) => problem.message).join('\n'), options);
    this.name = 'ProblemsError';
    this.problems = problems;
  }
}

/** Throws one problem. */
export function fail(code: ProblemCode, message: string, place?: Place): never {
  throw new ProblemsError([place === undefined ? { code, message } : { code, message, place }]);
}
