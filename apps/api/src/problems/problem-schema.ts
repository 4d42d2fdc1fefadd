import type { OpenAPIObject } from '@nestjs/swagger';
import { problemCodes } from './catalogue.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const text = (description: string) => ({ type: 'string', description });

/** The problem document in OpenAPI, with every code of the catalogue. */
export const problemSchema: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'action', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'Identifies the kind of problem.' },
    title: text('A few words, the same for every occurrence.'),
    status: { type: 'integer', description: 'The HTTP status.' },
    code: {
      type: 'string',
      enum: [...problemCodes].sort(),
      description: 'Stable; branch on this and on nothing else.',
    },
    detail: text('A sentence for people.'),
    action: text('What to do next.'),
    requestId: text('Names this request in the logs of the service.'),
    errors: {
      type: 'array',
      description: 'Only with `request.invalid`: the fields that are wrong.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    retryAfterSeconds: { type: 'number', description: 'Only with 429 and some 503: when to try again.' },
  },
  additionalProperties: true,
};
