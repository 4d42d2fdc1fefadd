import type { FastifyRequest } from 'fastify';

/** Where Twilio's webhooks arrive. Nothing else may live below. */
export const WEBHOOK_PREFIX = '/webhooks/';

/**
 * Whether a request is a webhook. Its body stays the bytes that were signed, and what is done for browsers and for people who read a
 * log line a request is left out: on this path it would cost more than the answer.
 */
export function isWebhook({ raw }: Pick<FastifyRequest, 'raw'>): boolean {
  return raw.url?.startsWith(WEBHOOK_PREFIX) === true;
}
