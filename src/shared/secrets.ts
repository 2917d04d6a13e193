/** Other forms of a secret, such as a proxy's error page may repeat of a header `Authorization: Basic …`. */

/** A shorter piece of base64 stands in other texts by chance. */
const LEAST_CHARACTERS = 8;

/** A secret as it is, as a part of an address, and as it stands within base64. */
export function formsOf(secret: string): string[] {
  const within = [0, 1, 2].map((before) => withinBase64(secret, before));
  const forms = [secret, encodeURIComponent(secret), ...within.filter(({ length }) => length >= LEAST_CHARACTERS)];
  return [...new Set(forms)].filter((form) => form !== '');
}

/**
 * The base64 of a text that has the secret in it, without the characters that hold bits of its neighbours.
 * Three bytes make four characters, so it depends on the number of bytes before the secret, by threes.
 */
function withinBase64(secret: string, bytesBefore: number): string {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(secret)]);
  return bytes.toString('base64').slice(Math.ceil((bytesBefore * 8) / 6), Math.floor((bytes.byteLength * 8) / 6));
}
