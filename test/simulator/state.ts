/** What a version of the index says of its reports: read anew, apart from the product. */

import { bodyOf, columnOf, idOf, isNone, isTrue, type Sheet, type SheetRow, valueIn } from './sheet.ts';

/** The fault that the pusher makes: a dataset stands twice. */
export function isBroken(reports: readonly ReportState[]): boolean {
  return new Set(reports.map(({ id }) => id)).size < reports.length;
}

export interface StoredFile {
  bytes: Uint8Array;
  sheet: Sheet;
}

export interface Version {
  id: string;
  files: ReadonlyMap<string, StoredFile>;
  /** When it became the head. */
  at: number;
}

export const FOLDER = 'reports-index';
export const PERIODS = `${FOLDER}/periods.csv`;
export const DATASETS = `${FOLDER}/datasets.csv`;
export const reportsPath = (period: string): string => `${FOLDER}/reports/${period}.csv`;
export const REPORTS_PATH = /\/reports\/(\d{6})\.csv$/;

export interface DatasetState {
  /** `owner/name`; empty: it has none. */
  target: string;
  /** Undefined: nobody has said. */
  notify: boolean | undefined;
}

export function datasetsIn({ files }: Version): Map<string, DatasetState> {
  const sheet = files.get(DATASETS)?.sheet;
  if (sheet === undefined) return new Map();
  return new Map(bodyOf(sheet).map((row) => [idOf(sheet, row), datasetOf(sheet, row)]));
}

function datasetOf(sheet: Sheet, row: SheetRow): DatasetState {
  const [owner, name] = [valueIn(sheet, row, 'github_orgname'), valueIn(sheet, row, 'github_reponame')];
  const notify = valueIn(sheet, row, 'notify');
  const isSaid = isTrue(notify) || ['no', 'false', '0'].includes(notify.toLowerCase());
  return { target: owner === '' ? '' : `${owner}/${name}`, notify: isSaid ? isTrue(notify) : undefined };
}

/** What the action writes into `issue_skipped`. */
export const OWN_REASONS: readonly string[] = ['missing-dataset', 'no-repository', 'opted-out'];

/** Why a report is not to be sent; undefined: nothing stands against it. */
function reasonFor(dataset: DatasetState | undefined): string | undefined {
  if (dataset === undefined) return 'missing-dataset';
  if (dataset.notify === false) return 'opted-out';
  return dataset.target === '' ? 'no-repository' : undefined;
}

export interface ReportState {
  key: string;
  id: string;
  sent: boolean;
  stored: boolean;
  /** Stored, not sent, and not skipped, or only for a reason of the action's own that holds no longer. */
  pending: boolean;
  /** `owner/name`; undefined: it is not to be sent. */
  target: string | undefined;
  /** Why it is not to be sent. */
  reason: string | undefined;
  canBeSkipped: boolean;
}

export function reportsIn(version: Version, period: string): ReportState[] {
  const sheet = version.files.get(reportsPath(period))?.sheet;
  if (sheet === undefined) return [];
  const datasets = datasetsIn(version);
  const canBeSkipped = columnOf(sheet, 'issue_skipped') >= 0;
  return bodyOf(sheet).map((row) => {
    const id = idOf(sheet, row);
    const dataset = datasets.get(id);
    const sent = isTrue(valueIn(sheet, row, 'issue_sent'));
    const reason = reasonFor(dataset);
    const isSkipped = holds(valueIn(sheet, row, 'issue_skipped').toLowerCase(), reason, dataset);
    const stored = isTrue(valueIn(sheet, row, 'stored'));
    const pending = stored && !sent && !isSkipped;
    return {
      key: `${period}|${id}`,
      id,
      sent,
      stored,
      pending,
      target: reason ? undefined : dataset?.target,
      reason,
      canBeSkipped,
    };
  });
}

/** A person's reason always holds, the action's own as long as its cause; who has opted out comes back by saying so. */
function holds(cell: string, reason: string | undefined, dataset: DatasetState | undefined): boolean {
  if (isNone(cell)) return false;
  if (cell === 'opted-out') return dataset?.notify !== true;
  return OWN_REASONS.includes(cell) ? cell === reason : true;
}

/** The period has figures that cannot be meant, with the default of `max-per-repository`. */
export function isImplausible(version: Version, period: string): boolean {
  const reports = reportsIn(version, period);
  const toSend = reports.filter(({ pending, target }) => pending && target !== undefined);
  const before = [...version.files.keys()]
    .map((path) => REPORTS_PATH.exec(path)?.[1] ?? '')
    .filter((other) => other !== '' && other < period)
    .sort()
    .map((other) => reportsIn(version, other))
    .findLast((rows) => rows.some(({ stored }) => stored));
  const hasGrown = before !== undefined && toSend.length > 50 && toSend.length > 3 * before.length;
  const repositories = Map.groupBy(toSend, ({ target = '' }) => target.toLowerCase());
  const stored = reports.filter((report) => report.stored);
  const unknown = stored.filter(({ reason }) => reason === 'missing-dataset');
  return (
    hasGrown ||
    [...repositories.values()].some((rows) => rows.length > 20) ||
    (stored.length >= 20 && unknown.length * 2 > stored.length)
  );
}
