/** Random choices that follow from a seed alone (sfc32, seeded by splitmix32). */

export interface Dice {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** One of the names by its probability; `fine` for what is left to 1. */
  fate<K extends string>(rates: Readonly<Record<K, number>>): K | 'fine';
  /** The list in another order. */
  shuffled<T>(list: readonly T[]): T[];
}

export function openDice(seed: number, stream: number): Dice {
  const next = sfc32(splitmix32((seed ^ Math.imul(stream, 0x9e3779b1)) >>> 0));
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('Nothing to pick from');
    return list[whole(0, list.length - 1)] as T;
  };
  return {
    next,
    whole,
    pick,
    chance: (probability) => probability > 0 && next() < probability,
    fate: (rates) => {
      let left = next();
      for (const name in rates) {
        left -= rates[name];
        if (left < 0) return name;
      }
      return 'fine';
    },
    shuffled: (list) => {
      const rest = [...list];
      const result: (typeof list)[number][] = [];
      while (rest.length > 0) result.push(...rest.splice(whole(0, rest.length - 1), 1));
      return result;
    },
  };
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

function sfc32(seeds: () => number): () => number {
  let [a, b, c, d] = [seeds(), seeds(), seeds(), seeds()];
  return () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
}
