import type { JsonObject } from '../json.js';
import { TwilioError } from './errors.js';
import type { Input } from './input.js';
import type { Dialect, Entry } from './operation.js';

export interface PageRequest {
  readonly key: string;
  readonly entries: readonly Entry[];
  readonly input: Input;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly baseUrl: string;
  readonly listLagMs: number;
}

const DEFAULT_PAGE_SIZE = 50;

/** A token names the last row of the page before it, so rows created in between do not shift the pages. */
function afterToken(rows: readonly Entry[], token: string | undefined, page: number, size: number): number {
  if (token === undefined) return page * size;
  const match = /^PT([0-9a-z]+)$/.exec(token);
  if (match?.[1] === undefined) throw new TwilioError(21481);
  const last = Number.parseInt(match[1], 36);
  const start = rows.findIndex((row) => row.seq < last);
  return start === -1 ? rows.length : start;
}

/** Lists run newest first. A list that lags does not show what is younger than the lag; fetch by SID always does. */
export function renderPage(dialect: Dialect, request: PageRequest): JsonObject {
  const { input, key } = request;
  const size = input.has('PageSize') ? input.integer('PageSize') : DEFAULT_PAGE_SIZE;
  const page = input.has('Page') ? input.integer('Page') : 0;
  const horizon = Date.now() - request.listLagMs;
  const rows = request.entries
    .filter((entry) => request.listLagMs === 0 || entry.since <= horizon)
    .toSorted((left, right) => right.seq - left.seq);
  const start = afterToken(rows, input.optional('PageToken'), page, size);
  const shown = rows.slice(start, start + size);
  const last = shown.at(-1);
  const hasNext = last !== undefined && start + size < rows.length;

  const link = (toPage: number, token: string | null): string => {
    const query = new URLSearchParams(request.query);
    for (const name of ['PageSize', 'Page', 'PageToken']) query.delete(name);
    query.set('PageSize', String(size));
    query.set('Page', String(toPage));
    if (token !== null) query.set('PageToken', token);
    return `${request.path}?${query.toString()}`;
  };
  const first = link(0, null);
  const self = link(page, input.optional('PageToken') ?? null);
  const next = hasNext ? link(page + 1, `PT${last.seq.toString(36)}`) : null;
  // Going back needs no token: without one, the page number alone places the page.
  const previous = page > 0 ? link(page - 1, null) : null;
  const items = shown.map((entry) => entry.render());

  if (dialect === 'v2010') {
    return {
      [key]: items,
      first_page_uri: first,
      next_page_uri: next,
      previous_page_uri: previous,
      uri: self,
      page,
      page_size: size,
      start,
      end: Math.max(start + items.length - 1, 0),
    };
  }
  const absolute = (relative: string | null) => (relative === null ? null : request.baseUrl + relative);
  return {
    [key]: items,
    meta: {
      page,
      page_size: size,
      first_page_url: absolute(first),
      previous_page_url: absolute(previous),
      url: absolute(self),
      next_page_url: absolute(next),
      key,
    },
  };
}
