import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { contractFiles } from './contract-files.js';
import { FORMATS } from './contract-formats.js';
import type { OpenApi, Operation, Schema } from './contract-schema.js';
import { toJsonSchema } from './contract-schema.js';

/** As much of an observed reply as a contract can judge. */
export interface CheckedReply {
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly faulted: boolean;
}

export interface ContractValidator {
  /** False when Twilio's OpenAPI files are not on this machine; `check` then finds nothing. */
  readonly available: boolean;
  /** What is wrong with a reply, in words; empty when it keeps the contract. */
  check(reply: CheckedReply): string[];
}

let shared: ContractValidator | undefined;

/** Parsing and compiling a megabyte of OpenAPI is done once per process. */
export function contractValidator(): ContractValidator {
  shared ??= validatorOver(contractFiles());
  return shared;
}

interface Route {
  readonly pattern: RegExp;
  readonly literals: number;
  readonly operations: Readonly<Record<string, Operation | undefined>>;
}

function validatorOver(files: ReadonlyMap<string, OpenApi> | undefined): ContractValidator {
  if (!files) return { available: false, check: () => [] };
  const ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS });
  const documents = new Map([...files].map(([host, openApi]) => [host, { openApi, routes: routesOf(openApi) }]));
  const compiled = new Map<Schema, ValidateFunction>();

  const check = (reply: CheckedReply): string[] => {
    if (reply.vendor !== 'twilio' || reply.faulted) return [];
    const what = `${reply.method} ${reply.path} ${reply.status}`;
    const complain = (text: string) => `${what}: ${text}`;
    if (reply.headers['Twilio-Request-Id'] === undefined) return [complain('no Twilio-Request-Id header')];
    if (reply.headers['Content-Type'] === 'application/xml' || reply.headers['Content-Type'] === 'audio/x-wav')
      return [];
    if (reply.status >= 400) return checkError(reply).map(complain);

    const host = reply.host || (reply.path.startsWith('/v1/') ? 'trunking.twilio.com' : 'api.twilio.com');
    const document = documents.get(host);
    const route = document?.routes.find(({ pattern }) => pattern.test(reply.path));
    const operation = route?.operations[reply.method.toLowerCase()];
    if (!document || !operation) return [complain('the contract knows no such operation')];
    const answer = operation.responses[String(reply.status)];
    if (!answer) return [complain(`the contract has only ${Object.keys(operation.responses).join(', ')}`)];
    const schema = answer.content?.['application/json']?.schema;
    if (!schema) return reply.body === '' ? [] : [complain('a body where the contract has none')];

    const validate = compiled.get(schema) ?? ajv.compile(toJsonSchema(schema, document.openApi));
    compiled.set(schema, validate);
    if (validate(JSON.parse(reply.body))) return [];
    return (validate.errors ?? []).map((error) =>
      complain(`${error.instancePath || '/'} ${error.message ?? ''} ${JSON.stringify(error.params)}`),
    );
  };
  return { available: true, check };
}

/** The contracts describe no errors; Twilio's envelope is known all the same. */
function checkError(reply: CheckedReply): string[] {
  const body = JSON.parse(reply.body) as Record<string, unknown>;
  const isEnvelope =
    typeof body['code'] === 'number' &&
    typeof body['message'] === 'string' &&
    typeof body['more_info'] === 'string' &&
    body['status'] === reply.status;
  return isEnvelope ? [] : ['not an error envelope'];
}

/** Literal paths first: `IncomingPhoneNumbers/Local.json` also fits `IncomingPhoneNumbers/{Sid}.json`. */
function routesOf(openApi: OpenApi): Route[] {
  return Object.entries(openApi.paths)
    .map(([path, operations]) => ({
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+?')}$`),
      literals: path.split('/').filter((segment) => !segment.includes('{')).length,
      operations,
    }))
    .toSorted((left, right) => right.literals - left.literals);
}
