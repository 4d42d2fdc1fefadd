import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@app/secrets';
import { generateSipPassword } from './sip-password.js';
import type { TrunkAction, TrunkActionResult, TrunkSids } from './trunk-action.js';
import type { TrunkGateway } from './trunk-gateway.js';
import type {
  BindingField,
  DesiredNumber,
  ObservedNumber,
  ObservedTwilio,
  TwilioAccount,
  TwilioLookup,
} from './trunk-types.js';

/** A server to hold the contract against. With the real Twilio, `newAccount` hands out an emptied test account. */
export interface TrunkGatewayUnderTest {
  readonly gateway: TrunkGateway;
  /** An active account with the given numbers and nothing of ours, by its auth token. */
  newAccount(): Promise<{ readonly account: TwilioAccount; readonly numbers: readonly [DesiredNumber, DesiredNumber] }>;
  close(): Promise<void>;
}

/** An action without the parts that only a plan's reader needs. */
type Deed<A extends TrunkAction = TrunkAction> = A extends TrunkAction
  ? Omit<A, 'key' | 'system' | 'effect' | 'dependsOn' | 'summary' | 'loses'>
  : never;

const NOTHING = { trunkSid: null, credentialListSid: null };
const SETTINGS = { secure: false, transferMode: 'disable-all', disasterRecoveryUrl: null } as const;
const URL_1 = { friendlyName: 'livekit', sipUrl: 'sip:p.sip.livekit.cloud;transport=tcp', priority: 1, weight: 1 };

/** What every server behind {@link TrunkGateway} must do: the sandbox, and the real Twilio where an account can be had. */
export function describeTrunkGateway(name: string, start: () => Promise<TrunkGatewayUnderTest>): void {
  describe(`TrunkGateway on ${name}`, () => {
    let under: TrunkGatewayUnderTest;
    let account: TwilioAccount;
    let numbers: readonly [DesiredNumber, DesiredNumber];
    let lookup: TwilioLookup;
    let serial = Date.now();

    beforeAll(async () => {
      under = await start();
    });
    afterAll(async () => await under.close());
    beforeEach(async () => {
      ({ account, numbers } = await under.newAccount());
      serial += 1;
      const friendlyName = `contract-${serial}`;
      lookup = {
        trunkSid: null,
        credentialListSid: null,
        originationUrlSids: [],
        credentialSids: [],
        friendlyName,
        domainName: `${friendlyName}.pstn.twilio.com`,
        credentialListName: friendlyName,
        numberSids: [],
      };
    });

    const observe = (more: Partial<TwilioLookup> = {}): Promise<ObservedTwilio> =>
      under.gateway.observe(account, { ...lookup, ...more });

    const perform = (
      deed: Deed,
      sids: TrunkSids = NOTHING,
      password: Secret | null = null,
    ): Promise<TrunkActionResult> => {
      const action = {
        key: deed.type,
        system: 'twilio',
        effect: 'change',
        dependsOn: [],
        summary: '',
        ...deed,
      } as TrunkAction;
      return under.gateway.perform(account, action, sids, password);
    };

    const made = async (deed: Deed, sids?: TrunkSids, password?: Secret): Promise<string> => {
      const { sid } = await perform(deed, sids, password);
      if (sid === null) throw new Error(`${deed.type} gave no SID`);
      return sid;
    };

    const createTrunk = (domainName = lookup.domainName): Promise<string> =>
      made({ type: 'create-trunk', friendlyName: lookup.friendlyName, domainName, settings: SETTINGS });
    const createList = (): Promise<string> =>
      made({ type: 'create-credential-list', friendlyName: lookup.credentialListName });

    describe('inspectAccount', () => {
      it('tells what the account is and how many trunks it has', async () => {
        const before = await under.gateway.inspectAccount(account);
        expect(before).toMatchObject({ accountSid: account.accountSid, status: 'active' });
        await createTrunk();
        expect((await under.gateway.inspectAccount(account)).trunkCount).toBe(before.trunkCount + 1);
      });

      it('rejects a wrong password', async () => {
        const wrong = { ...account, password: new Secret('0'.repeat(32)) };
        await expect(under.gateway.inspectAccount(wrong)).rejects.toMatchObject({
          code: 'twilio.credentials_rejected',
          outcome: 'refused',
        });
      });
    });

    describe('observe', () => {
      it('finds nothing of ours in an account that we have not touched', async () => {
        expect(await observe()).toEqual({ trunks: [], credentialLists: [], numbers: [] });
      });

      it('never takes a refusal for absence', async () => {
        const wrong = { ...account, password: new Secret('0'.repeat(32)) };
        await expect(under.gateway.observe(wrong, lookup)).rejects.toMatchObject({
          code: 'twilio.credentials_rejected',
        });
      });

      it('finds by name what was never recorded, and by SID what was renamed', async () => {
        const trunkSid = await createTrunk();
        const credentialListSid = await createList();
        expect(await observe()).toMatchObject({ trunks: [{ trunkSid }], credentialLists: [{ credentialListSid }] });
        const elsewhere = { friendlyName: 'x', domainName: 'x.pstn.twilio.com', credentialListName: 'x' };
        expect(await observe({ ...elsewhere, trunkSid, credentialListSid })).toMatchObject({
          trunks: [{ trunkSid }],
          credentialLists: [{ credentialListSid }],
        });
      });

      it('reports every duplicate, in the same order in every look', async () => {
        const both = [await createTrunk(), await createTrunk(`second-${lookup.domainName}`)];
        const [unrecorded, ...recorded] = await Promise.all(
          [null, ...both].map(async (trunkSid) => (await observe({ trunkSid })).trunks.map((trunk) => trunk.trunkSid)),
        );
        expect(unrecorded?.toSorted()).toEqual(both.toSorted());
        expect(recorded).toEqual([unrecorded, unrecorded]);
      });

      it('looks by name when the recorded SID is gone', async () => {
        const recorded = await createTrunk();
        await perform({ type: 'delete-trunk', trunkSid: recorded });
        expect((await observe({ trunkSid: recorded })).trunks).toEqual([]);
        const successor = await createTrunk();
        expect((await observe({ trunkSid: recorded })).trunks.map((trunk) => trunk.trunkSid)).toEqual([successor]);
      });

      it('leaves out numbers that the account does not own', async () => {
        const numberSids = [numbers[0].numberSid, `PN${'f'.repeat(32)}`];
        const seen = await observe({ numberSids });
        expect(seen.numbers.map((number) => number.phoneNumber)).toEqual([numbers[0].phoneNumber]);
      });
    });

    describe('perform', () => {
      it('builds a whole trunk that is then seen as it was wanted', async () => {
        const trunkSid = await createTrunk();
        const credentialListSid = await createList();
        const sids = { trunkSid, credentialListSid };
        const credentialSid = await made({ type: 'create-credential', username: 'agent' }, sids, generateSipPassword());
        await perform({ type: 'attach-credential-list' }, sids);
        const originationUrlSid = await made({ type: 'create-origination-url', url: URL_1 }, sids);
        await perform(
          { type: 'set-recording', recording: { mode: 'record-from-answer-dual', trim: 'trim-silence' } },
          sids,
        );
        const [number] = (await observe({ numberSids: [numbers[0].numberSid] })).numbers;
        if (number) await perform({ type: 'attach-number', number }, sids);
        const seen = await observe({
          ...sids,
          originationUrlSids: [originationUrlSid],
          credentialSids: [credentialSid],
        });
        expect(seen.trunks).toEqual([
          {
            trunkSid,
            friendlyName: lookup.friendlyName,
            domainName: lookup.domainName,
            settings: SETTINGS,
            disasterRecoveryMethod: null,
            recording: { mode: 'record-from-answer-dual', trim: 'trim-silence' },
            credentialListSids: [credentialListSid],
            ipAccessControlListSids: [],
            originationUrls: [{ ...URL_1, originationUrlSid, enabled: true }],
            numbers: [numbers[0]],
          },
        ]);
        expect(seen.credentialLists).toEqual([
          {
            credentialListSid,
            friendlyName: lookup.credentialListName,
            credentials: [{ credentialSid, username: 'agent', dateUpdated: expect.stringMatching(/ \+0000$/) }],
          },
        ]);
      });

      it('changes settings, names and URLs in place', async () => {
        const trunkSid = await createTrunk();
        const credentialListSid = await createList();
        const sids = { trunkSid, credentialListSid };
        const originationUrlSid = await made({ type: 'create-origination-url', url: URL_1 }, sids);
        const disasterRecoveryUrl = 'https://trunkline.example/recover';
        const settings = { secure: true, transferMode: 'enable-all', disasterRecoveryUrl } as const;
        await perform({ type: 'update-trunk', trunkSid, settings });
        await perform({ type: 'rename-credential-list', credentialListSid, friendlyName: `${lookup.friendlyName}-2` });
        const url = { ...URL_1, sipUrl: 'sip:p.sip.livekit.cloud;transport=tls', priority: 2, weight: 5 };
        await perform({ type: 'update-origination-url', originationUrlSid, url }, sids);
        const changed = await observe(sids);
        const disasterRecoveryMethod = 'POST';
        const expected = { settings, disasterRecoveryMethod, originationUrls: [url], domainName: lookup.domainName };
        expect(changed.trunks[0]).toMatchObject(expected);
        await perform({ type: 'update-trunk', trunkSid, settings: {}, disasterRecoveryMethod: 'GET' });
        expect((await observe(sids)).trunks[0]?.disasterRecoveryMethod).toBe('GET');
        expect(changed.credentialLists[0]?.friendlyName).toBe(`${lookup.friendlyName}-2`);
        await perform({ type: 'update-trunk', trunkSid, settings: { disasterRecoveryUrl: null } });
        expect((await observe(sids)).trunks[0]?.settings).toEqual({ ...settings, disasterRecoveryUrl: null });
      });

      it('tells when a password was written, by the date that a later look shows', async () => {
        const credentialListSid = await createList();
        const sids = { trunkSid: null, credentialListSid };
        const created = await perform({ type: 'create-credential', username: 'agent' }, sids, generateSipPassword());
        const credentialSid = created.sid ?? '';
        const deed = { type: 'set-credential-password', credentialSid, username: 'agent' } as const;
        const changed = await perform(deed, sids, generateSipPassword());
        const seen = (await observe(sids)).credentialLists[0]?.credentials[0];
        expect(created.dateUpdated).toEqual(expect.any(String));
        expect(changed).toEqual({ sid: credentialSid, dateUpdated: seen?.dateUpdated });
      });

      it('attaches twice and removes twice without complaint', async () => {
        const trunkSid = await createTrunk();
        const credentialListSid = await createList();
        const sids = { trunkSid, credentialListSid };
        const [number] = (await observe({ numberSids: [numbers[0].numberSid] })).numbers;
        if (!number) throw new Error('the account has no number');
        const { numberSid, phoneNumber } = number;
        const originationUrlSid = await made({ type: 'create-origination-url', url: URL_1 }, sids);
        const credentialSid = await made({ type: 'create-credential', username: 'agent' }, sids, generateSipPassword());
        for (const deed of [
          { type: 'attach-credential-list' },
          { type: 'attach-number', number },
          { type: 'delete-origination-url', trunkSid, originationUrlSid },
          { type: 'detach-number', trunkSid, numberSid, phoneNumber },
          { type: 'delete-credential', credentialListSid, credentialSid },
          { type: 'detach-credential-list', trunkSid, credentialListSid },
          { type: 'delete-trunk', trunkSid },
          { type: 'delete-credential-list', credentialListSid },
        ] satisfies Deed[]) {
          const once = await perform(deed, sids);
          expect(await perform(deed, sids)).toEqual(once);
        }
        const after = await observe({ ...sids, numberSids: [numberSid] });
        expect(after).toEqual({
          trunks: [],
          credentialLists: [],
          numbers: [{ ...number, trunkSid: null, voiceApplicationSid: null }],
        });
      });

      it('gives a number back its earlier binding', async () => {
        const trunkSid = await createTrunk();
        const numberSids = numbers.map((number) => number.numberSid);
        const before = (await observe({ numberSids })).numbers;
        for (const number of before) {
          await perform({ type: 'attach-number', number }, { trunkSid, credentialListSid: null });
        }
        expect((await observe({ numberSids })).numbers.map((number) => number.trunkSid)).toEqual([trunkSid, trunkSid]);
        for (const number of before) {
          await perform({
            type: 'detach-number',
            trunkSid,
            numberSid: number.numberSid,
            phoneNumber: number.phoneNumber,
          });
          const fields = ['voiceApplicationSid', 'voiceUrl', 'voiceMethod', 'voiceFallbackUrl'] as const;
          await perform({ type: 'restore-number', number, fields, isLast: true });
        }
        expect((await observe({ numberSids })).numbers).toEqual(before);
      });

      it('binds a number to addresses, and names it', async () => {
        const { numberSid, phoneNumber } = numbers[0];
        const read = async (): Promise<ObservedNumber | undefined> =>
          (await observe({ numberSids: [numberSid] })).numbers[0];
        const before = await read();
        if (!before) throw new Error('the account has no number');
        const binding = {
          voiceUrl: 'https://example.com/ours/voice#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000',
          voiceMethod: 'POST',
          voiceFallbackUrl: 'https://example.com/ours/voice?fallback=1#rc=1',
          voiceFallbackMethod: 'POST',
          statusCallback: 'https://example.com/ours/status#rc=3',
          statusCallbackMethod: 'POST',
        };
        const number = { ...before, voiceApplicationSid: null, ...binding };
        const fields = ['voiceApplicationSid', ...Object.keys(binding)] as BindingField[];
        await perform({ type: 'bind-number', number, fields, before });
        expect(await read()).toEqual(number);
        await perform({ type: 'rename-number', numberSid, phoneNumber, friendlyName: 'Büro ☎' });
        expect(await read()).toEqual({ ...number, friendlyName: 'Büro ☎' });
      });

      it('makes no call to adopt or record', async () => {
        const trunkSid = `TK${'f'.repeat(32)}`;
        expect(await perform({ type: 'adopt-trunk', trunkSid })).toEqual({ sid: trunkSid });
        expect(await perform({ type: 'record-trunk', trunkSid })).toEqual({ sid: trunkSid });
      });
    });

    describe('refusals', () => {
      it('of a domain tell the own account from another one', async () => {
        await createTrunk();
        await expect(createTrunk()).rejects.toMatchObject({ code: 'twilio.name_taken', outcome: 'refused' });
        ({ account } = await under.newAccount());
        await expect(createTrunk()).rejects.toMatchObject({ code: 'twilio.domain_taken', outcome: 'refused' });
      });

      it('of a used name', async () => {
        const sids = { trunkSid: null, credentialListSid: await createList() };
        await expect(createList()).rejects.toMatchObject({ code: 'twilio.name_taken', outcome: 'refused' });
        await perform({ type: 'create-credential', username: 'agent' }, sids, generateSipPassword());
        await expect(
          perform({ type: 'create-credential', username: 'agent' }, sids, generateSipPassword()),
        ).rejects.toMatchObject({ code: 'twilio.name_taken', outcome: 'refused' });
      });

      it('of a password that breaks Twilio’s rule', async () => {
        const sids = { trunkSid: null, credentialListSid: await createList() };
        await expect(
          perform({ type: 'create-credential', username: 'agent' }, sids, new Secret('alllowercaseletters')),
        ).rejects.toMatchObject({ code: 'twilio.invalid_request', outcome: 'refused' });
      });

      it('of deleting a credential list that a trunk uses, which is named', async () => {
        const sids = { trunkSid: await createTrunk(), credentialListSid: await createList() };
        await perform({ type: 'attach-credential-list' }, sids);
        await expect(
          perform({ type: 'delete-credential-list', credentialListSid: sids.credentialListSid }),
        ).rejects.toMatchObject({
          code: 'twilio.list_on_other_trunk',
          outcome: 'refused',
          facts: { about: sids.trunkSid },
        });
      });

      it('of changing what does not exist', async () => {
        const trunkSid = `TK${'f'.repeat(32)}`;
        await expect(perform({ type: 'update-trunk', trunkSid, settings: SETTINGS })).rejects.toMatchObject({
          code: 'twilio.not_found',
          outcome: 'refused',
        });
      });
    });

    describe('takeInventory', () => {
      it('lists everything, ours or not', async () => {
        const trunkSid = await createTrunk();
        const credentialListSid = await createList();
        const inventory = await under.gateway.takeInventory(account);
        const { friendlyName, domainName } = lookup;
        expect(inventory.trunks).toContainEqual({ trunkSid, friendlyName, domainName });
        expect(inventory.credentialLists).toContainEqual({ credentialListSid, friendlyName });
        expect(inventory.numbers.map((number) => number.numberSid)).toEqual(
          expect.arrayContaining(numbers.map((number) => number.numberSid)),
        );
      });
    });
  });
}
