import type { FastifyRequest } from 'fastify';

/** The last part of the route's pattern, such as `voice`: one of the few that exist, never something a stranger wrote. */
export function hookName({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): string {
  const { url } = routeOptions;
  return url?.slice(url.lastIndexOf('/') + 1) ?? '';
}
