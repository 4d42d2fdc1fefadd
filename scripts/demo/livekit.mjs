import { createHash, createHmac } from 'node:crypto';

const KINDS = [
  { kind: 'outbound trunk', list: 'ListSIPOutboundTrunk', table: 'outbound_trunks', idName: 'sip_trunk_id' },
  { kind: 'inbound trunk', list: 'ListSIPInboundTrunk', table: 'inbound_trunks', idName: 'sip_trunk_id' },
  { kind: 'dispatch rule', list: 'ListSIPDispatchRule', table: 'dispatch_rules', idName: 'sip_dispatch_rule_id' },
];
const REMOVALS = { sip_trunk_id: 'DeleteSIPTrunk', sip_dispatch_rule_id: 'DeleteSIPDispatchRule' };

/** The sandbox's LiveKit, looked at through its control API. */
export function sandboxLiveKit(control) {
  return {
    name: 'the sandbox’s LiveKit',
    objects: async () => {
      const state = await control('GET', '/state/livekit?dates=0');
      return KINDS.flatMap((kind) => Object.values(state[kind.table]).map((object) => objectOf(kind, object)));
    },
  };
}

/** A LiveKit of its own, looked at with an API key of its project. */
export function realLiveKit({ url, apiKey, apiSecret }) {
  const base = url.replace(/^ws/, 'http').replace(/\/+$/, '');
  const ask = async (method, body) => {
    const response = await fetch(`${base}/twirp/livekit.SIP/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token(apiKey, apiSecret)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`LiveKit answered ${response.status} to ${method}`);
    return response.json();
  };
  const objects = async () => {
    const lists = await Promise.all(
      KINDS.map(async (kind) => (await ask(kind.list, {})).items.map((object) => objectOf(kind, object))),
    );
    return lists.flat();
  };
  /** For a story that broke off: takes away what carries the mark of this credential, and nothing else. */
  const removeOf = async (credentialId) => {
    for (const { idName, id } of (await objects()).filter(isOf(credentialId)).reverse()) {
      await ask(REMOVALS[idName], { [idName]: id });
    }
  };
  return { name: `LiveKit at ${url}`, objects, removeOf };
}

/** Whether an object carries Trunkline's mark for a credential. */
export function isOf(credentialId) {
  return ({ metadata }) => {
    try {
      const mark = JSON.parse(metadata);
      return mark.managedBy === 'trunkline' && mark.credentialId === credentialId;
    } catch {
      return false;
    }
  };
}

/** The fingerprint stands for all of it: the object itself holds a password. */
function objectOf({ kind, idName }, object) {
  const fields = Object.entries(object).filter(([, value]) => value !== null);
  const text = JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    kind,
    idName,
    id: object[idName],
    metadata: object.metadata,
    fingerprint: createHash('sha256').update(text).digest('hex'),
  };
}

function token(apiKey, apiSecret) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const expires = Math.floor(Date.now() / 1000) + 60;
  const signed = `${encode({ alg: 'HS256' })}.${encode({ iss: apiKey, exp: expires, sip: { admin: true } })}`;
  return `${signed}.${createHmac('sha256', apiSecret).update(signed).digest('base64url')}`;
}
