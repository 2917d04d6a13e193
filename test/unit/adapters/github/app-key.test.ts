/** The inputs `app-id` and `app-private-key`, with the check of real keys. */

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAppKey } from '../../../../src/adapters/github/app-key.ts';
import { readConfig } from '../../../../src/config/config.ts';
import { ProblemsError } from '../../../../src/shared/problem.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

describe('the inputs for an App', () => {
  const environment = {
    GITHUB_REPOSITORY: 'example-network/reports-index',
    'INPUT_INDEX-TOKEN': 'ghs_exampleIndex',
    'INPUT_WORKFLOW-TOKEN': 'ghs_exampleIndex',
  };
  const inputs = (given: Record<string, string>) =>
    readConfig(
      {
        ...environment,
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      },
      isAppKey,
    );
  const problemsOf = (given: Record<string, string>): string[] => {
    try {
      inputs(given);
    } catch (error) {
      if (error instanceof ProblemsError) return error.problems.map(({ message }) => message);
      throw error;
    }
    return [];
  };

  it('accept a token, or an App with its key in any PEM form', () => {
    expect(inputs({ token: 'ghp_example' }).tokens.targets).toEqual({ kind: 'token', token: 'ghp_example' });
    const app = { kind: 'app', id: '77', privateKey: privateKey.trim() };
    expect(inputs({ 'app-id': '77', 'app-private-key': privateKey }).tokens.targets).toEqual(app);
    const escaped = privateKey.replaceAll('\n', '\\n');
    expect(inputs({ 'app-id': '77', 'app-private-key': escaped }).tokens.targets).toMatchObject({
      kind: 'app',
      id: '77',
    });
    const pkcs8 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    const windows = String(pkcs8).replaceAll('\n', '\r\n');
    expect(problemsOf({ 'app-id': 'Iv23liExample', 'app-private-key': windows })).toEqual([]);
  });

  it.each([
    ['neither a token nor an App', {}, ['"token" was not provided, and no App either']],
    [
      'both a token and an App',
      { token: 'a', 'app-id': '77', 'app-private-key': privateKey },
      ['"token" was provided together with an App'],
    ],
    ['a token together with an App id', { token: 'a', 'app-id': '77' }, ['"token" was provided together with an App']],
    ['an App without a key', { 'app-id': '77' }, ['"app-private-key" was not provided']],
    ['a key without its App', { 'app-private-key': privateKey }, ['"app-id" was not provided']],
    ['a name for a number', { 'app-id': 'my-app', 'app-private-key': privateKey }, ['"app-id" is "my-app", expected']],
  ])('refuse %s', (_, given, expected) => {
    const problems = problemsOf(given);
    expect(problems).toEqual(expected.map((part) => expect.stringContaining(part)));
  });

  const other = (type: 'ec' | 'ed25519') =>
    (type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')).privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();

  it.each([
    ['a public key', publicKey],
    ['a key of another kind', other('ec')],
    ['a key of a newer kind', other('ed25519')],
    ['a part of a key', privateKey.slice(0, 400)],
    ['a key that lost a line', privateKey.split('\n').toSpliced(5, 1).join('\n')],
    ['no key at all', 'hunter2hunter2'],
  ])('refuse %s as a key and do not show it', (_, key) => {
    const problems = problemsOf({ 'app-id': '77', 'app-private-key': key });
    expect(problems).toEqual([expect.stringContaining('"app-private-key" is not a private key')]);
    expect(problems.join()).not.toContain(key.split('\n')[1] ?? key);
    expect(problems.join()).not.toContain('hunter2');
  });
});
