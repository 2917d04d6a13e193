/**
 * The causes of answers, read from top to bottom: the first row that fits is the cause. Status, headers and fields
 * come before words, because GitHub's words are observed and not documented; an answer that fits no row is unclear.
 *
 * Above each row stand its sources: D documented by GitHub or in an RFC, S read in published source code, O observed
 * by users (with the thread), G a guess from GitHub's other wordings.
 */

import type { ProblemCode } from '../../shared/catalog.ts';
import {
  allOf,
  anyOf,
  api,
  asked,
  complainsOnlyOf,
  has,
  hasBlock,
  isForeign,
  isLost,
  isNoRefusal,
  isServerError,
  isSpent,
  lacksRight,
  listed,
  namesOwner,
  namesOwnerAlone,
  needsRight,
  not,
  ofApp,
  ofClassic,
  ofFineGrained,
  refused,
  type Sign,
  says,
  status,
} from './answer-signs.ts';
import * as words from './answer-words.ts';

/**
 * Who has to do something, or who pays for the fault.
 * - `content`: this report's text. `assignee`: the assignees alone; the issue is sent again without them.
 * - `thread`: the standing issue is locked or gone; it is read again, and the list decides.
 * - `repository`, `owner`: this repository, all repositories of this owner; the others go on.
 * - `token`, `account`: everything.
 * - `limit`, `outage`: time.
 * - `between`: something that answered in GitHub's place.
 * - `unclear`: nobody can be sure.
 */
export type Payer =
  | 'content'
  | 'assignee'
  | 'thread'
  | 'repository'
  | 'owner'
  | 'token'
  | 'account'
  | 'limit'
  | 'outage'
  | 'between'
  | 'unclear';

export interface Row {
  payer: Payer;
  /** Undefined: nothing for a person to do. */
  code: ProblemCode | undefined;
  when: Sign;
}

function row(payer: Payer, code: ProblemCode | undefined, ...signs: Sign[]): Row {
  return { payer, code, when: allOf(...signs) };
}

const ASSIGNEES = /^assignees?$/;
const CONTENT = /^(?:title|body|labels?|milestone|type|name|issue|issuecomment|assignees?)$/;

export const rows: readonly Row[] = [
  // --- No complete answer ---
  // S Node: UNABLE_TO_VERIFY_LEAF_SIGNATURE, DEPTH_ZERO_SELF_SIGNED_CERT.
  row('between', 'certificate-untrusted', isLost, says(words.UNTRUSTED)),
  // S undici: the proxy answers CONNECT with another status than 200, for instance with 407.
  row('between', 'answered-by-another', isLost, says(words.TUNNEL)),
  // S Node, undici: the connection was never made.
  row('outage', 'server-unreachable', isLost, says(words.UNREACHED)),
  row('outage', 'server-unavailable', isLost),

  // --- Not GitHub's API, or not at the moment ---
  // D RFC 9110, RFC 6585: a proxy, a captive portal.
  row('between', 'answered-by-another', status(407, 511)),
  // D GitHub gives up on a request after 10 s; an Enterprise server says 503 while it is maintained.
  row('outage', 'server-unavailable', isServerError),
  row('outage', 'server-unavailable', refused, says(words.MAINTENANCE)),

  // --- A limit, in any shape; before all other words, because of "temporarily blocked from content creation" ---
  // D Also as HTML.
  row('limit', undefined, status(429)),
  // D …#about-secondary-rate-limits. O "You have exceeded a secondary rate limit", "Whoa there!" as HTML.
  row('limit', undefined, status(403, 422), says(words.LIMIT)),
  // O 422 "was submitted too quickly" (cli/cli#4801), 403 "login attempts exceeded" (PyGithub#1248).
  row('limit', undefined, api(400, 403, 409, 422), says(words.TOO_FAST)),
  // D
  row('limit', undefined, isForeign, status(403), has('retry-after')),

  // O A firewall, a proxy, a portal: in HTML, in JSON of another form, or empty; with any status.
  row('between', 'answered-by-another', isForeign),
  // A success of another form, or a redirect to another server.
  row('unclear', 'target-unclear', isNoRefusal),

  // --- By the headers and fields beside the message ---
  // O 451 dmca, 403 tos, both with `block` (rest-api-description#3314, fork-cleaner#99).
  row('repository', 'target-blocked', anyOf(status(451), hasBlock)),
  // D 403 or 404 with `x-github-sso: required; url=…`.
  row('owner', 'target-sso', has('x-github-sso', /^required\b/i)),
  // O errors[].field assignees (manual-approval#71), assignee (kubernetes/test-infra#1624).
  row('assignee', 'assignee-refused', api(422), asked('issue'), complainsOnlyOf(ASSIGNEES)),
  // O errors[].field title, body, labels (manual-approval#89, danger#424).
  row('content', 'target-invalid', api(422), asked('issue', 'comment'), complainsOnlyOf(CONTENT)),

  // --- The account ---
  // O "As an Enterprise Managed User, you cannot access this content" (AzOps#576).
  row('account', 'target-managed-account', api(401, 403), says(words.MANAGED)),
  // O "Sorry. Your account was suspended" (sourcegraph#16638), "Your account is suspended" (site-policy#1258).
  row('account', 'account-suspended', api(401, 403, 422), not(namesOwner), says(words.SUSPENDED)),
  // O "At least one email address must be verified to do that." (utterances#534).
  row('account', 'account-unverified', api(401, 403, 422), says(words.UNVERIFIED)),
  // D "Bad credentials", "Requires authentication" and others.
  row('token', 'token-rejected', api(401)),
  // S octokit.rb "billing issue". G Terms, two-factor authentication.
  row('account', 'account-restricted', api(403, 422), not(namesOwner), says(words.RESTRICTED)),

  // --- Of everything that is asked, it seems; the same over several owners stops the run ---
  // G Something is off for a while.
  row('unclear', 'target-unclear', refused, says(words.FOR_NOW)),
  // G A server that does not know our version of the API, or has a rule for addresses.
  row('unclear', 'target-unclear', api(400, 403, 404, 410), says(words.API_VERSION)),
  row('unclear', 'target-unclear', refused, says(words.IP_LIST), says(words.SERVER)),
  // G Taken away; an organization may be named as the one who did it.
  row('unclear', 'target-unclear', api(403), says(words.TOKEN_DISABLED)),

  // --- The repository ---
  // O 403 "Unable to create comment because issue is locked."
  row('thread', undefined, refused, asked('comment'), says(words.THREAD_LOCKED)),
  // D 410 deleted, 404 transferred.
  row('thread', undefined, api(404, 410), asked('comment'), not(lacksRight)),
  // O 410 "Issues has been disabled in this repository."
  row('repository', 'target-issues-disabled', anyOf(api(410), allOf(refused, says(words.ISSUES_DISABLED)))),
  // O 403 "locked for migration"; 423.
  row('repository', 'target-locked', anyOf(api(423), allOf(refused, says(words.MIGRATED)))),
  // O 403 "Repository was archived so is read-only."
  row('repository', 'target-archived', refused, says(words.ARCHIVED)),
  // O "Access to this repository has been disabled by GitHub staff" (seart-group/ghs#263).
  row('repository', 'target-blocked', refused, says(words.BLOCKED)),
  // O "Issue creation is limited to collaborators", "An owner of this repository has limited …" (gh4a#1376).
  row('repository', 'target-collaborators-only', refused, says(words.COLLABORATORS_ONLY)),

  // --- The owner; its words never count against the token ---
  // O 422 "User is blocked", 403 "Blocked".
  row('owner', 'target-sender-blocked', refused, says(words.SENDER_BLOCKED)),
  // O "Resource protected by organization SAML enforcement. …" (github-release-tools#28).
  row('owner', 'target-sso', refused, says(words.SINGLE_SIGN_ON)),
  // O "… has an IP allow list enabled, and your IP address is not permitted …" (NPSP#7247).
  row('owner', 'target-ip-list', refused, says(words.IP_LIST)),
  // O "… forbids access via a personal access token (classic) …" (git-town#4609), lifetime (NixOS/org#247).
  row('owner', 'target-token-policy', refused, says(words.TOKEN_POLICY)),
  // G Other rules of an organization for tokens.
  row('owner', 'target-token-policy', refused, namesOwner, says(words.TOKEN_RULE)),
  // S octokit.rb. O "This installation has been suspended" (hcengineering/platform#7639).
  row('owner', 'target-no-installation', refused, says(words.INSTALLATION_SUSPENDED)),
  // S octokit.rb "billing issue". G An organization that GitHub has suspended.
  row(
    'owner',
    'target-owner-suspended',
    refused,
    anyOf(allOf(namesOwner, says(words.OWNER_SUSPENDED)), says(words.BILLING)),
  ),
  // G Any other rule for which an owner is named: of this repository, or of all that an organization has.
  row('repository', 'target-owner-policy', api(403, 422), namesOwnerAlone, says(words.REPOSITORY)),
  row('owner', 'target-owner-policy', api(403, 422), namesOwner),

  // --- The right of the token; each kind has another remedy ---
  // O "Resource not accessible by integration": this installation has not got, or not accepted, the permission.
  row('owner', 'target-no-installation', needsRight, ofApp),
  // D `x-oauth-scopes` has none of `x-accepted-oauth-scopes`. O 404 on a POST (octokit.rb#1093).
  row('token', 'target-missing-scope', needsRight, ofClassic),
  // O "Resource not accessible by personal access token" (github-csv-tools#109).
  row('token', 'target-missing-permission', needsRight, ofFineGrained),
  // O "Must have admin rights to Repository."
  row('token', 'target-forbidden', needsRight),
  // G A token that has expired or was revoked.
  row('token', 'token-rejected', api(403), says(words.BAD_TOKEN)),

  // --- No words that are known ---
  // D `retry-after`; `x-ratelimit-remaining` is 0 of more than 0.
  row('limit', undefined, anyOf(has('retry-after'), allOf(api(403), isSpent))),
  // G "Could not add assignees: …"
  row('assignee', 'assignee-refused', api(422), asked('issue'), says(words.ASSIGNEE)),
  // O 422 "Invalid request.", without `errors` (ghclass#93); field data, "Body is too long" (reg-actions#123).
  row('content', 'target-invalid', asked('issue', 'comment'), anyOf(api(413), allOf(api(422), says(words.CONTENT)))),
  // G Nothing but the account can be the reason that it may not ask for itself.
  row('account', 'account-restricted', api(403), asked('user')),
  // D Not there, or not to be seen with this token.
  row('repository', 'target-not-found', api(404), not(asked('user')), not(listed)),
  row('unclear', 'target-unclear'),
];
