import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A PostgreSQL for tests and proofs, gone without a trace after {@link ThrowawayPostgres.stop}. */
export interface ThrowawayPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

const INSTALLATIONS = '/usr/lib/postgresql';

/** Starts a new cluster with the newest PostgreSQL installed here; undefined when there is none, or no account to run it under. */
export async function startThrowawayPostgres(): Promise<ThrowawayPostgres | undefined> {
  const bin = newestInstallation();
  const account = unprivilegedAccount();
  if (bin === undefined || account === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-postgres-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  const data = join(folder, 'data');
  const options = { ...account, cwd: folder, stdio: 'ignore' } as const;
  const init = spawn(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
    options,
  );
  await once(init, 'exit');
  const port = await freePort();
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    options,
  );
  const stop = async (): Promise<void> => {
    await stopServer(server);
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await answers(server, port, bin))) {
    await stop();
    return undefined;
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`, stop };
}

/** Runs `run` on the PostgreSQL of PROOF_DATABASE_URL or on a throw-away one, or says in one line why not. */
export async function onPostgres(log: (line: string) => void, run: (url: string) => Promise<void>): Promise<void> {
  const given = process.env['PROOF_DATABASE_URL'];
  if (given !== undefined && given !== '') return run(given);
  const server = await startThrowawayPostgres();
  if (server === undefined) {
    log('PostgreSQL: not tried, because none is installed here and PROOF_DATABASE_URL is not set.');
    return;
  }
  try {
    await run(server.url);
  } finally {
    await server.stop();
  }
}

function newestInstallation(): string | undefined {
  if (!existsSync(INSTALLATIONS)) return undefined;
  return readdirSync(INSTALLATIONS)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(INSTALLATIONS, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

/** PostgreSQL refuses to run as root; then it runs as the account its package made, or as nobody. */
function unprivilegedAccount(): { readonly uid?: number; readonly gid?: number } | undefined {
  if (process.getuid === undefined) return undefined;
  if (process.getuid() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = ['postgres', 'nobody'].map((name) => accounts.find(([given]) => given === name)).find(Boolean);
  return found === undefined ? undefined : { uid: Number(found[2]), gid: Number(found[3]) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(server: ChildProcess, port: number, bin: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && server.exitCode === null; attempt += 1) {
    const probe = spawn(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const [code]: unknown[] = await once(probe, 'exit');
    if (code === 0) return true;
    await sleep(100);
  }
  return false;
}

/** SIGINT is PostgreSQL's fast shutdown; a process that does not heed it within seconds is killed. */
async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGKILL'), 5_000);
  await exit;
  clearTimeout(timer);
}
