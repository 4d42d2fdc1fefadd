import { describe, expect, it } from '@jest/globals';
import { quoteFilters } from './quote-filters.js';

const rewritten = (name: string, value: string): string => {
  const url = new URL('http://x/rest/v1/t');
  url.searchParams.append(name, value);
  return quoteFilters(url).searchParams.get(name) ?? '';
};

describe('quoteFilters', () => {
  it.each([
    ['eq.+14152000000', 'in.("+14152000000")'],
    ['neq.+14152000000', 'not.in.("+14152000000")'],
    ['not.eq.+14152000000', 'not.in.("+14152000000")'],
    ['not.neq.+14152000000', 'in.("+14152000000")'],
    ['gt.+5', 'gt(any).{"+5"}'],
    ['not.lte.1.50', 'not.lte(any).{"1.50"}'],
    ['gte."quoted"', 'gte(any).{"\\"quoted\\""}'],
    ['eq.1.50', 'in.("1.50")'],
    ['eq.-0', 'in.("-0")'],
    ['eq. 12', 'in.(" 12")'],
    ['eq.0x10', 'in.("0x10")'],
    ['eq.12345678901234567890', 'in.("12345678901234567890")'],
    ['eq.1e5', 'in.("1e5")'],
    ['eq.null', 'in.("null")'],
    ['eq.Unknown', 'in.("Unknown")'],
    ['eq. padded ', 'in.(" padded ")'],
    ['eq."quoted"', 'in.("\\"quoted\\"")'],
    ['eq.{"a":1}', 'in.("{\\"a\\":1}")'],
    ['in.(+1,+2,abc,5)', 'in.("+1","+2",abc,5)'],
    ['not.in.(+1,"+2")', 'not.in.("+1","+2")'],
    ['in.("a,+1",+2)', 'in.("a,+1","+2")'],
  ])('rewrites %p', (value, expected) => {
    expect(rewritten('col', value)).toBe(expected);
  });

  it.each([
    'eq.5',
    'eq.-5',
    'eq.1.5',
    'eq.true',
    'eq.false',
    'eq.',
    'eq.ready',
    'eq.AC0123',
    'eq.9f0c3b1e-5a39-4c4e-9d5c-0a3f1d1c8a11',
    'eq.2026-11-21T01:53:28.66+00:00',
    'in.(1,2,3)',
    'in.(ready,pending)',
    'is.null',
    'gt.5',
    'lte.2026-11-21',
    'like.+1415*',
    'cs.{"+1"}',
  ])('leaves %p alone', (value) => {
    expect(rewritten('col', value)).toBe(value);
  });

  it.each([
    ['or', '(a.eq.+1,b.eq.x)', '(a.in.("+1"),b.eq.x)'],
    ['and', '(a.neq.+1,or(b.eq.1.50,c.is.null))', '(a.not.in.("+1"),or(b.in.("1.50"),c.is.null))'],
    ['or', '(a.in.(+1,x),not.and(b.not.eq.+2,c.gt.5))', '(a.in.("+1",x),not.and(b.not.in.("+2"),c.gt.5))'],
    ['or', '(a.gt.+1,b.not.lte.2)', '(a.gt(any).{"+1"},b.not.lte.2)'],
    ['or', '(a.eq."+1",b.eq."x,y")', '(a.eq."+1",b.eq."x,y")'],
    ['calls.or', '(a.eq.+1)', '(a.in.("+1"))'],
    ['calls.phone', 'eq.+1', 'in.("+1")'],
    ['data->>phone', 'eq.+1', 'in.("+1")'],
    ['select', 'eq.+1', 'eq.+1'],
    ['calls.order', 'eq.+1', 'eq.+1'],
    ['on_conflict', 'eq.+1', 'eq.+1'],
  ])('handles %s=%s', (name, value, expected) => {
    expect(rewritten(name, value)).toBe(expected);
  });

  it('keeps the order of parameters and every repetition', () => {
    const url = new URL('http://x/t?a=gt.1&b=eq.%2B1&a=lt.5&select=*');
    expect(quoteFilters(url).search).toBe('?a=gt.1&b=in.%28%22%2B1%22%29&a=lt.5&select=*');
  });
});
