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
  'index-file-not-plain': {
    effect: 'nothing-sent',
    title: 'A path of the reports index is no plain file',
    says: '… is a … on branch …, expected a file',
    remedy: 'Commit the file itself: flags are written into its bytes, which would replace a link or a submodule.',
    section: 'The reports index',
  },
  'index-damaged': {
    effect: 'nothing-sent',
    title: 'A file of the reports index did not arrive as it was committed',
    says: '… arrived damaged … times: its bytes are not those of blob …',
    remedy:
      'Start again later: the file in the repository is not at fault, its transfer is. When it lasts, look at the proxy between the runner and GitHub.',
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
    title: 'A file of the reports index has other separators or line ends than CSV, or is of another kind',
    says: '…, line …: the header is … with … between its cells, expected commas',
    remedy:
      'Save the file as CSV with commas between the cells and LF or CRLF at the end of each line: in a spreadsheet the file type "CSV UTF-8", with the comma as list separator.',
    section: 'The reports index',
  },
  'index-header': {
    effect: 'nothing-sent',
    title: 'A file of the reports index does not begin with its header',
    says: '…, line …: the header is …, expected a header with …',
    remedy:
      'Make the line with the names of the columns the first one: delete titles, comments and `sep=` above it, or add it where it is lost.',
    section: 'The reports index',
  },
  'index-lfs': {
    effect: 'nothing-sent',
    title: 'A file of the reports index is in Git LFS',
    says: '…, line …: the header is …: a pointer of Git LFS, which stands for the file; …',
    remedy:
      'Take the file out of Git LFS: remove its line from `.gitattributes`, then `git add --renormalize` and commit it. The action reads and writes files of Git itself.',
    section: 'The reports index',
  },
  'index-conflict': {
    effect: 'nothing-sent',
    title: 'A file of the reports index has a merge conflict',
    says: '…, line …: … is a conflict marker of Git, expected …',
    remedy: 'Resolve the conflict: keep the rows that are right, and delete the lines that Git has put between them.',
    section: 'The reports index',
  },
  'index-column': {
    effect: 'nothing-sent',
    title: 'A file of the reports index lacks a column, has it twice, or has one that is nearly one that counts',
    says: '…, line …: no column …, expected …',
    remedy: 'Correct the header line.',
    section: 'The reports index',
  },
  'index-row': {
    effect: 'nothing-sent',
    title: 'A row of the reports index has the wrong number of cells, or is empty',
    says: '…, line …: … cells, expected … as in the header',
    remedy: 'Give the row as many cells as the header has; delete rows that are nothing but commas.',
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
  'temp-unreadable': {
    effect: 'nothing-sent',
    title: "The runner's folder for temporary files cannot be read",
    says: 'RUNNER_TEMP is …, which cannot be read: …, expected a folder',
    remedy:
      "The runner sets RUNNER_TEMP: leave it alone in the workflow, and let the user that a self-hosted runner works as own the runner's folders.",
    section: 'Set it up',
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
    remedy: 'Add the dataset to datasets.csv: the next run for the period sends its report.',
    section: 'The reports index',
  },
  'no-repository': {
    effect: 'not-sent',
    title: 'A dataset has no repository',
    says: 'skipped …: no-repository',
    remedy:
      'Nothing to do where it shall have none. Else fill in `github_orgname` and `github_reponame` of its row in datasets.csv: the next run for the period sends its report.',
    section: 'The reports index',
  },
  'opted-out': {
    effect: 'not-sent',
    title: 'A dataset is not to be notified',
    says: 'skipped …: opted-out',
    remedy:
      'Nothing to do: `notify` of its row in datasets.csv says no. With `true` there, the next run for the period sends its report.',
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
  'target-blocked': {
    effect: 'not-sent',
    title: 'GitHub has blocked the repository (451, or 403 with the reason)',
    says: 'failed … → …: blocked (…)',
    remedy:
      'GitHub itself has closed the repository; the address in the message says why. Ask the owner, or correct the repository in datasets.csv.',
    section: 'The reports index',
  },
  'target-locked': {
    effect: 'not-sent',
    title: 'The repository is locked, for instance while it is moved to another server (403, 423)',
    says: 'failed … → …: locked (…)',
    remedy:
      'Ask the owner to unlock the repository when its migration is over, or correct the repository in datasets.csv.',
    section: 'The reports index',
  },
  'target-collaborators-only': {
    effect: 'not-sent',
    title: 'The repository takes issues only from its collaborators or contributors',
    says: 'failed … → …: collaborators-only (…)',
    remedy:
      'Ask the owner to make the account of the token a collaborator, or to lift the limit (Settings, General, Features, Issues; or Settings, Moderation options, Interaction limits).',
    section: 'The reports index',
  },
  'target-sso': {
    effect: 'not-sent',
    title: 'The organization asks for single sign-on, and the token is not authorized for it',
    says: 'failed … → …: sso (…)',
    remedy:
      'Open the address in the message as the account of the token, within an hour, or authorize the token under Settings, Developer settings, Personal access tokens, Configure SSO. An account that is not a member of the organization needs a GitHub App that the owner installs.',
    section: 'Tokens',
  },
  'target-ip-list': {
    effect: 'not-sent',
    title: "The organization lets in certain IP addresses only, and the runner's is not among them",
    says: 'failed … → …: ip-list (…)',
    remedy:
      "Ask the owner to let the runner's addresses in; runners of GitHub change theirs, so that a token is best used on a runner of your own with a fixed address.",
    section: 'Tokens',
  },
  'target-token-policy': {
    effect: 'not-sent',
    title: "The organization's rules do not admit this kind of token, its lifetime, or a token without approval",
    says: 'failed … → …: token-policy (…)',
    remedy:
      'See the message: ask the owner to approve the token or to admit its kind, give it a shorter lifetime, or use a GitHub App that the owner installs.',
    section: 'Tokens',
  },
  'target-owner-policy': {
    effect: 'not-sent',
    title: 'A rule of the organization, the enterprise or the owner stands against it',
    says: 'failed … → …: owner-policy (…)',
    remedy: 'Ask the owner; the message has the words of GitHub. Other owners are not concerned.',
    section: 'The reports index',
  },
  'target-sender-blocked': {
    effect: 'not-sent',
    title: 'The owner has blocked the account of the token',
    says: 'failed … → …: sender-blocked (…)',
    remedy:
      'The owner does not want these issues, or blocked the account by mistake: ask. To leave the repository out for good, put a reason into `issue_skipped`.',
    section: 'The reports index',
  },
  'target-owner-suspended': {
    effect: 'not-sent',
    title: 'GitHub has suspended the organization, or it has not paid',
    says: 'failed … → …: owner-suspended (…)',
    remedy: 'Ask the owner, who has to settle it with GitHub.',
    section: 'The reports index',
  },
  'target-managed-account': {
    effect: 'not-sent',
    title: 'An enterprise manages the account of the token: it may not write outside of the enterprise',
    says: 'failed … → …: managed-account (…)',
    remedy: 'Use a token of an account that no enterprise manages, or a GitHub App.',
    section: 'Tokens',
  },
  'target-missing-scope': {
    effect: 'not-sent',
    title: 'The classic token lacks the scope for issues (403, or 404 although the repository is there)',
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
      'A fine-grained token reaches the repositories of one owner, where it needs the permission Issues: write. For repositories of several owners use a classic token with the scope `public_repo`, or a GitHub App.',
    section: 'Tokens',
  },
  'target-unclear': {
    effect: 'not-sent',
    title: 'GitHub refused for a reason that the action does not know',
    says: 'left … → … for a later run: …',
    remedy:
      'Read the words of GitHub in the message. The report stays pending: start again for the same period when the reason is gone.',
    section: 'When a run dies',
  },
  'answered-by-another': {
    effect: 'not-sent',
    title: "A proxy, firewall or login page answered in GitHub's place",
    says: "… (not an answer of GitHub's API…)",
    remedy:
      'Let the runner reach the API of GitHub: see `https_proxy` and `no_proxy`, and the rules of the firewall for POST requests. Nothing is marked; start again.',
    section: 'When a run dies',
  },
  'certificate-untrusted': {
    effect: 'stopped',
    title: 'The certificate of the server, or of a proxy before it, is not trusted',
    says: 'The answer did not come from GitHub: …',
    remedy:
      'Give the runner the certificate of your authority in the environment variable NODE_EXTRA_CA_CERTS. Nothing was sent.',
    section: 'When a run dies',
  },
  'server-unreachable': {
    effect: 'stopped',
    title: 'The server cannot be reached',
    says: 'GitHub does not answer: …',
    remedy:
      'See whether the runner has a network, resolves the name of the server and needs a proxy (`https_proxy`). Nothing was sent; start again.',
    section: 'When a run dies',
  },
  'server-unavailable': {
    effect: 'stopped',
    title: 'GitHub does not answer, or with an error of its own (5xx)',
    says: 'GitHub does not answer: …',
    remedy: `Start again when https://www.githubstatus.com, or the administrator of your server, says that it is over. ${NOTHING_LOST}`,
    section: 'When a run dies',
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
  'account-suspended': {
    effect: 'stopped',
    title: 'GitHub has suspended the account of the token',
    says: 'GitHub refuses the account of the token: …',
    remedy:
      'Sign in as the account and write to https://support.github.com. No report is marked; start again when the account is free, or with a token of another one.',
    section: 'Tokens',
  },
  'account-unverified': {
    effect: 'stopped',
    title: 'The account of the token has no verified e-mail address',
    says: 'GitHub refuses the account of the token: …',
    remedy:
      'Sign in as the account, verify an address under Settings, Emails, and start again; the token stays the same. No report is marked.',
    section: 'Tokens',
  },
  'account-restricted': {
    effect: 'stopped',
    title: 'GitHub asks something of the account before it may go on',
    says: 'GitHub refuses the account of the token: …',
    remedy:
      'Sign in as the account and do what GitHub asks for (terms, two-factor authentication, payment), then start again; the token stays the same. No report is marked.',
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
  overlap: {
    effect: 'stopped',
    title: 'Two runs are at work on the same reports',
    says: 'Another run is at work: report … has two issues: … and …',
    remedy:
      'Let one run end before the next begins: give the job the `concurrency` group of the shipped workflow, and look for other workflows that use this index. Close one of the two issues, then start again.',
    section: 'Set it up',
  },
  'relaunch-refused': {
    effect: 'stopped',
    title: 'The workflow could not be started again for the rest of the campaign',
    says: 'The workflow could not be started again: …',
    remedy:
      'Give the job `permissions: actions: write` and the workflow a `workflow_dispatch` trigger with the inputs `period`, `gbifdatasetid` and `testing`; then start it by hand, it goes on where it stopped.',
    section: 'Set it up',
  },
  'nothing-to-send': {
    effect: 'warning',
    title: 'The period has never run, and no report of it is to be sent',
    says: '…: no report of period … is pending: …',
    remedy:
      'Set `stored` to true for reports that are there, `issue_sent` to false for those that nobody has been told of, and empty `issue_skipped` where nothing stands against sending. Until then the period keeps its empty status.',
    section: 'The reports index',
  },
  'target-moved': {
    effect: 'warning',
    title: 'A repository has another name now',
    says: '… is now …: correct github_orgname and github_reponame of this dataset',
    remedy: 'Correct the row in datasets.csv. The issue was opened all the same.',
    section: 'The reports index',
  },
  'assignee-refused': {
    effect: 'warning',
    title: 'GitHub does not take the assignees of an issue',
    says: 'GitHub does not take its assignees: …',
    remedy:
      "The issue is opened without them. Take the name out of the template's `assignees`, or ask the owner to give the person access.",
    section: 'Inputs',
  },
  'duplicate-issue': {
    effect: 'warning',
    title: 'A report has two issues',
    says: 'Report … has two issues: … and …',
    remedy: 'Close the second one. The report counts as sent, with the first; nothing more is opened for it.',
    section: 'When a run dies',
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
    remedy:
      'Nothing to do: it is only a hint, and nothing of it was written to the disk. Another version of the action may have saved it; when it holds other files, look for the workflow on the default branch that did.',
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
  'index-unheard': {
    effect: 'warning',
    title: 'The branch of the index could not be looked at while sending',
    says: '…; until it can, changes of the index are not heard',
    remedy:
      'Nothing to do: the run asks again before each issue, and stops when five minutes have passed. Whatever was marked meanwhile may have been sent.',
    section: 'The reports index',
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
    says: 'The journal has … lines that are torn, damaged or not its own; they are not used',
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
