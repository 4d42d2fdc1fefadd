import { startChild, stopChild } from '../processes/child.mjs';
import { Refusal } from '../root.mjs';
import { claimDataDir, readClaim } from './claim.mjs';
import { environmentWithDotEnv } from './environment.mjs';
import { apiEnvironment, planStart, withSettings } from './plan-start.mjs';
import { anyFree } from './ports.mjs';
import { answers } from './readiness.mjs';
import { SANDBOX_HOST, sandboxOf } from './sandbox.mjs';

const READY_WITHIN_MS = 20_000;

/**
 * The environment that a command needs to work on what `npm start` works on, sandbox included. `needsSandbox`: the command speaks
 * with Twilio and LiveKit, so the sandbox is started for it, unless it runs already.
 */
export async function forCommand(node, { needsSandbox }) {
  const environment = environmentWithDotEnv();
  const plan = planStart(environment);
  if (!plan.sandbox) return { environment: process.env, end: async () => undefined };

  const claim = readClaim(plan.dataDir);
  const runningPort = claim?.sandboxUrl ? Number(new URL(claim.sandboxUrl).port) : null;
  const port = runningPort ?? (await anyFree(SANDBOX_HOST));
  const sandbox = sandboxOf(plan, port);
  const settings = withSettings(environment, apiEnvironment(plan, { port: null, sandbox }));
  if (!needsSandbox || runningPort !== null) return { environment: settings, end: async () => undefined };

  const release = claimDataDir(plan.dataDir, { address: 'a command of yours', sandboxUrl: sandbox.url });
  process.on('exit', release);
  console.error(
    plan.livekitUrl === null
      ? 'No real accounts are configured, so this works on the sandbox.'
      : 'This works on the Twilio of the sandbox, because of TWILIO_BASE_URL.',
  );
  const child = startChild(node, [sandbox.program], { env: sandbox.environment, output: 'ignore' });
  if (!(await answers(`${sandbox.url}/_sandbox/health`, () => child.exitCode === null, READY_WITHIN_MS))) {
    await stopChild(child);
    throw new Refusal('The sandbox did not start.');
  }
  return { environment: settings, end: async () => stopChild(child) };
}
