import type { InboundTrunkState, LiveKitState } from './sandbox-state.js';
import type { StoredCredential } from './stored-state.js';

/** One way in as it should be at LiveKit. */
interface Side {
  /** How its mark names it: plane and agent, nothing for the installation's own. */
  readonly mark: string;
  readonly agentName: string;
  readonly numbers: readonly string[];
  /** User name and password; empty ones for none. */
  readonly auth: readonly [string, string];
}

/**
 * I1, I5 and I7 of the inbound side: for each agent and plane exactly one trunk with just its numbers and the digest that is stored, and
 * exactly one rule that names this trunk and that agent; nothing else of ours; and no number on two trunks of the project.
 */
export function inboundBreaches(
  credential: StoredCredential,
  agentNames: Readonly<Record<string, string>>,
  ownAgentName: string,
  livekit: LiveKitState,
): string[] {
  const { id } = credential.row;
  const trunks = Object.values(livekit.inbound_trunks).filter(({ metadata }) => metadata.includes(id));
  const rules = Object.values(livekit.dispatch_rules).filter(({ metadata }) => metadata.includes(id));
  const sides = wantedSides(credential, agentNames, ownAgentName);
  const inAll = Object.values(livekit.inbound_trunks).flatMap(({ numbers }) => numbers);
  const twice = inAll.filter((number, index) => inAll.indexOf(number) !== index);
  return [
    ...twice.map((number) => `I10: ${number} is on two inbound trunks`),
    ...(trunks.length === sides.length ? [] : [`I1: ${count(trunks)} × inbound trunk, not ${count(sides)}`]),
    ...(rules.length === sides.length ? [] : [`I1: ${count(rules)} × dispatch rule, not ${count(sides)}`]),
    ...sides.flatMap((side) => {
      const name = side.mark === '' ? 'the own agent' : side.mark;
      const own = trunks.filter((trunk) => markOf(trunk) === side.mark);
      const [trunk] = own;
      if (trunk === undefined || own.length > 1) return [`I1: ${count(own)} inbound trunks of ${name}`];
      const [rule, ...others] = rules.filter(({ trunk_ids: ids }) => ids.includes(trunk.sip_trunk_id));
      const answering = rule?.room_config?.agents.map((agent) => agent.agent_name).join();
      const { auth_username: user, auth_password: password } = trunk;
      return [
        ...(sorted(trunk.numbers) === sorted(side.numbers)
          ? []
          : [`I5: LiveKit answers ${sorted(trunk.numbers)} for ${name}, wanted ${sorted(side.numbers)}`]),
        ...(user === side.auth[0] && password === side.auth[1] ? [] : [`I7: LiveKit has another digest for ${name}`]),
        ...(rule !== undefined && others.length === 0 && rule.trunk_ids.length === 1 && markOf(rule) === side.mark
          ? []
          : [`I1: not one rule of its own on the inbound trunk of ${name}`]),
        ...(answering === side.agentName
          ? []
          : [`I5: ${String(answering)} answers for ${name}, not ${side.agentName}`]),
      ];
    }),
  ];
}

function wantedSides(
  { numbers, endpoints, webhookNumbers }: StoredCredential,
  agentNames: Readonly<Record<string, string>>,
  ownAgentName: string,
): Side[] {
  const agents = [...new Set(numbers.map(({ agentId }) => agentId))];
  return [
    ...agents.map((agentId): Side => ({
      mark: agentId === null ? '' : `trunk ${agentId}`,
      agentName: agentId === null ? ownAgentName : (agentNames[agentId] ?? ''),
      numbers: numbers.filter((number) => number.agentId === agentId).map(({ phoneNumber }) => phoneNumber),
      auth: ['', ''],
    })),
    // Every agent can be dialled as soon as one number is answered by webhooks.
    ...(webhookNumbers.length === 0 ? [] : Object.entries(agentNames)).map(([agentId, agentName]): Side => {
      const endpoint = endpoints.find((one) => one.agentId === agentId);
      const user = endpoint?.sipUser ?? 'none is stored';
      return { mark: `webhook ${agentId}`, agentName, numbers: [user], auth: [user, endpoint?.sipPassword ?? ''] };
    }),
  ];
}

function markOf({ metadata }: Pick<InboundTrunkState, 'metadata'>): string {
  const { plane, agentId } = JSON.parse(metadata) as { readonly plane?: string; readonly agentId?: string };
  return agentId === undefined ? '' : `${String(plane)} ${agentId}`;
}

function sorted(numbers: readonly string[]): string {
  return numbers.toSorted().join();
}

function count(list: readonly unknown[]): string {
  return String(list.length);
}
