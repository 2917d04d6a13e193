/** The inputs with their defaults, and a reader of their values. `config.ts` interprets them. */

import { madeVisible, trimmed } from '../shared/invisible.ts';
import type { Problem } from '../shared/problem.ts';

/** Every input of `action.yml` with its default. A test keeps this list, `action.yml` and the README equal. */
export const inputDefaults = {
  token: '',
  'app-id': '',
  'app-private-key': '',
  'index-token': '${{ github.token }}',
  'workflow-token': '${{ github.token }}',
  period: '',
  gbifdatasetid: '',
  testing: 'false',
  'testing-repository': '',
  'dry-run': 'false',
  'index-repository': '',
  'index-branch': '',
  'index-path': 'reports-index',
  'reports-url': 'http://tools-usagestats.vertnet-portal.appspot.com',
  template: '',
  labels: 'report',
  admins: '',
  'user-agent': 'report-notifier',
  'max-per-minute': '20',
  'max-per-hour': '500',
  'max-issues': '0',
  checkpoint: '100',
  'time-limit': '340',
  relaunch: 'true',
} as const;

export type InputName = keyof typeof inputDefaults;

/** Environment variables of the step. */
export type Environment = Readonly<Record<string, string | undefined>>;

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);
/** Numbers in plain digits. `Number` would also accept `0x10`, `1e3` and an empty text. */
const WHOLE = /^\d+$/;
const FRACTION = /^(?:\d+(?:\.\d+)?|\.\d+)$/;

/** Reads the inputs and collects their problems, so that the user sees all of them at once. */
export class Reader {
  readonly problems: Problem[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: InputName): string | undefined {
    const value = trimmed(this.#environment[`INPUT_${name.toUpperCase()}`] ?? '');
    return value === '' ? undefined : value;
  }

  /** The parsed value; undefined when the input is absent, or when `parse` rejects it, which adds a problem. */
  read<T>(name: InputName, expected: string, parse: (text: string) => T | undefined): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) this.wrong(name, `is ${madeVisible(JSON.stringify(text))}, expected ${expected}`);
    return value;
  }

  wrong(name: InputName, what: string): void {
    this.problems.push({ code: 'input-invalid', message: `Input "${name}" ${what}` });
  }

  require(name: InputName): string {
    const value = this.text(name);
    if (value === undefined) this.wrong(name, 'is required and was not provided');
    return value ?? '';
  }

  boolean(name: InputName): boolean {
    return this.read(name, '"true" or "false"', (text) => BOOLEANS.get(text.toLowerCase())) ?? false;
  }

  number(name: InputName, minimum: number, fallback: number, whole = true): number {
    const expected = `a ${whole ? 'whole ' : ''}number of at least ${minimum}, in digits`;
    const parsed = this.read(name, expected, (text) => {
      const value = (whole ? WHOLE : FRACTION).test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(value) && value >= minimum ? value : undefined;
    });
    return parsed ?? fallback;
  }

  list(name: InputName): string[] {
    return (this.text(name) ?? '')
      .split(/[,\n]/)
      .map((part) => trimmed(part).replace(/^(['"])(.*)\1$/, '$2'))
      .filter((part) => part !== '');
  }

  environment(name: string): string {
    return this.#environment[name] ?? '';
  }
}
