import type { InboundSide, SipMark } from './sip-types.js';

export function writeMark(mark: SipMark): string {
  const { managedBy, installation, tenantId, credentialId, side } = mark;
  const own = side === undefined ? {} : { agentId: side.agentId, plane: side.plane };
  return JSON.stringify({ managedBy, installation, tenantId, credentialId, ...own });
}

/** Null for everything that is not exactly a mark of ours: other people's metadata may be any text. */
export function readMark(metadata: string): SipMark | null {
  const value = parse(metadata);
  if (value?.['managedBy'] !== 'trunkline') return null;
  const { installation, tenantId, credentialId, agentId, plane } = value;
  if (typeof installation !== 'string' || typeof tenantId !== 'string' || typeof credentialId !== 'string') return null;
  const mark = { managedBy: 'trunkline', installation, tenantId, credentialId } as const;
  return typeof agentId === 'string' && (plane === 'trunk' || plane === 'webhook')
    ? { ...mark, side: { agentId, plane } }
    : mark;
}

/** The same mark for another side of the same credential. */
export function markFor(mark: SipMark, side: InboundSide | null): SipMark {
  const { managedBy, installation, tenantId, credentialId } = mark;
  const own = { managedBy, installation, tenantId, credentialId };
  return side === null ? own : { ...own, side };
}

/** Names a side among those of one credential; empty for the installation's own agent. Never two sides alike. */
export function sideKey(side: InboundSide | null | undefined): string {
  return side ? `${side.plane}.${side.agentId}` : '';
}

/** Whose an object is: the same credential of the same installation. */
export function isSameOwner(mark: SipMark | null, other: SipMark): boolean {
  return mark !== null && mark.installation === other.installation && mark.credentialId === other.credentialId;
}

/** The very same mark, the tenant and the side included. */
export function isSameMark(mark: SipMark | null, other: SipMark): boolean {
  return (
    mark !== null &&
    isSameOwner(mark, other) &&
    mark.tenantId === other.tenantId &&
    sideKey(mark.side) === sideKey(other.side)
  );
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
