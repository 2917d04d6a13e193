/**
 * Owners whose rules keep a person's token out of all their repositories, whatever the token may do elsewhere.
 */

import { type Answer, type Exchange, type Layer, refusal } from '../http.ts';

/**
 * - `saml`: the token was not authorized for the organization's single sign-on;
 * - `ip-list`: the address is not on the organization's list; `no-classic-tokens`: its policy refuses this kind.
 */
export type OwnerCondition = 'fine' | 'saml' | 'ip-list' | 'no-classic-tokens';

export interface Owners {
  layer: Layer;
  set(owner: string, condition: OwnerCondition): void;
}

/** `webUrl` is where the owner's pages are. */
export function createOwners(webUrl: string): Owners {
  const conditions = new Map<string, OwnerCondition>();
  return {
    layer: async (exchange, next) => {
      const [, owner] = /^\/repos\/([^/]+)\//.exec(`${exchange.url.pathname}/`) ?? [];
      if (owner === undefined || !isOfPerson(exchange)) return next();
      return refusedBy(conditions.get(owner.toLowerCase()) ?? 'fine', owner, webUrl) ?? (await next());
    },
    set: (owner, condition) => void conditions.set(owner.toLowerCase(), condition),
  };
}

/** Workflows' tokens and Apps' belong to the owner, who is asked for leave in another way. */
function isOfPerson({ request }: Exchange): boolean {
  return request.token !== undefined && !/^(?:ghs_|eyJ)/.test(request.token);
}

/** The texts are observed. */
function refusedBy(condition: OwnerCondition, owner: string, webUrl: string): Answer | undefined {
  switch (condition) {
    case 'fine':
      return undefined;
    case 'saml': {
      const documentation_url =
        'https://docs.github.com/articles/authenticating-to-a-github-organization-with-saml-single-sign-on/';
      const message =
        'Resource protected by organization SAML enforcement. ' +
        'You must grant your Personal Access token access to this organization.';
      const answer = refusal(403, message, { documentation_url });
      const url = `${webUrl}/orgs/${owner}/sso?authorization_request=EXAMPLE`;
      return { ...answer, headers: { ...answer.headers, 'x-github-sso': `required; url=${url}` } };
    }
    case 'ip-list':
      return refusal(
        403,
        `Although you appear to have the correct authorization credentials, the \`${owner}\` organization has an IP ` +
          'allow list enabled, and your IP address is not permitted to access this resource.',
      );
    case 'no-classic-tokens':
      return refusal(
        403,
        `\`${owner}\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a ` +
          'personal access token with fine-grained permissions.',
      );
    default:
      return condition satisfies never;
  }
}
