import { isBodyOf, isSignedBy, readForm, readJsonFields, signableForm } from '@app/twilio-voice';
import { keysAt, type IngressSnapshot } from './ingress-snapshot.js';
import type { VerifiedWebhook } from './verified-webhook.js';
import type { RefusalReason } from './webhook-refusals.js';

/** What of a request is verified. */
export interface SignedRequest {
  /** Path and query as they came. */
  readonly target: string;
  readonly contentType: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** Fields that decide something: one of them given twice could be read in two ways. */
const DECIDING = [
  'AccountSid',
  'CallSid',
  'ParentCallSid',
  'To',
  'Called',
  'From',
  'Caller',
  'CallStatus',
  'DialCallSid',
  'DialCallStatus',
  'ReferTransferTarget',
  'RecordingSid',
  'RecordingUrl',
  'RecordingStatus',
  'SequenceNumber',
  'Timestamp',
] as const;

const CALL_SID = /^CA[0-9a-f]{32}$/;
const JSON_TYPE = /^application\/json(?:;|$)/i;

/**
 * Verifies a request with the keys of the account that its address names, and binds it to that account: its AccountSid, one call. A
 * reason when it is refused. Pure but for the signature; never throws.
 */
export function readWebhook(
  request: SignedRequest,
  ingress: IngressSnapshot,
  addresses: readonly string[],
  receivedAt: Date,
): VerifiedWebhook | RefusalReason {
  const { target, contentType, signature, body } = request;
  const keys = keysAt(ingress, receivedAt.getTime());
  let params: ReadonlyMap<string, string>;
  let signedParams: string;
  if (contentType !== undefined && JSON_TYPE.test(contentType)) {
    if (!isSignedBy(keys, signature, addresses, '') || !isBodyOf(target, body)) return 'signature';
    const fields = readJsonFields(body);
    if (fields === null) return 'fields';
    params = fields;
    signedParams = body.toString('utf8');
  } else {
    const form = readForm(body);
    signedParams = signableForm(form);
    if (!isSignedBy(keys, signature, addresses, signedParams)) return 'signature';
    if (form.repeated !== null && DECIDING.some((name) => form.repeated?.has(name))) return 'fields';
    params = form.values;
  }
  if (params.get('AccountSid') !== ingress.accountSid) return 'account';
  const callSid = params.get('CallSid');
  if (callSid === undefined || !CALL_SID.test(callSid)) return 'fields';
  return { ingress, callSid, params, signedParams, receivedAt };
}
