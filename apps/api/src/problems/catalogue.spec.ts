import { describe, expect, it } from '@jest/globals';
import { definitionOf, problemCodes } from './catalogue.js';

describe('the catalogue of problems', () => {
  it.each(problemCodes)('%s tells a tenant what happened and what to do next', (code) => {
    const { status, title, detail, action } = definitionOf(code);
    expect(code).toMatch(/^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_]*)+$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z][^.]{2,70}$/);
    expect(detail).toMatch(/^[A-Z0-9].*[.]$/s);
    expect(action).toMatch(/^[A-Z].*[.]$/s);
  });
});
