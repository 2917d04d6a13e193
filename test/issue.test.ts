import { describe, expect, it } from 'vitest';
import { defused, hiddenKey, keyOf, linksOf, withKey } from '../src/issue.ts';

describe('the hidden key', () => {
  it.each(['201204|birds', '201204|birds|campaign-1'])('%s is found again', (key) => {
    expect(keyOf(withKey('Text\n\n', key))).toBe(key);
    // As GitHub gives back what was edited in a browser.
    expect(keyOf(`${withKey('Text', key).replaceAll('\n', '\r\n')}\r\n\n`)).toBe(key);
  });

  it.each([
    ['in the middle', '<!-- report-notifier:201204|birds -->\nText'],
    ['before another comment', '<!-- report-notifier:201204|birds -->\n<!-- x -->'],
    ['not as a comment', 'report-notifier:201204|birds'],
    ['of somebody else', '<!-- other-notifier:201204|birds -->'],
    ['nowhere', ''],
  ])('counts at the end only: %s', (_, body) => expect(keyOf(body)).toBeUndefined());

  it('of a testing campaign is its own', () => {
    expect(hiddenKey('201204|a', undefined)).toBe('201204|a');
    expect(hiddenKey('201204|a', 'c1')).toBe('201204|a|c1');
  });

  it('is the last of two', () => {
    expect(keyOf(withKey('<!-- report-notifier:201204|mammals -->', '201204|birds'))).toBe('201204|birds');
  });
});

describe('defused', () => {
  it.each([
    ['@someone', '@\u200bsomeone'],
    ['a@b.org and @org/team', 'a@b.org and @\u200borg/team'],
    ['@@x', '@\u200b@\u200bx'],
    ['3 @ 4 @', '3 @ 4 @\u200b'],
  ])('%s', (text, expected) => expect(defused(text)).toBe(expected));
});

it('links are those of the predecessor, with ids that cannot leave their place', () => {
  const dataset = { gbifdatasetid: 'a/../b?c#d', owner: 'o', repository: 'r' };
  expect(linksOf('http://x', 'https://github.com', '201204', dataset)).toEqual({
    link_all: 'http://x/reports/a%2F..%2Fb%3Fc%23d/',
    link: 'http://x/reports/a%2F..%2Fb%3Fc%23d/201204/',
    link_gh: 'https://github.com/o/r/tree/master/reports',
  });
});
