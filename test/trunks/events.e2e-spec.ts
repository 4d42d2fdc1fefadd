import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCheckedWorld, type CheckedWorld } from './checked-world.js';
import { TenantAccount } from './tenant-account.js';

interface ServerEvent {
  readonly id: number;
  readonly type: string;
  readonly data: { readonly actionKey?: string; readonly state?: string; readonly status?: string };
}

describe('a trunk’s events', () => {
  let checked: CheckedWorld;
  beforeAll(async () => {
    checked = await startCheckedWorld();
  });
  afterAll(async () => checked.world.stop());

  /** Reads the stream to its end, or until so many events have come. */
  const read = async (one: TenantAccount, after?: number, most = Infinity): Promise<ServerEvent[]> => {
    const response = await fetch(
      `${checked.world.api.url}/api/v1/twilio-credentials/${one.credentialId}/trunk/events`,
      {
        headers: {
          authorization: `Bearer ${one.tenant.accessToken}`,
          ...(after === undefined ? {} : { 'last-event-id': String(after) }),
        },
      },
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events: ServerEvent[] = [];
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      events.push(...parts.filter((part) => part.includes('data:')).map(parse));
      if (events.length >= most) break;
    }
    return events;
  };
  const begin = async (name: string): Promise<TenantAccount> => {
    const one = await TenantAccount.make(checked.world, name);
    await one.fault('latency', { ms: 30 });
    const { credential } = (await one.submit()).body as { credential: { credentialId: string } };
    one.credentialId = credential.credentialId;
    return one;
  };

  it('tell each step planned, started and done, and end with the run', async () => {
    const events = await read(await begin('events'));
    expect(events.at(-1)).toMatchObject({ type: 'run', data: { status: 'succeeded' } });
    const steps = events.filter(({ type }) => type === 'step').map(({ data }) => `${data.actionKey} ${data.state}`);
    for (const key of ['twilio.trunk.create', 'twilio.credential-list.attach', 'livekit.outbound-trunk.create']) {
      const order = ['planned', 'started', 'done'].map((state) => steps.indexOf(`${key} ${state}`));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      expect(order).not.toContain(-1);
    }
    expect(steps.at(-1)).toBe('verify info');
  });

  it('go on after Last-Event-ID with nothing lost and nothing twice', async () => {
    const one = await begin('resumed');
    const first = await read(one, undefined, 6);
    const rest = await read(one, first.at(-1)?.id);
    const whole = await read(one);
    expect(idsOf([...first, ...rest])).toEqual(idsOf(whole));
    // Also the last event of all is one to go on from.
    expect(idsOf(await read(one, whole.at(-1)?.id))).toEqual([]);
  });

  it('are the same as the run’s journal', async () => {
    const one = await begin('journal');
    const events = await read(one);
    const { runs } = (await one.get('/trunk')).body as { runs: { runId: string }[] };
    const { steps } = (await one.get(`/trunk/runs/${runs[0]?.runId ?? ''}`)).body as { steps: { stepId: number }[] };
    expect(steps.map(({ stepId }) => stepId)).toEqual(idsOf(events));
  });

  it('are not shown to another tenant', async () => {
    const one = await begin('private');
    const other = new TenantAccount(checked.world, await checked.world.signUp('curious'), one.account);
    other.credentialId = one.credentialId;
    const answer = await other.get('/trunk/events');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([404, 'credential.not_found']);
    expect((await read(one)).length).toBeGreaterThan(0);
  });

  it('kept to Twilio’s contract', async () => {
    expect(await checked.findings()).toEqual([]);
  });
});

function idsOf(events: readonly ServerEvent[]): number[] {
  return events.filter(({ type }) => type === 'step').map(({ id }) => id);
}

function parse(text: string): ServerEvent {
  const field = (name: string): string | undefined =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  return {
    id: Number(field('id')),
    type: field('event') ?? 'message',
    data: JSON.parse(field('data') ?? '{}') as ServerEvent['data'],
  };
}
