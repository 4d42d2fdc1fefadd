import { answer, expect, heading, request } from './transcript.mjs';

const CALLER = '+14155550142';

/**
 * A number is answered by what its tenant said: a ring group is published, the number moves to the webhook plane, somebody calls,
 * and Trunkline tells why the call went where it went. `changed(response)` shows the run that a change has opened.
 */
export async function callsStory({ api, control, token, credentialId, number, changed }) {
  heading('They want a second number to ring two people, one after the other');
  const imported = await api('POST', '/api/v1/phone-numbers/import', { token, body: { credentialId } });
  expect(imported.status === 200, 'The numbers of the account should have been imported.', imported.body);
  answer(
    `imported ${imported.body.imported.join(', ') || 'nothing new'}, known already ${imported.body.known.join(', ')}`,
  );
  const [ada, ben] = ['+14155550171', '+14155550172'];
  const group = await api('POST', '/api/v1/ring-groups', {
    token,
    body: {
      name: 'Support',
      strategy: 'sequential',
      members: [
        { name: 'Ada', target: { kind: 'number', number: ada }, ringSeconds: 10 },
        { name: 'Ben', target: { kind: 'number', number: ben }, ringSeconds: 20 },
      ],
      next: { kind: 'announcement', text: 'Everybody is busy. Please call again later.' },
    },
  });
  expect(group.status === 201, 'The ring group should have been made.', group.body);
  const route = await api('PUT', `/api/v1/routes/${encodeURIComponent(number)}`, {
    token,
    body: { target: { kind: 'ring-group', ringGroupId: group.body.ringGroupId } },
  });
  expect(route.status === 200, 'The route should have been stored.', route.body);
  answer(`a draft: ${number} rings Ada for 10 s, then Ben for 20 s, then speaks`);

  heading('The draft is checked and published');
  const check = await api('POST', '/api/v1/routing/check', { token });
  expect(check.body.isPublishable === true, 'The draft should have no errors.', check.body);
  answer(check.body.findings.map(({ severity, message }) => `${severity}: ${message}`).join('\n') || 'no findings');
  const published = await api('POST', '/api/v1/routing/publish', { token, body: { note: 'Support rings two people' } });
  expect(published.status === 200, 'The draft should have been published.', published.body);
  answer(`version ${published.body.version} is in force`);

  heading('The number goes to the webhook plane; what that costs is told first');
  const { numbers } = (await api('GET', '/api/v1/phone-numbers', { token })).body;
  const { numberId } = numbers.find(({ phoneNumber }) => phoneNumber === number);
  const plane = `/api/v1/phone-numbers/${numberId}/plane`;
  const preview = await api('POST', plane, { token, body: { plane: 'webhook', dryRun: true } });
  expect(preview.status === 200 && preview.body.plan !== null, 'The change should have been previewed.', preview.body);
  answer(preview.body.plan.actions.map(({ summary, loses }) => [summary, loses].filter(Boolean).join(' ')).join('\n'));
  const moved = await api('POST', plane, { token, body: { plane: 'webhook', confirm: true } });
  expect(moved.status === 200 && moved.body.run !== null, 'The change should have been accepted.', moved.body);
  await changed(moved.body.run);

  heading('Somebody calls; Ada does not answer');
  request('PUT', '/_sandbox/callees', `${ada} stays silent`);
  await control('PUT', '/callees', { address: ada, outcome: 'silent' });
  request('POST', '/_sandbox/calls', `${CALLER} calls ${number}`);
  const { callSid } = await control('POST', '/calls', { to: number, from: CALLER, wait: true });
  await control('DELETE', '/callees', { address: ada });
  const { legs } = await control('GET', `/calls/${callSid}`);
  answer(legs.map(({ call }) => `${call.to}: ${call.status}`).join('\n'));
  expect(
    legs.some(({ call }) => call.to === ben && call.status === 'completed'),
    'Ben should have answered.',
    legs,
  );

  heading('Why did this call go there?');
  const trace = await written(() => api('GET', `/api/v1/calls/${callSid}/trace`, { token }));
  expect(trace.status === 200, 'The call should have a trace.', trace.body);
  for (const { step, sentences } of trace.body.decisions) answer(`${step}:\n${sentences.join('\n')}`);

  heading('The same call, had nobody answered: tried without a telephone');
  const simulated = await api('POST', '/api/v1/routing/simulate', {
    token,
    body: { number, caller: CALLER, outcomes: ['no-answer', 'no-answer'] },
  });
  expect(simulated.status === 200, 'The call should have been simulated.', simulated.body);
  answer(
    simulated.body.steps
      .flatMap(({ trace }) => trace)
      .map((sentence) => sentence.why ?? sentence)
      .join('\n'),
  );
}

/** Calls are answered before they are written down, which takes a moment. */
async function written(ask) {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const response = await ask();
    if (response.status !== 404 || Date.now() > deadline) return response;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
