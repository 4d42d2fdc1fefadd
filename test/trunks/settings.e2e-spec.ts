import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { only, TenantAccount } from './tenant-account.js';

describe('the trunk’s settings', () => {
  let checked: CheckedWorld;
  let one: TenantAccount;
  beforeAll(async () => {
    checked = await startCheckedWorld();
    one = await TenantAccount.connected(checked.world, 'settings');
  });
  afterAll(async () => checked.world.stop());

  const change = async (body: object): Promise<string> => one.finished(await one.send('PATCH', '/trunk', body));
  const bothSides = async (): Promise<object> => {
    const { secure, originationUrls } = await one.trunk();
    const { transport, media } = only((await one.livekit()).outbound);
    const { sipUrl } = only(Object.values(originationUrls));
    return { secure, sipUrl, transport, encryption: media?.encryption };
  };

  it('switch TLS and SRTP on and off on both sides in one run', async () => {
    expect(await change({ secure: true })).toBe('succeeded');
    expect(await bothSides()).toEqual({
      secure: true,
      sipUrl: 'sip:sandbox.sip.livekit.cloud;transport=tls',
      transport: 'SIP_TRANSPORT_TLS',
      encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE',
    });
    expect(await change({ secure: false })).toBe('succeeded');
    expect(await bothSides()).toEqual({
      secure: false,
      sipUrl: 'sip:sandbox.sip.livekit.cloud;transport=tcp',
      transport: 'SIP_TRANSPORT_TCP',
      encryption: 'SIP_MEDIA_ENCRYPT_DISABLE',
    });
  });

  it('set and unset the transfer mode and the recovery URL', async () => {
    const disasterRecoveryUrl = 'https://example.com/recover?a=b&c=d';
    expect(await change({ transferMode: 'enable-all', disasterRecoveryUrl })).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({ transferMode: 'enable-all', disasterRecoveryUrl });
    expect((await one.get('/trunk')).body).toMatchObject({ transferMode: 'enable-all', disasterRecoveryUrl });
    expect(await change({ transferMode: 'sip-only', disasterRecoveryUrl: null })).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({ transferMode: 'sip-only', disasterRecoveryUrl: null });
  });

  it.each([
    ['record-from-ringing', 'do-not-trim'],
    ['record-from-answer', 'trim-silence'],
    ['record-from-ringing-dual', 'trim-silence'],
    ['record-from-answer-dual', 'do-not-trim'],
  ])('record calls: %s, %s', async (mode, trim) => {
    const answer = await one.send('PUT', '/trunk/recording', { mode, trim, consent: true });
    expect(await one.finished(answer)).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({ recordingMode: mode, recordingTrim: trim });
  });

  it('record nothing without stated consent, and stop without it', async () => {
    const before = await one.trunk();
    for (const consent of [undefined, false]) {
      const refused = await one.send('PUT', '/trunk/recording', { mode: 'record-from-ringing', consent });
      expect([refused.status, refused.body]).toMatchObject([400, { code: 'trunk.recording_consent' }]);
    }
    expect(await one.trunk()).toEqual(before);
    expect(await one.finished(await one.send('PUT', '/trunk/recording', { mode: 'do-not-record' }))).toBe('succeeded');
    expect(await one.trunk()).toMatchObject({ recordingMode: 'do-not-record' });
  });

  it.each([
    [{ secure: 'yes' }],
    [{ secure: null }],
    [{ transferMode: 'sometimes' }],
    [{ transferMode: null }],
    [{ disasterRecoveryUrl: 'http://example.com/plain' }],
    [{ disasterRecoveryUrl: 'https://user:pass@example.com/' }],
    [{ disasterRecoveryUrl: `https://example.com/${'a'.repeat(1000)}` }],
    [{ unknown: true }],
    [{ ['__proto__']: { secure: true } }],
  ])('refuse %j and change nothing', async (body) => {
    const before = await one.trunk();
    const answer = await one.send('PATCH', '/trunk', JSON.stringify(body));
    expect([answer.status, answer.body]).toMatchObject([400, { code: expect.stringMatching(/^request\./) }]);
    expect(await one.trunk()).toEqual(before);
  });

  it('changed twice at once end as the last one asked, with one run each', async () => {
    const answers = await Promise.all(
      ['disable-all', 'enable-all', 'sip-only'].map((transferMode) => one.send('PATCH', '/trunk', { transferMode })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const ends = await Promise.all(answers.map((answer) => one.finished(answer)));
    expect(ends.filter((end) => end === 'succeeded').length).toBeGreaterThanOrEqual(1);
    const { transferMode } = (await one.get('/trunk')).body as { transferMode: string };
    expect(await one.trunk()).toMatchObject({ transferMode });
    expect((await one.get('/trunk/plan')).body).toMatchObject({ isEmpty: true });
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});
