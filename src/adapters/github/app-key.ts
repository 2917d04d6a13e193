/** The private key of a GitHub App, and the JSON web tokens that it signs. */

import { createPrivateKey, sign } from 'node:crypto';

/**
 * "Generating a JSON Web Token (JWT) for a GitHub App", docs.github.com: signed with RS256, begins 60 s
 * in the past against clock drift, ends at most 10 minutes in the future.
 */
const BACKDATED_S = 60;
const LIFETIME_S = 540;

/** How long a new token is valid. */
export const APP_TOKEN_MS = LIFETIME_S * 1000;

/** Whether the text is a PEM private key that can sign with RS256. */
export function isAppKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** A token for the App itself, not for one of its installations. `id` is the App's number or its client ID. */
export function signAppToken(id: string, privateKey: string, now: number): string {
  const nowS = Math.floor(now / 1000);
  const claims = { iat: nowS - BACKDATED_S, exp: nowS + LIFETIME_S, iss: id };
  const content = [{ alg: 'RS256', typ: 'JWT' }, claims].map(encoded).join('.');
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
