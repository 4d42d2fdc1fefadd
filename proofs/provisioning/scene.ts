import { randomUUID } from 'node:crypto';
import { LiveKitSipGateway } from '@app/livekit';
import type { Caller } from '../../apps/api/src/auth/caller.js';
import type { ConnectDto } from '../../apps/api/src/connections/connection.dto.js';
import type { SandboxAccount } from '../harness/world.js';
import type { VendorState } from './invariants.js';
import type { Laboratory } from './laboratory.js';

const API = 'api.twilio.com';
const TRUNKING = 'trunking.twilio.com';

/** A tenant with an account that was in use before, and a LiveKit project that is not ours alone. */
export interface Scene {
  readonly caller: Caller;
  readonly account: SandboxAccount;
  readonly before: VendorState;
  /** A number that a URL answers and one that a TwiML App answers; a third is on a trunk that is not ours. */
  readonly byUrl: string;
  readonly byApp: string;
  readonly request: ConnectDto;
  readonly idempotencyKey: string;
}

/** Empties the sandbox and sets the scene in it. */
export async function setScene(lab: Laboratory): Promise<Scene> {
  await lab.control('POST', '/reset');
  const account = await lab.control<SandboxAccount>('POST', '/accounts', {});
  const [application, trunk, list] = (await Promise.all([
    lab.twilio(account, API, `${rest(account)}/Applications.json`, { FriendlyName: 'Front desk' }),
    lab.twilio(account, TRUNKING, '/v1/Trunks', { FriendlyName: 'PBX', DomainName: `pbx${tail()}.pstn.twilio.com` }),
    lab.twilio(account, API, `${rest(account)}/SIP/CredentialLists.json`, { FriendlyName: 'PBX users' }),
  ])) as [{ sid: string }, { sid: string }, { sid: string }];
  const [byUrl, byApp, elsewhere] = lab.newNumbers();
  const numbers = [
    { phoneNumber: byUrl, voiceUrl: 'https://pbx.example.com/voice' },
    { phoneNumber: byApp, voiceApplicationSid: application.sid },
    { phoneNumber: elsewhere, trunkSid: trunk.sid },
  ];
  await Promise.all([
    lab.control('POST', `/accounts/${account.accountSid}/numbers`, { numbers }),
    lab.twilio(account, TRUNKING, `/v1/Trunks/${trunk.sid}/CredentialLists`, { CredentialListSid: list.sid }),
    makeOthersTrunk(lab),
  ]);
  return {
    caller: await lab.tenant(),
    account,
    byUrl,
    byApp,
    before: await lab.vendors(account.accountSid),
    request: { accountSid: account.accountSid, authToken: account.authToken },
    idempotencyKey: randomUUID(),
  };
}

/** What another tenant has in the same LiveKit project. */
async function makeOthersTrunk(lab: Laboratory): Promise<void> {
  const { url, apiKey, apiSecret } = lab.livekit;
  await new LiveKitSipGateway({ url, apiKey, apiSecret }).perform(
    {
      key: 'other',
      system: 'livekit',
      effect: 'create',
      dependsOn: [],
      summary: 'Somebody else’s inbound trunk.',
      type: 'create-inbound-trunk',
      trunk: {
        name: 'other',
        numbers: ['+15005559999'],
        mediaEncryption: 'disable',
        auth: null,
        headersToAttributes: {},
      },
      mark: { managedBy: 'trunkline', installation: '00000000', tenantId: randomUUID(), credentialId: randomUUID() },
    },
    { inboundTrunkId: null },
  );
}

function rest(account: SandboxAccount): string {
  return `/2010-04-01/Accounts/${account.accountSid}`;
}

function tail(): string {
  return randomUUID().slice(0, 8);
}
