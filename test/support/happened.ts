/** The inputs of a run in a scenario, and everything that it did. */

import type { SandboxIssue } from '../../sandbox/github/contents.ts';
import type { RecordedRequest } from '../../sandbox/github/http.ts';
import type { Dispatch } from '../../sandbox/github/layers/workflows.ts';

export type Inputs = Readonly<Record<string, string | undefined>>;

/** What one run did. */
export interface Happened {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  postExitCode: number | null | undefined;
  /** What main printed, without debug lines and commands that the page does not show. */
  log: string;
  postLog: string;
  /** Log of main and post as it was printed. */
  rawLog: string;
  outputs: Record<string, string>;
  status: string | undefined;
  summary: string;
  /** `error reports-index/datasets.csv:2: message` */
  annotations: string[];
  /** Values that the runner was told to hide, in order. */
  masks: string[];
  /** Names and numbers of the issues that were opened meanwhile, in order: `example-museum/birds#1`. */
  opened: string[];
  issues: SandboxIssue[];
  /** Subjects of the commits in the index repository, oldest first. */
  commits: string[];
  commitMessages: string[];
  /** Lines of index files that are different now, by path: `birds,true,false → birds,true,true`. */
  changes: Record<string, string[]>;
  /** Requests to the API with a token, without the cache's, in order of arrival. */
  requests: RecordedRequest[];
  /** `POST /repos/example-museum/birds/issues 201`, without queries. */
  asked: string[];
  /** Requests to the API without a token. */
  anonymous: RecordedRequest[];
  askedPublicly: string[];
  dispatches: Dispatch[];
  /** Outcomes of all reports, from the results file. */
  results: Record<string, unknown>[];
  journal: string;
  /** The newest marker in the cache. */
  marker: string | undefined;
  /** How long it took on the world's clock. */
  tookMs: number;
}
