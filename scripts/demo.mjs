import { resolve } from 'node:path';
import { controlClient } from './demo/http.mjs';
import { realLiveKit, sandboxLiveKit } from './demo/livekit.mjs';
import { story } from './demo/story.mjs';
import { main, Refusal, ROOT } from './root.mjs';
import { readClaim } from './start/claim.mjs';

/**
 * `npm run demo`: plays the whole story against the Trunkline that runs here (or at TRUNKLINE_URL, with the sandbox at SANDBOX_URL).
 * Twilio is always the sandbox's; LiveKit is the one that Trunkline speaks with. Exits 1 when anything goes otherwise than told.
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
        'npm start brings the sandbox when no real accounts are configured (LIVEKIT_…, SUPABASE_URL), ' +
        'or for Twilio alone with TWILIO_BASE_URL=sandbox. ' +
        'If it runs elsewhere: SANDBOX_URL=http://127.0.0.1:port npm run demo',
    );
  }
  const livekitUrl = claim?.livekitUrl ?? null;
  const livekit = livekitUrl === null ? sandboxLiveKit(controlClient(sandboxUrl)) : await projectAt(livekitUrl);
  console.log(`The story of a SIP trunk, told by HTTP to ${address}, with the sandbox’s Twilio and ${livekit.name}`);
  await story({ address, sandboxUrl, livekit });
  console.log('\nThe end. Every step went as told.');
});

/** The LiveKit that npm start was given, to see for ourselves what happens there. */
async function projectAt(url) {
  const { environmentWithDotEnv } = await import('./start/environment.mjs');
  const { LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = environmentWithDotEnv();
  if (apiKey && apiSecret) return realLiveKit({ url, apiKey, apiSecret });
  throw new Refusal(`Trunkline works with LiveKit at ${url}: set LIVEKIT_API_KEY and LIVEKIT_API_SECRET here too.`);
}

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
