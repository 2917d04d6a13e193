/** The dry run's look at the report links: whether their pages answer to somebody without a token. */

import type { PlannedIssue } from '../campaign/plan.ts';
import type { LinkFinding } from '../output/result.ts';
import type { Ports } from '../shared/ports.ts';
import type { PageAnswer } from '../shared/public-ports.ts';
import { count, thousands } from '../shared/text.ts';

const CONCURRENCY = 4;
/** Of more links, a sample is asked. */
export const LINKS_LIMIT = 200;
/** A host that has answered nothing after so many links is not asked again. */
const UNREACHED_LIMIT = 8;

export interface LinkFindings {
  unanswered: LinkFinding[];
  /** One sentence for all links, and one for each host that is not reached. */
  lines: string[];
}

interface Link {
  issue: PlannedIssue;
  url: string;
  host: string;
}

export type LinkPorts = Pick<Ports, 'webPages' | 'cancelled'>;

/** Asks each link that stands in the text of its issue. */
export async function checkLinks(issues: readonly PlannedIssue[], ports: LinkPorts): Promise<LinkFindings> {
  const links = issues.filter(({ link, draft }) => link !== '' && draft().body.includes(link)).map(toLink);
  const sample = sampleOf(links);
  const answers = await askAll(sample, ports);
  const silent = silentHosts(sample, answers);
  const unanswered = sample.flatMap((link, at): LinkFinding[] => {
    const answer = answers[at];
    if (answer === undefined || silent.has(link.host) || isFine(answer)) return [];
    return [{ report: link.issue.report, link: link.url, place: placeOf(link.issue), what: describe(answer) }];
  });
  return { unanswered, lines: linesOf({ links, answers, silent, unanswered: unanswered.length }) };
}

function toLink(issue: PlannedIssue): Link {
  const { link } = issue;
  return { issue, url: link, host: URL.canParse(link) ? new URL(link).host : link };
}

/** Spread evenly over all links, from the first to the last. */
function sampleOf(links: readonly Link[]): Link[] {
  if (links.length <= LINKS_LIMIT) return [...links];
  const step = (links.length - 1) / (LINKS_LIMIT - 1);
  return Array.from({ length: LINKS_LIMIT }, (_, n) => links[Math.round(n * step)]).filter(
    (link) => link !== undefined,
  );
}

/** In the order of the links; undefined: not asked. */
async function askAll(links: readonly Link[], { webPages, cancelled }: LinkPorts): Promise<(PageAnswer | undefined)[]> {
  const answers: (PageAnswer | undefined)[] = links.map(() => undefined);
  const failures = new Map<string, number>();
  const reached = new Set<string>();
  const isGivenUp = (host: string) => !reached.has(host) && (failures.get(host) ?? 0) >= UNREACHED_LIMIT;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < links.length && !cancelled.aborted; at = next++) {
      const link = links[at];
      if (link === undefined || isGivenUp(link.host)) continue;
      const answer = await webPages.ask(link.url);
      answers[at] = answer;
      if (answer.kind === 'answered') reached.add(link.host);
      else failures.set(link.host, (failures.get(link.host) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return answers;
}

/** Hosts of which no link was answered, with why. */
function silentHosts(links: readonly Link[], answers: readonly (PageAnswer | undefined)[]): Map<string, string> {
  const silent = new Map<string, string>();
  const reached = new Set<string>();
  for (const [at, { host }] of links.entries()) {
    const answer = answers[at];
    if (answer?.kind === 'answered') reached.add(host);
    if (answer?.kind === 'unreached') silent.set(host, answer.message);
  }
  for (const host of reached) silent.delete(host);
  return silent;
}

/** A page that asks for fewer requests is there. */
function isFine(answer: PageAnswer): boolean {
  return answer.kind === 'answered' && (answer.status < 400 || answer.status === 429);
}

function describe(answer: PageAnswer): string {
  return answer.kind === 'answered' ? `the page answers ${answer.status}` : `no answer: ${answer.message}`;
}

function placeOf({ reportPlace }: PlannedIssue): string {
  return `${reportPlace.file}:${reportPlace.line ?? ''}`;
}

function linesOf(facts: {
  links: readonly Link[];
  answers: readonly (PageAnswer | undefined)[];
  silent: ReadonlyMap<string, string>;
  unanswered: number;
}): string[] {
  const { links, answers, silent, unanswered } = facts;
  const hosts = [...silent].map(([host, why]) => {
    const reports = links.filter((link) => link.host === host).length;
    return `The host ${host} is not reached at all (${why}): the links of ${count(reports, 'report')} lead nowhere`;
  });
  const asked = answers.filter((answer) => answer !== undefined).length;
  if (!answers.some((answer) => answer?.kind === 'answered')) return hosts;
  const sample = asked < links.length ? ` (a sample of ${thousands(links.length)})` : '';
  const many = `${count(asked, 'report link')} asked${sample}`;
  return [`${many}: ${unanswered === 0 ? 'all answer' : `${thousands(unanswered)} do not answer`}`, ...hosts];
}
