import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLines, startChild, stopChild } from '../processes/child.mjs';
import { inRoot, Refusal } from '../root.mjs';
import { anyFree } from '../start/ports.mjs';
import { answers } from '../start/readiness.mjs';

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 30_000;

/**
 * A livekit-server with a Redis of its own, on free ports of this machine, with nothing on disk that stays. `stop` ends both; they
 * end by themselves when we are gone.
 */
export async function startLiveKit(node, { redis, livekit }) {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-livekit-'));
  const running = [];
  const stop = async () => {
    for (const { child } of running.toReversed()) await stopChild(child, 5_000);
    rmSync(folder, { recursive: true, force: true });
  };
  const start = (name, program, args) => {
    const child = startChild(node, [inRoot('scripts/processes/keep.mjs'), program, ...args], {
      output: 'pipe',
      cwd: folder,
    });
    const lines = [];
    void readLines(child, (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
    });
    running.push({ name, child });
    return {
      isAlive: () => child.exitCode === null,
      failed: () => new Refusal(`${name} did not start:\n${lines.join('\n')}`),
    };
  };
  try {
    const redisPort = await anyFree(HOST);
    const store = start('Redis', redis, ['--bind', HOST, '--port', String(redisPort), '--save', '', '--dir', folder]);
    if (!(await listens(redisPort, store.isAlive))) throw store.failed();

    const ports = { http: await anyFree(HOST), tcp: await anyFree(HOST), udp: await anyFree(HOST) };
    const key = { apiKey: `test${randomBytes(4).toString('hex')}`, apiSecret: randomBytes(32).toString('base64url') };
    const config = join(folder, 'livekit.json');
    // JSON is YAML. In a file, because arguments can be seen by everybody.
    writeFileSync(config, JSON.stringify(configOf(ports, redisPort, key)), { mode: 0o600 });
    const server = start('livekit-server', livekit, ['--config', config, '--node-ip', HOST]);
    const url = `http://${HOST}:${ports.http}`;
    if (!(await answers(url, server.isAlive, READY_WITHIN_MS))) throw server.failed();
    return { url, ...key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function configOf({ http, tcp, udp }, redisPort, { apiKey, apiSecret }) {
  return {
    port: http,
    bind_addresses: [HOST],
    keys: { [apiKey]: apiSecret },
    redis: { address: `${HOST}:${redisPort}` },
    rtc: { tcp_port: tcp, udp_port: udp, use_external_ip: false },
    logging: { level: 'warn' },
  };
}

async function listens(port, mayWait) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (mayWait() && Date.now() < deadline) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, HOST, () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return true;
    await sleep(50);
  }
  return false;
}
