import { inParallel, type ProofOptions, type ProofResult } from './harness/proof.js';
import { World, type SandboxAccount, type Tenant } from './harness/world.js';

/** As many as one process works side by side without the runs waiting for each other's turn in PGlite for long. */
const SIDE_BY_SIDE = 4;

interface Connected {
  readonly tenant: Tenant;
  readonly account: SandboxAccount;
  readonly credentialId: string;
}

interface Count {
  readonly count: number;
  readonly lastId: number;
  readonly byOperation: Readonly<Record<string, number>>;
}

/**
 * A trunk that is as it should be is left alone: the second reconcile of every tenant looks at Twilio and LiveKit and changes
 * nothing. That the counter counts is shown by the first reconcile of the same tenants, and that the second one had looked, by its
 * reads.
 */
export async function prove({ quick, log }: ProofOptions): Promise<ProofResult> {
  const tenants = quick ? 20 : 200;
  const world = await World.start();
  try {
    const started = Date.now();
    const connected = await inParallel(
      Array.from({ length: tenants }, (_, index) => `tenant-${String(index)}`),
      SIDE_BY_SIDE,
      (name) => connectOne(world, name),
    );
    const first = await changes(world, 0);
    log(`${String(tenants)} tenants connected in ${seconds(started)}: ${String(first.count)} mutating calls`);

    const { lastId } = await world.control<Count>('GET', '/requests/count');
    const again = Date.now();
    const statuses = await inParallel(connected, SIDE_BY_SIDE, (one) => reconcile(world, one));
    const second = await changes(world, lastId);
    const reads = await world.control<Count>('GET', `/requests/count?mutating=0&since=${String(lastId)}`);
    log(`reconciled again in ${seconds(again)}: ${JSON.stringify(reads.byOperation)}`);
    if (second.count > 0) log(`mutating calls: ${JSON.stringify(second.byOperation)}`);

    const succeeded = statuses.filter((status) => status === 'succeeded').length;
    if (succeeded < tenants) log(`runs: ${JSON.stringify(statuses.filter((status) => status !== 'succeeded'))}`);
    const unread = await unreadAccounts(world, connected, lastId);
    if (unread.length > 0) log(`not looked at: ${unread.join(', ')}`);
    const perTenant = (reads.count / tenants).toFixed(1);
    return {
      figure: `noop: ${String(second.count)} mutating vendor calls in the second reconcile of ${String(tenants)} tenants (${perTenant} reads each)`,
      passed: second.count === 0 && succeeded === tenants && unread.length === 0 && first.count >= tenants,
    };
  } finally {
    await world.stop();
  }
}

async function connectOne(world: World, name: string): Promise<Connected> {
  const tenant = await world.signUp(name);
  const account = await world.newAccount();
  const { credentialId } = await world.connect(tenant, account);
  return { tenant, account, credentialId };
}

/** The status in which the second reconcile ended. */
async function reconcile(world: World, { tenant, credentialId }: Connected): Promise<string> {
  const answer = await world.send('POST', `/api/v1/twilio-credentials/${credentialId}/trunk/repair`, {
    as: tenant.accessToken,
  });
  if (answer.status !== 202) return `repair answered ${String(answer.status)}`;
  const { runId } = answer.body as { runId: string };
  return world.runFinished(tenant.accessToken, credentialId, runId);
}

async function changes(world: World, since: number): Promise<Count> {
  return world.control<Count>('GET', `/requests/count?mutating=1&since=${String(since)}`);
}

/** Accounts whose second reconcile asked Twilio nothing: doing nothing because of not looking would be worth nothing. */
async function unreadAccounts(world: World, connected: readonly Connected[], since: number): Promise<string[]> {
  const counted = await inParallel(connected, SIDE_BY_SIDE, async ({ account }) => {
    const query = `account=${account.accountSid}&mutating=0&since=${String(since)}`;
    const { count } = await world.control<Count>('GET', `/requests/count?${query}`);
    return { accountSid: account.accountSid, count };
  });
  return counted.filter(({ count }) => count === 0).map(({ accountSid }) => accountSid);
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
