// A script without any safety: opens one issue after the other, checks nothing and records nothing.
import { readFileSync } from 'node:fs';
import { getOctokit } from '@actions/github';

const { rest } = getOctokit(process.env.TOKEN, { baseUrl: process.env.GITHUB_API_URL });
for (const { owner, repo, title, body, labels } of JSON.parse(readFileSync(process.env.ISSUES_FILE, 'utf8')))
  await rest.issues.create({ owner, repo, title, body, labels });
