import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { escaped, link, ownMarkdown } from '../../../src/output/markdown.ts';
import { HOSTILE } from '../../support/hostile.ts';

describe('text from outside', () => {
  it.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('%s becomes plain text in one line', (_, text) => {
    const markdown = escaped(text);
    expect(markdown).not.toMatch(/[\n\r<>|`*_[\]@]/);
    const html = marked.parseInline(markdown, { gfm: true, async: false });
    expect(html).not.toMatch(/<(?!\/?(?:em|strong)>)/);
    expect(html).not.toContain('<');
  });

  it('is cut when it is too long for a table', () => {
    expect(escaped('x'.repeat(5_000))).toBe(`${'x'.repeat(1_000)}…`);
  });

  it.each([['javascript:alert(1)'], ['data:text/html,x'], ['not an address'], [''], ['//evil.example']])(
    'with the address %j is no link',
    (address) => expect(link('text', address)).toBe('text'),
  );

  it.each([
    ['https://x.example/a)b](c|d<e>', 'https://x.example/a%29b%5d%28c%7cd%3Ce%3E'],
    ['https://x.example/?a=1&copy;=2', 'https://x.example/?a=1&amp;copy;=2'],
    ['https://x.example/a b`c', 'https://x.example/a%20b%60c'],
    ['https://x.example/a#L12', 'https://x.example/a#L12'],
  ])('with the address %s cannot end its link', (address, safe) =>
    expect(link('text', address)).toBe(`[text](${safe})`),
  );

  it('has no code, unlike the texts of the action', () => {
    expect(escaped('`a`')).toBe('&#96;a&#96;');
    expect(ownMarkdown('Give `a: b` to <x> | @y')).toBe('Give `a: b` to &#60;x&#62; &#124; &#64;&#8203;y');
  });
});
