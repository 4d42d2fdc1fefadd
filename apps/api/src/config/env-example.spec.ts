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

  it('makes sense once LiveKit is filled in', () => {
    const livekit = {
      LIVEKIT_URL: 'ws://127.0.0.1:7880',
      LIVEKIT_API_KEY: 'devkey',
      LIVEKIT_API_SECRET: 'secret',
      LIVEKIT_SIP_URI: 'sip:127.0.0.1',
    };
    expect(readConfig({ ...EXAMPLE, ...livekit }).server.publicUrl).toBe('https://sip.example.com');
  });
});
