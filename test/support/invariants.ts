/**
 * What holds of every run in every scenario, whatever it is about. Each rule throws with what it saw.
 */

import { failOn } from '../../sandbox/github/github.ts';
import type { RecordedRequest } from '../../sandbox/github/http.ts';
import type { World } from '../../sandbox/world.ts';
import type { Happened, Inputs } from './happened.ts';

export async function checkInvariants(world: World, happened: Happened, inputs: Inputs): Promise<void> {
  failOn(world.sandbox.deviations());
  for (const request of happened.requests) {
    checkHeaders(request, inputs['user-agent'] ?? 'report-notifier');
    checkToken(request, world, inputs['index-token'] ?? world.sandbox.tokens.index);
  }
  for (const request of happened.anonymous) {
    checkHeaders(request, inputs['user-agent'] ?? 'report-notifier');
    checkAnonymous(request);
  }
  await checkSecrets(world, happened);
  await checkKeys(world);
}

function checkHeaders({ headers, method, path }: RecordedRequest, userAgent: string): void {
  const version = headers['x-github-api-version'];
  if (version !== '2022-11-28') throw new Error(`${method} ${path} was sent with API version ${version}`);
  const agent = headers['user-agent'] ?? '';
  if (!agent.startsWith(userAgent)) throw new Error(`${method} ${path} was sent with user agent ${agent}`);
}

/** Nothing but a few reads goes without a token, and nothing goes along in its place. */
function checkAnonymous({ method, path, headers }: RecordedRequest): void {
  const isRead = method === 'GET' && /^\/(users\/[^/]+|repos\/[^/]+\/[^/]+(\/issues\/\d+\?look=\d)?)$/.test(path);
  const secret = ['authorization', 'proxy-authorization', 'cookie'].find((name) => headers[name] !== undefined);
  if (!isRead || secret !== undefined) throw new Error(`${method} ${path} was sent without a token, with ${secret}`);
}

/** Each token has its own places. */
function checkToken(
  { method, path, token }: RecordedRequest,
  { sandbox, indexRepository }: World,
  index: string,
): void {
  const ofIndex = path.startsWith(`/repos/${indexRepository}/`) || path === `/repos/${indexRepository}`;
  const ofTarget = /^\/(repos|repositories)\//.test(path) && !ofIndex;
  const isDispatch = method === 'POST' && /^\/repos\/[^/]+\/[^/]+\/actions\/workflows\/[^/]+\/dispatches$/.test(path);
  const { pat, workflow } = sandbox.tokens;
  const fits =
    (token === pat && (ofTarget || path === '/user' || path === '/graphql')) ||
    (token === index && ofIndex && !isDispatch) ||
    (token === workflow && isDispatch) ||
    // A token that the sandbox does not know cannot be told apart.
    ![pat, index, workflow, undefined].includes(token);
  if (!fits) throw new Error(`${method} ${path} was sent with the token ${token}`);
}

/** No token stands in anything that outlives the run or that people see, nor the token in base64. */
async function checkSecrets(world: World, happened: Happened): Promise<void> {
  const { sandbox } = world;
  const places: Record<string, string> = {
    // The runner takes these lines out; they are how it learns what to hide.
    log: happened.rawLog.replace(/^::add-mask::.*$/gm, ''),
    outputs: JSON.stringify(happened.outputs),
    summary: happened.summary,
    results: JSON.stringify(happened.results),
    journal: happened.journal,
    marker: happened.marker ?? '',
    commits: happened.commitMessages.join('\n'),
    index: JSON.stringify(happened.changes),
    issues: JSON.stringify(await sandbox.issues()),
    'inputs of the dispatches': JSON.stringify(sandbox.dispatches.map(({ inputs }) => inputs)),
    'addresses of the requests': happened.requests.map(({ path }) => path).join('\n'),
    'bodies of the requests': happened.requests.map(({ body }) => body).join('\n'),
  };
  for (const [place, text] of Object.entries(places)) {
    const token = Object.values(sandbox.tokens).find(
      (secret) => text.includes(secret) || text.includes(inBase64(secret)),
    );
    if (token !== undefined) throw new Error(`The token ${token} stands in the ${place}`);
  }
}

/** As it is within the base64 of `x-access-token:` and the token, without the end that may differ. */
function inBase64(secret: string): string {
  return Buffer.from(secret.slice(0, 3 * Math.floor(secret.length / 3))).toString('base64');
}

/** No report has two issues of the bot's. */
async function checkKeys({ sandbox }: World): Promise<void> {
  const seen = new Map<string, string>();
  for (const { body, repository, number, creator } of await sandbox.issues()) {
    const key = /<!-- report-notifier:(.*) -->\s*$/.exec(body)?.[1];
    if (key === undefined || creator !== BOT) continue;
    const other = seen.get(key);
    if (other !== undefined) throw new Error(`${key} was sent twice: ${other} and ${repository}#${number}`);
    seen.set(key, `${repository}#${number}`);
  }
}

/** Whose the personal access token is. */
export const BOT = 'example-report-bot';
