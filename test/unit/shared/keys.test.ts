import { describe, expect, it } from 'vitest';
import { hiddenKey, keysOf, withKey } from '../../../src/shared/keys.ts';

const BIRDS = '<!-- report-notifier:201204|birds -->';
const MAMMALS = '<!-- report-notifier:201204|mammals -->';

describe('the hidden key', () => {
  it.each(['201204|birds', '201204|birds|campaign-1'])('is found again: %s', (key) => {
    expect(keysOf(withKey('Text\n\n', key))).toEqual([key]);
    // As GitHub gives back what was edited in a browser.
    expect(keysOf(`${withKey('Text', key).replaceAll('\n', '\r\n')}\r\n\n`)).toEqual([key]);
  });

  it('differs between testing campaigns', () => {
    expect(hiddenKey('201204|a', undefined)).toBe('201204|a');
    expect(hiddenKey('201204|a', 'c1')).toBe('201204|a|c1');
  });

  it.each<[string, string, string[]]>([
    ['below it', `Text\n\n${BIRDS}\n\nThank you.`, ['201204|birds']],
    ['behind it', `Text\n\n${BIRDS} Thank you.`, ['201204|birds']],
    ['above it', `Moved.\n${BIRDS}`, ['201204|birds']],
    ['around it', `| ${BIRDS} |`, ['201204|birds']],
    ['another comment', `${BIRDS}\n<!-- x -->`, ['201204|birds']],
    ['another key', `${BIRDS}\nSee\n${MAMMALS}`, ['201204|birds', '201204|mammals']],
    ['a key that has no end', `<!-- report-notifier:${BIRDS}`, ['201204|birds']],
  ])('is found with %s', (_, body, keys) => expect(keysOf(body)).toEqual(keys));

  it.each([
    ['not as a comment', 'report-notifier:201204|birds'],
    ['of somebody else', '<!-- other-notifier:201204|birds -->'],
    ['over two lines', '<!-- report-notifier:201204|\nbirds -->'],
    ['nowhere', ''],
  ])('is not found %s', (_, body) => expect(keysOf(body)).toEqual([]));

  it('is found among several keys, each on its own line', () => {
    expect(keysOf(`Text\n\n${BIRDS}\n${MAMMALS}`)).toEqual(['201204|birds', '201204|mammals']);
  });

  it('is not found in a value that looks like one', () => {
    expect(keysOf(withKey(`Text ${MAMMALS}\n${MAMMALS}\n`, '201204|birds'))).toEqual(['201204|birds']);
    expect(withKey(MAMMALS, 'x')).toContain('<!-- report-notifier\u200b:201204|mammals -->');
  });

  it('is not a value in a line of a body of version 1.0, while that ends as it was sent', () => {
    expect(keysOf(`Text ${MAMMALS}\r\n\r\n${BIRDS}\r\n`)).toEqual(['201204|birds']);
  });

  it('is searched for quickly in a long text', () => {
    const text = '<!-- report-notifier:'.repeat(1_000_000);
    const startedAt = performance.now();
    expect(keysOf(`${text}${'\n'.repeat(1_000_000)}.`)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
