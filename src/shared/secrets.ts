/** Encoded forms of a secret. A proxy's error page may repeat one, for example from `Authorization: Basic …`. */

/** A shorter piece of base64 would occur in other texts by chance. */
const LEAST_CHARACTERS = 8;

/** The secret itself, URL-encoded, and as a part of a longer text in base64. */
export function formsOf(secret: string): string[] {
  const within = [0, 1, 2].map((before) => withinBase64(secret, before));
  const forms = [secret, encodeURIComponent(secret), ...within.filter(({ length }) => length >= LEAST_CHARACTERS)];
  return [...new Set(forms)].filter((form) => form !== '');
}

/**
 * The characters that the secret makes within the base64 of a longer text, without those that also hold bits of its
 * neighbours. Three bytes make four characters, so they depend on `bytesBefore` modulo 3.
 */
function withinBase64(secret: string, bytesBefore: number): string {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((bytesBefore * 8) / 6), Math.floor((bytes.byteLength * 8) / 6));
}
