import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_KEY_SCHEME, METRICS_TOKEN_SCHEME, USER_TOKEN_SCHEME } from '../auth/access.decorators.js';
import { problemSchema } from '../problems/problem-schema.js';

const DESCRIPTION = [
  'Trunkline connects a tenant’s Twilio account to LiveKit: it shows what it will change, builds the SIP trunk, hands agents what',
  'they need to place and take calls, notices drift, repairs it, and undoes everything.',
  '',
  'Signed-in users send their Supabase access token, agents and services an API key; both as `Authorization: Bearer …`.',
  'Every error is `application/problem+json` with a stable `code`, a sentence, and what to do next.',
].join('\n');

/** In the order in which a newcomer needs them. */
const TAGS = [
  ['Sign-in', 'What a browser needs to sign a user in'],
  ['Connect', 'A Twilio account comes, its secrets change, it goes'],
  ['Twilio credentials', 'The connected accounts'],
  ['Trunk', 'Look, plan, apply, verify, repair'],
  ['Agents', 'What a LiveKit agent fetches'],
  ['Routes', 'What each number does with a call'],
  ['Ring groups', 'Several telephones for one call'],
  ['Call forwarding', 'Always, when busy, when nobody answers'],
  ['Business hours', 'When a number is open'],
  ['Destinations', 'The closed list of places to which calls may be passed on'],
  ['Routing', 'Check, publish, go back; why a call goes where it goes'],
  ['API keys', 'Keys of agents and services'],
  ['Audit', 'Who did what'],
  ['Health', 'For load balancers'],
  ['Metrics', 'For Prometheus'],
] as const;

/** Serves the documentation at /docs and the document itself at /docs/openapi.json. */
export function serveOpenApi(app: NestFastifyApplication, publicUrl: string): void {
  SwaggerModule.setup('docs', app, () => createDocument(app, publicUrl), {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
    customSiteTitle: 'Trunkline API',
  });
}

function createDocument(app: NestFastifyApplication, publicUrl: string): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle('Trunkline API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer(publicUrl)
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of a signed-in user.' },
      USER_TOKEN_SCHEME,
    )
    .addSecurity(API_KEY_SCHEME, {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'tl_live_…',
      description: 'API key of an agent or a service; also accepted in the header X-Api-Key.',
    })
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'The METRICS_TOKEN of this installation; not for tenants.' },
      METRICS_TOKEN_SCHEME,
    )
    .build();
  settings.tags = TAGS.map(([name, description]) => ({ name, description }));
  const document = SwaggerModule.createDocument(app, settings, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  return withProblems(document);
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Every operation may answer with a problem, so that is said once here and not in a decorator on each. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const answer = {
    description: 'A problem: see `code` for which, `action` for what to do next.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) operation.responses = { ...operation.responses, default: answer };
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  return document;
}
