import { describe, expect, it } from 'vitest';
import { openSeen } from '../src/seen.ts';
import { seededRandom } from './csv-files.ts';

describe('openSeen', () => {
  it('does what a map does', () => {
    const random = seededRandom(7);
    const seen = openSeen();
    const map = new Map<string, number>();
    for (let line = 1; line <= 50_000; line += 1) {
      const text = ['', 'ä', '鳥', '🐦', 'dataset-'][line % 5] + String(Math.floor(random() * 30_000));
      expect(seen.note(text, line)).toBe(map.get(text));
      if (!map.has(text)) map.set(text, line);
    }
    expect(map.size).toBeGreaterThan(20_000);
  });

  it('tells texts of the same hash apart', () => {
    const seen = openSeen();
    const pairs = ['costarring', 'liquid', 'declinate', 'macallums', 'altarage', 'zinke'];
    expect(pairs.map((text, line) => seen.note(text, line))).toEqual(pairs.map(() => undefined));
    expect(pairs.map((text) => seen.note(text, 99))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('tells a text from its beginning', () => {
    const seen = openSeen();
    const texts = ['', 'a', 'ab', 'abc', 'b'];
    expect(texts.map((text, line) => seen.note(text, line))).toEqual(texts.map(() => undefined));
    expect(texts.map((text) => seen.note(text, 99))).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps texts whole that would go over the end of a block', () => {
    const seen = openSeen();
    const texts = Array.from({ length: 40 }, (_, index) =>
      String.fromCharCode(97 + (index % 26)).repeat(99_999 + index),
    );
    expect(texts.map((text, line) => seen.note(text, line))).toEqual(texts.map(() => undefined));
    expect(texts.map((text) => seen.note(text, 99))).toEqual(texts.map((_, line) => line));
  });
});
