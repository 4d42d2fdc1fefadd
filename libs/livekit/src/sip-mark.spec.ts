import { describe, expect, it } from '@jest/globals';
import { normalizeNumber } from './normalize-number.js';
import { isSameMark, isSameOwner, readMark, writeMark } from './sip-mark.js';
import type { SipMark } from './sip-types.js';

const mark: SipMark = { managedBy: 'trunkline', installation: 'i', tenantId: 't', credentialId: 'c' };

describe('the ownership mark', () => {
  it('is read as it was written', () => expect(readMark(writeMark(mark))).toEqual(mark));

  it('is read as it was written for a side', () => {
    const sided: SipMark = { ...mark, side: { plane: 'webhook', agentId: 'a' } };
    expect(readMark(writeMark(sided))).toEqual(sided);
    expect(writeMark(sided)).toContain('"agentId":"a","plane":"webhook"');
    expect([isSameOwner(sided, mark), isSameMark(sided, mark)]).toEqual([true, false]);
  });

  it('is as it always was for the installation’s own agent, and names no side that is not whole', () => {
    expect(writeMark(mark)).toBe('{"managedBy":"trunkline","installation":"i","tenantId":"t","credentialId":"c"}');
    for (const half of [
      { agentId: 'a' },
      { plane: 'trunk' },
      { agentId: 'a', plane: 'x' },
      { agentId: 1, plane: 'trunk' },
    ])
      expect(readMark(JSON.stringify({ ...mark, ...half }))).toEqual(mark);
  });

  it.each([
    '',
    'text',
    'null',
    '[]',
    '{}',
    '{"managedBy":"other","installation":"i","tenantId":"t","credentialId":"c"}',
    '{"managedBy":"trunkline"}',
  ])('is not seen in %j', (metadata) => expect(readMark(metadata)).toBeNull());

  it('belongs to a credential of an installation', () => {
    expect(isSameOwner({ ...mark, tenantId: 'renamed' }, mark)).toBe(true);
    expect(isSameOwner({ ...mark, installation: 'other' }, mark)).toBe(false);
    expect(isSameOwner({ ...mark, credentialId: 'other' }, mark)).toBe(false);
    expect(isSameOwner(null, mark)).toBe(false);
  });
});

describe('normalizeNumber', () => {
  it.each([
    ['+15550100', '+15550100'],
    ['15550100', '+15550100'],
    ['1 (555) 01-00', '+15550100'],
    ['*', '*'],
    ['alice', 'alice'],
  ])('%s is %s', (number, normal) => expect(normalizeNumber(number)).toBe(normal));
});
