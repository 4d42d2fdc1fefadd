import { describe, expect, it } from '@jest/globals';
import { Input } from './input.js';
import type { Entry } from './operation.js';
import { renderPage } from './paging.js';

const entry = (seq: number, since = 0): Entry => ({ seq, since, render: () => ({ seq }) });

function page(entries: Entry[], query: string, listLagMs = 0) {
  const params = new URLSearchParams(query);
  const request = {
    key: 'rows',
    entries,
    input: new Input(params),
    path: '/p',
    query: params,
    baseUrl: 'https://h',
    listLagMs,
  };
  return { v1: renderPage('v1', request), v2010: renderPage('v2010', request) };
}

describe('a page', () => {
  const rows = [1, 2, 3, 4, 5].map((seq) => entry(seq));

  it('runs newest first, absolute links in v1 and relative ones in v2010', () => {
    const { v1, v2010 } = page(rows, 'PageSize=2&Status=active');
    expect(v1).toMatchObject({
      rows: [{ seq: 5 }, { seq: 4 }],
      meta: { key: 'rows', next_page_url: 'https://h/p?Status=active&PageSize=2&Page=1&PageToken=PT4' },
    });
    expect(v2010).toMatchObject({
      next_page_uri: '/p?Status=active&PageSize=2&Page=1&PageToken=PT4',
      start: 0,
      end: 1,
    });
  });

  it('has no next link on the last page and none on an exactly full one', () => {
    expect(page(rows, 'PageSize=5').v2010).toMatchObject({ next_page_uri: null, previous_page_uri: null });
    expect(page(rows, 'PageSize=2&Page=2&PageToken=PT2').v2010).toMatchObject({
      rows: [{ seq: 1 }],
      next_page_uri: null,
    });
    expect(page([], '').v2010).toMatchObject({ rows: [], start: 0, end: 0, page_size: 50 });
  });

  it('leaves out what is younger than the lag', () => {
    const late = [entry(1, Date.now() - 5000), entry(2, Date.now())];
    expect(page(late, '', 1000).v1['rows']).toEqual([{ seq: 1 }]);
    expect(page(late, '').v1['rows']).toEqual([{ seq: 2 }, { seq: 1 }]);
  });
});
