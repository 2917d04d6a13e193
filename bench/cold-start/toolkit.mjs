// A minimal action on GitHub's own toolkit.
import { getInput } from '@actions/core';
import { getOctokit } from '@actions/github';

await getOctokit(getInput('token')).rest.repos.get({ owner: 'example-network', repo: 'reports-index' });
