/** The completion notice: one issue a campaign in the index repository, which mentions the admins. */

import { SETTLE_MS } from '../delivery/existing-issues.ts';
import { BODY_LIMIT } from '../issue/issue.ts';
import { describeOutcome } from '../progress/outcome.ts';
import type { RunState } from '../progress/run-state.ts';
import type { Outcome, OutcomeOf } from '../progress/schema.ts';
import { withKey } from '../shared/keys.ts';
import type { Ports } from '../shared/ports.ts';
import { withRemedy } from '../shared/problem.ts';
import type { Denied, IssueDraft, ListOutcome } from '../shared/target-ports.ts';
import { count, thousands } from '../shared/text.ts';

export interface Notice {
  draft: IssueDraft;
  key: string;
}

const TRIES = 3;

export interface NoticeAbout {
  admins: readonly string[];
  version: string;
  /** The page of this run. Its summary lists every report. */
  runUrl: string;
}

/** The notice of a completed campaign; undefined without admins, in a testing campaign, and for an empty one. */
export function noticeOf({ campaign, outcomes }: RunState, about: NoticeAbout): Notice | undefined {
  const { totals, failed, testing, period } = campaign;
  const isEmpty = totals.sent + totals.found + totals.skipped + failed.length === 0;
  if (about.admins.length === 0 || testing || isEmpty) return undefined;
  const key = `notice|${period}|${campaign.id}`;
  const body = withKey(noticeText({ campaign, outcomes }, about), key);
  return { draft: { title: `Usage reports for period ${period}`, body, labels: [], assignees: [] }, key };
}

type Finished = Pick<RunState, 'campaign' | 'outcomes'>;

/** The wording of the predecessor of this action, corrected where the campaign had failures or no issues. */
function noticeText({ campaign, outcomes }: Finished, { admins, version, runUrl }: NoticeAbout): string {
  const { totals, failed, period } = campaign;
  const ended = failed.length === 0 ? 'successfully finished' : `finished with ${count(failed.length, 'failure')}`;
  const done =
    totals.sent + totals.found > 0
      ? 'Reports have been stored in their respective GitHub repositories and issues have been created.'
      : 'No issue has been created.';
  const counts = `${totals.sent} sent, ${totals.found} found (opened before), ${totals.skipped} skipped, ${failed.length} failed`;
  const head = [
    `Hey there! Just a note to let you know the GitHubIssue process for period ${period} stats has ${ended}. ${done}`,
    admins.map((admin) => `@${admin}`).join(' '),
    `In all: ${counts}, in ${count(campaign.runs, 'run')}. Details are in the [summary of the last run](${runUrl}).`,
  ];
  const room = (BODY_LIMIT - 1_000 - head.join('').length) / 2;
  const sent = outcomes.filter((outcome) => outcome.kind === 'sent');
  const before = totals.sent - sent.length;
  const earlier = before > 0 ? [`… and ${count(before, 'dataset')} by earlier runs of the campaign.`] : [];
  const lists = [
    ...list(`Issues submitted for (${totals.sent}) datasets:`, sent.map(datasetLine), room, earlier),
    ...list('Not sent:', notSent(outcomes, failed), room),
  ];
  return [...head, ...lists, `Code version: ${version}`].join('\n\n');
}

function datasetLine({ gbifdatasetid, url }: OutcomeOf<'sent'>): string {
  const address = /^https?:\/\/[^\s<>@`]+$/.test(url) ? url : '';
  return `- ${code(gbifdatasetid)} ${address}`.trimEnd();
}

/** Failures of this run with their reasons, and those of earlier runs by key. */
function notSent(outcomes: readonly Outcome[], failed: readonly string[]): string[] {
  const here = outcomes.filter((outcome) => outcome.kind === 'failed' || outcome.kind === 'skipped');
  const known = new Set(here.map((outcome) => outcome.report));
  const before = failed.filter((report) => !known.has(report)).map((report) => `${report}: failed in an earlier run`);
  return [...here.map(describeOutcome), ...before].map((line) => `- ${code(line)}`);
}

/** Text from outside as inline code, so that it mentions nobody and contains no markup. */
function code(text: string): string {
  return `\`${text.replace(/[`\s\p{Cc}]+/gu, ' ').trim()}\``;
}

/** As many lines as fit into `room` characters, and the number of the others. Without lines only `more` is listed. */
function list(heading: string, lines: readonly string[], room: number, more: readonly string[] = []): string[] {
  if (lines.length === 0) return more.length === 0 ? [] : [heading, ...more];
  let used = 0;
  const fitting = lines.filter((line) => {
    used += line.length + 1;
    return used < room;
  });
  const rest = lines.length - fitting.length;
  const left = rest > 0 ? [`- … and ${thousands(rest)} more`] : [];
  return [heading, [...fitting, ...left].join('\n'), ...more];
}

type NoticePorts = Pick<Ports, 'index' | 'clock' | 'log' | 'cancelled'>;

interface ListTimes {
  /** No notice of the campaign is older than this. */
  sinceAt: number;
  /** Issue lists that are read earlier may miss a notice that an earlier run opened. */
  settledAt: number;
}

/** Opens the notice unless it exists. If GitHub does not answer, the next list shows whether it was opened. */
export async function openNotice(notice: Notice, { sinceAt, settledAt }: ListTimes, ports: NoticePorts): Promise<void> {
  const { index, clock, log, cancelled } = ports;
  await clock.sleep(Math.max(0, settledAt - clock.now()), cancelled);
  for (let tried = 0; !cancelled.aborted; tried += 1) {
    const listed = await index.listIssues(undefined, sinceAt);
    const existing = findNotice(listed, notice.key);
    if (existing !== undefined) return log.info(`completion notice: ${existing}`);
    if (listed.kind !== 'listed') return log.warning(notOpened(whyNot(listed)));
    if (tried === TRIES) return log.warning(notOpened('GitHub did not confirm it'));
    if (cancelled.aborted) return;
    const posted = await index.createIssue(notice.draft);
    if (posted.kind === 'created') return log.info(`completion notice: ${posted.url}`);
    if (posted.kind !== 'unknown') return log.warning(notOpened(whyNot(posted)));
    await clock.sleep(SETTLE_MS, cancelled);
  }
}

function findNotice(listed: ListOutcome, key: string): string | undefined {
  return listed.kind === 'listed' ? listed.issues.find(({ keys }) => keys.includes(key))?.url : undefined;
}

function whyNot(answer: { kind: string; message?: string | undefined } | Denied): string {
  return ('problem' in answer ? answer.problem.message : answer.message) ?? answer.kind;
}

function notOpened(why: string): string {
  return withRemedy(`The completion notice was not opened: ${why}`, 'notice-failed');
}
