import { describe, expect, it } from 'vitest';
import { oneLine, openLog } from '../../../../src/adapters/runner/log.ts';

describe('oneLine', () => {
  it.each([
    ['a\nb', 'a b'],
    ['a\r\n::error::b', 'a ::error::b'],
    ['::error::a', ':\u200b:error::a'],
    ['  ::error::a', '  :\u200b:error::a'],
    ['a ##[error]b ##[warning]', 'a #\u200b#[error]b #\u200b#[warning]'],
    ['a\u2028::b\u2029c\u0085d\u001b[31me', 'a ::b c d [31me'],
    ['plain', 'plain'],
  ])('%j', (text, expected) => expect(oneLine(text)).toBe(expected));
});

describe('openLog', () => {
  function open() {
    const said: string[] = [];
    const note = (kind: string) => (message: string) => void said.push(`${kind}: ${message}`);
    const log = openLog({
      info: note('info'),
      warning: note('warning'),
      error: note('error'),
      startGroup: note('group'),
      endGroup: () => undefined,
    });
    const annotated = (kind: string) => said.filter((line) => line.startsWith(`${kind}:`)).length;
    return { log, said, annotated };
  }

  it('makes ten annotations of a kind and says the others all the same', () => {
    const { log, said, annotated } = open();
    for (let n = 0; n < 15; n += 1) log.error(`fault ${n}`);
    log.warning('careful');
    expect([annotated('error'), annotated('warning')]).toEqual([10, 1]);
    expect(said[14]).toBe('info: Error: fault 14');
  });

  it('keeps one place for what ended the run', () => {
    const { log, said, annotated } = open();
    for (let n = 0; n < 15; n += 1) log.error(`row ${n}`, { file: 'a.csv', line: n });
    log.error('the run had to stop');
    expect(annotated('error')).toBe(10);
    expect(said.at(-1)).toBe('error: the run had to stop');
  });

  it('shortens what GitHub would cut', () => {
    const { log, said } = open();
    log.error('x'.repeat(10_000));
    expect(said[0]?.length).toBeLessThan(4_096);
  });
});
