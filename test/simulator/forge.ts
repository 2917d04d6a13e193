/** The repositories of the simulated GitHub and their issues: what is true, whoever knows of it. */

/** `hidden`: the token may read it and not write; `saml`: its owner asks for single sign-on. */
export type Condition = 'open' | 'missing' | 'archived' | 'disabled' | 'forbidden' | 'invalid' | 'hidden' | 'saml';

export interface Repo {
  readonly id: number;
  /** `owner/name`, as it is now. */
  name: string;
  condition: Condition;
  /** All conditions that it has been in. */
  readonly conditions: Set<Condition>;
  readonly issues: Issue[];
}

export interface Issue {
  number: number;
  body: string;
  creator: string;
  createdAt: number;
  /** From the hidden line at the end of the body. */
  key: string | undefined;
  repo: Repo;
}

export interface Forge {
  add(name: string, condition: Condition): Repo;
  /** By the present name or a former one. */
  find(name: string): Repo | undefined;
  byId(id: number): Repo | undefined;
  rename(repo: Repo, name: string): void;
  open(repo: Repo, body: string, creator: string, at: number): Issue;
  /** The issues of our account with this key, in all repositories. */
  withKey(key: string): readonly Issue[];
  /** Our account has opened an issue for a report of this period. */
  hasSent(period: string): boolean;
  /** By its address under the present name or a former one. */
  byUrl(url: string): Issue | undefined;
  repos(): readonly Repo[];
}

/** The account of the token. */
export const ACCOUNT = 'report-bot';
export const SERVER = 'https://github.com';

export function openForge(): Forge {
  const repos: Repo[] = [];
  const names = new Map<string, Repo>();
  const byKey = new Map<string, Issue[]>();
  return {
    add: (name, condition) => {
      const repo: Repo = { id: repos.length + 1, name, condition, conditions: new Set([condition]), issues: [] };
      repos.push(repo);
      names.set(name.toLowerCase(), repo);
      return repo;
    },
    find: (name) => names.get(name.toLowerCase()),
    byId: (id) => repos[id - 1],
    rename: (repo, name) => {
      repo.name = name;
      names.set(name.toLowerCase(), repo);
    },
    open: (repo, body, creator, at) => {
      const number = repo.issues.length + 1;
      const issue: Issue = { number, body, creator, createdAt: at, key: hiddenKey(body), repo };
      repo.issues.push(issue);
      if (issue.key !== undefined && creator === ACCOUNT) {
        byKey.set(issue.key, [...(byKey.get(issue.key) ?? []), issue]);
      }
      return issue;
    },
    withKey: (key) => byKey.get(key) ?? [],
    hasSent: (period) => [...byKey.keys()].some((key) => key.startsWith(`${period}|`)),
    byUrl: (url) => {
      const [, name, number] = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/issues\/(\d+)$/.exec(url) ?? [];
      return names.get((name ?? '').toLowerCase())?.issues[Number(number) - 1];
    },
    repos: () => repos,
  };
}

/** Its address under the repository's present name. */
export function urlOf({ repo, number }: Issue): string {
  return `${SERVER}/${repo.name}/issues/${number}`;
}

/** The key by its specification: a hidden comment on the last line of the body. */
export function hiddenKey(body: string): string | undefined {
  const last = body.slice(body.lastIndexOf('\n') + 1);
  return /^<!-- report-notifier:(\S[^>]*) -->$/.exec(last)?.[1];
}
