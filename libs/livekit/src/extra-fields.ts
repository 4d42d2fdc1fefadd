/** What the SDK's messages have in common; their JSON leaves out every field that has its default value. */
interface WireMessage {
  toJson(): unknown;
}

/**
 * The names of the fields that are set beside the known ones. Trunkline sets none of them, and any of them may let calls through
 * that should not come, keep others out, or send something along. Read from the message itself, so that a field which a later
 * version of the protocol adds is noticed as well.
 */
export function extraFields(message: WireMessage | undefined, known: readonly string[], prefix = ''): string[] {
  const json = message?.toJson();
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json)
    .filter(([name, value]) => !known.includes(name) && !isNothing(value))
    .map(([name]) => `${prefix}${name}`);
}

/** A message that is there but says nothing: `{}`, or a duration of no length. */
function isNothing(value: unknown): boolean {
  return value === '0s' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
