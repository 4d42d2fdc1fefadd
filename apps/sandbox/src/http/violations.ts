import type { Vendor } from './exchange.js';

/** A request that broke the vendor's contract itself: a typo, not merely a rule of the business. */
export interface Violation {
  readonly at: string;
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly account: string;
  readonly detail: string;
}

const CAPACITY = 10_000;

export class Violations {
  private found: Violation[] = [];

  add(violation: Omit<Violation, 'at'>): void {
    if (this.found.length < CAPACITY) this.found.push({ at: new Date().toISOString(), ...violation });
  }

  list(): readonly Violation[] {
    return this.found;
  }

  clear(): void {
    this.found = [];
  }
}
