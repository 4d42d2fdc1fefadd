import { onStop } from '../processes/on-stop.mjs';
import { inRoot, Refusal } from '../root.mjs';
import { claimDataDir, refuseIfClaimed } from './claim.mjs';
import { demoUser } from './demo-user.mjs';
import { environmentWithDotEnv } from './environment.mjs';
import { apiEnvironment, planStart, withSettings } from './plan-start.mjs';
import { anyFree, isFree } from './ports.mjs';
import { answers } from './readiness.mjs';
import { SANDBOX_HOST, sandboxOf } from './sandbox.mjs';
import { Services } from './services.mjs';
import { welcome } from './welcome.mjs';

/** The very first start makes the database, which takes a while on a small machine. */
const READY_WITHIN_MS = 120_000;

/** Starts everything, prints how to use it, and stays until it is stopped. Resolves to the exit code. */
export async function start(node) {
  const began = Date.now();
  const environment = environmentWithDotEnv();
  const plan = planStart(environment);
  const port = plan.port === 0 ? await anyFree(plan.host) : plan.port;
  const address = `http://${isLocal(plan.host) ? 'localhost' : plan.host.includes(':') ? `[${plan.host}]` : plan.host}:${port}`;
  refuseIfClaimed(plan.dataDir);
  const sandboxPort = plan.sandbox ? await portForSandbox(plan) : null;
  const sandboxUrl = sandboxPort === null ? null : `http://${SANDBOX_HOST}:${sandboxPort}`;
  const release = claimDataDir(plan.dataDir, { address, sandboxUrl, livekitUrl: plan.livekitUrl });
  process.on('exit', release);
  if (port !== null && !(await isFree(port, plan.host))) {
    throw new Refusal(
      `Port ${port} is in use by another program. Stop that, or take another port: PORT=3001 npm start`,
      69,
    );
  }

  const services = new Services();
  let stops = 0;
  onStop(() => {
    stops += 1;
    if (stops === 1) console.log('\nStopping…');
    if (stops === 1) void services.stop();
    // A terminal can send one Ctrl+C twice: to npm, which passes it on, and to us.
    else if (stops > 2) services.kill();
  });

  let sandbox = null;
  if (sandboxPort !== null) {
    sandbox = sandboxOf(plan, sandboxPort);
    services.start('The sandbox', node, [sandbox.program], sandbox.environment);
  }
  const settings = withSettings(environment, apiEnvironment(plan, { port, sandbox }));
  services.start('Trunkline', node, [inRoot('dist/apps/api/src/main.js')], settings);

  const mayWait = () => !services.isStopping;
  const isReady =
    (await answers(`${address}/health/live`, mayWait, READY_WITHIN_MS)) &&
    (sandbox === null || (await answers(`${sandbox.url}/_sandbox/health`, mayWait, READY_WITHIN_MS)));
  if (isReady) {
    await introduce().catch((error) => {
      // What is being stopped answers no more.
      if (mayWait()) throw error;
    });
  } else if (mayWait()) {
    console.error(`Trunkline did not answer within ${READY_WITHIN_MS / 1000} s.`);
    await services.stop();
    return 1;
  }
  return services.over();

  async function introduce() {
    const account = sandbox && (await (await fetch(`${sandbox.url}/_sandbox/demo-account`)).json());
    // With real accounts nobody gets in whom the operator did not let in.
    const user = sandbox && (await demoUser(address, plan.dataDir));
    console.log(
      welcome({
        address,
        seconds: ((Date.now() - began) / 1000).toFixed(1),
        user,
        sandbox: sandbox && { ...sandbox, account },
        real: plan.real,
        livekitUrl: plan.livekitUrl,
        isQuiet: settings.LOG_LEVEL === 'warn',
      }),
    );
    services.speak();
    if (!(await answers(`${address}/health/ready`, mayWait, 5_000)) && mayWait()) {
      console.error(
        `Trunkline runs, but is not ready to serve: ${await (await fetch(`${address}/health/ready`)).text()}`,
      );
    }
  }
}

async function portForSandbox({ sandboxPort }) {
  const wanted = sandboxPort ?? 0;
  if (wanted === 0) return anyFree(SANDBOX_HOST);
  if (await isFree(wanted, SANDBOX_HOST)) return wanted;
  const other = await anyFree(SANDBOX_HOST);
  console.log(`Port ${wanted} is in use by another program; the sandbox takes ${other}.`);
  return other;
}

function isLocal(host) {
  return host === '0.0.0.0' || host === '::' || host === 'localhost' || host === '127.0.0.1' || host === '::1';
}
