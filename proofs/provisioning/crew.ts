import type { Engine } from './engine.js';
import type { Laboratory } from './laboratory.js';
import type { Moment } from './wire.js';

type Listener = (moment: Moment, engine: Engine) => void | Promise<void>;

/** The processes at work on one database: usually one, which may crash and is replaced then. */
export class Crew {
  private engines: Engine[] = [];
  private readonly listeners = new Set<Listener>();

  constructor(private readonly lab: Laboratory) {}

  /** The one that is asked. */
  get first(): Engine {
    const [engine] = this.engines;
    if (engine === undefined) throw new Error('nothing runs');
    return engine;
  }

  get hasCrashed(): boolean {
    return this.engines.some((engine) => engine.wire.hasBeenCut);
  }

  /** Is told of every moment of every process, of those to come as well. */
  listen(listener: Listener): void {
    this.listeners.add(listener);
  }

  stopListening(): void {
    this.listeners.clear();
  }

  /** `isShared`: it knows that it is not alone. */
  async add(isShared = false): Promise<Engine> {
    const engine = await this.lab.engine(isShared);
    engine.wire.listen(async (moment) => {
      for (const listener of this.listeners) await listener(moment, engine);
    });
    this.engines.push(engine);
    return engine;
  }

  /** Ends the process as `kill -9` would; {@link replaceCrashed} starts the next. */
  crash(engine: Engine): void {
    engine.wire.cut();
  }

  /** False when nobody had crashed. */
  async replaceCrashed(): Promise<boolean> {
    const crashed = this.engines.filter((engine) => engine.wire.hasBeenCut);
    if (crashed.length === 0) return false;
    this.engines = this.engines.filter((engine) => !crashed.includes(engine));
    await Promise.all(crashed.map(async (engine) => engine.crash()));
    if (this.engines.length === 0) await this.add();
    return true;
  }

  /** Ends one process in order: what it has in hand it has tried to write by then. */
  async dismiss(engine: Engine): Promise<void> {
    this.engines = this.engines.filter((other) => other !== engine);
    await engine.stop();
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.splice(0).map(async (engine) => engine.stop()));
  }
}
