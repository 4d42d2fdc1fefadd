import type { DesiredInbound, InboundSide } from '@app/livekit';
import type { InboundAgent } from './agent-endpoints.store.js';
import type { InstallationFacts, NamedCredential } from './desired-state.js';

/** With which header a call on the webhook plane brings the number that was called, and which attribute of its participant takes it. */
export const CALLED_NUMBER_HEADER = 'X-Trunkline-Called';
export const CALLED_NUMBER_ATTRIBUTE = 'trunkline.called';

/**
 * Every way in to LiveKit: for each agent the numbers on our trunk that it answers, and the SIP user under which TwiML dials it. Numbers
 * that no agent of the tenant's answers go to the installation's own. LiveKit finds the trunk by whom the caller dialled alone, so calls
 * from TwiML, where one number may reach several agents, dial the agent and not the number.
 */
export function desiredInbound(
  credential: NamedCredential,
  facts: InstallationFacts,
  numbers: readonly string[],
  agents: readonly InboundAgent[],
): DesiredInbound[] {
  const answered = (agent: InboundAgent): string[] => numbers.filter((number) => agent.numbers.includes(number));
  const own = numbers.filter((number) => !agents.some((agent) => agent.numbers.includes(number)));
  const side = (of: InboundSide | null, agentName: string, dialled: readonly string[]): DesiredInbound => ({
    side: of,
    trunk: {
      name: `${credential.resourceName}:inbound${suffix(of)}`,
      numbers: dialled,
      mediaEncryption: credential.settings.secure ? 'require' : 'disable',
      auth: null,
      headersToAttributes: {},
    },
    rule: {
      name: `${credential.resourceName}:rule${suffix(of)}`,
      roomPrefix: roomPrefix(credential.tenantId),
      agentName,
      attributes: {
        tenantId: credential.tenantId,
        credentialId: credential.credentialId,
        ...(of === null ? {} : { agentId: of.agentId }),
      },
    },
  });
  return [
    ...(own.length === 0 ? [] : [side(null, facts.agentName, own)]),
    ...agents.flatMap((agent) => {
      const { agentId, agentName, endpoint } = agent;
      const called = answered(agent);
      return [
        ...(called.length === 0 ? [] : [side({ plane: 'trunk', agentId }, agentName, called)]),
        ...(endpoint === null
          ? []
          : [byTwiml(side({ plane: 'webhook', agentId }, agentName, [endpoint.sipUser]), endpoint)]),
      ];
    }),
  ];
}

/** LiveKit puts `_` behind it and the caller's number behind that. */
export function roomPrefix(tenantId: string): string {
  return `t_${tenantId.slice(0, 8)}`;
}

function byTwiml(
  inbound: DesiredInbound,
  { sipUser, sipPassword }: NonNullable<InboundAgent['endpoint']>,
): DesiredInbound {
  return {
    ...inbound,
    trunk: {
      ...inbound.trunk,
      // Whether the media are encrypted is said by who dials.
      mediaEncryption: 'allow',
      auth: { username: sipUser, password: sipPassword },
      headersToAttributes: { [CALLED_NUMBER_HEADER]: CALLED_NUMBER_ATTRIBUTE },
    },
  };
}

function suffix(side: InboundSide | null): string {
  return side === null ? '' : `:${side.plane}:${side.agentId}`;
}
