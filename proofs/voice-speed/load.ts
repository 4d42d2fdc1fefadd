/**
 * The load, in a process of its own: keep-alive connections over bare sockets, so that the client costs little. Reads its order from
 * the command line (JSON, `Order`) and prints a `Measured` as its only line.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Measured, Order } from './order.js';

const order = JSON.parse(process.argv[2] ?? '') as Order;
const requests = (JSON.parse(readFileSync(order.requestsFile, 'utf8')) as string[]).map((text) =>
  Buffer.from(text, 'latin1'),
);
const latencies: number[] = [];
let sent = 0;
let bad = 0;

class Connection {
  private received = '';
  private since = 0;
  private done: ((text: string) => void) | null = null;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => {
      console.error(error.message);
      process.exit(1);
    });
    socket.on('close', () => process.exit(1));
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Connection(socket);
  }

  /** Sends the next request; `since` is when it should have been sent. */
  send(since: number, done: () => void): void {
    const request = requests[sent % requests.length];
    if (request === undefined) throw new Error('no requests');
    sent += 1;
    this.since = since;
    this.done = (text) => {
      latencies.push(performance.now() - this.since);
      // Each number of a fleet is dialled on to somebody: an apology would be no answer.
      const isDialled = text.includes('<Dial ') && text.endsWith('</Response>');
      if (!text.startsWith('HTTP/1.1 200') || !isDialled) bad += 1;
      done();
    };
    this.socket.write(request);
  }

  private take(chunk: Buffer): void {
    this.received += chunk.toString('latin1');
    const head = this.received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = /content-length: (\d+)/i.exec(this.received)?.[1];
    if (length === undefined) throw new Error('an answer without a length');
    const end = head + 4 + Number(length);
    if (this.received.length < end) return;
    const text = this.received.slice(0, end);
    this.received = this.received.slice(end);
    const { done } = this;
    this.done = null;
    done?.(text);
  }
}

/** As many as the server takes. */
async function asMuchAsGoes(connections: readonly Connection[], until: number): Promise<void> {
  await Promise.all(
    connections.map(
      async (connection) =>
        new Promise<void>((resolve) => {
          const next = (): void => {
            const now = performance.now();
            if (now >= until) resolve();
            else connection.send(now, next);
          };
          next();
        }),
    ),
  );
}

/** So many a second, whatever the server does: a request that has to wait for a connection is late, and that counts. */
async function atRate(
  connections: readonly Connection[],
  from: number,
  until: number,
  perSecond: number,
): Promise<void> {
  const idle = [...connections];
  const interval = 1_000 / perSecond;
  let due = from;
  await new Promise<void>((resolve) => {
    const turn = (): void => {
      const now = performance.now();
      if (now >= until && idle.length === connections.length) {
        resolve();
        return;
      }
      while (due <= now && due < until) {
        // In turn: one that never asks for anything is closed by a server that guards itself.
        const connection = idle.shift();
        if (connection === undefined) break;
        connection.send(due, () => idle.push(connection));
        due += interval;
      }
      setImmediate(turn);
    };
    turn();
  });
}

const connections = await Promise.all(
  Array.from({ length: order.connections }, async () => Connection.open(order.url)),
);
const began = performance.now();
const until = began + order.seconds * 1_000;
if (order.perSecond === null) await asMuchAsGoes(connections, until);
else await atRate(connections, began, until, order.perSecond);
const seconds = (performance.now() - began) / 1_000;
const sorted = latencies.sort((a, b) => a - b);
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
const measured: Measured = { requests: sorted.length, seconds, bad, p50: at(0.5), p99: at(0.99), max: at(1) };
console.log(JSON.stringify(measured));
process.exit(0);
