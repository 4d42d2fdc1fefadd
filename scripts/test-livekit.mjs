import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJest, stopStage } from './check/stage.mjs';
import { realLiveKit } from './demo/livekit.mjs';
import { demo, newcomersEnvironment, session } from './demo/session.mjs';
import { liveKitProgram, redisProgram, VERSION } from './livekit/programs.mjs';
import { startLiveKit } from './livekit/server.mjs';
import { onRightNode } from './processes/on-right-node.mjs';
import { onStop } from './processes/on-stop.mjs';
import { main, Refusal, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

/**
 * `npm run test:livekit`: holds the conformance suite of the LiveKit port, and what the sandbox claims of LiveKit, against a real
 * server, and plays the demo with it. The server is the one at LIVEKIT_URL (of the environment, not of .env: a test goes to somebody's
 * project only when told to), or one that is installed and started for this. All that is made is taken away again.
 * The last line is for machines: `N passed, M failed`.
 */
await main(async () => {
  process.chdir(ROOT);
  const given = givenServer();
  // First of all, because it may say that there is nothing to be done here.
  const programs = given ?? { redis: redisProgram(), livekit: liveKitProgram(console.log) };
  const node = await setUp();
  await onRightNode(import.meta.url, node);
  let isStopped = false;
  onStop(() => {
    isStopped = true;
    stopStage();
  });
  const server = given ?? (await startLiveKit(node, programs));
  try {
    console.log(
      given ? `LiveKit at ${server.url}` : `livekit-server ${VERSION} with a Redis of its own at ${server.url}`,
    );
    const parts = [
      ['conformance', () => conformance(node, server)],
      ['demo', () => demoWith(node, server)],
    ];
    let passed = 0;
    let failed = 0;
    for (const [name, run] of parts) {
      if (isStopped) break;
      const began = Date.now();
      const result = await run();
      if (isStopped) break;
      passed += result.good;
      failed += result.bad;
      const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
      console.log(`${result.bad === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds} s  ${result.note}`);
      if (result.bad > 0) for (const line of result.lines) console.log(`  | ${line}`);
    }
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || isStopped ? 1 : 0;
  } finally {
    await server.stop();
  }
  process.exit();
});

function givenServer() {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = process.env;
  if (!url) return null;
  if (apiKey && apiSecret) return { url, apiKey, apiSecret, stop: async () => undefined };
  throw new Refusal('LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET beside it.', 64);
}

function variablesOf({ url, apiKey, apiSecret }) {
  return { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret };
}

async function conformance(node, server) {
  const { passed, good, bad, lines } = await runJest(
    node,
    ['--config', 'test/livekit/jest.config.js'],
    variablesOf(server),
  );
  // A suite that could not be run at all has nothing to count.
  return { good, bad: passed ? 0 : Math.max(bad, 1), lines, note: `${good} of ${good + bad} cases` };
}

/** `npm start` and `npm run demo` as they are, with this LiveKit and the sandbox's Twilio. */
async function demoWith(node, server) {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-livekit-demo-'));
  const environment = newcomersEnvironment(dataDir, {
    ...variablesOf(server),
    // No call comes: the sandbox's Twilio never rings.
    LIVEKIT_SIP_URI: process.env.LIVEKIT_SIP_URI || 'sip:no-call-comes.sip.livekit.cloud',
    TWILIO_BASE_URL: 'sandbox',
  });
  try {
    await session(node, environment, () => demo(node, environment));
    return { good: 1, bad: 0, lines: [], note: 'npm start and npm run demo, with the sandbox’s Twilio' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const credentialId = /twilio-credentials\/([\da-f-]{36})/.exec(error.message)?.[1];
    if (credentialId !== undefined) await realLiveKit(server).removeOf(credentialId);
    return { good: 0, bad: 1, lines: error.message.split('\n'), note: '' };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
