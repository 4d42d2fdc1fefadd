import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentialContext } from '../../apps/api/src/credentials/sealed-columns.js';
import { unwrap } from '../../apps/api/src/database/unwrap.js';
import { emptyDocument, type RoutingDocument } from '../../libs/routing/src/index.js';
import {
  addAgent,
  announcing,
  newSid,
  publish,
  signed,
  type WebhookAccount,
} from '../../proofs/harness/webhook-account.js';
import { PUBLIC_URL, VoiceStage } from './stage.js';

const NUMBER = '+14155550100';
const OTHER_NUMBER = '+14155550101';

/** Asks again until the answer says it: changes take effect within two seconds, not at once. */
async function eventually(ask: () => Promise<string>, says: string): Promise<string> {
  const until = Date.now() + 5_000;
  for (;;) {
    const text = await ask();
    if (text.includes(says) || Date.now() > until) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Rings an agent first, and says a sentence when that does not work. */
function withAgent(agentId: string, sentence: string): RoutingDocument {
  const document = announcing([NUMBER], () => sentence);
  const route = document.routes[NUMBER];
  if (route === undefined) throw new Error('no route');
  const apology = { kind: 'announcement', text: sentence, language: 'en-US' } as const;
  return {
    ...document,
    agents: { [agentId]: { name: 'front desk', agentName: 'inbound' } },
    routes: { [NUMBER]: { ...route, target: { kind: 'agent', agentId }, onNoAnswer: apology, onFailure: apology } },
  };
}

describe('the voice hooks', () => {
  let stage: VoiceStage;
  let account: WebhookAccount;
  let stranger: WebhookAccount;

  beforeAll(async () => {
    stage = await VoiceStage.open();
    account = await stage.account(NUMBER);
    stranger = await stage.account(OTHER_NUMBER);
    await publish(
      stage.database,
      account.userId,
      announcing([NUMBER], () => 'Hello & welcome'),
      null,
    );
  });
  afterAll(async () => stage.close());

  it('answer a call with what its tenant has published', async () => {
    const answer = await stage.send(stage.request(account, 'voice'));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8');
    expect(answer.body).toContain('Hello &amp; welcome</Say>');
  });

  it('answer a tenant who has published nothing with a sentence', async () => {
    const answer = await stage.send(stage.request(stranger, 'voice'));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<Say');
  });

  it('accept a JSON body whose hash is in the signed address', async () => {
    const { createHash } = await import('node:crypto');
    const body = JSON.stringify({
      AccountSid: account.accountSid,
      CallSid: newSid('CA'),
      To: NUMBER,
      From: '+1415555',
    });
    const path = `/webhooks/twilio/${account.ingressId}/voice?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const { headers } = signed(PUBLIC_URL, path, account.authToken, {});
    const answer = await stage.send({ path, headers: { ...headers, 'content-type': 'application/json' }, body });
    expect(answer.body).toContain('Hello &amp; welcome');
    const changed = await stage.send({
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body: `${body} `,
    });
    expect(changed.statusCode).toBe(403);
  });

  describe('refuse with 403, and leave no row,', () => {
    const rows = async () => {
      const count = async (table: 'call_events' | 'route_decisions') =>
        unwrap(await stage.database.from(table).select('call_sid').eq('call_sid', SID)).length;
      return (await count('call_events')) + (await count('route_decisions'));
    };
    const SID = `CA${'0'.repeat(31)}1`;
    const form = (fields: Record<string, string>) => stage.request(account, 'voice', { CallSid: SID, ...fields });

    it.each<[string, () => ReturnType<VoiceStage['request']>]>([
      ['no signature', () => ({ ...form({}), headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
      ['a changed field', () => ({ ...form({}), body: form({}).body.replace('94105', '94106') })],
      ['a changed query', () => ({ ...form({}), path: `${form({}).path}?x=1` })],
      ['another hook than was signed', () => ({ ...form({}), path: form({}).path.replace('/voice', '/client') })],
      ['an address nobody has', () => ({ ...form({}), path: `/webhooks/twilio/${'0'.repeat(32)}/voice` })],
      ['an address of no shape', () => ({ ...form({}), path: '/webhooks/twilio/1/voice' })],
      [
        "another tenant's token",
        () => stage.request({ ...account, authToken: stranger.authToken }, 'voice', { CallSid: SID }),
      ],
      ["another tenant's account", () => form({ AccountSid: stranger.accountSid })],
      ["another tenant's number", () => form({ To: OTHER_NUMBER, Called: OTHER_NUMBER })],
      ["another tenant's number in one of two fields", () => form({ Called: OTHER_NUMBER })],
      ['a number of no shape', () => form({ To: '', Called: '' })],
      ['a call of no shape', () => form({ CallSid: `${SID}x` })],
    ])('%s', async (_, make) => {
      const answer = await stage.send(make());
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'webhook.refused' });
      expect(await rows()).toBe(0);
    });

    it('a deciding field that is given twice, though the signature is right', async () => {
      const once = form({});
      const fields = Object.fromEntries(new URLSearchParams(once.body));
      // The signed text of two different values of one name, as Twilio would sort them.
      const { createHmac } = await import('node:crypto');
      const pairs = [...Object.entries(fields), ['AccountSid', stranger.accountSid] as const];
      const text = pairs
        .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
        .map(([name, value]) => name + value)
        .join('');
      const signature = createHmac('sha1', account.authToken)
        .update(PUBLIC_URL + once.path + text)
        .digest('base64');
      const body = `${once.body}&AccountSid=${stranger.accountSid}`;
      const answer = await stage.send({ ...once, body, headers: { ...once.headers, 'x-twilio-signature': signature } });
      expect(answer.statusCode).toBe(403);
    });

    it("a call that is another tenant's", async () => {
      const theirs = stage.request(stranger, 'voice');
      expect((await stage.send(theirs)).statusCode).toBe(200);
      const callSid = new URLSearchParams(theirs.body).get('CallSid') ?? '';
      expect((await stage.send(stage.request(account, 'voice', { CallSid: callSid }))).statusCode).toBe(403);
    });
  });

  it('say why in one line and one figure, without the address', () => {
    const lines = stage.api.log.lines.filter((line) => line.includes('webhook.refused'));
    expect(lines.some((line) => line.includes('"reason":"signature"'))).toBe(true);
    expect(lines.join('\n')).not.toContain(account.ingressId);
    expect(lines.length).toBeLessThan(10);
  });

  it('accept the token before a rotation until its day is over', async () => {
    const old = await stage.account('+14155550102');
    const { credentialId, userId } = old;
    const context = credentialContext(userId, credentialId, 'auth_token');
    const previous = credentialContext(userId, credentialId, 'previous_auth_token');
    const rotate = async (expires: Date) =>
      unwrap(
        await stage.database
          .from('user_twilio_credentials')
          .update({
            auth_token: stage.seal(context, 'the new one'),
            previous_auth_token: stage.seal(previous, old.authToken),
            previous_auth_token_expires_at: expires.toISOString(),
          })
          .eq('id', credentialId),
      );
    await rotate(new Date(Date.now() + 86_400_000));
    const now = { ...old, authToken: 'the new one' };
    const status = async (by: WebhookAccount) => String((await stage.send(stage.request(by, 'voice'))).statusCode);
    expect(await eventually(() => status(now), '200')).toBe('200');
    expect(await status(old)).toBe('200');
    await rotate(new Date(Date.now() - 1_000));
    expect(await eventually(() => status(old), '403')).toBe('403');
    expect(await status(now)).toBe('200');
  });

  it('stop answering for a credential that was removed', async () => {
    const gone = await stage.account('+14155550103');
    const status = async () => String((await stage.send(stage.request(gone, 'voice'))).statusCode);
    expect(await status()).toBe('200');
    unwrap(
      await stage.database
        .from('user_twilio_credentials')
        .update({ status: 'removed', auth_token: null })
        .eq('id', gone.credentialId),
    );
    expect(await eventually(status, '403')).toBe('403');
  });

  describe('of a call that goes to an agent', () => {
    let desk: WebhookAccount;
    let agentId: string;

    beforeAll(async () => {
      desk = await stage.account('+14155550104');
      agentId = await addAgent(stage.database, stage.seal, desk);
      await publish(stage.database, desk.userId, rerouted(withAgent(agentId, 'The first version'), desk), null);
    });

    const rerouted = (document: RoutingDocument, { numbers }: WebhookAccount): RoutingDocument => ({
      ...document,
      routes: Object.fromEntries(
        numbers.flatMap((number) => Object.values(document.routes).map((route) => [number, route])),
      ),
    });

    it('dial its SIP user with the digest, and name the number that was called', async () => {
      const { body } = await stage.send(stage.request(desk, 'voice'));
      expect(body).toMatch(/<Sip username="tl-[0-9a-f]+" password="[^"]+"/);
      expect(body).toContain('X-Trunkline-Called=%2B14155550104</Sip>');
      expect(body).toContain(`action="${PUBLIC_URL}/webhooks/twilio/${desk.ingressId}/dial-ended?c=`);
    });

    it('go on in the version in which the call began', async () => {
      const first = await stage.send(stage.request(desk, 'voice'));
      const query = /dial-ended(\?c=[^#"]+)/.exec(first.body)?.[1] ?? '';
      await publish(stage.database, desk.userId, rerouted(withAgent(agentId, 'The second version'), desk), 1);
      await eventually(async () => {
        const answer = await stage.send(stage.request(desk, 'voice'));
        return /\?c=([^#"]+)/.exec(answer.body)?.[1] ?? '';
      }, '2.');
      const ended = async (more: string) =>
        (await stage.send(stage.request(desk, 'dial-ended', { DialCallStatus: 'no-answer' }, more))).body;
      expect(await ended(query)).toContain('The first version');
      expect(await ended(query.replace('c=1.', 'c=2.'))).toContain('The second version');
      expect(await ended('?c=nonsense')).toContain('<Say');
      expect(await ended('')).toContain('<Say');
    });

    it('go on as if it could not be reached where the account has no way to it', async () => {
      const other = await stage.account('+14155550105');
      await publish(stage.database, other.userId, rerouted(withAgent(agentId, 'Nobody is there'), other), null);
      expect((await stage.send(stage.request(other, 'voice'))).body).toContain('Nobody is there');
    });
  });

  it('let a client call what the policy permits and tell it of the rest', async () => {
    const caller = { From: 'client:front-desk', Caller: 'client:front-desk' };
    const answer = await stage.send(stage.request(account, 'client', { ...caller, To: '+882161234567', Called: '' }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<Say');
    const own = await stage.send(stage.request(account, 'client', { ...caller, To: NUMBER }));
    expect(own.body).toContain('Hello &amp; welcome');
  });

  it('do not dial a transfer to where nobody said', async () => {
    const target = 'sip:+19005551234@evil.example';
    const answer = await stage.send(stage.request(account, 'refer', { ReferTransferTarget: target }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain('<Dial');
  });

  it('answer a trunk call that LiveKit did not take', async () => {
    const answer = await stage.send(stage.request(account, 'disaster-recovery'));
    expect(answer.body).toContain('Hello &amp; welcome');
  });

  it('answer with the fallback when deciding fails', async () => {
    const broken = await stage.account('+14155550106');
    const document = { ...emptyDocument(['US']), routes: null } as unknown as RoutingDocument;
    await publish(stage.database, broken.userId, document, null);
    const answer = await stage.send(stage.request(broken, 'voice'));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('not in service');
  });

  it('apologise when even that fails', async () => {
    const broken = await stage.account('+14155550107');
    await publish(stage.database, broken.userId, {} as unknown as RoutingDocument, null);
    const answer = await stage.send(stage.request(broken, 'voice'));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('We are sorry');
  });

  it('take no form anywhere else, and nothing larger than 64 KB', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const elsewhere = await stage.api.send({ method: 'POST', url: '/api/v1/api-keys', headers, payload: 'a=1' });
    expect(elsewhere.statusCode).toBe(415);
    const large = stage.request(account, 'voice', { CallerName: 'x'.repeat(70_000) });
    expect((await stage.send(large)).statusCode).toBe(413);
  });
});
