import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isWebhook, WEBHOOK_PREFIX } from './webhook-path.js';

/** Swagger's page brings inline styles and data: images; everything it loads comes from here. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Headers that keep a browser from doing more with our answers than we meant. An API answer is allowed to load nothing at all. Webhooks
 * are answered without them: no browser can sign one.
 */
export async function useSecurityHeaders(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRoute', (route) => {
    if (route.url.startsWith(WEBHOOK_PREFIX)) route.helmet = false;
  });
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
  });
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (isWebhook(request)) {
      // No cache stands between Twilio and us.
    } else if (/^\/docs(?:[/?]|$)/.test(request.url)) reply.header('content-security-policy', DOCS_POLICY);
    else if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done();
  });
}
