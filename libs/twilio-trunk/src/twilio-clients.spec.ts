import { describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { HttpTransport } from './http-transport.js';
import { realTiming } from './retry.js';
import { KeyedSemaphore } from './semaphore.js';
import { TwilioClients } from './twilio-clients.js';

const accountSid = (n: number): string => `AC${n.toString(16).padStart(32, '0')}`;
const account = (n: number, password = 'p'): Parameters<TwilioClients['for']>[0] => ({
  accountSid: accountSid(n),
  username: accountSid(n),
  password: new Secret(password),
});

function clients(capacity: number): TwilioClients {
  const context = {
    transport: new HttpTransport(1),
    limits: new KeyedSemaphore(1),
    timing: realTiming,
    baseUrl: null,
    onCall: () => undefined,
  };
  return new TwilioClients(context, capacity);
}

describe('TwilioClients', () => {
  it('gives the same client for the same credentials and another one for a changed password', () => {
    const pool = clients(10);
    expect(pool.for(account(1))).toBe(pool.for(account(1)));
    expect(pool.for(account(1))).not.toBe(pool.for(account(1, 'rotated')));
  });

  it('forgets the client that was not used for longest', () => {
    const pool = clients(2);
    const first = pool.for(account(1));
    const second = pool.for(account(2));
    pool.for(account(1));
    pool.for(account(3));
    expect(pool.size).toBe(2);
    expect(pool.for(account(1))).toBe(first);
    expect(pool.for(account(2))).not.toBe(second);
  });

  it('gives an API key the account it is to work for', () => {
    const client = clients(1).for({ ...account(1), username: `SK${'0'.repeat(32)}` });
    expect([client.accountSid, client.edge, client.region]).toEqual([accountSid(1), '', '']);
  });
});
