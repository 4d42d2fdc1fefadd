/** Lets a fixed number of pieces of work run at once; the others wait in the order in which they came. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly permits: number) {
    if (!Number.isInteger(permits) || permits < 1) throw new RangeError('A semaphore needs at least one permit.');
    this.#free = permits;
  }

  get isIdle(): boolean {
    return this.#free === this.permits;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#acquire();
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #acquire(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The permit is handed to the first in the queue directly, so that nobody can overtake. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** One semaphore per key, dropped as soon as nothing of that key runs: the map never outgrows the work in flight. */
export class KeyedSemaphore {
  readonly #byKey = new Map<string, Semaphore>();

  constructor(private readonly permitsPerKey: number) {}

  get size(): number {
    return this.#byKey.size;
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const semaphore = this.#byKey.get(key) ?? new Semaphore(this.permitsPerKey);
    this.#byKey.set(key, semaphore);
    try {
      return await semaphore.run(work);
    } finally {
      if (semaphore.isIdle) this.#byKey.delete(key);
    }
  }
}
