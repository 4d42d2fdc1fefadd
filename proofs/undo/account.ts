import fc from 'fast-check';
import type { TenantAccount } from '../harness/tenant-account.js';
import { vendorApi } from '../harness/vendor-api.js';

/** How a number answers before we come. */
type Binding = 'free' | 'url' | 'app' | 'trunk' | 'emergency';

export interface NumberBefore {
  readonly binding: Binding;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TrunkBefore {
  readonly friendlyName: string;
  readonly hasDomain: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly recording: { readonly mode: string; readonly trim: string };
  readonly urls: readonly string[];
  readonly hasList: boolean;
  readonly hasAccessList: boolean;
}

/** An account in use, as it is before it is connected. */
export interface AccountBefore {
  /** The first trunk is an earlier system's, which is adopted. */
  readonly adopts: boolean;
  readonly trunks: readonly TrunkBefore[];
  readonly lists: readonly (readonly string[])[];
  readonly numbers: readonly NumberBefore[];
}

const url = (name: string): fc.Arbitrary<string> => fc.constantFrom('', `https://example.com/${name}`);
const method = fc.constantFrom('GET', 'POST');

const number: fc.Arbitrary<NumberBefore> = fc.record({
  binding: fc.constantFrom<Binding>('free', 'url', 'app', 'url', 'app', 'trunk', 'emergency'),
  fields: fc.record({
    friendlyName: fc.constantFrom('Reception', 'Büro ☎'),
    voiceMethod: method,
    voiceFallbackUrl: url('fallback'),
    voiceFallbackMethod: method,
    voiceCallerIdLookup: fc.boolean(),
    statusCallback: url('status'),
    statusCallbackMethod: method,
    smsUrl: url('sms'),
    smsMethod: method,
    smsFallbackUrl: url('sms-fallback'),
    smsFallbackMethod: method,
  }),
});

const trunk: fc.Arbitrary<TrunkBefore> = fc.record({
  // Some look like ours and are not.
  friendlyName: fc.constantFrom('Office', 'trunkline', 'trunkline:deadbeef:abcdefghijklmnopqrst', 'tl-office:1'),
  hasDomain: fc.boolean(),
  fields: fc.record({
    secure: fc.boolean(),
    cnamLookupEnabled: fc.boolean(),
    transferMode: fc.constantFrom('disable-all', 'enable-all', 'sip-only'),
    transferCallerId: fc.constantFrom('from-transferee', 'from-transferor'),
    disasterRecoveryUrl: fc.constantFrom(null, 'https://example.com/recover'),
    // Always set: Twilio has no way to unset it again.
    disasterRecoveryMethod: method,
  }),
  recording: fc.record({
    mode: fc.constantFrom('do-not-record', 'record-from-ringing', 'record-from-answer-dual'),
    trim: fc.constantFrom('trim-silence', 'do-not-trim'),
  }),
  urls: fc.subarray([
    'sip:pbx.example.com',
    'sip:sandbox.sip.livekit.cloud',
    'sip:SANDBOX.sip.livekit.cloud:5060;transport=TCP',
  ]),
  hasList: fc.boolean(),
  hasAccessList: fc.boolean(),
});

export const accountBefore: fc.Arbitrary<AccountBefore> = fc.record({
  adopts: fc.constantFrom(false, false, true),
  trunks: fc.array(trunk, { minLength: 1, maxLength: 3 }),
  lists: fc.array(fc.subarray(['office-pbx', 'desk-phone']), { minLength: 1, maxLength: 2 }),
  numbers: fc.array(number, { minLength: 2, maxLength: 5 }),
});

export interface MadeAccount {
  /** SIDs of the trunks and lists that were there. */
  readonly prior: ReadonlySet<string>;
  /** E.164 and SID, in the order of the description. */
  readonly numbers: readonly { readonly sid: string; readonly phoneNumber: string }[];
  readonly applicationSid: string;
  /** What the row of an earlier system would name; null when nothing is adopted. */
  readonly adopted: { readonly trunkSid: string; readonly domainName: string; readonly listSid: string } | null;
}

/** Makes it at the sandbox. `serial` keeps numbers and domains of several accounts apart. */
export async function makeAccount(one: TenantAccount, before: AccountBefore, serial: number): Promise<MadeAccount> {
  const { accountSid } = one.account;
  const api = vendorApi(one);
  const account = `/2010-04-01/Accounts/${accountSid}`;
  const { sid: applicationSid } = await api(`${account}/Applications.json`, { FriendlyName: 'Theirs' });
  const listSids: string[] = [];
  for (const [index, usernames] of before.lists.entries()) {
    const { sid } = await api(`${account}/SIP/CredentialLists.json`, { FriendlyName: `Theirs ${String(index)}` });
    for (const username of usernames) {
      const form = { Username: username, Password: 'Office-Pbx-2026' };
      await api(`${account}/SIP/CredentialLists/${sid}/Credentials.json`, form);
    }
    listSids.push(sid);
  }
  const trunkSids: string[] = [];
  for (const [index, theirs] of before.trunks.entries()) {
    const isAdopted = before.adopts && index === 0;
    const domainName = `theirs-${String(serial)}-${String(index)}.pstn.twilio.com`;
    const form = {
      FriendlyName: theirs.friendlyName,
      ...(theirs.hasDomain || isAdopted ? { DomainName: domainName } : {}),
    };
    const { sid } = await api('/v1/Trunks', form);
    await one.edit('set-trunk-field', { trunkSid: sid, fields: theirs.fields });
    await one.edit('change-recording', { trunkSid: sid, ...theirs.recording });
    for (const sipUrl of theirs.urls) await one.edit('add-origination-url', { trunkSid: sid, fields: { sipUrl } });
    if (theirs.hasList || isAdopted)
      await api(`/v1/Trunks/${sid}/CredentialLists`, { CredentialListSid: listSids[0] ?? '' });
    if (theirs.hasAccessList) await one.edit('attach-ip-acl', { trunkSid: sid });
    trunkSids.push(sid);
  }
  const numbers = await one.world.control<{ phoneNumberSid: string; phoneNumber: string }[]>(
    'POST',
    `/accounts/${accountSid}/numbers`,
    {
      numbers: before.numbers.map(({ binding }, index) => ({
        phoneNumber: `+1415${String(5_000_000 + serial * 10 + index)}`,
        ...(binding === 'url' ? { voiceUrl: 'https://example.com/voice' } : {}),
        ...(binding === 'app' ? { voiceApplicationSid: applicationSid } : {}),
        ...(binding === 'trunk' ? { trunkSid: trunkSids.at(-1) } : {}),
        ...(binding === 'emergency' ? { emergencyStatus: 'Active' } : {}),
      })),
    },
  );
  for (const [index, { fields }] of before.numbers.entries()) {
    await one.edit('set-number-field', { phoneNumberSid: numbers[index]?.phoneNumberSid, fields });
  }
  return {
    prior: new Set([...trunkSids, ...listSids]),
    numbers: numbers.map(({ phoneNumberSid, phoneNumber }) => ({ sid: phoneNumberSid, phoneNumber })),
    applicationSid,
    adopted: before.adopts
      ? {
          trunkSid: trunkSids[0] ?? '',
          domainName: `theirs-${String(serial)}-0.pstn.twilio.com`,
          listSid: listSids[0] ?? '',
        }
      : null,
  };
}
