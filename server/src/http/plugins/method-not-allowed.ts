import type { HttpApp } from '../http-app.ts';
import { HttpProblem } from '../problem.ts';

const ALL_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Answers 405 with an Allow header where an address exists and the method does not. Before the routes are added; of an
 * address, what it takes besides GET is added before its GET.
 */
export function refuseOtherMethods(app: HttpApp): void {
  const known = new Set<string>();
  const taken = new Map<string, string[]>();
  app.addHook('onRoute', (route) => {
    const { url, method } = route;
    if (known.has(url) || url.includes('*')) return;
    if (method !== 'GET') {
      taken.set(url, [...(taken.get(url) ?? []), ...[method].flat()]);
      return;
    }
    known.add(url);
    const reading = route.exposeHeadRoute === false ? ['GET'] : ['GET', 'HEAD'];
    const allowed = [...reading, ...(taken.get(url) ?? [])];
    app.route({
      method: ALL_METHODS.filter((method) => !allowed.includes(method)),
      url,
      schema: { hide: true },
      // Before the body is read: it does not matter what it is.
      onRequest: async (request) => {
        throw new HttpProblem('method-not-allowed', `${request.method} is not possible here`, {
          headers: { allow: allowed.join(', ') },
        });
      },
      handler: async () => undefined,
    });
  });
}
