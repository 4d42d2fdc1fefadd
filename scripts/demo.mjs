import { resolve } from 'node:path';
import { story } from './demo/story.mjs';
import { main, Refusal, ROOT } from './root.mjs';
import { readClaim } from './start/claim.mjs';

/**
 * `npm run demo`: plays the whole story against the Trunkline that runs here (or at TRUNKLINE_URL, with the sandbox at SANDBOX_URL).
 * Exits 1 when anything goes otherwise than told.
 */
await main(async () => {
  process.chdir(ROOT);
  const claim = readClaim(resolve(process.env.DATA_DIR ?? '.data'));
  const address = trimmed(process.env.TRUNKLINE_URL ?? claim?.address ?? 'http://localhost:3000');
  const sandboxUrl = trimmed(process.env.SANDBOX_URL ?? claim?.sandboxUrl ?? 'http://127.0.0.1:3100');
  if (!(await is(`${address}/health/live`))) {
    throw new Refusal(
      `No Trunkline answers at ${address}. Start it in another terminal with: npm start\n` +
        'If it runs elsewhere: TRUNKLINE_URL=http://host:port npm run demo',
    );
  }
  if (!(await is(`${sandboxUrl}/_sandbox/health`))) {
    throw new Refusal(
      `No sandbox answers at ${sandboxUrl}, and the demo breaks things on purpose: it plays on the sandbox only.\n` +
        'npm start brings the sandbox when no real accounts are configured (LIVEKIT_…, SUPABASE_URL). ' +
        'If it runs elsewhere: SANDBOX_URL=http://127.0.0.1:port npm run demo',
    );
  }
  console.log(`The story of a SIP trunk, told by HTTP to ${address}`);
  await story({ address, sandboxUrl });
  console.log('\nThe end. Every step went as told.');
});

async function is(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

function trimmed(url) {
  return url.replace(/\/+$/, '');
}
