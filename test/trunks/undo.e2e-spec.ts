import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantDatabase } from '../../apps/api/src/database/tenant-database.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { only, TenantAccount } from './tenant-account.js';
import { vendorApi } from './vendor-api.js';

describe('disconnecting', () => {
  let checked: CheckedWorld;
  let made = 0;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  afterAll(async () => checked.world.stop());

  /** An account in use: a trunk with everything, numbers with a URL and with a TwiML App. */
  const inUse = async (name: string): Promise<TenantAccount> => {
    made += 1;
    const one = await TenantAccount.make(checked.world, name);
    const { accountSid } = one.account;
    const twilio = vendorApi(one);
    const { sid: applicationSid } = await twilio(`/2010-04-01/Accounts/${accountSid}/Applications.json`, {
      FriendlyName: 'Theirs',
    });
    const { sid: listSid } = await twilio(`/2010-04-01/Accounts/${accountSid}/SIP/CredentialLists.json`, {
      FriendlyName: 'Theirs',
    });
    await twilio(`/2010-04-01/Accounts/${accountSid}/SIP/CredentialLists/${listSid}/Credentials.json`, {
      Username: 'office-pbx',
      Password: 'Office-Pbx-2026',
    });
    const { sid: trunkSid } = await twilio('/v1/Trunks', {
      FriendlyName: 'Theirs',
      DomainName: `theirs-${accountSid.slice(2, 10)}.pstn.twilio.com`,
      TransferMode: 'sip-only',
    });
    await twilio(`/v1/Trunks/${trunkSid}/CredentialLists`, { CredentialListSid: listSid });
    await twilio(`/v1/Trunks/${trunkSid}/OriginationUrls`, {
      FriendlyName: 'Theirs',
      SipUrl: 'sip:pbx.example.com',
      Weight: '10',
      Priority: '10',
      Enabled: 'true',
    });
    await twilio(`/v1/Trunks/${trunkSid}/Recording`, { Mode: 'record-from-ringing', Trim: 'trim-silence' });
    const [number] = await checked.world.control<{ phoneNumberSid: string }[]>(
      'POST',
      `/accounts/${accountSid}/numbers`,
      {
        numbers: [
          { phoneNumber: `+1415555013${made}`, voiceApplicationSid: applicationSid },
          { phoneNumber: `+1415555014${made}`, voiceUrl: 'https://example.com/voice' },
        ],
      },
    );
    // Twilio shows such a binding, and refuses to be told it (21405).
    const fields = { voiceFallbackUrl: 'https://example.com/fallback' };
    await one.edit('set-number-field', { phoneNumberSid: number?.phoneNumberSid, fields });
    return one;
  };

  it('after settings, recording, numbers and a rotation leaves the account exactly as it was', async () => {
    const one = await inUse('undo');
    const before = await one.state();
    await one.connect({ secure: true });
    for (const { phoneNumber } of Object.values(before.numbers)) {
      const attached = await one.post('/trunk/numbers', { phoneNumber, confirm: true });
      expect(await one.finished(attached)).toBe('succeeded');
    }
    const settings = { transferMode: 'enable-all', disasterRecoveryUrl: 'https://example.com/dr' };
    expect(await one.finished(await one.send('PATCH', '/trunk', settings))).toBe('succeeded');
    const recording = { mode: 'record-from-answer-dual', consent: true };
    expect(await one.finished(await one.send('PUT', '/trunk/recording', recording))).toBe('succeeded');
    expect(await one.finished(await one.post('/rotate-sip-password', { overlapSeconds: 600 }))).toBe('succeeded');
    expect(await one.disconnect()).toBe('succeeded');
    expect(await one.state()).toEqual(before);
    expect(await one.livekit()).toEqual({ outbound: [], inbound: 0, rules: 0 });
    expect((await one.get('/')).status).toBe(404);
  });

  it('gives a number back although the TwiML App that answered it has been deleted since', async () => {
    const one = await inUse('app-gone');
    const { accountSid, authToken } = one.account;
    const before = await one.state();
    const applicationSid = only(Object.keys(before.applications));
    await one.connect();
    for (const { phoneNumber } of Object.values(before.numbers)) {
      await one.finished(await one.post('/trunk/numbers', { phoneNumber, confirm: true }));
    }
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const path = `/2010-04-01/Accounts/${accountSid}/Applications/${applicationSid}.json`;
    await fetch(`${checked.world.sandbox.url}${path}`, { method: 'DELETE', headers: { authorization } });
    expect(await one.disconnect()).toBe('succeeded');
    const after = await one.state();
    const answering = ({ numbers }: typeof after): object =>
      Object.values(numbers).map((number) => ({ ...number, voiceApplicationSid: '' }));
    expect(answering(after)).toEqual(answering(before));
    expect(after.trunks).toEqual(before.trunks);
  });

  it('leaves a number what its tenant has set up anew since', async () => {
    const one = await inUse('rebound');
    const before = await one.state();
    const [first, second] = Object.values(before.numbers);
    await one.connect();
    for (const { phoneNumber } of Object.values(before.numbers)) {
      await one.finished(await one.post('/trunk/numbers', { phoneNumber, confirm: true }));
    }
    const voiceUrl = 'https://example.com/newer';
    await one.edit('set-number-field', { phoneNumberSid: first?.sid, fields: { voiceUrl } });
    const applicationSid = only(Object.keys(before.applications));
    await one.edit('set-number-application', { phoneNumberSid: second?.sid, applicationSid });
    expect(await one.disconnect()).toBe('succeeded');
    const { numbers } = await one.state();
    expect(numbers).toEqual({
      ...before.numbers,
      ...(first ? { [first.sid]: { ...first, voiceUrl, voiceApplicationSid: '' } } : {}),
      ...(second ? { [second.sid]: { ...second, voiceApplicationSid: applicationSid } } : {}),
    });
  });

  it('stops at once and names the trunk that somebody put our list on, with all the rest done', async () => {
    const one = await inUse('list-elsewhere');
    const before = await one.state();
    const theirs = only(Object.values(before.trunks));
    await one.connect();
    const list = Object.values((await one.state()).credentialLists).find(({ sid }) => !(sid in before.credentialLists));
    const twilio = vendorApi(one);
    await twilio(`/v1/Trunks/${theirs.sid}/CredentialLists`, { CredentialListSid: list?.sid ?? '' });
    expect(await one.disconnect()).toBe('failed');
    expect(await one.credential()).toMatchObject({
      status: 'disconnecting',
      problem: { code: 'twilio.list_on_other_trunk', about: theirs.sid },
    });
    expect(Object.keys((await one.state()).trunks)).toEqual([theirs.sid]);
    expect(await one.livekit()).toEqual({ outbound: [], inbound: 0, rules: 0 });
    await one.edit('detach-credential-list', { trunkSid: theirs.sid, credentialListSid: list?.sid });
    expect(await one.disconnect()).toBe('succeeded');
    expect(await one.state()).toEqual(before);
  });

  it('forgets every secret', async () => {
    const one = await TenantAccount.connected(checked.world, 'forgotten');
    expect(await one.disconnect()).toBe('succeeded');
    const row = unwrap(
      await service(checked)
        .from('user_twilio_credentials')
        .select('auth_token, sip_password, previous_sip_password, api_key_secret, ingress_id, status')
        .eq('id', one.credentialId)
        .single(),
    );
    const none = { auth_token: null, sip_password: null, previous_sip_password: null };
    expect(row).toEqual({ ...none, api_key_secret: null, ingress_id: null, status: 'removed' });
    const resources = await service(checked)
      .from('provisioned_resources')
      .select('id')
      .eq('credential_id', one.credentialId);
    expect(unwrap(resources)).toEqual([]);
  });

  it('gives an adopted trunk and list back as they were', async () => {
    const one = await inUse('adopt');
    const before = await one.state();
    const trunk = only(Object.values(before.trunks));
    await one.submit({ provision: false });
    const { credentialId } = only((await one.get('')).body as { credentialId: string }[]);
    one.credentialId = credentialId;
    // As a row of the origin system names them.
    const list = only(Object.keys(before.credentialLists));
    const names = { domain_name: trunk.domainName, trunk_sid: trunk.sid, credential_list_sid: list };
    unwrap(await service(checked).from('user_twilio_credentials').update(names).eq('id', credentialId));
    const plan = (await one.get('/trunk/plan')).body as { actions: { key: string }[] };
    expect(plan.actions.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['twilio.trunk.adopt', 'twilio.credential-list.adopt', 'twilio.recording.set']),
    );
    expect(await one.finished(await one.post('/trunk/apply'))).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({
      sid: trunk.sid,
      transferMode: 'disable-all',
      recordingMode: 'do-not-record',
    });
    expect(await one.disconnect()).toBe('succeeded');
    expect(await one.state()).toEqual(before);
  });

  it('is taken as one when asked twice, and is not found afterwards', async () => {
    const one = await TenantAccount.connected(checked.world, 'twice');
    await one.fault('latency', { ms: 40 });
    const [first, second] = await Promise.all([one.send('DELETE', '/'), one.send('DELETE', '/')]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect((first.body as { runId: string }).runId).toBe((second.body as { runId: string }).runId);
    expect(await one.finished(first)).toBe('succeeded');
    expect((await one.send('DELETE', '/')).status).toBe(404);
  });

  it('of an account that was never built changes nothing at Twilio', async () => {
    const one = await inUse('never-built');
    const before = await one.state();
    const { lastId } = await one.mutations();
    const { credential } = (await one.submit({ provision: false })).body as { credential: { credentialId: string } };
    one.credentialId = credential.credentialId;
    expect(await one.disconnect()).toBe('succeeded');
    expect((await one.mutations(lastId)).count).toBe(0);
    expect(await one.state()).toEqual(before);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});

function service({ world }: CheckedWorld): ReturnType<TenantDatabase['service']> {
  return world.api.app.get(TenantDatabase, { strict: false }).service();
}
