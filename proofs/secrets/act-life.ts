import { credentialPath, PLANTED_LABEL, PLANTED_REQUEST_ID, trunkPath, type Scene } from './scene.js';

/** The life of a connection: built, used, watched, changed behind our back, repaired, every secret rotated, undone. */
export async function live(scene: Scene): Promise<void> {
  const account = await scene.newAccount();
  const { accountSid } = account;
  const credentialId = await scene.connected(account, { label: PLANTED_LABEL });
  await scene.gather();
  await scene.ask('GET', '/api/v1/twilio-credentials', undefined, { 'x-request-id': PLANTED_REQUEST_ID });
  await scene.ask('GET', trunkPath(credentialId, '/events'));
  await scene.ask('POST', credentialPath(credentialId, '/activate'));
  await look(scene, credentialId);

  // Somebody sets another password and deletes another thing: seen, planned, repaired.
  const { credentialListSid } = (await scene.must(200, 'GET', credentialPath(credentialId))).body as {
    credentialListSid: string;
  };
  await scene.control('POST', '/edit', { edit: 'delete-credential-list', accountSid, credentialListSid });
  await scene.ask('POST', trunkPath(credentialId, '/verify'));
  await agent(scene, credentialId);
  await scene.must(202, 'POST', trunkPath(credentialId, '/repair'));
  await scene.settled(credentialId);

  await scene.must(202, 'POST', credentialPath(credentialId, '/rotate-sip-password'), { overlapSeconds: 600 });
  await scene.settled(credentialId);
  await scene.gather();
  await agent(scene, credentialId);
  await scene.ask('POST', credentialPath(credentialId, '/rotate-sip-password'), {});

  await scene.ask('POST', credentialPath(credentialId, '/rotate-auth-token'), {
    authToken: scene.wrongToken('rotation'),
  });
  const { authToken } = await scene.control<{ authToken: string }>('POST', `/accounts/${accountSid}`, {
    rotateAuthToken: true,
  });
  scene.canaries.add('auth token', 'rotated token', authToken);
  // Refused by Twilio with the old token, which is what a log line would be about.
  await scene.ask('GET', trunkPath(credentialId, '/plan'));
  await scene.ask('POST', trunkPath(credentialId, '/repair'));
  await scene.settled(credentialId);
  await scene.must(200, 'POST', credentialPath(credentialId, '/rotate-auth-token'), { authToken });
  await scene.settled(credentialId);

  const key = await scene.control<{ keySid: string; secret: string }>('POST', `/accounts/${accountSid}/keys`, {
    kind: 'main',
  });
  scene.canaries.add('API key secret', 'API key secret', key.secret);
  const wrong = scene.canaries.add('API key secret', 'wrong new key secret', 'AnotherWrongKeySecret9876543210ZY');
  const keyPath = credentialPath(credentialId, '/api-key');
  await scene.ask('PUT', keyPath, { apiKeySid: key.keySid, apiKeySecret: wrong });
  await scene.must(200, 'PUT', keyPath, { apiKeySid: key.keySid, apiKeySecret: key.secret });
  await scene.settled(credentialId);
  await look(scene, credentialId);

  const created = await createMainTrunk(scene);
  await scene.ask('GET', '/api/v1/audit?limit=100');
  await scene.ask('DELETE', credentialPath(created));
  await scene.settled(created);
  const abandoned = await scene.connected(await scene.newAccount());
  await scene.gather();
  await scene.ask('DELETE', credentialPath(abandoned, '?abandon=true'));
  await scene.settled(abandoned);
}

async function look(scene: Scene, credentialId: string): Promise<void> {
  await scene.ask('PATCH', trunkPath(credentialId), { secure: true, transferMode: 'enable-all' });
  await scene.settled(credentialId);
  await scene.ask('PUT', trunkPath(credentialId, '/recording'), { mode: 'record-from-answer', consent: true });
  await scene.settled(credentialId);
  for (const rest of ['', '/plan', '/events']) await scene.ask('GET', trunkPath(credentialId, rest));
  await scene.ask('POST', trunkPath(credentialId, '/verify'));
  await scene.ask('GET', credentialPath(credentialId));
  await agent(scene, credentialId);
}

/** An agent fetches its configuration both ways. */
async function agent(scene: Scene, credentialId: string): Promise<void> {
  for (const mode of ['stored', 'inline']) {
    await scene.teller.ask('GET', `/api/v1/sip-config?mode=${mode}&credentialId=${credentialId}`, { as: scene.apiKey });
  }
}

/** The credential's id. */
async function createMainTrunk(scene: Scene): Promise<string> {
  const { accountSid, authToken } = await scene.newAccount();
  const path = '/api/v1/twilio-credentials/create-main-trunk';
  const answer = await scene.must(201, 'POST', path, { accountSid, authToken, label: scene.newLabel() });
  const { sipPassword } = answer.body as { sipPassword: string };
  scene.canaries.add('SIP password', 'SIP password of create-main-trunk', sipPassword);
  const { body } = await scene.must(200, 'GET', '/api/v1/twilio-credentials');
  const found = (body as { accountSid: string; credentialId: string }[]).find((one) => one.accountSid === accountSid);
  if (found === undefined) throw new Error('create-main-trunk left no credential');
  return found.credentialId;
}
