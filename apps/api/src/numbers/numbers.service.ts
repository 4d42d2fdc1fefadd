import { Injectable } from '@nestjs/common';
import type { Route } from '@app/routing';
import type { Caller } from '../auth/caller.js';
import { CallStatistics, NO_CALLS, type NumberStatistics } from '../calls/call-statistics.js';
import { cursorOf, type PageKey } from './number-page.js';
import type { PhoneNumber } from './number.js';
import { NumbersStore, type NumberFilter } from './numbers.store.js';

/** A number with what hangs on it. */
export interface NumberView {
  readonly number: PhoneNumber;
  readonly agentName: string | null;
  /** What is published for it; null when nothing is, and calls go to the fallback. */
  readonly route: { readonly version: number; readonly target: Route['target'] } | null;
  readonly statistics: NumberStatistics;
}

export interface NumberPage {
  readonly numbers: readonly NumberView[];
  readonly nextCursor: string | null;
}

/** What a tenant sees of their numbers. */
@Injectable()
export class NumbersService {
  constructor(
    private readonly store: NumbersStore,
    private readonly calls: CallStatistics,
  ) {}

  /** One more row than asked tells whether there is another page. */
  async list(caller: Caller, filter: NumberFilter, behind: PageKey | null, limit: number): Promise<NumberPage> {
    const rows = await this.store.list(caller, filter, behind, limit + 1);
    const numbers = rows.slice(0, limit);
    const last = numbers.at(-1);
    return {
      numbers: await this.viewsOf(caller, numbers),
      nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
    };
  }

  async view(caller: Caller, numberId: string): Promise<NumberView> {
    return this.viewOf(caller, await this.store.get(caller, numberId));
  }

  async viewOf(caller: Caller, number: PhoneNumber): Promise<NumberView> {
    const [view] = await this.viewsOf(caller, [number]);
    return view ?? { number, agentName: null, route: null, statistics: NO_CALLS };
  }

  private async viewsOf(caller: Caller, numbers: readonly PhoneNumber[]): Promise<NumberView[]> {
    if (numbers.length === 0) return [];
    const [agents, published, statistics] = await Promise.all([
      this.store.agentNames(caller),
      this.store.publishedRoutes(caller),
      this.calls.ofNumbers(
        caller,
        numbers.map(({ phoneNumber }) => phoneNumber),
      ),
    ]);
    return numbers.map((number) => {
      const route = published?.routes[number.phoneNumber];
      return {
        number,
        agentName: number.agentId === null ? null : (agents.get(number.agentId) ?? null),
        route: published === null || route === undefined ? null : { version: published.version, target: route.target },
        statistics: statistics.get(number.phoneNumber) ?? NO_CALLS,
      };
    });
  }
}
