import { randomBytes } from 'node:crypto';
import { callsStory } from './calls.mjs';
import { apiClient, controlClient, events } from './http.mjs';
import { newCustomer } from './customer.mjs';
import { isOf } from './livekit.mjs';
import { answer, expect, heading, request } from './transcript.mjs';

/** The main job, told by HTTP: connect, serve an agent, notice damage, repair it, leave without a trace. */
export async function story({ address, sandboxUrl, livekit }) {
  const api = apiClient(address);
  const control = controlClient(sandboxUrl);
  const credentials = '/api/v1/twilio-credentials';

  heading('A customer has a Twilio account that is in use already');
  request('POST', '/_sandbox/accounts', 'the sandbox plays Twilio');
  const customer = await newCustomer(sandboxUrl, control);
  const stateOfAccount = () => control('GET', `/state/accounts/${customer.accountSid}?dates=0`);
  const before = { twilio: await stateOfAccount(), livekit: await livekit.objects() };
  answer(
    `${customer.accountSid} with the trunk “${customer.trunk.friendly_name}”, a credential list and the numbers ` +
      customer.numbers.map(({ phoneNumber }) => phoneNumber).join(', '),
  );

  heading('Somebody signs up');
  const { publishableKey } = (await api('GET', '/api/v1/sign-in-settings')).body;
  const user = {
    email: `demo-${randomBytes(4).toString('hex')}@trunkline.local`,
    password: randomBytes(18).toString('base64url'),
  };
  const signedUp = await api('POST', '/auth/v1/signup', { apiKey: publishableKey, body: user });
  expect(signedUp.status === 200, 'Anybody should be able to sign up here.', signedUp.body);
  const token = signedUp.body.access_token;
  answer(`${user.email} is in, with an access token`);

  heading('They connect the Twilio account');
  const { accountSid, authToken } = customer;
  const connected = await api('POST', credentials, { token, body: { accountSid, authToken, label: 'Production' } });
  expect(connected.status === 201, 'The account should have been connected.', connected.body);
  const { credentialId } = connected.body.credential;
  const one = `${credentials}/${credentialId}`;
  answer(`${connected.status}: checked with Twilio, stored encrypted; status ${connected.body.credential.status}`);

  heading('The trunk is built; this is the progress as it happens');
  await watch(`${address}${one}/trunk/events`, `${one}/trunk/events`, token);
  const ready = (await api('GET', one, { token })).body;
  expect(ready.status === 'ready', 'The credential should be ready.', ready);
  answer(`status ${ready.status}: ${ready.domainName}, trunk ${ready.trunkSid}`);

  heading('They put a number on the trunk, so that calls to it reach an agent');
  const [{ phoneNumber }] = customer.numbers;
  const attached = await api('POST', `${one}/trunk/numbers`, { token, body: { phoneNumber, confirm: true } });
  expect(attached.status === 202, 'The number should have been accepted.', attached.body);
  await watch(`${address}${one}/trunk/events`, `${one}/trunk/events`, token, attached.body.runId);
  const held = (await livekit.objects()).filter(isOf(credentialId));
  expect(held.length === 3, 'LiveKit should hold two trunks and a rule.', held);
  answer(`${livekit.name} holds ${held.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`);

  heading('There is nothing left to do');
  const plan = (await api('GET', `${one}/trunk/plan`, { token, note: 'a dry run' })).body;
  expect(plan.isEmpty === true, 'The plan should be empty.', plan);
  answer('the plan is empty: Twilio and LiveKit are as they should be');

  await callsStory({
    api,
    control,
    token,
    credentialId,
    number: customer.numbers[1].phoneNumber,
    changed: ({ runId }) => watch(`${address}${one}/trunk/events`, `${one}/trunk/events`, token, runId),
  });

  heading('An agent gets an API key, and with it what it dials with');
  const key = (
    await api('POST', '/api/v1/api-keys', { token, body: { name: 'voice agent', scopes: ['sip-config:read'] } })
  ).body;
  answer(`the key ${masked(key.token, 16)}, which may do nothing else; it is shown this once`);
  const config = (await api('GET', '/api/v1/sip-config?mode=inline', { token: key.token })).body;
  expect(config.outbound?.ready === true, 'The SIP config should be ready.', config);
  const { hostname, transport, authUsername, authPassword } = config.outbound.trunk;
  answer(
    `hostname ${hostname}\ntransport ${transport}\nuser name ${authUsername}\npassword ${masked(authPassword, 0)}`,
  );

  heading('Somebody deletes the credential list in the Twilio Console');
  request('POST', '/_sandbox/edit', 'behind our back');
  await control('POST', '/edit', {
    edit: 'delete-credential-list',
    accountSid,
    credentialListSid: ready.credentialListSid,
  });
  answer('gone: Twilio now refuses every call that the agent places');

  heading('Trunkline notices, and says so to the agent');
  const drift = (await api('POST', `${one}/trunk/verify`, { token })).body;
  expect(drift.isEmpty === false, 'The verification should have found the missing list.', drift);
  answer(drift.actions.map(({ effect, summary }) => `${effect}: ${summary}`).join('\n'));
  const refused = await api('GET', '/api/v1/sip-config?mode=inline', { token: key.token });
  expect(refused.status === 409 && refused.body.blockers?.length > 0, 'The agent should be told why not.', refused);
  answer(`${refused.status} ${refused.body.code}`);
  answer(refused.body.blockers.map(({ message, fix }) => `${message} Fix: ${fix}`).join('\n'));

  heading('It is repaired');
  const repair = await api('POST', `${one}/trunk/repair`, { token });
  expect(repair.status === 202, 'The repair should have been accepted.', repair.body);
  await watch(`${address}${one}/trunk/events`, `${one}/trunk/events`, token, repair.body.runId);
  const again = await api('GET', '/api/v1/sip-config?mode=inline', { token: key.token });
  expect(again.status === 200, 'The agent should get its config again.', again.body);
  answer(`${again.status}: the agent can dial again`);

  heading('They leave');
  const left = await api('DELETE', one, { token });
  expect(left.status === 202, 'The disconnection should have been accepted.', left.body);
  const status = await finished(api, `${one}/trunk/runs/${left.body.runId}`, token);
  expect(status === 'succeeded', 'The disconnection should have succeeded.', status);
  await api('DELETE', `/api/v1/api-keys/${key.apiKeyId}`, { token });
  answer('everything that Trunkline made is removed, and the stored secrets are forgotten');

  heading('What is left behind');
  request('GET', `/_sandbox/state/accounts/${accountSid}`, 'the whole account, compared with step 1');
  const after = { twilio: await stateOfAccount(), livekit: await livekit.objects() };
  expect(same(after.twilio, before.twilio), 'The Twilio account should be as it was.', after.twilio);
  expect(same(after.livekit, before.livekit), 'LiveKit should be as it was.', after.livekit);
  answer(`nothing: the Twilio account and ${livekit.name} are exactly as they were before`);
}

/** Shows the steps of a run as they are done. The stream begins with the journal of earlier runs. */
async function watch(url, path, token, runId) {
  request('GET', path, 'server-sent events');
  for await (const { event, data } of events(url, token)) {
    if (event === 'step' && data.state === 'done' && (runId === undefined || data.runId === runId))
      answer(data.summary);
    if (event === 'run') expect(data.status === 'succeeded', 'The run should have succeeded.', data);
    expect(event !== 'problem', 'The progress should be readable.', data);
  }
}

async function finished(api, path, token) {
  for (;;) {
    const { status } = (await api('GET', path, { token })).body;
    if (status !== 'queued' && status !== 'running') return status;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The control API sorts its keys, so equal states are equal texts. */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

function masked(secret, shown) {
  return `${secret.slice(0, shown)}${'•'.repeat(8)}`;
}
