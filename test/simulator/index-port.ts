/** The index repository as a process of the action meets it. */

import { createHash } from 'node:crypto';
import type { CommitOutcome, HeadLook, IndexFile, IndexRepository, Transfer } from '../../src/shared/index-ports.ts';
import { ProblemsError } from '../../src/shared/problem.ts';
import type { ListOutcome, PostOutcome } from '../../src/shared/target-ports.ts';
import type { Branch } from './branch.ts';
import { type Forge, hiddenKey, type Repo, urlOf } from './forge.ts';
import type { Process } from './process.ts';
import type { Watch } from './watch.ts';
import { exchange, wayMs } from './wire.ts';
import type { World } from './world.ts';

export interface IndexSide {
  world: World;
  forge: Forge;
  branch: Branch;
  /** The repository that holds the index, for the completion notice. */
  home: Repo;
  stir: () => void;
  /** Another writer pushes now. */
  pushNow: () => void;
  /** Commits are taken on top of any version: the deliberate fault `force the ref`. */
  forced: boolean;
}

export const BRANCH = 'main';
const BOT = 'github-actions[bot]';

export interface IndexPort extends IndexRepository {
  /** The first version that the process read. */
  firstRead(): string | undefined;
  /** Files that the process asked for, and did not get. */
  unread: ReadonlySet<string>;
}

export function openIndexPort(side: IndexSide, process: Process, watch: Watch): IndexPort {
  const { world, branch } = side;
  let firstRead: string | undefined;
  const unread = new Set<string>();
  let tree: string | undefined;
  let closedUntil = 0;
  /** A limit that the process has heard of, or is about to hear of. */
  let limitedUntil = 0;

  const leaves = (what: string): void => {
    if (world.scenario.sharesToken) watch.requestLeaves(what);
  };

  const read = <T>(what: string, serve: () => T): Promise<T> => {
    leaves(what);
    return process.request(what, 'request', (reply) => {
      const ms = wayMs(world);
      if (world.dice.chance(world.rates().readFails)) {
        watch.indexFailed();
        return reply.failIn(ms, unreadable());
      }
      world.after(ms, () => {
        side.stir();
        reply.in(wayMs(world), serve());
      });
    });
  };

  const serveCommit = (head: { commit: string }, changes: Parameters<IndexRepository['commit']>[1]): CommitOutcome => {
    side.stir();
    if (world.dice.chance(world.rates().contention)) side.pushNow();
    if (world.dice.chance(world.rates().protection)) closedUntil = world.now() + world.dice.whole(1_000, 600_000);
    if (!world.isCalm() && world.now() < closedUntil) {
      return { kind: 'refused', code: 'commit-protected', message: '422 Repository rule violations found' };
    }
    if (world.dice.chance(world.rates().commitUnclear)) {
      return { kind: 'unclear', code: 'commit-rejected', message: '422 Reference cannot be updated' };
    }
    if (world.dice.chance(world.rates().commitLimited)) {
      const retryAt = world.now() + world.dice.pick(LIMITS_MS);
      if (world.scenario.sharesToken) limitedUntil = retryAt;
      return { kind: 'unknown', message: '403 secondary rate limit', retryAt };
    }
    if (branch.head().id !== head.commit && !side.forced) return { kind: 'moved' };
    return { kind: 'committed', commit: branch.land(changes, process.name).id };
  };

  return {
    firstRead: () => firstRead,
    unread,
    look: () => {
      // Only at the start nobody but the process itself can be asking at the same time.
      if (firstRead === undefined && world.now() < limitedUntil)
        world.violate('holds kept', `${process.name} asks for the head while GitHub limits it`);
      return read('GET the head', (): HeadLook => {
        if (firstRead === undefined && world.dice.chance(world.rates().headLimited)) {
          world.count('the branch head is limited');
          limitedUntil = world.now() + world.dice.pick(LIMITS_MS);
          return { kind: 'limited', limit: 'primary', retryAt: limitedUntil };
        }
        firstRead ??= branch.head().id;
        return { kind: 'head', head: { branch: BRANCH, commit: branch.head().id } };
      }).catch(() => ({ kind: 'unreadable', code: 'server-unavailable', message: UNREADABLE }));
    },
    file: async (path, commit): Promise<IndexFile | undefined> => {
      // The tree of a commit is asked for once.
      if (tree !== commit) await read(`GET the tree of ${commit}`, () => undefined);
      tree = commit;
      const bytes = branch.version(commit)?.files.get(path)?.bytes;
      if (bytes === undefined) return undefined;
      const sha = createHash('sha1').update(bytes).digest('hex');
      const open = () => read(`GET ${path} at ${commit}`, () => transferOf(world, bytes));
      const opened = () =>
        open().catch((error: unknown) => {
          unread.add(path);
          throw error;
        });
      return { kind: 'file', sha, open: opened };
    },
    commit: (head, changes) => {
      leaves('the commit');
      return process.request<CommitOutcome>(`commit on ${head.commit}`, 'commit leaves', (reply) => {
        exchange<CommitOutcome>(world, {
          what: 'commit',
          reply,
          rates: world.rates().commit,
          serve: () => {
            const outcome = serveCommit(head, changes);
            world.count(`commit is ${outcome.kind}`);
            world.note('github', `commit on ${head.commit} by ${process.name}: ${outcome.kind}`);
            process.live('commit takes effect');
            return outcome;
          },
          unknown: (message) => ({ kind: 'unknown', message }),
        });
      });
    },
    listIssues: async (_creator, sinceAt): Promise<ListOutcome> =>
      read('GET the notices', () => {
        const lagMs = world.isCalm() ? 0 : world.dice.whole(0, 20_000);
        const issues = side.home.issues
          .filter(({ createdAt }) => createdAt >= sinceAt && createdAt + lagMs <= world.now())
          .map((issue) => ({
            number: issue.number,
            url: urlOf(issue),
            keys: issue.key === undefined ? [] : [issue.key],
            createdAt: issue.createdAt,
          }));
        return { kind: 'listed' as const, issues, movedTo: undefined, requests: 1 };
      }).catch(() => ({ kind: 'unavailable' as const, message: 'no usable answer' })),
    createIssue: (draft) => {
      const key = hiddenKey(draft.body) ?? 'none';
      return process.request<PostOutcome>(`POST ${key} to the index repository`, 'POST leaves', (reply) => {
        const sending = watch.postLeaves(key);
        exchange<PostOutcome>(world, {
          what: 'notice',
          reply,
          rates: world.rates().post,
          serve: () => {
            const issue = side.forge.open(side.home, draft.body, BOT, world.now());
            const same = side.home.issues.filter((other) => other.key === key);
            if (same.length > 1) world.violate('one notice a campaign', `${process.name} opens ${key} again`);
            return { kind: 'created', number: issue.number, url: urlOf(issue), repository: { owner: '', name: '' } };
          },
          unknown: (message) => ({ kind: 'unknown', message }),
          settled: () => {
            sending.underWay = false;
          },
          arrived: () => {
            sending.answered = true;
          },
        });
      });
    },
    webUrl: (path) => `https://github.com/${side.home.name}/blob/main/${path}`,
  };
}

/** How long a limit lasts. */
const LIMITS_MS = [5_000, 20_000, 60_000, 600_000, 3_000_000];

const UNREADABLE = 'the index repository does not answer';

function unreadable(): Error {
  return new ProblemsError([{ code: 'server-unavailable', message: UNREADABLE }]);
}

/** The file as it is, or cut behind one of its rows. */
function transferOf(world: World, bytes: Uint8Array): Transfer {
  const { dice } = world;
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 0x0a && at + 1 < bytes.byteLength);
  const isCut = ends.length > 0 && dice.chance(world.rates().cutTransfers);
  if (!isCut) return { bytes: chunks(world, bytes), isDamaged: () => false };
  world.count('a file arrives cut at a row');
  return { bytes: chunks(world, bytes.subarray(0, dice.pick(ends) + 1)), isDamaged: () => true };
}

/** The bytes in one piece or in two. */
async function* chunks({ dice }: World, bytes: Uint8Array): AsyncIterable<Uint8Array> {
  const cut = dice.chance(0.3) ? dice.whole(0, bytes.byteLength) : bytes.byteLength;
  yield bytes.subarray(0, cut);
  if (cut < bytes.byteLength) yield bytes.subarray(cut);
}
