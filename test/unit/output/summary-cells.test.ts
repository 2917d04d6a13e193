import { describe, expect, it } from 'vitest';
import { aboutOf } from '../../../src/output/summary-cells.ts';

describe('aboutOf', () => {
  const environment = {
    GITHUB_SERVER_URL: 'https://ghes.example/',
    GITHUB_ACTION_REPOSITORY: 'VertNet/report-notifier',
    GITHUB_ACTION_REF: 'v1',
  };

  it('builds the address of the action’s files from the runner’s variables', () => {
    expect(aboutOf(environment, '1.0.0')).toEqual({
      version: '1.0.0',
      serverUrl: 'https://ghes.example',
      filesUrl: 'https://ghes.example/VertNet/report-notifier/blob/v1',
    });
  });

  it.each([
    ['no repository, like an action in the workspace,', { GITHUB_ACTION_REPOSITORY: '' }],
    ['no ref', { GITHUB_ACTION_REF: undefined }],
    ['an invalid repository', { GITHUB_ACTION_REPOSITORY: 'a/b/../c' }],
    ['an invalid ref', { GITHUB_ACTION_REF: 'v1) [x](y' }],
  ])('gives no address for %s', (_, more) => {
    expect(aboutOf({ ...environment, ...more }, '1').filesUrl).toBeUndefined();
  });
});
