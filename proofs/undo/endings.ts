import type { AccountState, TenantAccount } from '../harness/tenant-account.js';
import { vendorApi } from '../harness/vendor-api.js';
import type { MadeAccount } from './account.js';

/** How an account is left. */
export const ENDINGS = [
  'plain',
  'plain',
  'plain',
  'number rebound',
  'webhook number rebound',
  'number released',
  'trunk deleted',
  'list elsewhere',
  'token revoked',
] as const;
export type Ending = (typeof ENDINGS)[number];

type Numbers = Readonly<Record<string, { readonly trunkSid: string | null; readonly statusCallback: string }>>;
export type State = AccountState & Readonly<Record<string, unknown>>;

/** What has to be there afterwards. Nothing else than before, but for what the tenant did since. */
export interface Left {
  readonly expected: State;
  readonly problems: readonly string[];
}

/** Disconnects, with what may have happened just before. */
export async function leave(one: TenantAccount, made: MadeAccount, ending: Ending, before: State): Promise<Left> {
  const now = await one.state();
  const numbers = now.numbers as unknown as Numbers;
  const attached = Object.keys(numbers).find((sid) => {
    const trunkSid = numbers[sid]?.trunkSid ?? null;
    return trunkSid !== null && !made.prior.has(trunkSid);
  });
  const ourTrunk = Object.keys(now.trunks).find((sid) => !made.prior.has(sid));
  const ourList = Object.keys(now.credentialLists).find((sid) => !made.prior.has(sid));
  const theirTrunk = Object.keys(before.trunks)[0] ?? '';
  const problems: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) problems.push(`${what}: ${String(found)} instead of ${String(wanted)}`);
  };
  const hooked = Object.keys(numbers).find((sid) => numbers[sid]?.statusCallback.includes('/webhooks/twilio/'));
  const rebound = ending === 'number rebound' ? attached : ending === 'webhook number rebound' ? hooked : undefined;
  if (rebound !== undefined) {
    const fields = { voiceUrl: 'https://example.com/newer', voiceMethod: 'GET' };
    await one.edit('set-number-field', { phoneNumberSid: rebound, fields });
    expect('disconnect', await one.disconnect(), 'succeeded');
    // Theirs is newer. The App would answer instead of the URL they have set.
    return { expected: withNumber(before, rebound, { ...fields, voiceApplicationSid: '' }), problems };
  }
  if (ending === 'number released' && attached !== undefined) {
    await one.edit('release-number', { phoneNumberSid: attached });
    expect('disconnect', await one.disconnect(), 'succeeded');
    const { [attached]: _, ...kept } = before.numbers;
    return { expected: { ...before, numbers: kept }, problems };
  }
  if (ending === 'trunk deleted' && ourTrunk !== undefined) await one.edit('delete-trunk', { trunkSid: ourTrunk });
  if (ending === 'list elsewhere' && ourList !== undefined) {
    const mapping = { CredentialListSid: ourList };
    await vendorApi(one)(`/v1/Trunks/${theirTrunk}/CredentialLists`, mapping).catch(() => undefined);
    // On a trunk that was adopted the list is by our own doing, and leaves it without further ado.
    const isElsewhere = made.adopted?.trunkSid !== theirTrunk;
    const run = await one.disconnect();
    expect('disconnect with our list on another trunk', run, isElsewhere ? 'failed' : 'succeeded');
    if (!isElsewhere) return { expected: before, problems };
    const { problem } = await one.credential();
    const { code, about } = (problem ?? {}) as { readonly code?: string; readonly about?: string };
    expect('its problem', `${String(code)} ${String(about)}`, `twilio.list_on_other_trunk ${theirTrunk}`);
    await one.edit('detach-credential-list', { trunkSid: theirTrunk, credentialListSid: ourList });
  }
  if (ending === 'token revoked') {
    return abandon(
      one,
      problems,
      [ourTrunk, ourList].filter((sid) => sid !== undefined),
    );
  }
  expect('disconnect', await one.disconnect(), 'succeeded');
  return { expected: before, problems };
}

/** Nobody can sign in at Twilio any more: LiveKit is cleared, and what is left at Twilio is told. */
async function abandon(one: TenantAccount, problems: string[], left: readonly string[]): Promise<Left> {
  const { accountSid } = one.account;
  await one.world.control('POST', `/accounts/${accountSid}`, { rotateAuthToken: true });
  const expected = (await one.state()) as State;
  const answer = await one.send('DELETE', '/?abandon=true');
  const run = await one.finished(answer);
  if (run !== 'succeeded') problems.push(`abandon: ${run}`);
  const { text } = await one.get(`/trunk/runs/${(answer.body as { readonly runId: string }).runId}`);
  for (const sid of left) if (!text.includes(sid)) problems.push(`${sid} is left at Twilio and not told`);
  return { expected, problems };
}

function withNumber(state: State, sid: string, fields: object): State {
  const number = state.numbers[sid];
  return number === undefined ? state : { ...state, numbers: { ...state.numbers, [sid]: { ...number, ...fields } } };
}
