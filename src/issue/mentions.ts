/**
 * Text that mentions nobody. Pure.
 *
 * What is looked at is the finished text: whatever filters made of a value, and whatever stands beside it, an
 * `@` can then no longer come about.
 */

/** Keeps GitHub from seeing a mention when it follows the `@` (observed). */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * What is shown as an `@`: GitHub looks for mentions in the rendered text, so an entity counts too. In HTML within
 * Markdown one by number needs no semicolon.
 */
const AT = String.raw`@|&#0*64(?:;|(?![\d;]))|&#[xX]0*40(?:;|(?![\da-fA-F;]))|&commat;`;

/**
 * The `@` of `name@host.tld`, which starts no mention: GitHub makes an e-mail address a link before it looks for
 * mentions, there is none right after a letter or digit, and none whose name goes on after a dot. The name has to
 * begin where a word does, so that its last letters belong to nothing else (`&nbsp@…`).
 */
const IN_ADDRESS = String.raw`(?<=(?:^|[\s()<>[|,;:"'])(?:[A-Za-z0-9][\w.+-]{0,62})?[A-Za-z0-9])@(?=(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63})`;

const MENTIONING = new RegExp(`(?!${IN_ADDRESS})(?:${AT})(?!${ZERO_WIDTH_SPACE})`, 'g');

/** The text with a zero-width space after every `@` that has none, however it is written and whatever follows. */
export function withoutMentions(text: string): string {
  return text.replace(MENTIONING, `$&${ZERO_WIDTH_SPACE}`);
}

/** Stands for an `@` that may mention. Not a character (Unicode, 23.7): texts do not have it. */
const OWN_AT = '\ufdd0';

/** Text that a template's author wrote: its `@` is told apart from all others until `finished`. */
export function ownText(text: string): string {
  return text.replaceAll('@', OWN_AT);
}

/** Text from elsewhere, which must not pass for the author's. */
export function othersText(text: string): string {
  return text.replaceAll(OWN_AT, '@');
}

/** The finished text: where its author wrote `@` it stands, every other one mentions nobody. */
export function finished(text: string): string {
  return othersText(withoutMentions(text));
}
