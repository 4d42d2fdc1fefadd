/** The names of what differs. */
export function differing(equalities: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(equalities).filter((name) => equalities[name] === false);
}

/** Fields that should not be set, as differences. */
export function unwanted(extras: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(extras.map((name) => [name, false]));
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

export function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return sameSet(Object.entries(a).map(String), Object.entries(b).map(String));
}
