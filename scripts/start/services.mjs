import { setTimeout as sleep } from 'node:timers/promises';
import { ended, killGroup, readLines, startChild, stopChild } from '../processes/child.mjs';

const LAST_LINES = 30;

/** Programs that live and die together: when one ends by itself, or we are told to stop, all of them end, the newest first. */
export class Services {
  #running = [];
  #stopping = null;
  #failure = null;

  /** `name` speaks of itself in what is printed. Lines are kept until the start is done, then shown. */
  start(name, node, args, env, { isShown = () => true } = {}) {
    const child = startChild(node, args, { env, output: 'pipe', nodeOptions: ['--enable-source-maps'] });
    const service = { name, child, lines: [], isQuiet: true };
    const read = readLines(child, (line) => {
      service.lines = [...service.lines, line].slice(-LAST_LINES);
      if (!service.isQuiet && isShown(line)) console.log(line);
    });
    service.done = Promise.all([ended(child), Promise.race([read, ended(child).then(() => sleep(500))])]).then(
      ([{ code, signal }]) => this.#onEnd(service, code, signal),
    );
    this.#running.push(service);
    return service;
  }

  get isStopping() {
    return this.#stopping !== null;
  }

  /** From now on what the programs say is shown. */
  speak() {
    for (const service of this.#running) service.isQuiet = false;
  }

  /** Ends everything; resolves to the exit code. */
  async stop() {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  /** For the second Ctrl+C. */
  kill() {
    for (const { child } of this.#running) if (child.exitCode === null) killGroup(child);
  }

  /** Resolves to the exit code when all is over. */
  async over() {
    await Promise.all(this.#running.map((service) => service.done));
    return this.stop();
  }

  async #stopAll() {
    for (const { child } of [...this.#running].reverse()) await stopChild(child);
    return this.#failure ?? 0;
  }

  #onEnd({ name, lines, isQuiet }, code, signal) {
    if (this.isStopping) return;
    this.#failure = code === 0 || signal !== null ? 1 : code;
    if (isQuiet) for (const line of lines) console.error(line);
    // A program that does not start says itself why.
    if (!isQuiet || signal !== null || lines.length === 0) {
      console.error(`${name} has ended by itself (${signal ?? `exit code ${code}`}), so all of it stops.`);
    }
    void this.stop();
  }
}
