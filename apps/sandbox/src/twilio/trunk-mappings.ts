import type { JsonObject } from '../json.js';
import type { Account, Mapping, Table, Trunk } from '../store/records.js';
import { lookUp } from '../store/records.js';
import { sid } from './checks.js';
import { iso } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING } from './operation.js';
import { trunkOf } from './trunks.js';

/** The two kinds of account-level list that a trunk can point at behave alike; only their names differ. */
interface MappingKind {
  readonly noun: string;
  readonly segment: string;
  readonly key: string;
  readonly param: string;
  readonly prefix: string;
  readonly mappings: (trunk: Trunk) => Table<Mapping>;
  readonly target: (account: Account, targetSid: string) => { friendlyName: string } | undefined;
}

const KINDS: readonly MappingKind[] = [
  {
    noun: 'CredentialList',
    segment: 'CredentialLists',
    key: 'credential_lists',
    param: 'CredentialListSid',
    prefix: 'CL',
    mappings: (trunk) => trunk.credentialLists,
    target: (account, targetSid) => lookUp(account.credentialLists, targetSid),
  },
  {
    noun: 'IpAccessControlList',
    segment: 'IpAccessControlLists',
    key: 'ip_access_control_lists',
    param: 'IpAccessControlListSid',
    prefix: 'AL',
    mappings: (trunk) => trunk.ipAccessControlLists,
    target: (account, targetSid) => lookUp(account.ipAccessControlLists, targetSid),
  },
];

const trunking = operationOn('trunking');

function operationsFor(kind: MappingKind): Operation[] {
  const many = `/v1/Trunks/{TrunkSid}/${kind.segment}`;
  const one = `${many}/{Sid}`;
  const trunkIn = (call: Call) => trunkOf(call.account, call.path('TrunkSid'));

  const mappingIn = (call: Call): { trunk: Trunk; mapping: Mapping } => {
    const trunk = trunkIn(call);
    const mapping = lookUp(kind.mappings(trunk), call.path('Sid'));
    if (!mapping) throw notFound(`/Trunks/${trunk.sid}/${kind.segment}/${call.path('Sid')}`);
    return { trunk, mapping };
  };

  const render = ({ account, baseUrl }: Call, trunk: Trunk, mapping: Mapping): JsonObject => ({
    sid: mapping.sid,
    account_sid: account.sid,
    trunk_sid: trunk.sid,
    friendly_name: kind.target(account, mapping.sid)?.friendlyName ?? null,
    date_created: iso(mapping.dateCreated),
    date_updated: iso(mapping.dateCreated),
    url: `${baseUrl}/v1/Trunks/${trunk.sid}/${kind.segment}/${mapping.sid}`,
  });

  const map = (call: Call): JsonObject => {
    const trunk = trunkIn(call);
    const targetSid = call.input.text(kind.param);
    if (!kind.target(call.account, targetSid)) throw notFound(`/SIP/${kind.segment}/${targetSid}`);
    if (lookUp(kind.mappings(trunk), targetSid)) {
      throw new TwilioError(21245, `${kind.noun} ${targetSid} is already associated with this trunk`);
    }
    const { seq, dateCreated } = call.store.stamp(targetSid);
    const mapping: Mapping = { sid: targetSid, seq, dateCreated };
    kind.mappings(trunk)[targetSid] = mapping;
    return render(call, trunk, mapping);
  };

  return [
    trunking(`List${kind.noun}`, 'GET', many, { params: PAGING }, (call) => {
      const trunk = trunkIn(call);
      return listOf(kind.key, Object.values(kind.mappings(trunk)), (mapping) => render(call, trunk, mapping));
    }),
    trunking(
      `Create${kind.noun}`,
      'POST',
      many,
      { params: { [kind.param]: sid(kind.prefix) }, required: [kind.param] },
      (call) => created(map(call)),
    ),
    trunking(`Fetch${kind.noun}`, 'GET', one, {}, (call) => {
      const { trunk, mapping } = mappingIn(call);
      return ok(render(call, trunk, mapping));
    }),
    trunking(`Delete${kind.noun}`, 'DELETE', one, {}, (call) => {
      const { trunk, mapping } = mappingIn(call);
      delete kind.mappings(trunk)[mapping.sid];
      return gone;
    }),
  ];
}

export const TRUNK_MAPPING_OPERATIONS: readonly Operation[] = KINDS.flatMap(operationsFor);
