/** The names of what differs. */
export function differing(equalities: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(equalities).filter((name) => equalities[name] === false);
}

/** Restrictions that should not be there, as differences. */
export function lifted(restrictions: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(restrictions.map((name) => [name, false]));
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

export function sameEntries(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return sameSet(Object.entries(a).map(String), Object.entries(b).map(String));
}
