/**
 * Text that mentions nobody. Pure.
 *
 * The check is made on the finished text, because a filter, or the text beside a value, could still complete an `@`.
 */

/** After an `@`, it keeps GitHub from recognizing a mention (observed). */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * All ways to write an `@`. GitHub looks for mentions in the rendered text, so an HTML entity counts too. In HTML
 * within Markdown a numeric entity needs no semicolon.
 */
const AT = String.raw`@|&#0*64(?:;|(?![\d;]))|&#[xX]0*40(?:;|(?![\da-fA-F;]))|&commat;`;

/**
 * The `@` of `name@host.tld`, which starts no mention: GitHub turns an e-mail address into a link before it looks for
 * mentions, and recognizes no mention after a letter or digit, or whose name continues after a dot. The name must begin
 * a word, so that its last letters are not part of something else (`&nbsp@…`).
 */
const IN_ADDRESS = String.raw`(?<=(?:^|[\s()<>[|,;:"'])(?:[A-Za-z0-9][\w.+-]{0,62})?[A-Za-z0-9])@(?=(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63})`;

const MENTIONING = new RegExp(`(?!${IN_ADDRESS})(?:${AT})(?!${ZERO_WIDTH_SPACE})`, 'g');

/** The text with a zero-width space after every `@` that has none, in all spellings of `@`. */
export function withoutMentions(text: string): string {
  return text.replace(MENTIONING, `$&${ZERO_WIDTH_SPACE}`);
}

/** Stands for an `@` that may mention. It is a noncharacter (Unicode, 23.7), so that texts do not contain it. */
const OWN_AT = '\ufdd0';

/** Marks the `@`s that the author of a template wrote, until `finished` restores them. */
export function ownText(text: string): string {
  return text.replaceAll('@', OWN_AT);
}

/** Removes such marks from any other text, which must not pass for the author's. */
export function othersText(text: string): string {
  return text.replaceAll(OWN_AT, '@');
}

/** The finished text, in which only the `@`s that the author wrote can mention. */
export function finished(text: string): string {
  return othersText(withoutMentions(text));
}
