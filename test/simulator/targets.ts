/** The target repositories as a process of the action meets them: lists that lag, POSTs that get lost. */

import type { Answer, Lost } from '../../src/adapters/github/answer.ts';
import { listIssues, postOutcome } from '../../src/adapters/github/issues.ts';
import type { Repository } from '../../src/shared/repository.ts';
import type {
  AccountOutcome,
  Denied,
  IssueDraft,
  Limited,
  PostOutcome,
  PostTarget,
  TargetState,
  Targets,
  Unauthorized,
} from '../../src/shared/target-ports.ts';
import type { Flag } from './flag.ts';
import { ACCOUNT, type Forge, hiddenKey, type Issue, type Repo, urlOf } from './forge.ts';
import type { Limits } from './limits.ts';
import { firewallAnswer, type Moods, refusalOfPost } from './moods.ts';
import { drawList, type Page, pageAt } from './pages.ts';
import type { Process } from './process.ts';
import type { Watch } from './watch.ts';
import { exchange, wayMs } from './wire.ts';
import type { World } from './world.ts';

export interface TargetSide {
  world: World;
  forge: Forge;
  limits: Limits;
  moods: Moods;
  /** Other things in the world happen at this moment. */
  stir: () => void;
  /** The token is not accepted any more. */
  isRevoked: () => boolean;
  flag: Flag;
  /** An issue with this key was created here. */
  created: (key: string, repo: Repo) => void;
}

export function openTargets(side: TargetSide, process: Process, watch: Watch): Targets {
  const { world } = side;
  let account: AccountOutcome | undefined;
  const whoAmI = async (): Promise<AccountOutcome> => {
    account ??= await ask(
      side,
      process,
      'GET the account',
      (): AccountOutcome => ({ kind: 'account', login: ACCOUNT }),
    );
    const known = account;
    if (known.kind === 'account') return known;
    account = undefined;
    if (known.kind === 'limited') watch.heldUntil(known.retryAt ?? 0);
    return known;
  };
  return {
    sender: whoAmI,
    creator: whoAmI,
    checkToken: () => {
      account = undefined;
      return whoAmI();
    },
    listIssues: async (repository, creator, sinceAt) => {
      const name = fullName(repository);
      if (process.isAlive()) watch.requestLeaves(`the list of ${name}`);
      const list = drawList(world);
      let refusal: Exclude<Page, Answer> | undefined;
      const read = async (path: string): Promise<Answer | Lost> => {
        const page = await ask(side, process, `GET ${path.split('?')[0]}`, () => pageAt(side, path, list));
        if (page.kind === 'answer') return page;
        refusal = page;
        return { kind: 'lost', message: page.kind };
      };
      // The product's own reading of the pages.
      const github = { token: 'classic' as const, read, send: read, pathOf: (address: string) => address };
      const listed = await listIssues(github, { repository, creator, sinceAt, now: world.now });
      const outcome = refusal ?? listed;
      if (outcome.kind === 'limited') watch.heldUntil(outcome.retryAt ?? 0);
      return outcome;
    },
    createIssue: ({ repository, location }, draft) => {
      const key = hiddenKey(draft.body) ?? `no key: ${draft.title}`;
      const where = location ?? fullName(repository);
      return process.request<PostOutcome>(`POST ${key} to ${where}`, 'POST leaves', (reply) => {
        const sending = watch.postLeaves(key);
        exchange<PostOutcome>(world, {
          what: 'POST',
          reply,
          rates: world.rates().post,
          serve: () => {
            const outcome = create(side, { target: { repository, location }, where, draft });
            if (outcome.kind === 'created') {
              watch.accepted(sending);
              side.flag.opened(process.name);
            }
            world.count(`POST is ${outcome.kind === 'refused' ? outcome.reason : outcome.kind}`);
            world.note('github', `POST ${key} by ${process.name}: ${outcome.kind}`);
            process.live('POST takes effect');
            return outcome;
          },
          unknown: (message) => ({ kind: 'unknown', message }),
          settled: () => {
            sending.underWay = false;
          },
          arrived: (outcome) => {
            sending.answered = true;
            if (outcome.kind === 'limited') watch.heldUntil(outcome.retryAt ?? 0);
            process.live('POST is answered');
          },
        });
      });
    },
    isAssignable: async () => undefined,
    inspect: (repository) => ask(side, process, `GET ${fullName(repository)}`, () => inspect(side, repository)),
  };
}

type Unavailable = { kind: 'unavailable'; message: string };

/** A request that only reads; the adapter has repeated it already when it comes to nothing. */
function ask<T>(
  { world, limits, moods, isRevoked, stir }: TargetSide,
  process: Process,
  what: string,
  serve: () => T,
): Promise<T | Limited | Unauthorized | Denied | Unavailable> {
  return process.request(what, 'request', (reply) => {
    if (world.dice.chance(world.rates().listFails)) {
      world.count('list fails');
      const ms = world.dice.chance(0.3) ? world.dice.whole(30_000, 95_000) : world.dice.whole(100, 8_000);
      return reply.in(ms, { kind: 'unavailable', message: 'no usable answer' });
    }
    world.after(wayMs(world), () => {
      stir();
      const refusal = isRevoked() ? BAD_CREDENTIALS : (moods.denial() ?? limits.refusal(false));
      reply.in(wayMs(world), refusal ?? serve());
    });
  });
}

const BAD_CREDENTIALS: Unauthorized = { kind: 'unauthorized', message: '401 Bad credentials' };

/** What one POST comes to at the server, as the product reads it. */
function create(
  side: TargetSide,
  { target, where, draft }: { target: PostTarget; where: string; draft: IssueDraft },
): PostOutcome {
  const { world, limits } = side;
  side.stir();
  if (side.isRevoked()) return BAD_CREDENTIALS;
  const limited = limits.refusal(true);
  if (limited !== undefined) return limited;
  const answer = world.dice.chance(world.rates().firewall)
    ? firewallAnswer(where)
    : (side.moods.answer(where, true) ?? serve(side, where, draft));
  const github = { token: 'classic', pathOf: (address: string) => address } as const;
  return postOutcome(answer, { github, target, draft, now: world.now() });
}

function serve(side: TargetSide, where: string, { body }: IssueDraft): Answer {
  const { world, forge } = side;
  const byId = /^\/repositories\/(\d+)\/issues$/.exec(where)?.[1];
  const repo = byId === undefined ? forge.find(where) : forge.byId(Number(byId));
  const isMoved = repo !== undefined && byId === undefined && repo.name.toLowerCase() !== where.toLowerCase();
  if (isMoved)
    return {
      kind: 'answer',
      status: 307,
      headers: { location: `/repositories/${repo.id}/issues` },
      data: '',
      path: where,
    };
  if (repo?.condition !== 'open') return refusalOfPost(repo?.condition ?? 'missing', where);
  const issue = forge.open(repo, body, ACCOUNT, world.now());
  side.created(hiddenKey(body) ?? '', repo);
  if (world.dice.chance(world.rates().edited)) world.after(world.dice.whole(0, 60_000), () => edit(world, issue));
  return {
    kind: 'answer',
    status: 201,
    headers: {},
    data: { number: issue.number, html_url: urlOf(issue) },
    path: where,
  };
}

/** Bots and maintainers put texts around the one that we sent. */
const EDITS: readonly ((body: string) => string)[] = [
  (body) => `${body}\n\n---\nTriaged by a bot.`,
  (body) => `${body} Thank you!`,
  (body) => `${body}\n<!-- triage: done -->`,
  (body) => `> ${body.replaceAll('\n', '\n> ')}\n\nAnswered.`,
  (body) => `Moved here.\r\n\r\n${body.replaceAll('\n', '\r\n')}\r\n`,
];

function edit({ dice, note, count }: World, issue: Issue): void {
  issue.body = dice.pick(EDITS)(issue.body);
  note('owner', `edits ${issue.repo.name}#${issue.number}`);
  count('an issue is edited');
}

function inspect({ forge }: TargetSide, repository: Repository): TargetState {
  const repo = forge.find(fullName(repository));
  if (repo === undefined || repo.condition === 'missing')
    return { kind: 'refused', payer: 'repository', reason: 'not-found', message: '404 Not Found' };
  return {
    kind: 'exists',
    repository: repositoryOf(repo.name),
    archived: repo.condition === 'archived',
    issuesEnabled: repo.condition !== 'disabled',
    private: false,
    watchers: 1,
    mayOpenIssues: undefined,
    mayPush: false,
  };
}

export function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

export function repositoryOf(name: string): Repository {
  const [owner = '', rest = ''] = name.split('/');
  return { owner, name: rest };
}
