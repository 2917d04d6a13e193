/** The findings of a dry run about its targets: one for each repository, and one for all where they agree. Pure. */

import type { PlannedIssue } from '../campaign/plan.ts';
import type { TargetCheck } from '../output/result.ts';
import { codeOf } from '../progress/outcome.ts';
import { fullName, type Repository } from '../shared/repository.ts';
import type { TargetState } from '../shared/target-ports.ts';
import { count, thousands } from '../shared/text.ts';

/** A repository and the issues that a real run would open there. */
export interface Target {
  repository: Repository;
  issues: PlannedIssue[];
}

/** A target as GitHub describes it. */
export interface InspectedTarget {
  target: Target;
  /** Undefined: GitHub was not asked, because it limited the requests. */
  state: TargetState | undefined;
  /** Logins that cannot be assigned to an issue there. */
  notAssignable: readonly string[];
}

export interface TargetFindings {
  /** In the order of the targets. */
  checks: TargetCheck[];
  /** Remarks about several targets, one sentence each. Backticks mark code. */
  lines: string[];
  /** Repositories that nobody watches. */
  unwatched: string[];
}

type Existing = InspectedTarget & { state: Extract<TargetState, { kind: 'exists' }> };

export function targetFindings(inspected: readonly InspectedTarget[]): TargetFindings {
  const existing = inspected.filter(isUsable);
  const common = existing.length < 2 ? [] : droppedMostly(existing);
  const checks = inspected.map((one) => toTargetCheck(one, common));
  const unwatched = existing
    .filter(({ state }) => state.watchers === 0)
    .map(({ target }) => fullName(target.repository));
  const lines = [watcherLine(existing, unwatched.length), severalLine(inspected), ...common.map(droppedLine)];
  return { checks, lines: lines.filter((line) => line !== ''), unwatched };
}

function isUsable(one: InspectedTarget): one is Existing {
  return one.state?.kind === 'exists' && failureOf(one.state) === undefined;
}

function toTargetCheck(one: InspectedTarget, common: readonly Dropped[]): TargetCheck {
  const { target, state } = one;
  const known = { repository: fullName(target.repository), place: placeOf(target) };
  if (state === undefined || state.kind === 'limited')
    return { kind: 'unchecked', ...known, what: 'not checked: GitHub limits the requests for now' };
  switch (state.kind) {
    case 'exists': {
      const failure = failureOf(state);
      if (failure !== undefined) return { kind: 'fails', ...known, ...failure };
      const remarks = remarksOf({ ...one, state }, common);
      return remarks.length === 0 ? { kind: 'fine', ...known } : { kind: 'remark', ...known, what: remarks.join('; ') };
    }
    case 'refused':
      return { kind: 'fails', ...known, what: `${state.reason} (${state.message})`, code: codeOf(state.reason) };
    case 'unauthorized':
      return { kind: 'fails', ...known, what: state.message, code: 'token-rejected' };
    case 'denied':
      return { kind: 'fails', ...known, what: state.problem.message, code: state.problem.code };
    case 'unclear':
    case 'unavailable':
      return { kind: 'unchecked', ...known, what: `not checked: ${state.message}` };
    default:
      return state satisfies never;
  }
}

/** The rows of its datasets: `reports-index/datasets.csv:3, 5`. */
function placeOf({ issues }: Target): string {
  const [first] = issues;
  if (first === undefined) return '';
  const lines = new Set(issues.flatMap(({ datasetPlace }) => datasetPlace.line ?? []));
  return `${first.datasetPlace.file}:${[...lines].join(', ')}`;
}

function failureOf(
  state: Existing['state'],
): Pick<Extract<TargetCheck, { kind: 'fails' }>, 'what' | 'code'> | undefined {
  if (state.archived) return { what: 'it is archived', code: 'target-archived' };
  if (!state.issuesEnabled) return { what: 'issues are disabled', code: 'target-issues-disabled' };
  if (state.mayOpenIssues !== false) return undefined;
  return { what: `the token lacks the scope ${state.private ? 'repo' : 'public_repo'}`, code: 'target-missing-scope' };
}

function remarksOf({ target, state, notAssignable }: Existing, common: readonly Dropped[]): string[] {
  const { repository, issues } = target;
  const remarks: string[] = [];
  if (isMoved(state.repository, repository))
    remarks.push(`moved to ${fullName(state.repository)}: correct datasets.csv; the issue would be opened there`);
  if (issues.length > 1) remarks.push(`would get ${count(issues.length, 'issue')}`);
  if (state.watchers === 0) remarks.push('nobody watches it, so nobody gets an e-mail');
  const attributes = attributesOf(issues);
  const isCommon = (attribute: string) => common.some((dropped) => dropped.attribute === attribute);
  const dropped = state.mayPush ? [] : attributes.filter((attribute) => !isCommon(attribute));
  if (dropped.length > 0)
    remarks.push(`GitHub would drop ${dropped.join(', ')}: the token's account has no push access`);
  const kept = state.mayPush ? attributes.filter(isCommon) : [];
  if (kept.length > 0) remarks.push(`would keep ${kept.join(', ')}`);
  if (notAssignable.length > 0) remarks.push(`${notAssignable.join(', ')} cannot be assigned to its issues`);
  return remarks;
}

export function isMoved(present: Repository, asked: Repository): boolean {
  return fullName(present).toLowerCase() !== fullName(asked).toLowerCase();
}

/** Labels and assignees of the issues, without duplicates. */
function attributesOf(issues: readonly PlannedIssue[]): string[] {
  const drafts = issues.map(({ draft }) => draft());
  const labels = drafts.flatMap((draft) => draft.labels.map((label) => `label "${label}"`));
  const assignees = drafts.flatMap((draft) => draft.assignees.map((login) => `assignee ${login}`));
  return [...new Set([...labels, ...assignees])];
}

/** A label or an assignee, in how many repositories GitHub would drop it, and for how many it is meant. */
interface Dropped {
  attribute: string;
  times: number;
  of: number;
}

/** Those that are dropped in more than half of their repositories; the others are exceptions, with a row each. */
function droppedMostly(existing: readonly Existing[]): Dropped[] {
  const counts = new Map<string, Dropped>();
  for (const { target, state } of existing) {
    for (const attribute of attributesOf(target.issues)) {
      const { times, of } = counts.get(attribute) ?? { times: 0, of: 0 };
      counts.set(attribute, { attribute, times: times + (state.mayPush ? 0 : 1), of: of + 1 });
    }
  }
  return [...counts.values()].filter(({ times, of }) => times > 1 && times > of / 2);
}

function droppedLine({ attribute, times, of }: Dropped): string {
  const [, kind, name] = /^(label|assignee) "?(.*?)"?$/s.exec(attribute) ?? [];
  const remedy = kind === 'label' ? 'set `labels:` empty' : "take it out of the template's `assignees`";
  return `The ${kind} \`${name}\` would be dropped in ${thousands(times)} of ${count(of, 'repository', 'repositories')} (no write access): ${remedy}, or ask owners`;
}

function watcherLine(existing: readonly Existing[], unwatched: number): string {
  const known = existing.flatMap(({ state }) => state.watchers ?? []);
  if (known.length === 0) return '';
  const sum = known.reduce((total, watchers) => total + watchers, 0);
  const repositories = count(known.length, 'repository', 'repositories');
  const none = unwatched === 0 ? '' : `; nobody watches ${thousands(unwatched)} of them`;
  return `${count(sum, 'watcher')} in ${repositories} would get an e-mail, counted in each repository${none}`;
}

function severalLine(inspected: readonly InspectedTarget[]): string {
  const several = inspected.filter(({ target }) => target.issues.length > 1);
  const [most] = several.toSorted((a, b) => b.target.issues.length - a.target.issues.length);
  if (most === undefined) return '';
  const { repository, issues } = most.target;
  const would = `${count(several.length, 'repository', 'repositories')} would get more than one issue`;
  return `${would}, the most ${fullName(repository)} with ${thousands(issues.length)}`;
}
