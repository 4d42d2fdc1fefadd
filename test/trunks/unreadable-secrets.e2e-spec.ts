import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Supabase } from '@app/supabase';
import { SUPABASE } from '../../apps/api/src/database/supabase.token.js';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { TenantAccount } from './tenant-account.js';
import { until } from './until.js';

describe('a stored secret that cannot be read', () => {
  let checked: CheckedWorld;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  afterAll(async () => checked.world.stop());

  it('is a problem with a code of its own, until the value is back', async () => {
    const { world } = checked;
    const one = await TenantAccount.connected(world, 'unreadable');
    const table = () =>
      world.api.app.get<Supabase>(SUPABASE, { strict: false }).asService().from('user_twilio_credentials');
    const { data } = await table().select('auth_token, sip_password').eq('id', one.credentialId).single();
    const [authToken, sipPassword] = [data?.auth_token ?? '', data?.sip_password ?? ''];
    const sipConfig = () => world.send('GET', '/api/v1/sip-config?mode=inline', { as: one.tenant.accessToken });

    await table().update({ auth_token: sipPassword, sip_password: authToken }).eq('id', one.credentialId);
    for (const answer of [await sipConfig(), await one.post('/trunk/verify'), await one.get('/trunk/plan')]) {
      expect([answer.status, answer.body]).toMatchObject([500, { code: 'credential.unreadable' }]);
    }
    const lines = world.log.lines.filter((line) => line.includes('credential.unreadable'));
    expect(lines.join()).toContain(`auth_token of ${one.credentialId}: cipher.tampered`);
    expect(lines.join()).not.toContain(authToken);

    await table().update({ auth_token: authToken, sip_password: sipPassword }).eq('id', one.credentialId);
    expect((await sipConfig()).status).toBe(200);
    expect((await one.get('/trunk/plan')).body).toMatchObject({ isEmpty: true });
  });

  it('keeps nobody from abandoning the account: LiveKit’s side goes, Twilio’s stays and is told', async () => {
    const { world } = checked;
    const one = await TenantAccount.connected(world, 'lost-for-good');
    const { sid } = await one.trunk();
    const lost = { auth_token: 'damaged', sip_password: 'damaged' };
    const supabase = world.api.app.get<Supabase>(SUPABASE, { strict: false }).asService();
    await supabase.from('user_twilio_credentials').update(lost).eq('id', one.credentialId);
    const disconnecting = await one.send('DELETE', '/');
    const status = async () => ((await one.credential())['problem'] as { code: string } | null)?.code;
    await until(async () => (await status()) === 'credential.unreadable');

    const { lastId } = await one.mutations();
    const abandoned = await one.send('DELETE', '/?abandon=true');
    expect(await one.finished(abandoned)).toBe('succeeded');
    expect(await one.finished(disconnecting)).toBe('superseded');
    const { runId } = abandoned.body as { runId: string };
    expect((await one.get(`/trunk/runs/${runId}`)).text).toContain(sid);
    expect((await one.get('/')).status).toBe(404);
    expect(await one.livekit()).toEqual({ outbound: [], inbound: 0, rules: 0 });
    expect((await one.mutations(lastId)).count).toBe(0);
    const { data } = await supabase.from('user_twilio_credentials').select('*').eq('id', one.credentialId).single();
    expect(data).toMatchObject({ status: 'removed', auth_token: null, sip_password: null });
  });
});
