import type { Observed } from '../../apps/api/src/trunks/plan-connection.js';
import type { DesiredInboundTrunk, SipAction, SipActionResult, SipIds } from '@app/livekit';
import { Secret } from '@app/secrets';
import type {
  ObservedNumber,
  ObservedTrunk,
  TrunkAction,
  TrunkActionResult,
  TrunkSids,
  TwilioLookup,
} from '@app/twilio-trunk';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type ModelTrunk = Writable<Omit<ObservedTrunk, 'numbers' | 'originationUrls' | 'credentialListSids'>> & {
  originationUrls: Writable<ObservedTrunk['originationUrls'][number]>[];
  credentialListSids: string[];
};
export interface ModelList {
  readonly credentialListSid: string;
  friendlyName: string;
  credentials: { credentialSid: string; username: string; dateUpdated: string; password: string }[];
}
type Sip = Observed['sip'];

export class Refused extends Error {}

/** Twilio and LiveKit as a few tables, with the rules that matter to a plan. No HTTP, no time, no chance. */
export class VendorModel {
  readonly trunks: ModelTrunk[] = [];
  readonly lists: ModelList[] = [];
  readonly numbers: Writable<ObservedNumber>[] = [];
  readonly outbound: Writable<Sip['outboundTrunks'][number]>[] = [];
  readonly inbound: Writable<Sip['inboundTrunks'][number]>[] = [];
  readonly rules: Writable<Sip['dispatchRules'][number]>[] = [];
  private counter = 0;

  next(prefix: string): string {
    this.counter += 1;
    return `${prefix}${String(this.counter).padStart(4, '0')}`;
  }

  /** What the two gateways would report. */
  observe(lookup: TwilioLookup, credentialId: string): Observed {
    const ours = <T extends { readonly mark: Sip['inboundTrunks'][number]['mark'] }>(objects: readonly T[]): T[] =>
      objects.filter(({ mark }) => mark?.credentialId === credentialId).map((object) => ({ ...object }));
    const found = this.trunks.filter(
      (trunk) =>
        trunk.trunkSid === lookup.trunkSid ||
        trunk.friendlyName === lookup.friendlyName ||
        trunk.domainName === lookup.domainName,
    );
    const lists = this.lists.filter(
      (list) => list.credentialListSid === lookup.credentialListSid || list.friendlyName === lookup.credentialListName,
    );
    return {
      twilio: {
        trunks: found.map((trunk) => ({ ...structuredClone(trunk), numbers: this.numbersOn(trunk.trunkSid) })),
        credentialLists: structuredClone(lists),
        numbers: structuredClone(this.numbers.filter(({ numberSid }) => lookup.numberSids.includes(numberSid))),
      },
      sip: {
        outboundTrunks: this.outbound.filter(({ mark }) => mark?.credentialId === credentialId),
        inboundTrunks: ours(this.inbound),
        dispatchRules: ours(this.rules),
        foreignInboundTrunks: this.inbound.filter(({ mark }) => mark?.credentialId !== credentialId),
        foreignDispatchRules: [],
      },
    };
  }

  performTwilio(action: TrunkAction, sids: TrunkSids, password: string): TrunkActionResult {
    switch (action.type) {
      case 'create-trunk': {
        refuseIf(this.trunks.some(({ domainName }) => domainName === action.domainName));
        const { friendlyName, domainName, settings } = action;
        const disasterRecoveryMethod = settings.disasterRecoveryUrl === null ? null : 'POST';
        return this.addTrunk({ friendlyName, domainName, settings, disasterRecoveryMethod });
      }
      case 'update-trunk': {
        const trunk = this.trunk(action.trunkSid);
        trunk.settings = { ...trunk.settings, ...action.settings };
        if (action.settings.disasterRecoveryUrl) trunk.disasterRecoveryMethod = 'POST';
        if (action.disasterRecoveryMethod !== undefined) trunk.disasterRecoveryMethod = action.disasterRecoveryMethod;
        if (action.friendlyName !== undefined) trunk.friendlyName = action.friendlyName;
        if (action.domainName !== undefined) trunk.domainName = action.domainName || null;
        return { sid: trunk.trunkSid };
      }
      case 'delete-trunk':
        for (const number of this.numbers) if (number.trunkSid === action.trunkSid) number.trunkSid = null;
        return remove(this.trunks, 'trunkSid', action.trunkSid);
      case 'set-recording':
        this.trunk(sids.trunkSid).recording = action.recording;
        return { sid: null };
      case 'create-credential-list':
        refuseIf(this.lists.some(({ friendlyName }) => friendlyName === action.friendlyName));
        return this.addList(action.friendlyName);
      case 'rename-credential-list':
        refuseIf(this.lists.some(({ friendlyName }) => friendlyName === action.friendlyName));
        this.list(action.credentialListSid).friendlyName = action.friendlyName;
        return { sid: action.credentialListSid };
      case 'delete-credential-list':
        refuseIf(this.trunks.some((trunk) => trunk.credentialListSids.includes(action.credentialListSid)));
        return remove(this.lists, 'credentialListSid', action.credentialListSid);
      case 'create-credential':
        return this.addCredential(this.list(sids.credentialListSid), action.username, password);
      case 'set-credential-password': {
        const list = this.list(sids.credentialListSid);
        const credential = list.credentials.find(({ credentialSid }) => credentialSid === action.credentialSid);
        if (credential === undefined) throw new Refused('no credential');
        Object.assign(credential, { password, dateUpdated: this.next('date') });
        return { sid: credential.credentialSid, dateUpdated: credential.dateUpdated };
      }
      case 'delete-credential':
        return remove(this.list(action.credentialListSid).credentials, 'credentialSid', action.credentialSid);
      case 'attach-credential-list': {
        const trunk = this.trunk(sids.trunkSid);
        const { credentialListSid } = this.list(sids.credentialListSid);
        if (!trunk.credentialListSids.includes(credentialListSid)) trunk.credentialListSids.push(credentialListSid);
        return { sid: credentialListSid };
      }
      case 'detach-credential-list': {
        const trunk = this.trunk(action.trunkSid);
        trunk.credentialListSids = trunk.credentialListSids.filter((sid) => sid !== action.credentialListSid);
        return { sid: action.credentialListSid };
      }
      case 'create-origination-url': {
        const originationUrlSid = this.next('OU');
        this.trunk(sids.trunkSid).originationUrls.push({ ...action.url, enabled: true, originationUrlSid });
        return { sid: originationUrlSid };
      }
      case 'update-origination-url': {
        const urls = this.trunk(sids.trunkSid).originationUrls;
        const url = urls.find(({ originationUrlSid }) => originationUrlSid === action.originationUrlSid);
        if (url === undefined) throw new Refused('no origination URL');
        Object.assign(url, action.url, { enabled: true });
        return { sid: url.originationUrlSid };
      }
      case 'delete-origination-url':
        return remove(this.trunk(action.trunkSid).originationUrls, 'originationUrlSid', action.originationUrlSid);
      case 'attach-number':
        Object.assign(this.number(action.number.numberSid), {
          trunkSid: this.trunk(sids.trunkSid).trunkSid,
          voiceApplicationSid: null,
        });
        return { sid: action.number.numberSid };
      case 'detach-number':
        this.number(action.numberSid).trunkSid = null;
        return { sid: action.numberSid };
      case 'bind-number':
      case 'restore-number':
        for (const field of action.fields) this.number(action.number.numberSid)[field] = action.number[field];
        return { sid: action.number.numberSid };
      case 'return-number':
        this.number(action.numberSid).trunkSid = this.trunk(action.trunkSid).trunkSid;
        return { sid: action.numberSid };
      case 'rename-number':
        this.number(action.numberSid).friendlyName = action.friendlyName;
        return { sid: action.numberSid };
      case 'release-number':
        return remove(this.numbers, 'numberSid', action.numberSid);
      case 'adopt-trunk':
      case 'record-trunk':
        return { sid: action.trunkSid };
      case 'adopt-credential-list':
      case 'record-credential-list':
        return { sid: action.credentialListSid };
      case 'record-origination-url':
        return { sid: action.originationUrlSid };
      case 'adopt-origination-url':
        return { sid: action.originationUrl.originationUrlSid };
    }
  }

  performSip(action: SipAction, ids: SipIds): SipActionResult {
    switch (action.type) {
      case 'create-outbound-trunk':
        this.outbound.push({ ...action.trunk, mark: action.mark, outboundTrunkId: this.next('ST_'), extras: [] });
        return { id: this.outbound.at(-1)?.outboundTrunkId ?? '' };
      case 'update-outbound-trunk':
        return { id: change(this.outbound, 'outboundTrunkId', action.outboundTrunkId, action.trunk) };
      case 'delete-outbound-trunk':
        return { id: remove(this.outbound, 'outboundTrunkId', action.outboundTrunkId).sid };
      case 'create-inbound-trunk': {
        this.refuseConflict(action.trunk, null);
        const inboundTrunkId = this.next('ST_');
        this.inbound.push({ ...inboundFields(action.trunk), mark: action.mark, inboundTrunkId });
        return { id: inboundTrunkId };
      }
      case 'update-inbound-trunk': {
        this.refuseConflict(action.trunk, action.inboundTrunkId);
        const fields = { ...inboundFields(action.trunk), mark: action.mark };
        return { id: change(this.inbound, 'inboundTrunkId', action.inboundTrunkId, fields) };
      }
      case 'delete-inbound-trunk':
        return { id: remove(this.inbound, 'inboundTrunkId', action.inboundTrunkId).sid };
      case 'create-dispatch-rule': {
        const dispatchRuleId = this.next('SDR_');
        this.rules.push({ ...ruleFields(action.rule, ids), mark: action.mark, dispatchRuleId });
        return { id: dispatchRuleId };
      }
      case 'update-dispatch-rule':
        return {
          id: change(this.rules, 'dispatchRuleId', action.dispatchRuleId, {
            ...ruleFields(action.rule, ids),
            mark: action.mark,
          }),
        };
      case 'delete-dispatch-rule':
        return { id: remove(this.rules, 'dispatchRuleId', action.dispatchRuleId).sid };
      case 'record-outbound-trunk':
        return { id: action.outboundTrunkId };
      case 'record-inbound-trunk':
        return { id: action.inboundTrunkId };
      case 'record-dispatch-rule':
        return { id: action.dispatchRuleId };
    }
  }

  addTrunk(fields: Partial<ModelTrunk>): { sid: string } {
    const trunkSid = this.next('TK');
    this.trunks.push({
      trunkSid,
      friendlyName: '',
      domainName: null,
      settings: { secure: false, transferMode: 'disable-all', disasterRecoveryUrl: null },
      disasterRecoveryMethod: null,
      recording: { mode: 'do-not-record', trim: 'do-not-trim' },
      credentialListSids: [],
      ipAccessControlListSids: [],
      originationUrls: [],
      ...fields,
    });
    return { sid: trunkSid };
  }

  addList(friendlyName: string): { sid: string } {
    const credentialListSid = this.next('CL');
    this.lists.push({ credentialListSid, friendlyName, credentials: [] });
    return { sid: credentialListSid };
  }

  addCredential(list: ModelList, username: string, password: string): { sid: string; dateUpdated: string } {
    refuseIf(list.credentials.some((credential) => credential.username === username));
    const credential = { credentialSid: this.next('CR'), username, password, dateUpdated: this.next('date') };
    list.credentials.push(credential);
    return { sid: credential.credentialSid, dateUpdated: credential.dateUpdated };
  }

  /** LiveKit lets no two inbound trunks have a number, whatever its own check may miss. */
  private refuseConflict({ numbers }: DesiredInboundTrunk, ownId: string | null): void {
    const taken = this.inbound.filter(({ inboundTrunkId }) => inboundTrunkId !== ownId).flatMap((one) => one.numbers);
    refuseIf(numbers.length === 0 || numbers.some((number) => taken.includes(number)));
  }

  private trunk(sid: string | null): ModelTrunk {
    return existing(this.trunks.find(({ trunkSid }) => trunkSid === sid));
  }

  private list(sid: string | null): ModelList {
    return existing(this.lists.find(({ credentialListSid }) => credentialListSid === sid));
  }

  private number(sid: string): Writable<ObservedNumber> {
    return existing(this.numbers.find(({ numberSid }) => numberSid === sid));
  }

  private numbersOn(sid: string): ObservedTrunk['numbers'] {
    return this.numbers
      .filter(({ trunkSid }) => trunkSid === sid)
      .map(({ numberSid, phoneNumber }) => ({ numberSid, phoneNumber }));
  }
}

export function passwordOf(secret: Secret | null): string {
  return secret?.reveal() ?? '';
}

function inboundFields({
  auth,
  ...fields
}: DesiredInboundTrunk): Omit<Sip['inboundTrunks'][number], 'mark' | 'inboundTrunkId'> {
  const { username, password } = auth ?? { username: '', password: new Secret('') };
  return { ...fields, authUsername: username, authPassword: password, extras: [] };
}

function ruleFields(
  rule: { readonly agentName: string; readonly name: string; readonly roomPrefix: string } & {
    readonly attributes: Readonly<Record<string, string>>;
  },
  { inboundTrunkId }: SipIds,
): Omit<Sip['dispatchRules'][number], 'mark' | 'dispatchRuleId'> {
  if (inboundTrunkId === null) throw new Refused('a rule without a trunk catches every call');
  const { agentName, ...fields } = rule;
  return { ...fields, agentNames: [agentName], trunkIds: [inboundTrunkId], extras: [] };
}

function existing<T>(found: T | undefined): T {
  if (found === undefined) throw new Refused('not found');
  return found;
}

function refuseIf(condition: boolean): void {
  if (condition) throw new Refused('refused');
}

function remove<K extends string, T extends Record<K, string>>(table: T[], key: K, id: string): { sid: string } {
  const index = table.findIndex((row) => row[key] === id);
  if (index >= 0) table.splice(index, 1);
  return { sid: id };
}

function change<K extends string, T extends Record<K, string>>(
  table: T[],
  key: K,
  id: string,
  fields: Partial<T>,
): string {
  Object.assign(existing(table.find((row) => row[key] === id)), fields);
  return id;
}
