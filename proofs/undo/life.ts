import fc from 'fast-check';
import { fieldCases, type Case } from '../drift/cases.js';
import { objectCases } from '../drift/object-cases.js';
import { look } from '../drift/state.js';
import type { TenantAccount } from '../harness/tenant-account.js';
import { vendorApi } from '../harness/vendor-api.js';
import type { MadeAccount } from './account.js';

/** One thing that happens between connecting and disconnecting. `pick`s choose among what is there then. */
export type Event =
  | { readonly what: 'attach' | 'detach'; readonly pick: number }
  | { readonly what: 'plane'; readonly pick: number; readonly plane: 'trunk' | 'webhook' | 'none' }
  | { readonly what: 'settings'; readonly settings: object }
  | { readonly what: 'recording'; readonly recording: object }
  | { readonly what: 'rotate'; readonly overlapSeconds: number }
  | { readonly what: 'drift'; readonly pick: number; readonly repaired: boolean };

const pick = fc.nat(10_000);

export const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ what: fc.constant('attach' as const), pick }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('detach' as const), pick }) },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constant('plane' as const),
        pick,
        plane: fc.constantFrom('webhook', 'webhook', 'trunk', 'none'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('settings' as const),
        settings: fc.constantFrom<object>(
          { secure: true },
          { secure: false },
          { transferMode: 'enable-all', disasterRecoveryUrl: 'https://example.com/mine' },
          { disasterRecoveryUrl: null },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('recording' as const),
        recording: fc.constantFrom<object>(
          { mode: 'record-from-answer', trim: 'do-not-trim', consent: true },
          { mode: 'do-not-record' },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('rotate' as const), overlapSeconds: fc.constantFrom(0, 600) }),
    },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('drift' as const), pick, repaired: fc.boolean() }) },
  ),
  { minLength: 2, maxLength: 7 },
);

/** Makes one event happen; a line about it. Answers that refuse are part of life, runs that fail on their own are not. */
export async function happen(one: TenantAccount, made: MadeAccount, event: Event): Promise<string> {
  switch (event.what) {
    case 'attach': {
      const { phoneNumber } = chosen(made.numbers, event.pick);
      const answer = await one.post('/trunk/numbers', { phoneNumber, confirm: true });
      if (answer.status !== 202) return `attach ${phoneNumber}: ${codeOf(answer.body)}`;
      const run = await one.finished(answer);
      // Twilio keeps numbers with emergency calling off trunks: the tenant is told, and takes the wish back.
      if (run === 'failed')
        await one.finished(await one.send('DELETE', `/trunk/numbers/${encodeURIComponent(phoneNumber)}`));
      return `attach ${phoneNumber}: ${run}`;
    }
    case 'detach': {
      const { phoneNumber } = chosen(made.numbers, event.pick);
      const answer = await one.send('DELETE', `/trunk/numbers/${encodeURIComponent(phoneNumber)}`);
      return `detach ${phoneNumber}: ${answer.status === 202 ? await one.finished(answer) : codeOf(answer.body)}`;
    }
    case 'plane': {
      const { phoneNumber } = chosen(made.numbers, event.pick);
      await one.importNumbers();
      const answer = await one.changePlane(phoneNumber, event.plane);
      if (answer.status !== 200) return `${phoneNumber} on ${event.plane}: ${codeOf(answer.body)}`;
      const run = await one.finished(answer);
      if (run === 'failed') await one.finished(await one.changePlane(phoneNumber, 'none'));
      return `${phoneNumber} on ${event.plane}: ${run}`;
    }
    case 'settings':
      return `settings: ${await one.finished(await one.send('PATCH', '/trunk', event.settings))}`;
    case 'recording':
      return `recording: ${await one.finished(await one.send('PUT', '/trunk/recording', event.recording))}`;
    case 'rotate': {
      const answer = await one.post('/rotate-sip-password', { overlapSeconds: event.overlapSeconds });
      return `rotate: ${answer.status === 202 ? await one.finished(answer) : codeOf(answer.body)}`;
    }
    case 'drift':
      return drift(one, made, event.pick, event.repaired);
  }
}

/** Somebody changes something of ours, and it is repaired or left at that. */
async function drift(one: TenantAccount, made: MadeAccount, choice: number, repaired: boolean): Promise<string> {
  const { places } = await look(one, one, made.prior);
  const belongings = { accountSid: one.account.accountSid, applicationSid: made.applicationSid };
  const ours: Case[] = [...fieldCases(places), ...objectCases(belongings)].filter(
    // What a tenant binds a number to is their newer wish, and stays: another ending than "as it was".
    ({ kind, name }) =>
      (kind === 'field' || kind === 'object') && !/bound to an App$|^webhook-number.* = "https/.test(name),
  );
  const { name, edits } = chosen(ours, choice);
  try {
    for (const edit of edits(places)) {
      await ('edit' in edit ? one.edit(edit.edit, edit.body) : vendorApi(one)(edit.path, edit.form));
    }
  } catch {
    return `${name}: not possible now`;
  }
  return `${name}${repaired ? `, repaired: ${await one.repair()}` : ''}`;
}

function chosen<T>(items: readonly T[], choice: number): T {
  const item = items[choice % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

function codeOf(body: unknown): string {
  return String((body as { readonly code?: string } | undefined)?.code);
}
