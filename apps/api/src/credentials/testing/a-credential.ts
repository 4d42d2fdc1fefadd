import type { Credential } from '../credential.js';

type Named = Credential & {
  readonly resourceName: string;
  readonly domainName: string;
  readonly sipUsername: string;
};

/** A connected credential for specs. */
export function aCredential<T extends Partial<Credential>>(fields?: T): Named & T {
  return {
    credentialId: '0f5ad4c2-0000-4000-8000-00000000000c',
    tenantId: '7a1b2c3d-0000-4000-8000-00000000000a',
    accountSid: `AC${'a'.repeat(32)}`,
    apiKeySid: null,
    label: 'Twilio',
    isActive: true,
    status: 'provisioning',
    accountName: null,
    accountType: 'Full',
    resourceName: 'trunkline:0badcafe:abcdefghijklmnopqrst',
    domainName: 'tl-abcdefghijklmnopqrst.pstn.twilio.com',
    domainPrefix: 'tl-abcdefghijklmnopqrst',
    trunkSid: null,
    credentialListSid: null,
    sipUsername: 'tlabcdefghijklmnopqrst',
    previousSipUsername: null,
    previousSipRetireAt: null,
    settings: { secure: false, transferMode: 'disable-all', disasterRecoveryUrl: null },
    recording: { mode: 'do-not-record', trim: 'do-not-trim' },
    problem: null,
    drift: [],
    verifiedAt: null,
    readyAt: null,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    ...fields,
  } as Named & T;
}
