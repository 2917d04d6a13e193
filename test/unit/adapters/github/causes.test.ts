import { describe, expect, it } from 'vitest';
import type { Answer, Lost } from '../../../../src/adapters/github/answer.ts';
import { type Context, factsOf } from '../../../../src/adapters/github/answer-facts.ts';
import { rows } from '../../../../src/adapters/github/cause-table.ts';
import { type Cause, causeOf, problemOf, tokenKind } from '../../../../src/adapters/github/causes.ts';
import { catalog } from '../../../../src/shared/catalog.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const DATE = new Date(NOW + 5_000).toUTCString();
const RESET = String(NOW / 1000 + 605);

type Headers = Answer['headers'];

/** An answer of GitHub's API. */
function says(status: number, message: string, headers: Headers = {}, more: object = {}): Answer {
  return { kind: 'answer', status, headers, data: { message, ...more }, path: '/' };
}
/** A 422 with `errors`. */
function complains(...errors: unknown[]): Answer {
  return says(422, 'Validation Failed', {}, { errors });
}
/** Anything else that comes over HTTP. */
function answers(status: number, data: unknown, headers: Headers = {}): Answer {
  return { kind: 'answer', status, headers, data, path: '/' };
}
function lost(message: string): Lost {
  return { kind: 'lost', message };
}

const POST: Omit<Context, 'now'> = { request: 'issue', listed: true, owner: 'museum' };
const COMMENT: Omit<Context, 'now'> = { ...POST, request: 'comment' };
const LIST: Omit<Context, 'now'> = { request: 'list', owner: 'museum' };
const USER: Omit<Context, 'now'> = { request: 'user' };
const CLASSIC: Omit<Context, 'now'> = { ...POST, token: 'classic' };
const FINE: Omit<Context, 'now'> = { ...POST, token: 'fine-grained' };
const APP: Omit<Context, 'now'> = { ...POST, token: 'app' };

const SCOPES = { 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': 'public_repo, repo' };
const SECONDARY_PAGE = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits';
const SSO = 'https://github.com/orgs/museum/sso?authorization_request=A1B2';

type Case = [name: string, answer: Answer | Lost, context: Omit<Context, 'now'>, expected: Partial<Cause>];

/** Wordings, headers and pages that were observed; `cause-table.ts` has the places. */
// biome-ignore format: one row, one line
const OBSERVED: Case[] = [
  // Limits: GitHub's words are shown with each of them, and none is final.
  ['content creation (shape A)', says(403, 'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.', { 'x-ratelimit-remaining': '4900' }, { documentation_url: SECONDARY_PAGE }), POST, { payer: 'limit', limit: 'secondary', retryAt: undefined }],
  ['burst (shape B)', says(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', { 'retry-after': '60' }), POST, { payer: 'limit', limit: 'secondary', retryAt: NOW + 60_000 }],
  ['burst that speaks of terms', says(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. For more on scraping GitHub and how it may affect your rights, please review our Terms of Service (https://docs.github.com/en/site-policy/github-terms/github-terms-of-service)'), POST, { payer: 'limit', limit: 'secondary', address: undefined }],
  ['primary', says(403, 'API rate limit exceeded for user ID 7.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '5000', 'x-ratelimit-reset': RESET, date: DATE }), LIST, { payer: 'limit', limit: 'primary', retryAt: NOW + 601_000 }],
  ['primary of an installation', says(403, 'API rate limit exceeded for installation ID 12.'), APP, { payer: 'limit', limit: 'primary' }],
  ['primary as 429', says(429, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': RESET }), POST, { payer: 'limit', limit: 'primary' }],
  ['abuse detection', says(403, 'You have triggered an abuse detection mechanism. Please retry your request again later.'), POST, { payer: 'limit', limit: 'secondary' }],
  ['abuse detection as a page', answers(403, '<!DOCTYPE html><title>Rate limit &middot; GitHub</title><h1>Whoa there!</h1><p>You have triggered an abuse detection mechanism.'), POST, { payer: 'limit' }],
  ['429 as a page', answers(429, '<html><body>Too Many Requests</body></html>', { 'retry-after': '30' }), POST, { payer: 'limit', retryAt: NOW + 30_000 }],
  ['too quickly, as a 422', complains({ resource: 'Issue', code: 'custom', field: 'base', message: 'was submitted too quickly' }), POST, { payer: 'limit', limit: 'secondary' }],
  ['login attempts', says(403, 'Maximum number of login attempts exceeded. Please try again later.'), USER, { payer: 'limit', stops: 'never' }],
  ['a new wording, known by its page', says(403, 'Hold on.', {}, { documentation_url: SECONDARY_PAGE }), POST, { payer: 'limit' }],

  // The token.
  ['bad credentials', says(401, 'Bad credentials'), POST, { payer: 'token', code: 'token-rejected', stops: 'at-once' }],
  ['no credentials', says(401, 'Requires authentication'), LIST, { payer: 'token', code: 'token-rejected' }],
  ['private mode of a server', says(401, 'Must authenticate to access this API.'), LIST, { payer: 'token', code: 'token-rejected' }],
  ['404 after a list, no scopes', says(404, 'Not Found', SCOPES), POST, { payer: 'token', code: 'target-missing-scope', stops: 'when-repeated', message: '404 Not Found (it takes the scope public_repo or repo)' }],
  ['404 after a list, another scope', says(404, 'Not Found', { ...SCOPES, 'x-oauth-scopes': 'gist, read:org' }), POST, { payer: 'token', code: 'target-missing-scope' }],
  ['404 after a list, classic, no headers', says(404, 'Not Found'), CLASSIC, { payer: 'token', code: 'target-missing-scope' }],
  ['404 after a list, fine-grained', says(404, 'Not Found', { 'x-accepted-github-permissions': 'issues=write' }), FINE, { payer: 'token', code: 'target-missing-permission' }],
  ['404 after a list, App', says(404, 'Not Found'), APP, { payer: 'owner', code: 'target-no-installation' }],
  ['404 after a list, kind unknown', says(404, 'Not Found'), POST, { payer: 'token', code: 'target-forbidden' }],
  ['404 after a list, with a scope that would do', says(404, 'Not Found', { ...SCOPES, 'x-oauth-scopes': 'repo, gist' }), CLASSIC, { payer: 'unclear' }],
  ['404 on a comment, no scopes', says(404, 'Not Found', SCOPES), COMMENT, { payer: 'token', code: 'target-missing-scope' }],
  ['not accessible, fine-grained', says(403, 'Resource not accessible by personal access token', { 'x-accepted-github-permissions': 'issues=write' }), FINE, { payer: 'token', code: 'target-missing-permission', stops: 'when-repeated', message: '403 Resource not accessible by personal access token (it takes issues=write)' }],
  ['not accessible, kind unknown', says(403, 'Resource not accessible by personal access token'), POST, { code: 'target-missing-permission' }],
  ['not accessible, App', says(403, 'Resource not accessible by integration'), APP, { payer: 'owner', code: 'target-no-installation', stops: 'never' }],
  ['no admin', says(403, 'Must have admin rights to Repository.'), POST, { payer: 'token', code: 'target-forbidden' }],

  // The account.
  ['suspended', says(403, 'Sorry. Your account was suspended.'), POST, { payer: 'account', code: 'account-suspended', stops: 'at-once' }],
  ['suspended on a server', says(403, 'Your account is suspended. Please check with your installation administrator.'), LIST, { payer: 'account', code: 'account-suspended' }],
  ['no verified e-mail', says(403, 'At least one email address must be verified to do that.', {}, { documentation_url: 'https://docs.github.com/articles/adding-an-email-address-to-your-github-account' }), POST, { payer: 'account', code: 'account-unverified', stops: 'at-once' }],
  ['managed by an enterprise', says(403, 'Unauthorized: As an Enterprise Managed User, you cannot access this content'), POST, { payer: 'account', code: 'target-managed-account', stops: 'when-repeated' }],

  // The owner.
  ['SAML with its address', says(403, 'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.', { 'x-github-sso': `required; url=${SSO}` }), CLASSIC, { payer: 'owner', code: 'target-sso', address: SSO, stops: 'never' }],
  ['SAML without', says(403, 'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.'), POST, { payer: 'owner', code: 'target-sso', address: undefined }],
  ['SAML as a 404', says(404, 'Not Found', { 'x-github-sso': `required; url=${SSO}` }), LIST, { payer: 'owner', code: 'target-sso' }],
  ['IP list', says(403, 'Although you appear to have the correct authorization credentials, the `museum` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.'), POST, { payer: 'owner', code: 'target-ip-list' }],
  ['classic tokens forbidden', says(403, '`museum` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.'), CLASSIC, { payer: 'owner', code: 'target-token-policy' }],
  ['lifetime, fine-grained', says(403, "The 'museum' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/12885303"), FINE, { payer: 'owner', code: 'target-token-policy', address: 'https://github.com/settings/personal-access-tokens/12885303', }],
  ['lifetime, enterprise', says(403, "The 'Museums' enterprise forbids access via a personal access tokens (classic) if the token's lifetime is greater than 365 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/tokens/99202709."), CLASSIC, { payer: 'owner', code: 'target-token-policy', address: 'https://github.com/settings/tokens/99202709' }],
  ['OAuth App restrictions', says(403, 'Although you appear to have the correct authorization credentials, the `museum` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited.'), POST, { payer: 'owner', code: 'target-token-policy' }],
  ['blocked, 422', complains({ resource: 'Issue', code: 'custom', field: 'user', message: 'User is blocked' }), POST, { payer: 'owner', code: 'target-sender-blocked' }],
  ['blocked, 403', says(403, 'Blocked'), POST, { payer: 'owner', code: 'target-sender-blocked' }],
  ['installation suspended', says(403, 'This installation has been suspended'), APP, { payer: 'owner', code: 'target-no-installation' }],
  ['billing', says(403, 'Sorry, there is a billing issue with this organization.'), POST, { payer: 'owner', code: 'target-owner-suspended' }],

  // The repository.
  ['not there', says(404, 'Not Found', {}, { documentation_url: 'https://docs.github.com/rest/issues/issues#list-repository-issues', status: '404' }), LIST, { payer: 'repository', code: 'target-not-found', final: true }],
  ['not there, with a scope for public ones', says(404, 'Not Found', { 'x-oauth-scopes': 'gist', 'x-accepted-oauth-scopes': 'repo' }), LIST, { payer: 'repository', code: 'target-not-found' }],
  ['no issues', says(410, 'Issues has been disabled in this repository.'), POST, { payer: 'repository', code: 'target-issues-disabled' }],
  ['no issues, on a server', says(410, 'Issues are disabled for this repo'), POST, { payer: 'repository', code: 'target-issues-disabled' }],
  ['archived', says(403, 'Repository was archived so is read-only.'), POST, { payer: 'repository', code: 'target-archived', stops: 'never' }],
  ['archived with the last request of the hour', says(403, 'Repository was archived so is read-only.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '5000', 'x-ratelimit-reset': RESET }), POST, { payer: 'repository', code: 'target-archived', retryAt: undefined }],
  ['taken down, 451', says(451, 'Repository access blocked', {}, { block: { reason: 'dmca', html_url: 'https://github.com/github/dmca/blob/master/2021/04/x.md' } }), LIST, { payer: 'repository', code: 'target-blocked', address: 'https://github.com/github/dmca/blob/master/2021/04/x.md' }],
  ['taken down, 403', says(403, 'Repository access blocked', {}, { block: { reason: 'tos', html_url: 'https://github.com/tos' } }), POST, { payer: 'repository', code: 'target-blocked', address: 'https://github.com/tos' }],
  ['taken down, in words', says(403, 'Access to this repository has been disabled by GitHub staff.'), LIST, { payer: 'repository', code: 'target-blocked' }],
  ['locked for migration', says(403, 'Repository has been locked for migration.'), POST, { payer: 'repository', code: 'target-locked' }],
  ['423', says(423, 'Locked'), POST, { payer: 'repository', code: 'target-locked' }],
  ['collaborators only', says(403, 'Issue creation is limited to collaborators'), POST, { payer: 'repository', code: 'target-collaborators-only' }],
  ['interaction limit', says(422, 'An owner of this repository has limited the ability to open an issue to users that have contributed to this repository in the past.'), POST, { payer: 'repository', code: 'target-collaborators-only' }],

  // The standing issue.
  ['locked thread', says(403, 'Unable to create comment because issue is locked.'), COMMENT, { payer: 'thread', code: undefined, final: false, stops: 'never' }],
  ['deleted thread', says(410, 'This issue was deleted'), COMMENT, { payer: 'thread' }],
  ['thread that is gone', says(404, 'Not Found'), COMMENT, { payer: 'thread' }],

  // The content.
  ['title', complains({ resource: 'Issue', field: 'title', code: 'custom', message: 'title is too long' }), POST, { payer: 'content', code: 'target-invalid', message: '422 Validation Failed: title: title is too long' }],
  ['body', complains({ resource: 'Issue', field: 'body', code: 'custom', message: 'body is too long (maximum is 65536 characters)' }), POST, { payer: 'content' }],
  ['comment', complains({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body is too long (maximum is 65536 characters)' }), COMMENT, { payer: 'content', code: 'target-invalid' }],
  ['label', complains({ resource: 'Label', code: 'invalid', field: 'name' }), POST, { payer: 'content', message: '422 Validation Failed: name: invalid' }],
  ['no field', complains({ resource: 'Issue', code: 'missing_field' }), POST, { payer: 'content' }],
  ['words alone', says(422, 'Invalid request.\n\n"title" wasn\'t supplied.'), POST, { payer: 'content', message: '422 Invalid request. "title" wasn\'t supplied.' }],
  ['one error that is no list', says(422, 'Validation Failed', {}, { errors: { field: 'title', code: 'invalid' } }), POST, { payer: 'content' }],
  ['an error that is a text', says(422, 'Validation Failed', {}, { errors: ['Body is too long'] }), POST, { payer: 'content' }],
  ['assignees', complains({ value: 'somebody', resource: 'Issue', field: 'assignees', code: 'invalid' }), POST, { payer: 'assignee', code: 'assignee-refused', final: false, message: '422 Validation Failed: assignees: invalid ("somebody")', }],
  ['assignee', complains({ resource: 'Issue', field: 'assignee', code: 'invalid' }), POST, { payer: 'assignee' }],
  ['assignee and title', complains({ field: 'assignees', code: 'invalid' }, { field: 'title', code: 'invalid' }), POST, { payer: 'content' }],

  // Nobody can be sure.
  ['JSON that GitHub could not read', says(400, 'Problems parsing JSON'), POST, { payer: 'unclear', code: 'target-unclear', final: false, mayHaveHappened: false }],
  ['JSON that is no object', says(400, 'Body should be a JSON object'), POST, { payer: 'unclear' }],
  ['media type', says(415, 'Unsupported media type'), POST, { payer: 'unclear' }],
  ['GET /user, refused', says(403, 'Resource not accessible by integration'), USER, { payer: 'owner', code: 'target-no-installation' }],

  // Outages.
  ['500', says(500, 'Server Error'), POST, { payer: 'outage', code: 'server-unavailable', final: false, mayHaveHappened: true, stops: 'never' }],
  ['502 as a page', answers(502, '<html><title>Unicorn! &middot; GitHub</title></html>'), POST, { payer: 'outage', mayHaveHappened: true }],
  ['503 with a time', says(503, 'No server is currently available to service your request.', { 'retry-after': '20' }), LIST, { payer: 'outage', retryAt: NOW + 20_000 }],
  ['408', answers(408, ''), POST, { payer: 'outage', mayHaveHappened: true }],
  ['connection closed', lost('other side closed'), POST, { payer: 'outage', code: 'server-unavailable', mayHaveHappened: true }],
  ['time-out', lost('The operation was aborted due to timeout'), POST, { payer: 'outage', mayHaveHappened: true }],
  ['name that does not resolve', lost('getaddrinfo ENOTFOUND api.github.test'), POST, { payer: 'outage', code: 'server-unreachable', mayHaveHappened: false }],
  ['nobody listens', lost('connect ECONNREFUSED 127.0.0.1:443'), POST, { code: 'server-unreachable', mayHaveHappened: false }],

  // Something in between.
  ['certificate', lost('self-signed certificate in certificate chain'), POST, { payer: 'between', code: 'certificate-untrusted', mayHaveHappened: false }],
  ['407 of a tunnel', lost('Proxy response (407) !== 200 when HTTP Tunneling'), POST, { payer: 'between', code: 'answered-by-another', mayHaveHappened: false }],
  ['407', answers(407, '<html>Proxy Authentication Required</html>', { server: 'squid/5.7', 'proxy-authenticate': 'Basic' }), POST, { payer: 'between', code: 'answered-by-another', mayHaveHappened: true }],
  ['511', answers(511, { message: 'Network Authentication Required' }), LIST, { payer: 'between' }],
  ['403, empty', answers(403, ''), POST, { payer: 'between', final: false, mayHaveHappened: true, stops: 'when-repeated' }],
  ['403, a page in another language', answers(403, '<html><style>p{}</style><h1>Zugriff verweigert</h1>'), POST, { payer: 'between', message: "403 Zugriff verweigert (not an answer of GitHub's API)" }],
  ['403, JSON of a gateway', answers(403, { error: 'blocked by policy' }), POST, { payer: 'between' }],
  ['403, JSON like GitHub’s, signed by another', answers(403, { message: 'Request blocked' }, { server: 'cloudflare' }), POST, { payer: 'between', message: '403 {"message":"Request blocked"} (not an answer of GitHub\'s API: cloudflare)' }],
  ['401, a page', answers(401, '<html>Authorization Required</html>', { 'www-authenticate': 'NTLM' }), POST, { payer: 'between' }],
  ['404, a page', answers(404, '<html>404 Not Found</html>', { server: 'nginx' }), LIST, { payer: 'between', final: false }],
  ['413, a page', answers(413, '<html>413 Request Entity Too Large</html>', { server: 'nginx' }), POST, { payer: 'between' }],
  ['414', answers(414, ''), LIST, { payer: 'between' }],
  ['431', answers(431, 'Request Header Fields Too Large'), LIST, { payer: 'between' }],
  ['a login page', answers(200, '<html><title>Welcome to the museum’s network</title>'), POST, { payer: 'between', mayHaveHappened: true }],
  ['a redirect to a login page', answers(302, '', { location: 'http://login.test/' }), POST, { payer: 'between', final: false }],
];

/** Not one of these words or headers is known to the table; the kinds are. */
// biome-ignore format: one row, one line
const MADE_UP: Case[] = [
  ['a limit by retry-after', says(403, 'The gate opens only now and then.', { 'retry-after': '90' }), POST, { payer: 'limit', retryAt: NOW + 90_000 }],
  ['a limit by the budget', says(403, 'Nothing left.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '5000' }), POST, { payer: 'limit', limit: 'primary' }],
  ['no limit where there is none', says(403, 'The curator is out.', { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '0', 'x-ratelimit-reset': RESET }), POST, { payer: 'unclear', message: '403 The curator is out.' }],
  ['a limit by another field', complains({ resource: 'Issue', code: 'custom', field: 'rate', message: 'comes too often' }), POST, { payer: 'limit' }],
  ['single sign-on by the header', says(403, 'Halt.', { 'x-github-sso': `required; url=${SSO}` }), POST, { payer: 'owner', code: 'target-sso', message: `403 Halt: ${SSO}` }],
  ['single sign-on by the page', says( 403, 'Halt.', {}, { documentation_url: 'https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/' }, ), POST, { payer: 'owner', code: 'target-sso' }],
  ['partial results are no refusal for them', says(403, 'Halt.', { 'x-github-sso': 'partial-results; organizations=1' }), POST, { payer: 'unclear' }],
  ['approval', says(403, 'An administrator of the organization has yet to approve this token.'), FINE, { payer: 'owner', code: 'target-token-policy' }],
  ['another rule of an organization', says(403, 'Your organization only works from nine to five.'), POST, { payer: 'owner', code: 'target-owner-policy' }],
  ['the owner by name', says(403, 'Nothing may be written to `museum` during the stocktaking.'), POST, { payer: 'owner', code: 'target-owner-policy' }],
  ['a missing scope by the headers', says(403, 'Not with this key.', SCOPES), POST, { payer: 'token', code: 'target-missing-scope' }],
  ['a missing permission in other words', says(403, 'You do not have the required permissions for this endpoint.', { 'x-accepted-github-permissions': 'issues=write' }), FINE, { payer: 'token', code: 'target-missing-permission' }],
  ['a hidden scope in other words', says(404, 'Nope', SCOPES), POST, { payer: 'token', code: 'target-missing-scope' }],
  ['an account on hold', says(403, 'Your account has been put on hold by the trust team.'), POST, { payer: 'account', code: 'account-restricted' }],
  ['a deactivated profile', says(403, 'We are sorry: your profile has been deactivated.'), POST, { payer: 'account', code: 'account-suspended' }],
  ['terms', says(403, 'You must accept the new terms before you go on.'), POST, { payer: 'account', code: 'account-restricted' }],
  ['a deactivated user, who may be the owner', says(403, 'This user has been deactivated.'), POST, { payer: 'unclear' }],
  ['a repository and terms', says(403, 'This repository has been disabled for violating our terms of service.'), POST, { payer: 'repository', code: 'target-blocked' }],
  ['two-factor authentication in an organization', says(403, 'You must enable two-factor authentication to work in this organization.'), POST, { payer: 'owner', code: 'target-owner-policy' }],
  ['a right in an organization', says(403, 'You must have write access to this organization.'), POST, { payer: 'owner', code: 'target-owner-policy' }],
  ['an owner with a misleading name', says(403, '`archived` forbids access via a personal access token (classic).'), { ...CLASSIC, owner: 'archived' }, { payer: 'owner', code: 'target-token-policy' }],
  ['an owner that waits for approval', says(403, 'Please wait for approval by the owners.'), POST, { payer: 'owner', code: 'target-owner-policy' }],
  ['terms, without a you', says(403, 'Please agree to the new Terms of Service at https://github.com/settings/terms'), POST, { payer: 'account', code: 'account-restricted', address: 'https://github.com/settings/terms' }],
  ['a repository that will be back', says(403, 'Access to this repository is temporarily disabled.'), POST, { payer: 'outage' }],
  ['a block in a field', complains({ resource: 'Issue', code: 'custom', field: 'user', message: 'user has been blocked' }), POST, { payer: 'owner', code: 'target-sender-blocked' }],
  ['an installation without the permission', says(403, 'The GitHub App installation lacks the permission issues:write.'), POST, { payer: 'owner', code: 'target-no-installation' }],
  ['an owner who is called like a word of GitHub', says(403, 'Resource not accessible by personal access token'), { ...FINE, owner: 'resource' }, { payer: 'token', code: 'target-missing-permission' }],
  ['a block by the page', says(403, 'Nope', {}, { documentation_url: 'https://docs.github.com/communities/maintaining-your-safety-on-github/blocking-a-user-from-your-personal-account' }), POST, { payer: 'owner', code: 'target-sender-blocked' }],
  ['an IP list by the page', says(403, 'Nope', {}, { documentation_url: 'https://docs.github.com/organizations/keeping-your-organization-secure/managing-allowed-ip-addresses-for-your-organization' }), POST, { payer: 'owner', code: 'target-ip-list' }],
  ['a permission by the page', says(403, 'Nope', {}, { documentation_url: 'https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens' }), FINE, { payer: 'token', code: 'target-missing-permission' }],
  ['archived, by the page', says(403, 'Nope', {}, { documentation_url: 'https://docs.github.com/articles/archiving-repositories' }), POST, { payer: 'repository', code: 'target-archived' }],
  ['the owner of a repository', says(403, 'The repository owner takes no tickets from outside.'), POST, { payer: 'repository', code: 'target-owner-policy' }],
  ['the owner of the token', says(403, "The token's owner is asleep."), POST, { payer: 'unclear' }],
  ['a token that was taken away', says(403, 'This personal access token was disabled by an administrator of the enterprise.'), POST, { payer: 'unclear', final: false, stops: 'when-repeated' }],
  ['tokens of a kind that an owner refuses', says(403, 'Personal access tokens are disabled by the policy of this organization.'), POST, { payer: 'owner', stops: 'never' }],
  ['a version of the API that is no more', says(410, 'API version 2022-11-28 is no longer supported by this server.'), POST, { payer: 'unclear', final: false, stops: 'when-repeated' }],
  ['issues that are off for a while', says(403, 'Creating issues is disabled while we investigate an incident.'), POST, { payer: 'unclear', final: false }],
  ['a server that knows addresses', says(403, 'Your IP address is not on the allow list of this enterprise server.'), POST, { payer: 'unclear', final: false, stops: 'when-repeated' }],
  ['an expired token', says(403, 'The token in use has expired.'), POST, { payer: 'token', code: 'token-rejected', stops: 'at-once' }],
  ['empty scopes of a fine-grained token', says(404, 'Not Found', SCOPES), FINE, { payer: 'token', code: 'target-missing-permission' }],
  ['a time with another status', says(418, 'The pot is hot.', { 'retry-after': '5' }), POST, { payer: 'limit', retryAt: NOW + 5_000 }],
  ['an hourly allowance', says(422, 'You may open 20 issues per hour.'), POST, { payer: 'limit' }],
  ['rate-limited', says(403, 'This actor is rate-limited.'), POST, { payer: 'limit' }],
  ['a gateway that has blocked', says(403, 'Request blocked by policy'), POST, { payer: 'unclear' }],
  ['a token without scopes that reads', says(403, 'Halt.', SCOPES), LIST, { payer: 'unclear' }],
  ['a field that says nothing', complains({ resource: 'Issue', code: 'unprocessable', field: 'data', message: 'did not work out' }), POST, { payer: 'unclear' }],
  ['a phone to verify', says(403, 'Please verify your phone number.'), POST, { payer: 'account', code: 'account-unverified' }],
  ['whatever GET /user is refused for', says(403, 'We are not amused.'), USER, { payer: 'account', code: 'account-restricted', stops: 'at-once' }],
  ['a suspended organization is not the account', says(403, 'This organization account has been suspended.'), POST, { payer: 'owner', code: 'target-owner-suspended' }],
  ['a block in other words', says(403, 'Gone fishing', {}, { block: { reason: 'court', html_url: 'https://github.com/github/gov-takedowns/x.md' } }), POST, { payer: 'repository', code: 'target-blocked' }],
  ['451 in other words', says(451, 'No.'), LIST, { payer: 'repository', code: 'target-blocked' }],
  ['410 in other words', says(410, 'No tickets here.'), POST, { payer: 'repository', code: 'target-issues-disabled' }],
  ['a field of the content', complains({ resource: 'Issue', field: 'body', code: 'odd', message: 'has a strange smell' }), POST, { payer: 'content' }],
  ['a field that is not the content', complains({ resource: 'Issue', field: 'weather', code: 'custom', message: 'is bad' }), POST, { payer: 'unclear', message: '422 Validation Failed: weather: is bad' }],
  ['a 422 on a list', complains({ resource: 'Search', field: 'q', code: 'invalid' }), LIST, { payer: 'unclear' }],
  ['an assignee in words', says(422, 'somebody cannot be assigned to this issue'), POST, { payer: 'assignee' }],
  ['a 403 of no kind', says(403, 'Computer says no.', { 'x-ratelimit-remaining': '4000' }), POST, { payer: 'unclear', code: 'target-unclear', final: false, mayHaveHappened: false, stops: 'when-repeated' }],
  ['a 418', says(418, "I'm a teapot"), POST, { payer: 'unclear', final: false }],
  ['a conflict', says(409, 'Conflict'), POST, { payer: 'unclear', final: false }],
  ['a 201 that is no issue', answers(201, { message: 'Queued' }), POST, { payer: 'unclear', mayHaveHappened: true }],
  ['a success that looks like a refusal', answers(200, { message: 'Repository was archived', block: {} }), POST, { payer: 'unclear', mayHaveHappened: true }],
  ['a rule of somebody who is not known as the owner', says(403, '`aviary` forbids access via a personal access token (classic).'), CLASSIC, { payer: 'owner', code: 'target-token-policy' }],
  ['maintenance', says(403, 'The server is in maintenance mode.'), POST, { payer: 'outage', code: 'server-unavailable' }],
  ['a content that is too large', says(413, 'Too much.', { 'x-github-request-id': 'A' }), POST, { payer: 'content' }],
  ['an Enterprise server behind nginx', says(404, 'Not Found', { server: 'nginx', 'x-github-request-id': 'A:B' }), LIST, { payer: 'repository', code: 'target-not-found' }],
  ['a firewall that names a time', answers(403, '<html>Come back', { 'retry-after': '10' }), POST, { payer: 'limit', retryAt: NOW + 10_000 }],
];

const CASES = [...OBSERVED, ...MADE_UP];

describe('the cause of an answer', () => {
  it.each(OBSERVED)('observed: %s', (_, answer, context, expected) => {
    expect(causeOf(answer, { ...context, now: NOW })).toMatchObject(expected);
  });

  it.each(MADE_UP)('made up: %s', (_, answer, context, expected) => {
    expect(causeOf(answer, { ...context, now: NOW })).toMatchObject(expected);
  });

  it('has a case for each row of the table', () => {
    const met = new Set(
      CASES.map(([, answer, context]) => {
        const facts = factsOf(answer, { ...context, now: NOW });
        return rows.findIndex(({ when }) => when(facts));
      }),
    );
    expect(rows.flatMap(({ payer, code }, at) => (met.has(at) ? [] : `${at} ${payer} ${code}`))).toEqual([]);
  });

  it.each(CASES)('%s: shows the words, and is final only where somebody is known to pay', (_, answer, context) => {
    const cause = causeOf(answer, { ...context, now: NOW });
    const said = answer.kind === 'lost' ? answer.message : String(answer.status);
    expect(cause.message).toContain(said);
    expect(cause.message).not.toMatch(/[\n\r]/);
    expect(cause.message.length).toBeLessThan(900);
    expect(cause.final).toBe(['content', 'repository', 'owner', 'token', 'account'].includes(cause.payer));
    if (cause.final) expect(cause.mayHaveHappened).toBe(false);
    expect(cause.code === undefined).toBe(cause.payer === 'limit' || cause.payer === 'thread');
    expect(cause.limit !== undefined).toBe(cause.payer === 'limit');
    expect(catalog).toHaveProperty(problemOf(cause).code);
  });
});

it.each([
  ['a page', '<style '.repeat(100_000)],
  ['a text', 'token '.repeat(100_000)],
  ['a message', { message: 'your account organization token try '.repeat(50_000) }],
])('reads no more than the beginning of %s without end', (_, data) => {
  const cause = causeOf(answers(403, data), { ...POST, now: NOW });
  expect(cause.message.length).toBeLessThan(600);
});

describe('an address in an answer', () => {
  it.each([
    ['javascript:alert(1)', undefined],
    ['https://x.test/"><script>', undefined],
    [`https://x.test/${'a'.repeat(400)}`, undefined],
    ['https://github.com/tos', 'https://github.com/tos'],
  ])('%s', (html_url, expected) => {
    const answer = says(451, 'Blocked', {}, { block: { html_url } });
    expect(causeOf(answer, { ...LIST, now: NOW }).address).toBe(expected);
  });
});

it.each([
  ['ghp_0123456789', 'classic'],
  ['gho_0123456789', 'classic'],
  ['0123456789abcdef0123456789abcdef01234567', 'classic'],
  ['github_pat_11AA_bb', 'fine-grained'],
  ['ghs_0123456789', 'app'],
  ['v1.0123456789abcdef', 'app'],
  ['eyJhbGciOiJSUzI1NiJ9.e30.x', 'app'],
  ['secret', 'unknown'],
  ['', 'unknown'],
])('a token %s is %s', (token, kind) => expect(tokenKind(token)).toBe(kind));
