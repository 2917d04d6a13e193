/**
 * Every error and warning that a person can meet, with its remedy: one list, from which
 * `docs/troubleshooting.md` is generated (`npm run docs`).
 */

/** Headings of the README that remedies point to; a test holds the two together. */
export type Section = 'Set it up' | 'Tokens' | 'Inputs' | 'Outputs' | 'The reports index' | 'When a run dies';

/** What it means for the run. */
export type Effect = 'nothing-sent' | 'not-sent' | 'stopped' | 'warning';

export interface Entry {
  effect: Effect;
  /** What is wrong, as a heading. */
  title: string;
  /** How the message begins, or reads; `…` stands for what differs. */
  says: string;
  /** What to do about it, in full sentences. */
  remedy: string;
  /** Where the README tells more. */
  section: Section;
}

const NOTHING_LOST = 'Nothing is lost: the next run finds what was sent in the repositories.';

export const catalog = {
  'input-invalid': {
    effect: 'nothing-sent',
    title: 'An input is missing or has a value that cannot be used',
    says: 'Input "…" …, expected …',
    remedy: 'Correct the input in the `with:` block of the workflow, or in the form of the manual run.',
    section: 'Inputs',
  },
  'period-missing': {
    effect: 'nothing-sent',
    title: 'Period parameter was not provided',
    says: 'Period parameter was not provided.',
    remedy:
      'Give the input `period` as YYYYMM. Only a scheduled run and a run with an unfinished campaign find the period by themselves.',
    section: 'Inputs',
  },
  'period-unknown': {
    effect: 'nothing-sent',
    title: 'Provided period does not exist in the index',
    says: 'Provided period does not exist in the index: … (existing: …)',
    remedy: 'Add the period to periods.csv together with its file reports/<YYYYMM>.csv, or give one that exists.',
    section: 'The reports index',
  },
  'dataset-unknown': {
    effect: 'nothing-sent',
    title: 'Provided dataset has no report in this period',
    says: 'Provided dataset … has no report in period …',
    remedy: "Check the input `gbifdatasetid` against the period's file, or leave it empty for all datasets.",
    section: 'Inputs',
  },
  'index-unreadable': {
    effect: 'nothing-sent',
    title: 'The reports index cannot be read',
    says: '… cannot be read: …',
    remedy:
      'Check `index-repository`, `index-branch` and `index-path`, and that `index-token` may read there: the job needs `permissions: contents: read` (`contents: write` to commit flags).',
    section: 'Tokens',
  },
  'index-file-missing': {
    effect: 'nothing-sent',
    title: 'A file of the reports index does not exist',
    says: '… does not exist on branch …',
    remedy: 'Commit the file to the index branch, or correct `index-path` and `index-branch`.',
    section: 'The reports index',
  },
  'index-file-too-large': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is larger than GitHub allows',
    says: '… is larger than … bytes',
    remedy:
      'Split the period over several index folders, or remove columns that are not needed: a file of reports may have 40 MiB (a blob made through the API), any other file 100 MB (the contents API).',
    section: 'The reports index',
  },
  'index-file-unreadable': {
    effect: 'nothing-sent',
    title: 'A file of a reports index on disk cannot be read (npm run check-index)',
    says: '… cannot be read from disk: …',
    remedy:
      'Give your account the right to read it, or put a file in its place; the action itself does not read from disk.',
    section: 'The reports index',
  },
  'index-csv': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is not valid CSV',
    says: '…, line …: …, expected …',
    remedy: 'Correct the quoting at the line named (RFC 4180).',
    section: 'The reports index',
  },
  'index-encoding': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is not text in UTF-8',
    says: '…, line …: bytes that are not UTF-8, expected UTF-8',
    remedy:
      'Save the file as UTF-8: in a spreadsheet the file type "CSV UTF-8", in an editor the encoding UTF-8. The line named is the first that is not.',
    section: 'The reports index',
  },
  'index-layout': {
    effect: 'nothing-sent',
    title: 'A file of the reports index has other separators or line ends than CSV',
    says: '…, line …: the header is … with … between its cells, expected commas',
    remedy:
      'Save the file as CSV with commas between the cells and LF or CRLF at the end of each line: in a spreadsheet the file type "CSV UTF-8", with the comma as list separator.',
    section: 'The reports index',
  },
  'index-column': {
    effect: 'nothing-sent',
    title: 'A file of the reports index lacks a column, or has it twice',
    says: '…, line …: no column …, expected …',
    remedy: 'Correct the header line.',
    section: 'The reports index',
  },
  'index-row': {
    effect: 'nothing-sent',
    title: 'A row of the reports index has the wrong number of cells, or is empty',
    says: '…, line …: … cells, expected … as in the header',
    remedy: 'Give the row as many cells as the header has; remove it when it is nothing but commas.',
    section: 'The reports index',
  },
  'index-value': {
    effect: 'nothing-sent',
    title: 'A cell of the reports index has a value that cannot be used',
    says: '…, line …: … is …, expected …',
    remedy: 'Correct the cell to what is expected there.',
    section: 'The reports index',
  },
  'index-duplicate': {
    effect: 'nothing-sent',
    title: 'A dataset or period stands twice in a file of the reports index',
    says: '…, line …: … is …, the same as in line …, expected once',
    remedy: 'Remove one of the two rows.',
    section: 'The reports index',
  },
  'index-more': {
    effect: 'nothing-sent',
    title: 'A file of the reports index has more faults than are listed',
    says: '…: … more fault…',
    remedy: 'Correct those that are listed and check again.',
    section: 'The reports index',
  },
  'template-missing': {
    effect: 'nothing-sent',
    title: 'The template does not exist',
    says: '… does not exist on branch …',
    remedy: 'Check the input `template`: a path from the root of the index repository, on the index branch.',
    section: 'Inputs',
  },
  'template-invalid': {
    effect: 'nothing-sent',
    title: 'The template cannot be used',
    says: '…, line …: undefined variable: …',
    remedy: 'Correct the line named, in a file saved as UTF-8; docs/templates.md lists the variables and keys.',
    section: 'Inputs',
  },
  'issue-too-long': {
    effect: 'nothing-sent',
    title: 'An issue would be longer than GitHub takes',
    says: '… has … characters, expected at most …',
    remedy:
      'Shorten the template, or the value that it puts in: a title has at most 256 characters, a body 65,536, a label 50.',
    section: 'Inputs',
  },
  'title-too-long': {
    effect: 'nothing-sent',
    title: 'The title of an issue would be longer than GitHub takes, because of its ccode',
    says: "…, line …: with ccode … the issue's title has … characters, expected at most …",
    remedy: 'Shorten the cell `ccode` in datasets.csv, or give a template whose title does without it.',
    section: 'The reports index',
  },
  'account-unknown': {
    effect: 'nothing-sent',
    title: 'It cannot be told which account the token belongs to',
    says: 'GitHub does not tell which account the token belongs to: …',
    remedy:
      'Use a classic personal access token of a bot account, or a GitHub App. Without the account the action cannot see which issues are its own, and sends nothing.',
    section: 'Tokens',
  },
  'journal-unwritable': {
    effect: 'nothing-sent',
    title: 'The journal cannot be written',
    says: 'The journal does not take an entry: …',
    remedy: 'Nothing is sent without it. Give the runner disk space and a writable RUNNER_TEMP, then start again.',
    section: 'When a run dies',
  },
  'missing-dataset': {
    effect: 'not-sent',
    title: 'A report has no dataset in datasets.csv',
    says: '…: the dataset is not in …',
    remedy: 'Add the dataset to datasets.csv and, where the row has been marked, empty its cell in `issue_skipped`.',
    section: 'The reports index',
  },
  'target-not-found': {
    effect: 'not-sent',
    title: 'The repository does not exist, or the token may not see it (404)',
    says: 'failed … → …: not-found (…)',
    remedy: 'Correct the repository in datasets.csv; a private repository must admit the account of the token.',
    section: 'The reports index',
  },
  'target-issues-disabled': {
    effect: 'not-sent',
    title: 'The repository has no issues (410)',
    says: 'failed … → …: issues-disabled (…)',
    remedy: 'Ask the owner to turn issues on (Settings, General, Features).',
    section: 'Set it up',
  },
  'target-archived': {
    effect: 'not-sent',
    title: 'The repository is archived (403)',
    says: 'failed … → …: archived (…)',
    remedy: 'Ask the owner to unarchive the repository, or correct it in datasets.csv.',
    section: 'The reports index',
  },
  'target-forbidden': {
    effect: 'not-sent',
    title: 'The token may not open issues in the repository (403)',
    says: 'failed … → …: forbidden (…)',
    remedy:
      'The token may not open issues there: it needs the scope `public_repo` (`repo` for private ones), and the owner must not have blocked its account.',
    section: 'Tokens',
  },
  'target-invalid': {
    effect: 'not-sent',
    title: 'GitHub took exception to the issue (422)',
    says: 'failed … → …: invalid (…)',
    remedy:
      'GitHub took exception to the content: see the message, and correct the template or the value that it puts in.',
    section: 'Inputs',
  },
  'target-no-installation': {
    effect: 'not-sent',
    title: 'The GitHub App is not installed on the repository',
    says: 'failed … → …: no-installation (…)',
    remedy:
      'Ask the owner to install the GitHub App on this repository, to accept its permission Issues: write, or to unsuspend it; see the message.',
    section: 'Tokens',
  },
  'target-unknown': {
    effect: 'not-sent',
    title: 'It could not be told whether an issue was opened',
    says: 'left … → … for a later run: …',
    remedy: 'Start again for the same period: the issue is looked for first and opened only when it is not there.',
    section: 'When a run dies',
  },
  'token-rejected': {
    effect: 'stopped',
    title: 'GitHub does not accept the token (401)',
    says: 'GitHub does not accept the token: …',
    remedy:
      'The token is wrong, has expired or was revoked: make a new one and put it into the secret. With a GitHub App: check that `app-id` and `app-private-key` belong to the same App, and make a new key if this one was deleted. What was sent is recorded; start again.',
    section: 'Tokens',
  },
  'all-forbidden': {
    effect: 'stopped',
    title: 'Ten repositories in a row forbade issues and none took one',
    says: '… repositories in a row forbade issues, and none took one',
    remedy:
      'The token lacks a right: a classic personal access token needs the scope `public_repo` (`repo` for private repositories), a GitHub App the permission Issues: write.',
    section: 'Tokens',
  },
  'commit-protected': {
    effect: 'stopped',
    title: 'The branch of the index does not take the flag commit (protection or ruleset)',
    says: 'Branch … did not take the flag commit: …',
    remedy: `Let the account of \`index-token\` bypass the rule, or keep the index on another branch (\`index-branch\`). ${NOTHING_LOST}`,
    section: 'Tokens',
  },
  'commit-forbidden': {
    effect: 'stopped',
    title: 'The index token may not commit the flags',
    says: 'Branch … did not take the flag commit: …',
    remedy: `Give the job \`permissions: contents: write\`, or give \`index-token\` a token with that right. ${NOTHING_LOST}`,
    section: 'Tokens',
  },
  'commit-rejected': {
    effect: 'stopped',
    title: 'GitHub rejected the flag commit',
    says: 'Branch … did not take the flag commit: …',
    remedy: `See the message. ${NOTHING_LOST}`,
    section: 'When a run dies',
  },
  'commit-contended': {
    effect: 'stopped',
    title: 'The flags could not be committed: the branch of the index kept moving, or GitHub asked to wait',
    says: 'Branch … did not take the flag commit in …; the last time …',
    remedy: `Start again when the other pushes are over, or when GitHub takes requests of the token again. ${NOTHING_LOST}`,
    section: 'When a run dies',
  },
  'relaunch-refused': {
    effect: 'stopped',
    title: 'The workflow could not be started again for the rest of the campaign',
    says: 'The workflow could not be started again: …',
    remedy:
      'Give the job `permissions: actions: write` and the workflow a `workflow_dispatch` trigger with the inputs `period`, `gbifdatasetid` and `testing`; then start it by hand, it goes on where it stopped.',
    section: 'Set it up',
  },
  'target-moved': {
    effect: 'warning',
    title: 'A repository has another name now',
    says: '… is now …: correct github_orgname and github_reponame of this dataset',
    remedy: 'Correct the row in datasets.csv. The issue was opened all the same.',
    section: 'The reports index',
  },
  'answer-unclear': {
    effect: 'warning',
    title: 'GitHub gave no clear answer to a new issue',
    says: '…: no clear answer from … (…); the issue may or may not be open',
    remedy: 'Nothing to do: its repository is asked before anything more is sent to it.',
    section: 'When a run dies',
  },
  'marker-unavailable': {
    effect: 'warning',
    title: 'The progress marker could not be read or saved',
    says: 'The progress marker …',
    remedy:
      'Nothing to do: without it the next run looks into the repositories. If it happens each time, see whether the runner reaches the Actions cache.',
    section: 'When a run dies',
  },
  'marker-unusable': {
    effect: 'warning',
    title: 'The progress marker is not one of this action',
    says: 'The progress marker … is not used: it …',
    remedy: 'Nothing to do: it is only a hint. Another version of the action may have written it.',
    section: 'When a run dies',
  },
  'commit-later': {
    effect: 'warning',
    title: 'Flags could not be committed on the way',
    says: '…; tried again later',
    remedy: 'Nothing to do: the flags are committed with the next ones, at the latest at the end.',
    section: 'When a run dies',
  },
  'index-held': {
    effect: 'warning',
    title: 'GitHub holds back the token, which is that of the index, too',
    says: 'GitHub takes no request of the token before …',
    remedy:
      'Nothing to do: the next run finds in the repositories what was sent, and sets the flags. An `index-token` of its own, such as `${{ github.token }}`, is not held back.',
    section: 'When a run dies',
  },
  'row-removed': {
    effect: 'warning',
    title: 'The row of a report was removed while the run was under way',
    says: '…: the row of dataset … has been removed; no flag is set',
    remedy: 'Its issue is open. If the row comes back, set its flag, or let the next run find the issue.',
    section: 'The reports index',
  },
  'relaunch-without-inputs': {
    effect: 'warning',
    title: "The workflow does not declare the campaign's inputs",
    says: "The workflow does not accept the campaign's parameters (…) and is started without them",
    remedy: 'Declare the inputs `period`, `gbifdatasetid` and `testing` of `workflow_dispatch`.',
    section: 'Set it up',
  },
  'notice-failed': {
    effect: 'warning',
    title: 'The completion notice was not opened',
    says: 'The completion notice was not opened: …',
    remedy:
      'Give the job `permissions: issues: write`, or `index-token` a token with that right, and turn issues on in the index repository. The job summary says the same as the notice.',
    section: 'Tokens',
  },
  'issues-left-empty': {
    effect: 'warning',
    title: 'The list of issues is too long for an output',
    says: 'The output "issues" is empty because it would exceed 1 MB',
    remedy: 'Read the file that the output `results` names: it has every report, however many there are.',
    section: 'Outputs',
  },
  'file-unwritable': {
    effect: 'warning',
    title: 'The results file or the job summary could not be written',
    says: 'The … could not be written: …',
    remedy: 'Give the runner disk space and a writable RUNNER_TEMP. The log and the outputs have what matters.',
    section: 'Outputs',
  },
  'journal-torn': {
    effect: 'warning',
    title: 'Lines of the journal are not used',
    says: 'The journal has … lines that are torn or not its own; they are not used',
    remedy: 'Nothing to do: the next run finds in the repositories what they may have said.',
    section: 'When a run dies',
  },
  cancelled: {
    effect: 'warning',
    title: 'The run was cancelled',
    says: '…: no more issues are opened; the post step saves the progress',
    remedy: 'Start the workflow again: it goes on where it stopped.',
    section: 'When a run dies',
  },
  'main-died': {
    effect: 'warning',
    title: 'The main step did not finish, and the post step took over',
    says: 'The main step did not finish. …',
    remedy: 'Start the workflow again: it goes on where it stopped, and looks first.',
    section: 'When a run dies',
  },
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof catalog;
