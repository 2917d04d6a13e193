import { describe, expect, it } from 'vitest';
import { openRepeats } from '../../../src/csv/repeats.ts';
import { seededRandom } from '../../support/csv-files.ts';

function repeatsOf(texts: Iterable<string>) {
  const repeats = openRepeats<string>();
  let line = 0;
  for (const text of texts) {
    line += 1;
    if (repeats.note(text, line)) repeats.keep(text);
  }
  return [...repeats.list()];
}

describe('openRepeats', () => {
  it('finds what a map finds', () => {
    const random = seededRandom(7);
    const texts = Array.from(
      { length: 50_000 },
      (_, index) => ['', 'ä', '鳥', '🐦', 'dataset-'][index % 5] + String(Math.floor(random() * 30_000)),
    );
    const firstLines = new Map<string, number>();
    const expected: { line: number; firstLine: number; sight: string }[] = [];
    for (const [index, text] of texts.entries()) {
      const firstLine = firstLines.get(text);
      if (firstLine === undefined) firstLines.set(text, index + 1);
      else expected.push({ line: index + 1, firstLine, sight: text });
    }
    expect(expected.length).toBeGreaterThan(5_000);
    expect(repeatsOf(texts)).toEqual(expected);
  });

  it('keeps what is known of few that are new, and of no more than somebody reads', () => {
    const repeats = openRepeats<number>();
    let kept = 0;
    for (let index = 0; index < 1_000_000; index += 1) if (repeats.note(`dataset-${index}`, index + 1)) kept += 1;
    expect(kept).toBeLessThan(50_000);
    const many = openRepeats<number>();
    for (let line = 1; line <= 300_000; line += 1) if (many.note('a', line)) many.keep(line);
    const list = [...many.list()];
    expect([list.length, list[0]?.sight, list.filter(({ sight }) => sight !== undefined).length]).toEqual([
      299_999, 2, 100_000,
    ]);
  });

  it('tells texts of the same FNV-1a hash apart', () => {
    expect(repeatsOf(['costarring', 'liquid', 'declinate', 'macallums', 'altarage', 'zinke'])).toEqual([]);
  });

  it('tells a text from its beginning', () => {
    expect(repeatsOf(['', 'a', 'ab', 'abc', 'b', 'ab\0', '\0'])).toEqual([]);
  });

  it('does not mistake one of two million texts that are alike for another', () => {
    function* alike() {
      for (let index = 0; index < 1_000_000; index += 1) {
        yield `dataset-${index}`;
        yield `${index.toString(36)}/${index % 97}`;
      }
    }
    expect(repeatsOf(alike())).toEqual([]);
  });
});
