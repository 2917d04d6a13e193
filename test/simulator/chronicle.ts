/** What happened in a simulated world, in order: read when a seed fails, hashed to prove a replay equal. */

export interface Chronicle {
  note(at: number, who: string, what: string): void;
  /** Equal for equal stories. */
  hash(): string;
  /** One readable line an event. */
  lines(): string[];
}

interface Noted {
  at: number;
  who: string;
  what: string;
}

export function openChronicle(): Chronicle {
  const noted: Noted[] = [];
  return {
    note: (at, who, what) => noted.push({ at, who, what }),
    hash: () => hashOf(noted),
    lines: () => noted.map(({ at, who, what }) => `${moment(at)}  ${who.padEnd(9)}  ${what}`),
  };
}

/** `03 06:17:00.123`: day of the month and time of the day (UTC). */
function moment(at: number): string {
  return new Date(at).toISOString().slice(8, 23).replace('T', ' ');
}

/** FNV-1a over times and texts. */
function hashOf(noted: readonly Noted[]): string {
  let hash = 0x811c9dc5;
  const add = (text: string) => {
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  };
  for (const { at, who, what } of noted) add(`${at}${who}${what}`);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
