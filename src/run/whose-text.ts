/** Whether the text of the issues is that of the index's own network. Pure. */

import type { Config } from '../config/config.ts';
import type { Problem } from '../shared/problem.ts';

/** The built-in text thanks its readers for being a part of VertNet, even if another network sends it. */
export function warningsOfText({
  template,
  builtInText,
  index,
}: Pick<Config, 'template' | 'builtInText' | 'index'>): Problem[] {
  const isOwn =
    template !== undefined || builtInText === 'neutral' || index.repository.owner.toLowerCase() === 'vertnet';
  if (isOwn) return [];
  return [{ code: 'text-of-vertnet', message: 'The text speaks of VertNet; set reports-url or template.' }];
}
