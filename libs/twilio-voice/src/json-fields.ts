/**
 * The top level of a JSON webhook as a form would have said it: texts, numbers and truth values; lists and objects are left out.
 * Null when the bytes are no JSON object.
 */
export function readJsonFields(body: Buffer): ReadonlyMap<string, string> | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === 'string') fields.set(name, value);
    else if (typeof value === 'number' || typeof value === 'boolean') fields.set(name, String(value));
  }
  return fields;
}
