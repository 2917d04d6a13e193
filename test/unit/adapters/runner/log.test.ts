import { Writable } from 'node:stream';
import * as core from '@actions/core';
import { describe, expect, it } from 'vitest';
import { annotationsOf, parseLog } from '../../../../sandbox/runner/log-commands.ts';
import { oneLine, openLog } from '../../../../src/adapters/runner/log.ts';
import type { Log } from '../../../../src/shared/ports.ts';

/** What the real @actions/core prints while `work` is done, and what the runner makes of it. */
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

const commands = async (work: (log: Log) => void | Promise<void>) =>
  parseLog(await printed(work)).flatMap((line) => (line.kind === 'command' ? [line.command] : []));

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

describe('text from outside', () => {
  it.each(hostile.map((text) => [JSON.stringify(text), text]))('%s starts no command', async (_, text) => {
    expect(await commands((log) => log.info(text))).toEqual([]);
    expect(await commands((log) => log.info(`[1/2] sent ${text}`))).toEqual([]);
    expect((await commands((log) => log.warning(text))).map(({ name }) => name)).toEqual(['warning']);
    expect((await commands((log) => log.error(text, { file: text, line: 1 }))).map(({ name }) => name)).toEqual([
      'error',
    ]);
    const inGroup = await commands((log) => log.group(text, async () => undefined));
    expect(inGroup.map(({ name }) => name)).toEqual(['group', 'endgroup']);
  });

  it.each(hostile.map((text) => [JSON.stringify(text), text]))(
    '%s starts none when annotations are used up',
    async (_, text) => {
      const found = await commands((log) => {
        for (let n = 0; n < 12; n += 1) log.error(text, { file: 'f', line: 1 });
      });
      expect(found.length).toBeLessThanOrEqual(10);
      expect(found.every(({ name }) => name === 'error')).toBe(true);
    },
  );

  it('stays readable', () => {
    expect(oneLine('sent 202610|x → owner/repo#12: "Grüße", 100 %')).toBe(
      'sent 202610|x → owner/repo#12: "Grüße", 100 %',
    );
    expect(oneLine('a\r\n\tb')).toBe('a b');
  });
});

describe('annotations', () => {
  it('stand at file, line and column', async () => {
    const log = parseLog(
      await printed((to) => to.error('bad, "value": x', { file: 'a,b/c:d.csv', line: 7, column: 3 })),
    );
    expect(annotationsOf(log)).toEqual([
      { level: 'error', message: 'bad, "value": x', file: 'a,b/c:d.csv', line: 7, column: 3 },
    ]);
  });

  it('are no more than GitHub shows; the others stay in the log as lines', async () => {
    const output = await printed((log) => {
      for (let n = 1; n <= 30; n += 1) log.error(`fault ${n}`, { file: 'f', line: n });
      for (let n = 1; n <= 30; n += 1) log.warning(`doubt ${n}`, { file: 'f', line: n });
    });
    const annotations = annotationsOf(parseLog(output));
    for (const level of ['error', 'warning'] as const)
      expect(annotations.filter((one) => one.level === level).length).toBeLessThanOrEqual(10);
    for (let n = 1; n <= 30; n += 1) expect(output).toMatch(new RegExp(`fault ${n}\\b`));
    expect(output).toContain('\nError: fault 30\n');
    expect(output).toContain('\nWarning: doubt 30\n');
  });

  it('are cut where GitHub would refuse them', async () => {
    const [annotation] = annotationsOf(parseLog(await printed((log) => log.error('x'.repeat(10_000)))));
    expect(annotation?.message.length).toBeLessThanOrEqual(4_096);
  });

  it('a group ends also when its work fails', async () => {
    const output = await printed(async (log) => {
      await log.group('g', () => Promise.reject(new Error('x'))).catch(() => undefined);
    });
    expect(output).toBe('::group::g\n::endgroup::\n');
  });
});
