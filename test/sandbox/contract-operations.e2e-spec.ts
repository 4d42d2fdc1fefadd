import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../apps/sandbox/src/twilio/operation.js';
import { OPERATIONS } from '../../apps/sandbox/src/twilio/operations.js';
import { contractFiles } from './contract-files.js';
import type { Operation as ContractOperation } from './contract-schema.js';

const files = contractFiles();
const whenAvailable = files ? describe : describe.skip;

const HOSTS = { api: 'api.twilio.com', monitor: 'monitor.twilio.com', trunking: 'trunking.twilio.com' } as const;

/** Same shape, whatever the placeholders are called: the sandbox names the account's own segment {AccountSid} throughout. */
const shape = (path: string) => path.replaceAll(/\{[^}]+\}/g, '{}');

function inContract({ host, method, path }: Operation): ContractOperation | undefined {
  const wanted = shape(host === 'api' ? `${path}.json` : path);
  const found = Object.entries(files?.get(HOSTS[host])?.paths ?? {}).find(([one]) => shape(one) === wanted);
  return found?.[1][method.toLowerCase()];
}

function contractParams({ parameters = [], requestBody }: ContractOperation): { names: string[]; required: string[] } {
  const form = requestBody?.content['application/x-www-form-urlencoded']?.schema;
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const names = [...query, ...Object.keys(form?.properties ?? {})];
  return { names: names.toSorted(), required: (form?.required ?? []).toSorted() };
}

whenAvailable('the sandbox takes exactly the parameters of Twilio’s contract', () => {
  it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
    const contract = inContract(operation);
    expect(contract?.operationId).toBe(operation.id);
    const { names, required } = contractParams(contract ?? { operationId: '', responses: {} });
    expect(Object.keys(operation.params).toSorted()).toEqual(names);
    expect(operation.required.toSorted()).toEqual(required);
  });
});
