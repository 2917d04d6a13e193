import { describe, expect, it } from 'vitest';
import { commitFlags, flagChanges } from '../../../src/progress/commit-flags.ts';
import type { Outcome } from '../../../src/progress/schema.ts';
import { pathsOf, type Snapshot } from '../../../src/reports-index/read.ts';
import type { CommitOutcome, FileChange, IndexRepository } from '../../../src/shared/index-ports.ts';
import { datasetsFile, lines, periodsFile } from '../../support/index-files.ts';
import { fileOf, sleepingClock } from '../../support/memory.ts';

const paths = pathsOf('i', '201204');
const reports = (...rows: string[]) => lines('gbifdatasetid,stored,issue_sent', ...rows);
const bytes = (text: string) => new TextEncoder().encode(text);
const T = Date.UTC(2012, 4, 3);

function sent(id: string): Outcome {
  return {
    kind: 'sent',
    report: `201204|${id}`,
    gbifdatasetid: id,
    repository: `m/${id}`,
    number: 1,
    url: `u/${id}`,
    issueAt: T,
  };
}

/** An index repository in memory; `answers` say what becomes of each commit; a number: refused until then. */
function memory(text: string, answers: (CommitOutcome['kind'] | 'lost-but-landed' | number)[] = []) {
  let commit = 1;
  const files = new Map<string, Uint8Array>([
    [paths.reports, bytes(text)],
    [paths.periods, bytes(periodsFile())],
    [paths.datasets, bytes(datasetsFile(['a']))],
  ]);
  const messages: string[] = [];
  let reads = 0;
  const head = () => ({ branch: 'main', commit: `c${commit}` });
  const land = (changes: FileChange[]) => {
    for (const { path, bytes: content } of changes) files.set(path, content);
    commit += 1;
    return `c${commit}`;
  };
  const repository: IndexRepository = {
    look: async () => ({ kind: 'head', head: head() }),
    file: async (path) => {
      reads += 1;
      return fileOf(files.get(path));
    },
    commit: async (onto, changes, message): Promise<CommitOutcome> => {
      messages.push(message);
      const answer = answers.shift() ?? 'committed';
      if (answer === 'lost-but-landed') land(changes);
      if (answer === 'unknown' || answer === 'lost-but-landed') return { kind: 'unknown', message: 'lost' };
      if (typeof answer === 'number') return { kind: 'unknown', message: '403 secondary rate limit', retryAt: answer };
      if (answer === 'unclear')
        return { kind: 'unclear', code: 'commit-rejected', message: '422 Object does not exist' };
      if (answer === 'refused') return { kind: 'refused', code: 'commit-protected', message: 'no' };
      if (answer === 'moved' || onto.commit !== head().commit) return { kind: 'moved' };
      return { kind: 'committed', commit: land(changes) };
    },
    listIssues: async () => ({ kind: 'unavailable', message: '' }),
    createIssue: async () => ({ kind: 'unknown', message: '' }),
    webUrl: () => '',
  };
  const snapshot: Snapshot = { head: head(), periods: bytes(periodsFile()), reports: bytes(text) };
  return {
    repository,
    snapshot,
    messages,
    reads: () => reads,
    push: (content: string) => land([{ path: paths.reports, bytes: bytes(content) }]),
    text: () => new TextDecoder().decode(files.get(paths.reports)),
    head,
  };
}

function commit(index: ReturnType<typeof memory>, outcomes: Outcome[], clock = sleepingClock()) {
  return commitFlags({
    ...index,
    asRead: index.snapshot,
    clock,
    random: () => 0.5,
    paths,
    period: '201204',
    version: '1.0.0',
    outcomes,
    status: (pendingLeft) => ({ status: pendingLeft === 0 ? 'done' : 'in progress', isFirst: true }),
  });
}

describe('commitFlags', () => {
  it('writes the flags on the head that was read, without reading again', async () => {
    const index = memory(reports('a,1,0', 'b,1,0'));
    expect(await commit(index, [sent('a')])).toMatchObject({ kind: 'committed', commit: 'c2', missing: [] });
    expect([index.text(), index.reads()]).toEqual([reports('a,1,1', 'b,1,0'), 0]);
    expect(index.messages).toEqual(['Record reports of period 201204: 1 sent\n\nWritten by Report Notifier 1.0.0.\n']);
  });

  it('applies the same flags to what others pushed before', async () => {
    const index = memory(reports('a,1,0', 'b,1,0'));
    index.push(reports('x,0,0', 'b,1,0', 'a,1,0'));
    expect(await commit(index, [sent('a')])).toMatchObject({ kind: 'committed' });
    expect(index.text()).toBe(reports('x,0,0', 'b,1,0', 'a,1,1'));
  });

  it('rests as long as GitHub asks to, and gives up at once when that is too long', async () => {
    const clock = sleepingClock();
    const index = memory(reports('a,1,0'), [clock.now() + 60_000]);
    expect(await commit(index, [sent('a')], clock)).toMatchObject({ kind: 'committed' });
    expect(clock.slept).toEqual([60_000]);
    const held = sleepingClock();
    const other = memory(reports('a,1,0'), [held.now() + 600_000]);
    expect(await commit(other, [sent('a')], held)).toMatchObject({
      kind: 'failed',
      problems: [{ code: 'index-limited', message: expect.stringContaining('in 1 try; the last time 403 secondary') }],
    });
    expect([held.slept, other.messages.length]).toEqual([[], 1]);
  });

  it('tries again when the branch moves meanwhile, a few times, with growing pauses', async () => {
    const clock = sleepingClock();
    const index = memory(reports('a,1,0'), ['moved', 'moved']);
    expect(await commit(index, [sent('a')], clock)).toMatchObject({ kind: 'committed' });
    expect(clock.slept).toEqual([1_000, 2_000]);
    const never = memory(reports('a,1,0'), Array(99).fill('moved'));
    const patient = sleepingClock();
    expect(await commit(never, [sent('a')], patient)).toMatchObject({
      kind: 'failed',
      problems: [{ code: 'commit-contended', message: expect.stringContaining('the branch moved') }],
    });
    const sleptMs = patient.slept.reduce((sum, ms) => sum + ms, 0);
    expect([sleptMs > 200_000, sleptMs <= 300_000, never.messages.length < 15]).toEqual([true, true, true]);
  });

  it('does not try again what is refused', async () => {
    const index = memory(reports('a,1,0'), ['refused']);
    expect(await commit(index, [sent('a')])).toMatchObject({
      kind: 'failed',
      problems: [{ code: 'commit-protected' }],
    });
    expect(index.messages).toHaveLength(1);
  });

  it('tries what GitHub refuses for no certain reason five times on one head, and again on another', async () => {
    const once = memory(reports('a,1,0'), Array(4).fill('unclear'));
    expect(await commit(once, [sent('a')])).toMatchObject({ kind: 'committed' });
    const never = memory(reports('a,1,0'), Array(99).fill('unclear'));
    expect(await commit(never, [sent('a')])).toMatchObject({
      kind: 'failed',
      problems: [{ code: 'commit-rejected', message: expect.stringMatching(/in 5 tries; the last time 422 Object/) }],
    });
    expect(never.messages).toHaveLength(5);
    const busy = memory(reports('a,1,0'), Array(7).fill('unclear'));
    const { look } = busy.repository;
    let looks = 0;
    busy.repository.look = async () => {
      looks += 1;
      if (looks === 4) busy.push(reports('b,1,0', 'a,1,0'));
      return look();
    };
    expect(await commit(busy, [sent('a')])).toMatchObject({ kind: 'committed' });
  });

  it('reads the index again when it cannot be read for a while', async () => {
    const index = memory(reports('a,1,0'));
    const { look } = index.repository;
    let looks = 0;
    index.repository.look = async () => {
      looks += 1;
      return looks < 6 ? { kind: 'unreadable', code: 'server-unavailable', message: 'cannot be read: 502' } : look();
    };
    expect(await commit(index, [sent('a')])).toMatchObject({ kind: 'committed' });
    index.repository.look = async () => ({ kind: 'unreadable', code: 'server-unavailable', message: 'no' });
    expect(await commit(index, [sent('b')])).toMatchObject({
      kind: 'failed',
      problems: [{ code: 'server-unavailable', message: 'no' }],
    });
  });

  it('after an unknown answer looks whether it landed', async () => {
    const landed = memory(reports('a,1,0'), ['lost-but-landed']);
    expect(await commit(landed, [sent('a')])).toMatchObject({ kind: 'committed', commit: 'c2' });
    expect(landed.messages).toHaveLength(1);
    const lost = memory(reports('a,1,0'), ['unknown']);
    expect(await commit(lost, [sent('a')])).toMatchObject({ kind: 'committed', commit: 'c2' });
    expect(lost.messages).toHaveLength(2);
  });

  it('writes nothing when the index says it already', async () => {
    const index = memory(reports('a,1,1'));
    const periods = bytes(periodsFile('done'));
    const result = await commit({ ...index, snapshot: { ...index.snapshot, periods } }, [sent('a')]);
    expect(result).toMatchObject({ kind: 'unchanged', missing: [] });
    expect(index.messages).toEqual([]);
  });

  it('names the datasets whose rows are gone, and writes the others', async () => {
    const index = memory(reports('b,1,0'));
    expect(await commit(index, [sent('a'), sent('b')])).toMatchObject({ kind: 'committed', missing: ['a'] });
    expect(index.text()).toBe(reports('b,1,1'));
  });

  it('fails, and does not throw, when somebody broke the file meanwhile', async () => {
    const index = memory(reports('a,1,0'));
    index.push('nothing of the kind\n');
    expect(await commit(index, [sent('a')])).toMatchObject({ kind: 'failed', problems: [{ code: 'index-header' }] });
    expect(index.text()).toBe('nothing of the kind\n');
  });
});

it('flagChanges: sent and found set the flag, skipped the reason, the others nothing', () => {
  const base = { report: '201204|a', gbifdatasetid: 'a', repository: 'm/a' };
  expect(
    flagChanges([
      sent('a'),
      { ...base, kind: 'found', number: 1, url: 'u', issueAt: T },
      { ...base, kind: 'skipped', reason: 'missing-dataset', line: 2 },
      { ...base, kind: 'failed', reason: 'archived', message: '' },
      { ...base, kind: 'pending', reason: 'unknown', message: '' },
    ]).map(({ set }) => set),
  ).toEqual([
    { issue_sent: true, issue_url: 'u/a', issue_sent_at: '2012-05-03T00:00:00.000Z' },
    { issue_sent: true, issue_url: 'u', issue_sent_at: '2012-05-03T00:00:00.000Z' },
    { issue_skipped: 'missing-dataset' },
  ]);
});
