/** Invisible characters: spaces of all kinds, control and format characters, fillers. Pure. */

// The last one is a Braille pattern without dots.
const UNSEEN = '\\s\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u2800';

const FROM_FIRST_TO_LAST_SEEN = new RegExp(`[^${UNSEEN}](?:[^]*[^${UNSEEN}])?`, 'u');
const ANY = new RegExp(`[${UNSEEN}]`, 'u');
const UNSEEN_BUT_A_SPACE = new RegExp(`(?! )[${UNSEEN}]`, 'gu');

/** The text without invisible characters at its ends. `trim` would leave zero-width ones and direction marks. */
export function trimmed(text: string): string {
  if (text === '' || (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1)))) return text;
  return FROM_FIRST_TO_LAST_SEEN.exec(text)?.[0] ?? '';
}

/** Whether a character is visible ASCII, as nearly every first and last character is. */
function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

/** The text with invisible characters written as `\u200b`. Spaces stay. */
export function madeVisible(text: string): string {
  return text.replace(UNSEEN_BUT_A_SPACE, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

export function hasUnseen(text: string): boolean {
  return ANY.test(text);
}
