import type { Conditions, Vendor } from '../http/exchange.js';
import type { Act, FaultKind } from './kinds.js';
import { effectOf, isFaultKind } from './kinds.js';

/** What a rule says; anything left out matches everything. */
export interface FaultSpec {
  readonly kind: FaultKind;
  readonly vendor?: Vendor;
  readonly method?: string;
  /** Regular expression over the path, without host and query. */
  readonly path?: string;
  readonly host?: string;
  readonly account?: string;
  /** How many requests it strikes; the kind's own default when left out. */
  readonly times?: number;
  /** Lets that many matching requests pass first. */
  readonly skip?: number;
  /** Sleeps that long after it was set. */
  readonly afterMs?: number;
  /** Length of a hold, a lag or a latency. */
  readonly ms?: number;
}

export interface FaultRule extends FaultSpec {
  readonly id: string;
  readonly setAt: number;
  skipLeft: number;
  timesLeft: number;
  struck: number;
}

export interface Target {
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly accounts: readonly string[];
}

export interface Disruption {
  readonly kind: FaultKind;
  readonly phase: 'before' | 'after';
  readonly act: Act;
  /** Undefined: until the other side gives up. */
  readonly ms: number | undefined;
}

export interface FaultPlan {
  readonly disruption: Disruption | undefined;
  readonly conditions: Conditions;
  readonly latencyMs: number;
}

function matches(rule: FaultRule, target: Target): boolean {
  return (
    (rule.vendor === undefined || rule.vendor === target.vendor) &&
    (rule.method === undefined || rule.method.toUpperCase() === target.method) &&
    (rule.path === undefined || new RegExp(rule.path).test(target.path)) &&
    (rule.host === undefined || rule.host === target.host) &&
    (rule.account === undefined || target.accounts.includes(rule.account)) &&
    Date.now() >= rule.setAt + (rule.afterMs ?? 0)
  );
}

export class FaultRules {
  private rules: FaultRule[] = [];
  private counter = 0;

  add(spec: FaultSpec): FaultRule {
    this.counter += 1;
    const id = `fault-${this.counter}`;
    const times = spec.times ?? effectOf(spec.kind).times;
    const rule = { ...spec, id, setAt: Date.now(), skipLeft: spec.skip ?? 0, timesLeft: times, struck: 0 };
    this.rules.push(rule);
    return rule;
  }

  list(): readonly FaultRule[] {
    return this.rules;
  }

  remove(id: string): boolean {
    const before = this.rules.length;
    this.rules = this.rules.filter((rule) => rule.id !== id);
    return this.rules.length < before;
  }

  clear(): void {
    this.rules = [];
  }

  /** A header strikes this one request. Conditions add up; of the disruptions only the first in line is used up. */
  plan(target: Target, header: string | undefined): FaultPlan {
    let disruption = headerDisruption(header);
    const conditions = { listLagMs: 0, quotaFull: false };
    let latencyMs = 0;
    for (const rule of this.rules) {
      if (rule.timesLeft <= 0 || !matches(rule, target)) continue;
      const effect = effectOf(rule.kind);
      if (effect.phase !== 'during' && disruption) continue;
      if (rule.skipLeft > 0) {
        rule.skipLeft -= 1;
        continue;
      }
      rule.timesLeft -= 1;
      rule.struck += 1;
      if (effect.phase !== 'during') {
        disruption = { kind: rule.kind, phase: effect.phase, act: effect.act, ms: rule.ms };
      } else if (rule.kind === 'list-lag') conditions.listLagMs = Math.max(conditions.listLagMs, rule.ms ?? 2000);
      else if (rule.kind === 'quota-full') conditions.quotaFull = true;
      else latencyMs += rule.ms ?? 0;
    }
    return { disruption, conditions, latencyMs };
  }
}

/** `x-sandbox-fault: timeout-after; ms=500`. A name that does not exist strikes nothing; the log shows no fault then. */
function headerDisruption(header: string | undefined): Disruption | undefined {
  const [kind = '', ...options] = (header ?? '').split(';').map((part) => part.trim());
  if (!isFaultKind(kind)) return undefined;
  const effect = effectOf(kind);
  if (effect.phase === 'during') return undefined;
  const ms = options.map((option) => /^ms=(\d+)$/.exec(option)?.[1]).find((value) => value !== undefined);
  return { kind, phase: effect.phase, act: effect.act, ms: ms === undefined ? undefined : Number(ms) };
}
