import { describe, expect, it } from 'vitest';
import { linksOf, renderBuiltIn } from '../../../src/issue/issue.ts';
import { withoutMentions } from '../../../src/issue/mentions.ts';

describe('withoutMentions', () => {
  it.each([
    ['@someone', '@~someone'],
    ['a@b.org and @org/team', 'a@b.org and @~org/team'],
    ['@@x', '@~@~x'],
    ['3 @ 4 @', '3 @~ 4 @~'],
    ['a@octocat', 'a@~octocat'],
    ['&#64;x &#0064;x &#x40;x &#X0040;x &commat;x', '&#64;~x &#0064;~x &#x40;~x &#X0040;~x &commat;~x'],
    ['&#64x &#x40x', '&#64~x &#x40~x'],
    ['&#640; &#x40a; &commat', '&#640; &#x40a; &commat'],
  ])('breaks up the mentions in %s', (text, expected) =>
    expect(withoutMentions(text)).toBe(expected.replaceAll('~', '\u200b')),
  );

  it.each([
    'curator@museum.example',
    'Write to x.y_z+1@a-b.example.org.',
    '<a@b.org>, (c@d.org); [mail](mailto:e@f.org), g@h.org,i@j.org',
  ])('leaves the addresses of %s alone', (text) => expect(withoutMentions(text)).toBe(text));

  it.each([
    '&nbsp@octocat.com',
    '&#32@octocat.com',
    '@octocat.com',
    '_@octocat.com',
    'é@octocat.com',
    'a@octocat.',
    'a@octocat.1',
    'a@b.org@octocat.com',
  ])('is not misled by %s', (text) => expect(withoutMentions(text)).toMatch(/@\u200bocto/));

  it('adds no second space to a text that it has changed', () => {
    const once = withoutMentions('@a &#64;b &#64c &#x40;d &commat;e');
    expect(withoutMentions(once)).toBe(once);
  });
});

describe('the built-in issue', () => {
  const contextWith = (ccode: string) => ({
    period: { period: '201204', year: 2012, month: 4, status: '' as const, line: 2 },
    report: { gbifdatasetid: 'a', line: 2, pending: true, columns: {} },
    dataset: { ccode, owner: 'o', repository: 'r', columns: {} },
    target: { owner: 'o', name: 'r' },
    links: { link: 'http://x/1', link_gh: 'http://x/2', link_all: 'http://x/3' },
  });

  it('has a title on one line, even with line breaks in a cell', () => {
    const { title } = renderBuiltIn([])(contextWith('BIRD\r\nSKINS  \n'));
    expect(title).toBe('Monthly VertNet data use report for 2012-4, resource BIRD SKINS');
  });

  it.each(['@octocat', '&#64;octocat', '&#64octocat', 'a@octocat'])('mentions nobody for the ccode %s', (ccode) => {
    const { title } = renderBuiltIn([])(contextWith(ccode));
    expect(title).toBe(
      `Monthly VertNet data use report for 2012-4, resource ${ccode.replace('octocat', '\u200boctocat')}`,
    );
  });
});

it('linksOf builds the addresses of the predecessor and encodes ids', () => {
  const dataset = { gbifdatasetid: 'a/../b?c#d', owner: 'o', repository: 'r' };
  expect(linksOf('http://x', 'https://github.com', '201204', dataset)).toEqual({
    link_all: 'http://x/reports/a%2F..%2Fb%3Fc%23d/',
    link: 'http://x/reports/a%2F..%2Fb%3Fc%23d/201204/',
    link_gh: 'https://github.com/o/r/tree/master/reports',
  });
});

it('linksOf encodes an @ in the address of the reports, so that the links stay whole', () => {
  const dataset = { gbifdatasetid: 'a', owner: 'o', repository: 'r' };
  const { link } = linksOf('https://x.example/@network', 'https://github.com', '201204', dataset);
  expect(link).toBe('https://x.example/%40network/reports/a/201204/');
});
