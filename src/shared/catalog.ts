/**
 * All errors and warnings that users can see, with their remedies. `npm run docs` generates `docs/troubleshooting.md`
 * from this list.
 */

/** Headings of the README that remedies point to. A test checks that they exist. */
export type Section =
  | 'Set it up'
  | 'Before the first mail'
  | 'Tokens'
  | 'Inputs'
  | 'Outputs'
  | 'The reports index'
  | 'When a run dies';

/** The consequence for the run. */
export type Effect = 'nothing-sent' | 'not-sent' | 'stopped' | 'warning';

export interface Entry {
  effect: Effect;
  /** The problem, as a heading. */
  title: string;
  /** The beginning of the message, or all of it; `…` stands for the parts that vary. */
  says: string;
  /** The remedy, in full sentences. */
  remedy: string;
  /** The heading of the README with more about it. */
  section: Section;
}

const NOTHING_LOST = 'Nothing is lost: the next run finds the issues in the repositories.';

export const catalog = {
  'input-invalid': {
    effect: 'nothing-sent',
    title: 'An input is missing or has an invalid value',
    says: 'Input "…" …, expected …',
    remedy: 'Correct the input in the `with:` block of the workflow, or in the form of the manual run.',
    section: 'Inputs',
  },
  'period-missing': {
    effect: 'nothing-sent',
    title: 'Period parameter was not provided',
    says: 'Period parameter was not provided.',
    remedy:
      'Set the input `period` to YYYYMM. Only a scheduled run, or a run that resumes an unfinished campaign, finds the period by itself.',
    section: 'Inputs',
  },
  'period-unknown': {
    effect: 'nothing-sent',
    title: 'Provided period does not exist in the index',
    says: 'Provided period does not exist in the index: … (existing: …)',
    remedy: 'Add the period to periods.csv together with its file reports/<YYYYMM>.csv, or choose an existing period.',
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
      'Check `index-repository`, `index-branch` and `index-path`, and that `index-token` may read the repository: the job needs `permissions: contents: read` (`contents: write` to commit flags).',
    section: 'Tokens',
  },
  'index-limited': {
    effect: 'nothing-sent',
    title: 'GitHub limits the requests of the index token, for longer than the run may take',
    says: '… cannot be read: …',
    remedy: `Start again when the limit is over: GitHub counts by the hour. When it happens often, see which other jobs use the same token. ${NOTHING_LOST}`,
    section: 'Tokens',
  },
  'index-empty': {
    effect: 'nothing-sent',
    title: 'The repository of the index is empty',
    says: '… cannot be read: …',
    remedy: 'Commit the reports index to the repository: it has no commit yet. Or correct `index-repository`.',
    section: 'The reports index',
  },
  'index-file-missing': {
    effect: 'nothing-sent',
    title: 'A file of the reports index does not exist',
    says: '… does not exist on branch …',
    remedy: 'Commit the file to the index branch, or correct `index-path` and `index-branch`.',
    section: 'The reports index',
  },
  'index-file-not-plain': {
    effect: 'nothing-sent',
    title: 'A path of the reports index is not a plain file',
    says: '… is a … on branch …, expected a file',
    remedy: 'Commit the file itself. The action writes flags into the file, which would replace a link or a submodule.',
    section: 'The reports index',
  },
  'index-damaged': {
    effect: 'nothing-sent',
    title: 'A file of the reports index did not arrive as it was committed',
    says: '… arrived damaged … times: its bytes are not those of blob …',
    remedy:
      'Run the workflow again later: the file in the repository is fine, but its transfer failed. If this happens repeatedly, check the proxy between the runner and GitHub.',
    section: 'The reports index',
  },
  'index-file-too-large': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is larger than GitHub allows',
    says: '… is larger than … bytes',
    remedy:
      'Split the period over several index folders, or remove unneeded columns. A file of reports may have at most 40 MiB (the limit for blobs in the API), any other file 100 MB (the limit of the contents API).',
    section: 'The reports index',
  },
  'index-file-unreadable': {
    effect: 'nothing-sent',
    title: 'A file of a reports index on disk cannot be read (npm run check-index)',
    says: '… cannot be read from disk: …',
    remedy:
      'Give your user account permission to read the file, or replace it by a regular file. Only `check-index` reads from disk, the action does not.',
    section: 'The reports index',
  },
  'index-csv': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is not valid CSV',
    says: '…, line …: …, expected …',
    remedy: 'Correct the quoting at the named line (RFC 4180).',
    section: 'The reports index',
  },
  'index-encoding': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is not text in UTF-8',
    says: '…, line …: bytes that are not UTF-8, expected UTF-8',
    remedy:
      'Save the file as UTF-8: in a spreadsheet the file type "CSV UTF-8", in an editor the encoding UTF-8. The named line is the first one that is not.',
    section: 'The reports index',
  },
  'index-layout': {
    effect: 'nothing-sent',
    title: 'A file of the reports index uses another separator or line ending, or is not CSV at all',
    says: '…, line …: the header is … with … between its cells, expected commas',
    remedy:
      'Save the file as CSV with commas between the cells and LF or CRLF at the end of each line: in a spreadsheet choose the file type "CSV UTF-8", with the comma as list separator.',
    section: 'The reports index',
  },
  'index-header': {
    effect: 'nothing-sent',
    title: 'A file of the reports index does not begin with its header',
    says: '…, line …: the header is …, expected a header with …',
    remedy:
      'Make the line with the column names the first line: delete titles, comments and `sep=` above it, or add the line if it is missing.',
    section: 'The reports index',
  },
  'index-lfs': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is in Git LFS',
    says: '…, line …: the header is …: a pointer of Git LFS, which stands for the file; …',
    remedy:
      'Take the file out of Git LFS: remove its line from `.gitattributes`, then `git add --renormalize` and commit it. The action reads and writes only regular Git files.',
    section: 'The reports index',
  },
  'index-conflict': {
    effect: 'nothing-sent',
    title: 'A file of the reports index has a merge conflict',
    says: '…, line …: … is a conflict marker of Git, expected …',
    remedy: 'Resolve the conflict: keep the correct rows, and delete the lines that Git inserted between them.',
    section: 'The reports index',
  },
  'index-column': {
    effect: 'nothing-sent',
    title: 'A file of the reports index lacks a column, has one twice, or has a misspelled one',
    says: '…, line …: no column …, expected …',
    remedy: 'Correct the header line.',
    section: 'The reports index',
  },
  'index-row': {
    effect: 'nothing-sent',
    title: 'A row of the reports index has the wrong number of cells, or is empty',
    says: '…, line …: … cells, expected … as in the header',
    remedy: 'Give the row as many cells as the header has. Delete rows that have only commas.',
    section: 'The reports index',
  },
  'index-value': {
    effect: 'nothing-sent',
    title: 'A cell of the reports index has an invalid value',
    says: '…, line …: … is …, expected …',
    remedy: 'Change the cell to one of the expected values.',
    section: 'The reports index',
  },
  'index-duplicate': {
    effect: 'nothing-sent',
    title: 'A dataset or period occurs twice in a file of the reports index',
    says: '…, line …: … is …, the same as in line …, expected once',
    remedy: 'Remove one of the two rows.',
    section: 'The reports index',
  },
  'index-more': {
    effect: 'nothing-sent',
    title: 'A file of the reports index has more problems than are listed',
    says: '…: … more problem…',
    remedy: 'Correct the listed problems and check again.',
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
    remedy: 'Correct the named line, and save the file as UTF-8. docs/templates.md lists the variables and keys.',
    section: 'Inputs',
  },
  'issue-too-long': {
    effect: 'nothing-sent',
    title: 'An issue would be longer than GitHub allows',
    says: '… has … characters, expected at most …',
    remedy:
      'Shorten the template or the inserted value: a title may have at most 256 characters, a body 65,536, a label 50.',
    section: 'Inputs',
  },
  'title-too-long': {
    effect: 'nothing-sent',
    title: 'The title of an issue would be longer than GitHub allows, because of its ccode',
    says: "…, line …: with ccode … the issue's title has … characters, expected at most …",
    remedy: 'Shorten the cell `ccode` in datasets.csv, or use a template whose title does not contain it.',
    section: 'The reports index',
  },
  implausible: {
    effect: 'nothing-sent',
    title: 'The campaign does not look plausible: far more reports, or other datasets, than can be meant',
    says: '…: …, expected at most …',
    remedy:
      'See whether the index is right, and correct it where it is not. Where it is, start the workflow by hand with `force: true`, for the period of a scheduled run as well; for a repository that is to get so many, raise `max-per-repository`.',
    section: 'Before the first mail',
  },
  'account-unknown': {
    effect: 'nothing-sent',
    title: 'The account that the token belongs to is unknown',
    says: 'GitHub does not tell which account the token belongs to: …',
    remedy:
      'Use a classic personal access token of a bot account, or a GitHub App. Without the account the action cannot recognize its own issues, so it sends nothing.',
    section: 'Tokens',
  },
  'temp-unreadable': {
    effect: 'nothing-sent',
    title: "The runner's temporary folder cannot be read",
    says: 'RUNNER_TEMP is …, which cannot be read: …, expected a folder',
    remedy:
      "The runner sets RUNNER_TEMP: do not set it in the workflow. On a self-hosted runner, the user that runs it must own the runner's folders.",
    section: 'Set it up',
  },
  'journal-unwritable': {
    effect: 'nothing-sent',
    title: 'The journal cannot be written',
    says: 'The journal cannot be written: …',
    remedy:
      'Nothing is sent without a journal. Give the runner disk space and a writable RUNNER_TEMP, then start again.',
    section: 'When a run dies',
  },
  'missing-dataset': {
    effect: 'not-sent',
    title: 'A report has no dataset in datasets.csv',
    says: '…: the dataset is not in …',
    remedy: 'Add the dataset to datasets.csv: the next run for the period sends its report.',
    section: 'The reports index',
  },
  'no-repository': {
    effect: 'not-sent',
    title: 'A dataset has no repository',
    says: 'skipped …: no-repository',
    remedy:
      'Nothing to do if the dataset should have no repository. Otherwise fill in `github_orgname` and `github_reponame` in its row of datasets.csv: the next run for the period sends its report.',
    section: 'The reports index',
  },
  'opted-out': {
    effect: 'not-sent',
    title: 'A dataset has opted out of notifications',
    says: 'skipped …: opted-out',
    remedy:
      'Nothing to do: `notify` in its row of datasets.csv says no. If you change it to `true`, the next run for the period sends its report.',
    section: 'The reports index',
  },
  'target-not-found': {
    effect: 'not-sent',
    title: 'The repository does not exist, or the token may not see it (404)',
    says: 'failed … → …: not-found (…)',
    remedy: 'Correct the repository in datasets.csv. A private repository must give the account of the token access.',
    section: 'The reports index',
  },
  'target-issues-disabled': {
    effect: 'not-sent',
    title: 'Issues are turned off in the repository (410)',
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
    title: 'GitHub rejected the issue (422)',
    says: 'failed … → …: invalid (…)',
    remedy: 'GitHub rejected the content: see the message, and correct the template or the inserted value.',
    section: 'Inputs',
  },
  'target-no-installation': {
    effect: 'not-sent',
    title: 'The GitHub App is not installed on the repository',
    says: 'failed … → …: no-installation (…)',
    remedy:
      'Ask the owner to install the GitHub App on this repository, to accept its permission Issues: write, or to unsuspend it.',
    section: 'Tokens',
  },
  'target-blocked': {
    effect: 'not-sent',
    title: 'GitHub has blocked the repository (451, or 403 with the reason)',
    says: 'failed … → …: blocked (…)',
    remedy:
      'GitHub itself has disabled the repository; the address in the message says why. Ask the owner, or correct the repository in datasets.csv.',
    section: 'The reports index',
  },
  'target-locked': {
    effect: 'not-sent',
    title: 'The repository is locked, for example during a migration to another server (403, 423)',
    says: 'failed … → …: locked (…)',
    remedy: 'Ask the owner to unlock the repository after the migration, or correct the repository in datasets.csv.',
    section: 'The reports index',
  },
  'target-collaborators-only': {
    effect: 'not-sent',
    title: 'The repository accepts issues only from collaborators or contributors',
    says: 'failed … → …: collaborators-only (…)',
    remedy:
      'Ask the owner to make the account of the token a collaborator, or to lift the limit (Settings, General, Features, Issues; or Settings, Moderation options, Interaction limits).',
    section: 'The reports index',
  },
  'target-sso': {
    effect: 'not-sent',
    title: 'The organization requires single sign-on, and the token is not authorized for it',
    says: 'failed … → …: sso (…)',
    remedy:
      'Sign in as the account of the token and open the address in the message within an hour, or authorize the token under Settings, Developer settings, Personal access tokens, Configure SSO. An account that is not a member of the organization needs a GitHub App that the owner installs.',
    section: 'Tokens',
  },
  'target-ip-list': {
    effect: 'not-sent',
    title: "The organization allows only certain IP addresses, and the runner's is not one of them",
    says: 'failed … → …: ip-list (…)',
    remedy:
      'Ask the owner to allow the address of the runner. GitHub-hosted runners change their addresses, so use a token on a self-hosted runner with a fixed address.',
    section: 'Tokens',
  },
  'target-token-policy': {
    effect: 'not-sent',
    title: "The organization's policy does not allow this kind of token, its lifetime, or a token without approval",
    says: 'failed … → …: token-policy (…)',
    remedy:
      'Ask the owner to approve the token or to allow its kind, give it a shorter lifetime, or use a GitHub App that the owner installs.',
    section: 'Tokens',
  },
  'target-owner-policy': {
    effect: 'not-sent',
    title: 'A rule of the organization, the enterprise or the owner forbids the issue',
    says: 'failed … → …: owner-policy (…)',
    remedy: 'Ask the owner about the rule; the message quotes GitHub. Reports to other owners are not affected.',
    section: 'The reports index',
  },
  'target-sender-blocked': {
    effect: 'not-sent',
    title: 'The owner has blocked the account of the token',
    says: 'failed … → …: sender-blocked (…)',
    remedy:
      'Ask the owner whether the block is intended. To leave the repository out for good, put a reason into `issue_skipped`.',
    section: 'The reports index',
  },
  'target-owner-suspended': {
    effect: 'not-sent',
    title: 'The organization is suspended, or has not paid',
    says: 'failed … → …: owner-suspended (…)',
    remedy: 'Ask the owner, who has to settle this with GitHub.',
    section: 'The reports index',
  },
  'target-managed-account': {
    effect: 'not-sent',
    title: 'An enterprise manages the account of the token, which may not write outside of the enterprise',
    says: 'failed … → …: managed-account (…)',
    remedy: 'Use the token of an account that no enterprise manages, or a GitHub App.',
    section: 'Tokens',
  },
  'target-missing-scope': {
    effect: 'not-sent',
    title: 'The classic token lacks the scope for issues (403, or 404 although the repository exists)',
    says: 'failed … → …: missing-scope (…)',
    remedy:
      'Give the token the scope `public_repo` (`repo` for private repositories) under Settings, Developer settings, Personal access tokens; the token stays the same.',
    section: 'Tokens',
  },
  'target-missing-permission': {
    effect: 'not-sent',
    title: 'The fine-grained token lacks the permission for issues, or does not cover the repository',
    says: 'failed … → …: missing-permission (…)',
    remedy:
      'A fine-grained token covers repositories of only one owner, where it needs the permission Issues: write. For repositories of several owners use a classic token with the scope `public_repo`, or a GitHub App.',
    section: 'Tokens',
  },
  'target-unclear': {
    effect: 'not-sent',
    title: 'GitHub refused the issue for a reason unknown to the action',
    says: 'left … → … for a later run: …',
    remedy:
      'The message quotes GitHub. The report stays pending: remove the cause, then run the workflow again for the same period.',
    section: 'When a run dies',
  },
  'answered-by-another': {
    effect: 'not-sent',
    title: "A proxy, firewall or login page answered in GitHub's place",
    says: "… (not an answer of GitHub's API…)",
    remedy:
      'Let the runner reach the API of GitHub: check `https_proxy` and `no_proxy`, and whether the firewall allows POST requests. No report is marked; run the workflow again.',
    section: 'When a run dies',
  },
  'certificate-untrusted': {
    effect: 'stopped',
    title: 'The certificate of the server, or of a proxy in front of it, is not trusted',
    says: 'The answer did not come from GitHub: …',
    remedy:
      'Set the environment variable NODE_EXTRA_CA_CERTS to the file with the certificate of your authority. Nothing was sent.',
    section: 'When a run dies',
  },
  'server-unreachable': {
    effect: 'stopped',
    title: 'The server cannot be reached',
    says: 'GitHub does not answer: …',
    remedy:
      'Check whether the runner has network access, can resolve the name of the server and needs a proxy (`https_proxy`). Nothing was sent; run the workflow again.',
    section: 'When a run dies',
  },
  'server-unavailable': {
    effect: 'stopped',
    title: 'GitHub does not answer, or answers with a server error (5xx)',
    says: 'GitHub does not answer: …',
    remedy: `Run the workflow again when https://www.githubstatus.com, or the administrator of your server, reports that the outage is over. ${NOTHING_LOST}`,
    section: 'When a run dies',
  },
  'target-unknown': {
    effect: 'not-sent',
    title: 'It is uncertain whether an issue was opened',
    says: 'left … → … for a later run: …',
    remedy:
      'Run the workflow again for the same period: it looks for the issue first and opens it only if it does not exist.',
    section: 'When a run dies',
  },
  'token-rejected': {
    effect: 'stopped',
    title: 'GitHub does not accept the token (401)',
    says: 'GitHub does not accept the token: …',
    remedy:
      'The token is wrong, has expired or was revoked: create a new one and put it into the secret. With a GitHub App: check that `app-id` and `app-private-key` belong to the same App, and create a new key if this one was deleted. Sent reports are recorded; run the workflow again.',
    section: 'Tokens',
  },
  'account-suspended': {
    effect: 'stopped',
    title: 'GitHub has suspended the account of the token',
    says: 'GitHub refuses the account of the token: …',
    remedy:
      'Sign in as the account and contact https://support.github.com. No report is marked; run the workflow again when the account is reinstated, or with the token of another account.',
    section: 'Tokens',
  },
  'account-unverified': {
    effect: 'stopped',
    title: 'The account of the token has no verified e-mail address',
    says: 'GitHub refuses the account of the token: …',
    remedy:
      'Sign in as the account, verify an address under Settings, Emails, and run the workflow again; the token stays the same. No report is marked.',
    section: 'Tokens',
  },
  'account-restricted': {
    effect: 'stopped',
    title: 'The account of the token must do something before it may continue',
    says: 'GitHub refuses the account of the token: …',
    remedy:
      'Sign in as the account and follow the request of GitHub (terms, two-factor authentication, payment), then run the workflow again; the token stays the same. No report is marked.',
    section: 'Tokens',
  },
  'sender-hidden': {
    effect: 'stopped',
    title: 'GitHub hides everything that the account of the token opens',
    says: 'GitHub hides … from everybody else: without a token it answers 404 to …. Opened, probably mailed to nobody: …',
    remedy:
      'GitHub takes the account of the token for spam. Sign in as the account, write to https://support.github.com, and start again when its profile can be seen without signing in. The issues that were opened are flagged as sent: they appear then, but nobody is mailed. To announce one again, comment on it.',
    section: 'Tokens',
  },
  'commit-protected': {
    effect: 'stopped',
    title: 'The branch of the index does not accept the flag commit (protection or ruleset)',
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
    title: 'The flags could not be committed: the branch of the index kept moving',
    says: 'Branch … did not take the flag commit in …; the last time …',
    remedy: `Run the workflow again after the other pushes, or when GitHub accepts requests of the token again. ${NOTHING_LOST}`,
    section: 'When a run dies',
  },
  overlap: {
    effect: 'stopped',
    title: 'Two runs send the same reports at the same time',
    says: 'Another run is sending the same reports: … has two issues: … and …',
    remedy:
      'Let one run end before the next begins: give the job the `concurrency` group of the shipped workflow, and look for other workflows that use this index. Close one of the two issues, then run the workflow again.',
    section: 'Set it up',
  },
  'relaunch-refused': {
    effect: 'stopped',
    title: 'The workflow token may not start the workflow again for the rest of the campaign',
    says: 'The workflow could not be started again: …',
    remedy:
      'Give the job `permissions: actions: write`, or `workflow-token` a token with that right; then start the workflow by hand, it goes on where it stopped.',
    section: 'Set it up',
  },
  'relaunch-impossible': {
    effect: 'stopped',
    title: 'The workflow cannot be started again as it is',
    says: 'The workflow could not be started again: …',
    remedy:
      'Give the workflow a `workflow_dispatch` trigger with the inputs `period`, `gbifdatasetid` and `testing`, on its branch and on the default branch, see that it is enabled and the branch still exists, and give the job `permissions: actions: write`; then start it by hand, it goes on where it stopped.',
    section: 'Set it up',
  },
  'relaunch-unanswered': {
    effect: 'stopped',
    title: 'GitHub did not start the workflow again: a limit, or no answer for minutes',
    says: 'The workflow could not be started again: …',
    remedy: 'Start it by hand when GitHub is well again: it goes on where it stopped. Nothing is to be changed.',
    section: 'When a run dies',
  },
  'text-of-vertnet': {
    effect: 'warning',
    title: "The built-in text speaks of VertNet, and the index is not VertNet's",
    says: 'The text speaks of VertNet; set reports-url or template.',
    remedy:
      "Give `reports-url`, the base of your own reports' addresses, and the built-in text is a neutral one; or write a `template` of your own.",
    section: 'Inputs',
  },
  'nothing-to-send': {
    effect: 'warning',
    title: 'The period has never run, but has no report to send',
    says: '…: no report of period … is pending: …',
    remedy:
      'Set `stored` to true for reports that exist, set `issue_sent` to false for reports that have no issue yet, and empty `issue_skipped` for reports that may be sent. Until then the period keeps its empty status.',
    section: 'The reports index',
  },
  'target-unwatched': {
    effect: 'warning',
    title: 'Nobody watches a target repository (dry run)',
    says: 'Nobody watches …, so nobody gets an e-mail there',
    remedy:
      'The issue would be opened, and GitHub would mail nobody. Ask the owner to watch the repository, or tell them in another way.',
    section: 'The reports index',
  },
  'links-unanswered': {
    effect: 'warning',
    title: 'Report links do not answer (dry run)',
    says: '… do not answer, the first …',
    remedy:
      'Open one in a browser without signing in. Correct `reports-url` or the dataset ids, or wait until the reports are published: the issues lead their readers there.',
    section: 'Inputs',
  },
  'target-moved': {
    effect: 'warning',
    title: 'A repository was renamed or transferred',
    says: '… is now …: correct github_orgname and github_reponame of this dataset',
    remedy: 'Correct the row in datasets.csv. The issue was opened under the new name.',
    section: 'The reports index',
  },
  'assignee-refused': {
    effect: 'warning',
    title: 'GitHub does not accept the assignees of an issue',
    says: 'GitHub does not take its assignees: …',
    remedy:
      "The issue is opened without them. Remove the login from the template's `assignees`, or ask the owner to give the person access.",
    section: 'Inputs',
  },
  'duplicate-issue': {
    effect: 'warning',
    title: 'A report has two issues',
    says: 'Report … has two issues: … and …',
    remedy:
      'Close the second issue. The report counts as sent with the first one, and no further issue is opened for it.',
    section: 'When a run dies',
  },
  'answer-unclear': {
    effect: 'warning',
    title: 'GitHub gave no clear answer to a new issue',
    says: '…: no clear answer from … (…); the issue may or may not be open',
    remedy: 'Nothing to do: the action looks for the issue in its repository before it sends anything there again.',
    section: 'When a run dies',
  },
  'marker-unavailable': {
    effect: 'warning',
    title: 'The progress marker could not be read or saved',
    says: 'The progress marker …',
    remedy:
      'Nothing to do: without it, the next run looks into the repositories. If this happens each time, check that the runner can reach the Actions cache.',
    section: 'When a run dies',
  },
  'marker-unusable': {
    effect: 'warning',
    title: 'The progress marker was not saved by this action',
    says: 'The progress marker … is not used: it …',
    remedy:
      'Nothing to do: the marker is only a hint, and none of it was written to the disk. Another version of the action may have saved it. If it holds other files, look for the workflow on the default branch that saved them.',
    section: 'When a run dies',
  },
  'commit-later': {
    effect: 'warning',
    title: 'Flags could not be committed yet',
    says: '…; the run will try again',
    remedy: 'Nothing to do: the flags are committed with the next ones, at the latest at the end.',
    section: 'When a run dies',
  },
  'index-held': {
    effect: 'warning',
    title: 'GitHub rate-limits the token, which is also the token of the index',
    says: 'GitHub takes no request of the token before …',
    remedy:
      'Nothing to do: the next run finds the issues in the repositories and sets the flags. A separate `index-token`, such as `${{ github.token }}`, has its own rate limit.',
    section: 'When a run dies',
  },
  'index-unheard': {
    effect: 'warning',
    title: 'The branch of the index could not be read while sending',
    says: '…; until it can, changes of the index are not heard',
    remedy:
      'Nothing to do: the run tries again before each issue and stops after five minutes. Reports that were marked as skipped meanwhile may have been sent.',
    section: 'The reports index',
  },
  'row-removed': {
    effect: 'warning',
    title: 'The row of a report was removed during the run',
    says: '…: the row of dataset … has been removed; no flag is set',
    remedy: 'Its issue is open. If you restore the row, set its flag, or let the next run find the issue.',
    section: 'The reports index',
  },
  'relaunch-without-inputs': {
    effect: 'warning',
    title: "The workflow does not declare the campaign's inputs",
    says: "The workflow does not accept the campaign's parameters (…) and is started without them",
    remedy: 'Declare the inputs `period`, `gbifdatasetid` and `testing` under `workflow_dispatch`.',
    section: 'Set it up',
  },
  'notice-failed': {
    effect: 'warning',
    title: 'The completion notice was not opened',
    says: 'The completion notice was not opened: …',
    remedy:
      'Give the job `permissions: issues: write`, or set `index-token` to a token with this permission, and turn issues on in the index repository. The job summary has the same content as the notice.',
    section: 'Tokens',
  },
  'issues-left-empty': {
    effect: 'warning',
    title: 'The list of issues is too long for an output',
    says: 'The output "issues" is empty because it would exceed 1 MB',
    remedy: 'Read the file that the output `results` names: it always lists all reports.',
    section: 'Outputs',
  },
  'file-unwritable': {
    effect: 'warning',
    title: 'The results file or the job summary could not be written',
    says: 'The … could not be written: …',
    remedy:
      'Give the runner disk space and a writable RUNNER_TEMP. The log and the outputs contain the important results.',
    section: 'Outputs',
  },
  'journal-torn': {
    effect: 'warning',
    title: 'The journal has corrupt lines',
    says: 'Ignored … in the journal',
    remedy:
      'Nothing to do: the next run looks into the repositories and finds the issues that these lines may have recorded.',
    section: 'When a run dies',
  },
  cancelled: {
    effect: 'warning',
    title: 'The run was cancelled',
    says: '…: no more issues are opened; the post step saves the progress',
    remedy: 'Start the workflow again: it continues where it stopped.',
    section: 'When a run dies',
  },
  'main-died': {
    effect: 'warning',
    title: 'The main step did not finish, and the post step took over',
    says: 'The main step did not finish. …',
    remedy: 'Start the workflow again: it continues where it stopped, and first looks for issues that exist already.',
    section: 'When a run dies',
  },
} as const satisfies Record<string, Entry>;

export type ProblemCode = keyof typeof catalog;
