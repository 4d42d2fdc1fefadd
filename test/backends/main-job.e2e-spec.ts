import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { startHostedProject, type HostedProject } from '../../proofs/harness/hosted-project.js';
import type { Tenant, World } from '../../proofs/harness/world.js';
import { startCheckedWorld, type CheckedWorld } from '../trunks/checked-world.js';
import { startThrowawayPostgres } from '../../libs/supabase/src/testing/throwaway-postgres.js';

/** Connect, serve an agent, rename, disconnect: each kind of access to the database is used. The account before and after. */
async function mainJob(world: World, tenant: Tenant): Promise<{ before: unknown; after: unknown }> {
  const as = tenant.accessToken;
  const account = await world.newAccount();
  const before = await world.control('GET', `/state/accounts/${account.accountSid}?dates=0`);
  const { credentialId } = await world.connect(tenant, account);
  const path = `/api/v1/twilio-credentials/${credentialId}`;
  expect((await world.send('PATCH', path, { as, body: { label: 'Renamed' } })).body).toMatchObject({
    label: 'Renamed',
  });
  expect((await world.send('POST', `${path}/activate`, { as })).body).toMatchObject({ isActive: true });
  const key = await world.send('POST', '/api/v1/api-keys', { as, body: { name: 'a', scopes: ['sip-config:read'] } });
  const config = await world.send('GET', '/api/v1/sip-config?mode=inline', {
    as: (key.body as { token: string }).token,
  });
  expect(config.status).toBe(200);
  const audit = await world.send('GET', '/api/v1/audit', { as });
  expect(JSON.stringify(audit.body)).toContain('sip_config.read');
  const gone = await world.send('DELETE', path, { as });
  expect(await world.runFinished(as, credentialId, (gone.body as { runId: string }).runId)).toBe('succeeded');
  return { before, after: await world.control('GET', `/state/accounts/${account.accountSid}?dates=0`) };
}

describe('the main job on a Supabase project behind HTTP', () => {
  let project: HostedProject;
  let checked: CheckedWorld;
  beforeAll(async () => {
    project = await startHostedProject();
    const { publishableKey, secretKey, jwtSecret } = project.bed.options;
    checked = await startCheckedWorld({
      SUPABASE_URL: project.url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey.reveal(),
      SUPABASE_JWT_SECRET: jwtSecret.reveal(),
      ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    });
  });
  afterAll(async () => {
    await checked.world.stop();
    await project.close();
  });

  it('is the same as on the embedded one', async () => {
    const { id } = await project.bed.signUp();
    // The project's tokens name their issuer, which the embedded database leaves out.
    const accessToken = await new SignJWT({ role: 'authenticated', aal: 'aal1' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setIssuer(`${project.url}/auth/v1`)
      .setAudience('authenticated')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(project.bed.options.jwtSecret.reveal()));
    const { before, after } = await mainJob(checked.world, { userId: id, email: '', accessToken });
    expect(after).toEqual(before);
    expect(await checked.findings()).toEqual([]);
  });

  it('has no sign-in of its own: that is the project’s', async () => {
    expect((await checked.world.send('POST', '/auth/v1/signup', { body: {} })).status).toBe(404);
  });
});

describe('the main job on a PostgreSQL', () => {
  it('is the same as on the embedded one', async () => {
    const postgres = await startThrowawayPostgres();
    if (postgres === undefined) {
      process.stdout.write('No PostgreSQL can be started here: the main job was not run on one.\n');
      return;
    }
    const checked = await startCheckedWorld({ DATABASE_URL: postgres.url });
    try {
      const { before, after } = await mainJob(checked.world, await checked.world.signUp('ada'));
      expect(after).toEqual(before);
      expect(await checked.findings()).toEqual([]);
    } finally {
      await checked.world.stop();
      await postgres.stop();
    }
  });
});
