import type { SipMark } from './sip-types.js';

export function writeMark(mark: SipMark): string {
  const { managedBy, installation, tenantId, credentialId } = mark;
  return JSON.stringify({ managedBy, installation, tenantId, credentialId });
}

/** Null for everything that is not exactly a mark of ours: other people's metadata may be any text. */
export function readMark(metadata: string): SipMark | null {
  const value = parse(metadata);
  if (value?.['managedBy'] !== 'trunkline') return null;
  const { installation, tenantId, credentialId } = value;
  if (typeof installation !== 'string' || typeof tenantId !== 'string' || typeof credentialId !== 'string') return null;
  return { managedBy: 'trunkline', installation, tenantId, credentialId };
}

/** Whose an object is: the same credential of the same installation. */
export function isSameOwner(mark: SipMark | null, other: SipMark): boolean {
  return mark !== null && mark.installation === other.installation && mark.credentialId === other.credentialId;
}

/** The very same mark, the tenant included. */
export function isSameMark(mark: SipMark | null, other: SipMark): boolean {
  return mark !== null && isSameOwner(mark, other) && mark.tenantId === other.tenantId;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
