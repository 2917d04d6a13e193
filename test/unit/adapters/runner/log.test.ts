import { Writable } from 'node:stream';
import * as core from '@actions/core';
import { describe, expect, it } from 'vitest';
import { annotationsOf, parseLog } from '../../../../sandbox/runner/log-commands.ts';
import { oneLine, openLog } from '../../../../src/adapters/runner/log.ts';
import type { Log } from '../../../../src/shared/ports.ts';

/** The output of the real @actions/core during `work`. */
async function printed(work: (log: Log) => void | Promise<void>): Promise<string> {
  const chunks: string[] = [];
  const sink = new Writable({ write: (chunk, _, done) => done(void chunks.push(String(chunk))) });
  const original = process.stdout.write;
  process.stdout.write = sink.write.bind(sink) as typeof process.stdout.write;
  try {
    await work(openLog(core));
  } finally {
    process.stdout.write = original;
  }
  return chunks.join('');
}

/** The workflow commands that the runner would see in that output. */
const commands = async (work: (log: Log) => void | Promise<void>) =>
  parseLog(await printed(work)).flatMap((line) => (line.kind === 'command' ? [line.command] : []));

/** Texts that try to start a workflow command. */
const hostile = [
  '::error::x',
  '  ::set-output name=a::b',
  '\t::stop-commands::x',
  'harmless\n::error::x',
  'harmless\r\n::add-mask::a',
  'harmless\r::error::x',
  'harmless\u2028::error::x',
  'harmless\u0085::error::x',
  '##[error]x',
  'text before ##[add-matcher]x.json',
  '##[##[error]x',
  '::group::x\n::endgroup::',
  '%0A::error::x',
  '%250A::error::x',
  '\u001b[2K::error::x',
  '\u0000::error::x',
  ':\n:error::x',
  '\u202e::error::x',
];

describe('a line of the log', () => {
  it.each(hostile.map((text) => [JSON.stringify(text), text]))(
    'with the text %s starts no workflow command',
    async (_, text) => {
      expect(await commands((log) => log.info(text))).toEqual([]);
      expect(await commands((log) => log.info(`[1/2] sent ${text}`))).toEqual([]);
      expect((await commands((log) => log.warning(text))).map(({ name }) => name)).toEqual(['warning']);
      expect((await commands((log) => log.error(text, { file: text, line: 1 }))).map(({ name }) => name)).toEqual([
        'error',
      ]);
      const inGroup = await commands((log) => log.group(text, async () => undefined));
      expect(inGroup.map(({ name }) => name)).toEqual(['group', 'endgroup']);
    },
  );

  it.each(hostile.map((text) => [JSON.stringify(text), text]))(
    'with the text %s starts no workflow command after the last annotation',
    async (_, text) => {
      const found = await commands((log) => {
        for (let n = 0; n < 12; n += 1) log.error(text, { file: 'f', line: 1 });
      });
      expect(found.length).toBeLessThanOrEqual(10);
      expect(found.every(({ name }) => name === 'error')).toBe(true);
    },
  );

  it.each([
    ['sent 202610|x → owner/repo#12: "Grüße", 100 %', 'sent 202610|x → owner/repo#12: "Grüße", 100 %'],
    ['a\nb', 'a b'],
    ['a\r\n\tb', 'a b'],
    ['a\r\n::error::b', 'a ::error::b'],
    ['::error::a', ':\u200b:error::a'],
    ['  ::error::a', '  :\u200b:error::a'],
    ['a ##[error]b ##[warning]', 'a #\u200b#[error]b #\u200b#[warning]'],
    ['a\u2028::b\u2029c\u0085d\u001b[31me', 'a ::b c d [31me'],
  ])('shows %j in one readable line', (text, expected) => expect(oneLine(text)).toBe(expected));
});

describe('an annotation', () => {
  it('has the file, line and column of its problem', async () => {
    const log = parseLog(
      await printed((to) => to.error('bad, "value": x', { file: 'a,b/c:d.csv', line: 7, column: 3 })),
    );
    expect(annotationsOf(log)).toEqual([
      { level: 'error', message: 'bad, "value": x', file: 'a,b/c:d.csv', line: 7, column: 3 },
    ]);
  });

  it('becomes a log line when GitHub would not show it', async () => {
    const output = await printed((log) => {
      for (let n = 1; n <= 30; n += 1) log.error(`fault ${n}`, { file: 'f', line: n });
      for (let n = 1; n <= 30; n += 1) log.warning(`warning ${n}`, { file: 'f', line: n });
    });
    const annotations = annotationsOf(parseLog(output));
    for (const level of ['error', 'warning'] as const)
      expect(annotations.filter((annotation) => annotation.level === level)).toHaveLength(9);
    for (let n = 1; n <= 30; n += 1) expect(output).toMatch(new RegExp(`fault ${n}\\b`));
    expect(output).toContain('\nError: fault 30\n');
    expect(output).toContain('\nWarning: warning 30\n');
  });

  it('without a place is shown even after too many rows had one', async () => {
    const output = await printed((log) => {
      for (let n = 1; n <= 15; n += 1) log.error(`row ${n}`, { file: 'a.csv', line: n });
      log.error('the run had to stop');
    });
    const annotations = annotationsOf(parseLog(output));
    expect(annotations).toHaveLength(10);
    expect(annotations.at(-1)?.message).toBe('the run had to stop');
  });

  it('without a place may be one of ten', async () => {
    const output = await printed((log) => {
      for (let n = 1; n <= 15; n += 1) log.error(`fault ${n}`);
      log.warning('careful');
    });
    const levels = annotationsOf(parseLog(output)).map(({ level }) => level);
    expect(levels).toEqual([...Array(10).fill('error'), 'warning']);
    expect(output).toContain('\nError: fault 15\n');
  });

  it('is cut to the length that GitHub accepts', async () => {
    const [annotation] = annotationsOf(parseLog(await printed((log) => log.error('x'.repeat(10_000)))));
    expect(annotation?.message.length).toBeLessThanOrEqual(4_096);
  });
});

describe('a group of log lines', () => {
  it('ends even when its work fails', async () => {
    const output = await printed(async (log) => {
      await log.group('g', () => Promise.reject(new Error('x'))).catch(() => undefined);
    });
    expect(output).toBe('::group::g\n::endgroup::\n');
  });
});
