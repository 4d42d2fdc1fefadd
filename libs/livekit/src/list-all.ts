/** LiveKit's default page. An open-source server ignores it and answers with everything. */
const PAGE_SIZE = 1000;

/**
 * Every item of a list that is in ascending order of ids. A full page is followed by the next one, until one brings nothing new.
 * A hole (LiveKit leaves one for an id that it does not find) is skipped.
 */
export async function listAll<T>(
  list: (afterId: string | null) => Promise<readonly T[]>,
  idOf: (item: T) => string,
): Promise<T[]> {
  const byId = new Map<string, T>();
  for (let afterId: string | null = null; ;) {
    const page = await list(afterId);
    const before = byId.size;
    for (const item of page) if (idOf(item) !== '') byId.set(idOf(item), item);
    const last = page.at(-1);
    if (page.length < PAGE_SIZE || byId.size === before || last === undefined) return [...byId.values()];
    afterId = idOf(last);
  }
}
