import { sideKey } from '@app/livekit';
import type { AnsweringAgent } from '../trunks/agent-endpoints.store.js';
import type { Resource } from '../trunks/ledger.js';

/** One way in at LiveKit, as it is recorded. */
export interface InboundSideView {
  readonly plane: 'trunk' | 'webhook';
  /** Null: the installation's own agent. */
  readonly agentId: string | null;
  readonly agentName: string;
  readonly sipTrunkId: string | null;
  readonly dispatchRuleId: string | null;
  /** E.164; none on the webhook plane, where TwiML dials the agent and not a number. */
  readonly numbers: readonly string[];
}

/**
 * Who answers what, the installation's own agent first: every recorded way in, and those that shall be and are not yet. A side of an
 * agent that answers nothing any more is being taken down and is left out.
 */
export function inboundSides(
  resources: readonly Resource[],
  numbers: readonly string[],
  agents: readonly AnsweringAgent[],
  ownAgentName: string,
): InboundSideView[] {
  const idOf = (kind: Resource['kind'], key: string): string | null =>
    resources.find((one) => one.kind === kind && sideKey(one.detail.side) === key)?.externalId ?? null;
  const view = (
    plane: 'trunk' | 'webhook',
    agent: { readonly agentId: string | null; readonly agentName: string },
    called: readonly string[],
  ): InboundSideView => {
    const key = agent.agentId === null ? '' : sideKey({ plane, agentId: agent.agentId });
    return {
      plane,
      agentId: agent.agentId,
      agentName: agent.agentName,
      sipTrunkId: idOf('livekit.inbound-trunk', key),
      dispatchRuleId: idOf('livekit.dispatch-rule', key),
      numbers: called,
    };
  };
  const own = numbers.filter((number) => !agents.some((agent) => agent.numbers.includes(number)));
  const sides = [
    view('trunk', { agentId: null, agentName: ownAgentName }, own),
    ...agents.flatMap((agent) => [
      view(
        'trunk',
        agent,
        numbers.filter((number) => agent.numbers.includes(number)),
      ),
      view('webhook', agent, []),
    ]),
  ];
  return sides.filter((side) => side.numbers.length > 0 || side.sipTrunkId !== null || side.dispatchRuleId !== null);
}

/** Whether calls to it reach its agent. */
export function isBuilt({ sipTrunkId, dispatchRuleId }: InboundSideView): boolean {
  return sipTrunkId !== null && dispatchRuleId !== null;
}
