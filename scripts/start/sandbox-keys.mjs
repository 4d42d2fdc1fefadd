import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivate, writePrivate } from './private-file.mjs';

/** The API key that the sandbox's LiveKit takes: made at the first start, so that no two installations share one. */
export function sandboxKeys(sandboxDir) {
  const file = join(sandboxDir, 'livekit.json');
  const known = readPrivate(file);
  if (typeof known?.apiKey === 'string' && typeof known?.apiSecret === 'string') return known;
  const made = {
    apiKey: `sandbox${randomBytes(4).toString('hex')}`,
    apiSecret: randomBytes(32).toString('base64url'),
  };
  writePrivate(file, made);
  return made;
}
