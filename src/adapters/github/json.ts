/** The text of an answer as a value, unless that would take too much room. */

/** Objects and lists in an answer: a page of issues has some thousand. */
const PARTS_LIMIT = 1_000_000;

/** JSON as parsed, else the text. */
export function jsonOrText(said: string): unknown {
  if (said.length > PARTS_LIMIT && hasTooMuchInIt(said)) return said;
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}

/** As values, brackets take sixty times the room that they take as text. */
function hasTooMuchInIt(said: string): boolean {
  let parts = 0;
  for (let at = 0; at < said.length && parts <= PARTS_LIMIT; at += 1) {
    const character = said[at];
    if (character === '"') at = endOfString(said, at);
    else if (character === '[' || character === '{') parts += 1;
  }
  return parts > PARTS_LIMIT;
}

/** Where the quote is that ends the string; the end of the text when there is none. */
function endOfString(said: string, start: number): number {
  for (let at = start + 1; at < said.length; at += 1) {
    if (said[at] === '\\') at += 1;
    else if (said[at] === '"') return at;
  }
  return said.length;
}
