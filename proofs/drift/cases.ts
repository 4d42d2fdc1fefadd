import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from '@livekit/protocol';
import { classOf, fieldsOf, type Kind } from './fields.js';
import type { Place } from './state.js';
import { otherValues } from './values.js';
import { wordsFor } from './words.js';

/** One thing that somebody does in the Console or with LiveKit's key, or asks of Twilio's own API. */
export type Edit =
  | { readonly edit: string; readonly body: object }
  | { readonly path: string; readonly form: Readonly<Record<string, string>> };

/** What an edit answered: the id of what it made. */
export type Made = Readonly<Record<string, string>>;

/** What the proof does once, and what has to come of it. */
export interface Case {
  readonly name: string;
  /**
   * `field`: put back in place. `object`: made anew or removed. `theirs`: left as somebody made it. `taken`: a number of ours that
   * somebody put elsewhere, where it is left.
   */
  readonly kind: 'field' | 'object' | 'theirs' | 'taken';
  readonly edits: (places: readonly Place[]) => readonly Edit[];
  /** For what is left: takes it away again, so that the next case starts from where this one did. */
  readonly undo?: (made: readonly Made[], places: readonly Place[]) => readonly Edit[];
  /** All of them stand in one sentence of the verification. Empty: it has nothing to say. */
  readonly words: readonly string[];
  /** Twilio's dates have whole seconds: a password changed in the second of our own write cannot be told from it. */
  readonly needsNewSecond: boolean;
}

const MESSAGES = {
  'outbound-trunk': SIPOutboundTrunkInfo,
  'inbound-trunk': SIPInboundTrunkInfo,
  'dispatch-rule': SIPDispatchRuleInfo,
  'agent-inbound-trunk': SIPInboundTrunkInfo,
  'agent-dispatch-rule': SIPDispatchRuleInfo,
} as const;

function isNumber(kind: Kind): boolean {
  return kind === 'number' || kind === 'webhook-number';
}

export function isAtLiveKit(kind: Kind): kind is keyof typeof MESSAGES {
  return Object.hasOwn(MESSAGES, kind);
}

export function placeOf(places: readonly Place[], kind: Kind): Place {
  const found = places.find((place) => place.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

/** Fields nobody has classified: the proof fails on the first. */
export function unknownFields(places: readonly Place[]): string[] {
  return places.flatMap(({ kind, row }) =>
    fieldsOf(kind, row)
      .filter((field) => classOf(kind, field, row) === null)
      .map((field) => `${kind}.${field}`),
  );
}

/** A change of every field of every object that a tenant can change, from what the sandbox shows of them. */
export function fieldCases(places: readonly Place[]): Case[] {
  const seen = new Set<Kind>();
  return places.flatMap(({ kind, row }) => {
    if (seen.has(kind)) return [];
    seen.add(kind);
    return fieldsOf(kind, row).flatMap((field) => {
      const whose = classOf(kind, field, row);
      if (whose !== 'owned' && whose !== 'tenant') return [];
      return changesOf(kind, field, row[field], row).map(({ path, value }): Case => ({
        name: `${kind}.${path} = ${JSON.stringify(value)}`,
        kind: whose === 'owned' ? 'field' : 'theirs',
        edits: (now) => [editOf(placeOf(now, kind), field, value)],
        undo: (_, now) => [editOf(placeOf(now, kind), field, row[field])],
        words: whose === 'owned' ? wordsFor(kind, path) : [],
        needsNewSecond: kind === 'credential',
      }));
    });
  });
}

type Change = { readonly path: string; readonly value: unknown };

function changesOf(kind: Kind, field: string, current: unknown, row: Place['row']): Change[] {
  if (!isAtLiveKit(kind)) return twilioValues(kind, field, current).map((value) => ({ path: field, value }));
  const info = MESSAGES[kind].fields.list().find(({ name }) => name === field);
  return info === undefined ? [] : otherValues(info, current).filter(({ path, value }) => says(path, value, row));
}

/** False for what reads differently and means the same. */
function says(path: string, value: unknown, row: Place['row']): boolean {
  const encryption = (row['media'] as { readonly encryption?: string } | undefined)?.encryption;
  const isOff = encryption === 'SIP_MEDIA_ENCRYPT_DISABLE';
  // The deprecated field beside the one that replaced it.
  if (path === 'media_encryption') return value !== encryption;
  return !(path === 'media' && value === null && isOff);
}

const ENUMS: Readonly<Record<string, readonly unknown[]>> = {
  transferMode: ['disable-all', 'enable-all', 'sip-only'],
  transferCallerId: ['from-transferee', 'from-transferor'],
  recordingMode: [
    'do-not-record',
    'record-from-ringing',
    'record-from-answer',
    'record-from-ringing-dual',
    'record-from-answer-dual',
  ],
  recordingTrim: ['trim-silence', 'do-not-trim'],
  disasterRecoveryMethod: ['GET', 'POST'],
  domainName: ['by-hand-drift.pstn.twilio.com', null],
  disasterRecoveryUrl: ['https://example.com/by-hand', null],
  sipUrl: ['sip:by-hand.example.com', 'sip:sandbox.sip.livekit.cloud', 'sips:sandbox.sip.livekit.cloud'],
  emergencyStatus: ['Active', 'Inactive'],
  password: ['By-Hand-Password-1'],
};

/** Another value of each kind that Twilio would let somebody set. Where a number is bound is an object's matter, see `object-cases`. */
function twilioValues(kind: Kind, field: string, current: unknown): unknown[] {
  if (isNumber(kind) && (field === 'trunkSid' || field === 'voiceApplicationSid')) return [];
  const values = ENUMS[field] ?? byType(field, current, isNumber(kind) || kind === 'trunk');
  return values.filter((value) => value !== current);
}

function byType(field: string, current: unknown, mayBeEmpty: boolean): unknown[] {
  if (typeof current === 'boolean') return [!current];
  if (typeof current === 'number') return [current + 3, 65_535];
  if (field.endsWith('Method')) return ['GET', 'POST'];
  return ['https://example.com/by-hand', ...(mayBeEmpty ? [''] : [])];
}

function editOf({ kind, id, parent }: Place, field: string, value: unknown): Edit {
  const fields = { [field]: value };
  switch (kind) {
    case 'trunk':
      return { edit: 'set-trunk-field', body: { trunkSid: id, fields } };
    case 'credential-list':
      return { edit: 'rename-credential-list', body: { credentialListSid: id, ...fields } };
    case 'credential':
      return {
        edit: 'change-credential-password',
        body: { credentialListSid: parent, credentialSid: id, password: value },
      };
    case 'origination-url':
      return { edit: 'change-origination-url', body: { trunkSid: parent, originationUrlSid: id, fields } };
    case 'number':
    case 'webhook-number':
      return { edit: 'set-number-field', body: { phoneNumberSid: id, fields } };
    case 'dispatch-rule':
    case 'agent-dispatch-rule':
      return { edit: 'livekit-change-dispatch-rule', body: { dispatchRuleId: id, fields } };
    case 'outbound-trunk':
    case 'inbound-trunk':
    case 'agent-inbound-trunk':
      return { edit: `livekit-change-${kind.replace('agent-', '')}`, body: { trunkId: id, fields } };
    case 'mapping':
      throw new Error('a mapping has no field');
  }
}
