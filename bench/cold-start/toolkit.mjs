// The least that an action with GitHub's own toolkit does.
import { getInput } from '@actions/core';
import { getOctokit } from '@actions/github';

await getOctokit(getInput('token')).rest.repos.get({ owner: 'example-network', repo: 'reports-index' });
