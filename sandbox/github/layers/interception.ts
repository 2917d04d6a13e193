/**
 * Lets the runner kill the action at a certain request.
 */

import { type Layer, NO_ANSWER, type RecordedRequest } from '../http.ts';

/** Called for every request before and after it has its effect; `drop` closes the connection at that point. */
export type Interceptor = (request: RecordedRequest, phase: 'before' | 'after') => Promise<'continue' | 'drop'>;

export interface Interception {
  layer: Layer;
  /** Returns a function that removes the interceptor. */
  add(interceptor: Interceptor): () => void;
}

export function createInterception(): Interception {
  const interceptors = new Set<Interceptor>();
  const isDropped = async (request: RecordedRequest, phase: 'before' | 'after'): Promise<boolean> => {
    const verdicts = await Promise.all([...interceptors].map((interceptor) => interceptor(request, phase)));
    return verdicts.includes('drop');
  };
  return {
    layer: async ({ request }, next) => {
      if (await isDropped(request, 'before')) return NO_ANSWER;
      const answer = await next();
      return (await isDropped(request, 'after')) ? { ...answer, delivery: 'none' } : answer;
    },
    add: (interceptor) => {
      interceptors.add(interceptor);
      return () => void interceptors.delete(interceptor);
    },
  };
}
