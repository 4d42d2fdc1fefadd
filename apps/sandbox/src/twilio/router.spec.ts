import { describe, expect, it } from '@jest/globals';
import { OPERATIONS } from './operations.js';
import { Router } from './router.js';

const router = new Router(OPERATIONS);
const found = (host: 'api' | 'trunking', path: string, method = 'GET') =>
  router.find(host, path).find(({ operation }) => operation.method === method);

describe('the router', () => {
  it('takes the literal path before the one with a placeholder', () => {
    const numbers = '/2010-04-01/Accounts/AC1/IncomingPhoneNumbers';
    expect(found('api', `${numbers}/Local`)?.operation.id).toBe('ListIncomingPhoneNumberLocal');
    expect(found('api', `${numbers}/PN1`)?.operation.id).toBe('FetchIncomingPhoneNumber');
  });

  it('hands over what the placeholders stood for, decoded', () => {
    const match = found('trunking', '/v1/Trunks/TK%201/PhoneNumbers/PN1', 'DELETE');
    expect(match?.operation.id).toBe('DeletePhoneNumber');
    expect([...(match?.path ?? [])]).toEqual([
      ['TrunkSid', 'TK 1'],
      ['Sid', 'PN1'],
    ]);
  });

  it('survives a malformed escape and keeps the hosts apart', () => {
    expect(found('trunking', '/v1/Trunks/%E0%A4%A')?.path.get('Sid')).toBe('%E0%A4%A');
    expect(router.find('api', '/v1/Trunks')).toEqual([]);
  });
});
