import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ENV_NAMES } from './env.js';
import { readConfig } from './read-config.js';

const EXAMPLE = parseEnv(readFileSync(join(import.meta.dirname, '../../../../.env.example'), 'utf8'));

describe('.env.example', () => {
  it('names every variable, and no other', () => {
    expect(Object.keys(EXAMPLE).sort()).toEqual([...ENV_NAMES].sort());
  });

  it('is itself an environment that makes sense', () => {
    expect(readConfig(EXAMPLE).server.publicUrl).toBe('https://sip.example.com');
  });
});
