import {
  emptyDocument,
  type BusinessHours,
  type Destination,
  type ForwardingRule,
  type Next,
  type OpenPeriod,
  type RingGroup,
  type RingMember,
  type Route,
  type RoutingDocument,
  type Target,
} from '@app/routing';
import type { SeededRandom } from '../harness/seeded-random.js';
import { FORBIDDEN, FORBIDDEN_HOSTS, HOSTS, LISTED, mostly, OWN, POLICY, TARGETS, UNLISTED, UUIS } from './pools.js';

const RECORD_MODES = ['do-not-record', 'record-from-answer', 'record-from-ringing-dual'] as const;
const PLACES = 7;

/**
 * Makes documents. A tidy one refers only to what exists and comes later, so that most of them may be published; a wild one names
 * whatever it likes: what is missing, what is forbidden, itself.
 */
export class Configurator {
  constructor(
    private readonly random: SeededRandom,
    private readonly isTidy: boolean,
  ) {}

  document(): RoutingDocument {
    const { random } = this;
    const numbers = OWN.filter(() => random.chance(0.8));
    return {
      ...emptyDocument([]),
      agents: { a0: { name: 'First', agentName: 'first' }, a1: { name: 'Second', agentName: 'second' } },
      policy: POLICY,
      hours: { h0: this.hours(), h1: this.hours() },
      routes: Object.fromEntries(numbers.map((number) => [number, this.route()])),
      forwarding: Object.fromEntries(
        numbers.filter(() => random.chance(0.4)).map((number) => [number, this.forwarding()]),
      ),
      destinations: Object.fromEntries(this.indexes().map((index) => [`d${String(index)}`, this.destination(index)])),
      ringGroups: Object.fromEntries(this.indexes().map((index) => [`g${String(index)}`, this.ringGroup(index)])),
      fallback: this.fallback(),
    };
  }

  private indexes(): number[] {
    return Array.from({ length: PLACES }, (_, index) => index);
  }

  private route(): Route {
    const { random } = this;
    return {
      hoursId: random.pick([null, null, 'h0', this.isTidy ? 'h1' : 'gone']),
      target: this.target(0),
      closed: this.next(0),
      ringSeconds: this.seconds(),
      onBusy: this.next(0),
      onNoAnswer: this.next(0),
      onFailure: this.next(0),
      callerId: random.pick(['caller', 'called']),
      record: random.pick(RECORD_MODES),
    };
  }

  private forwarding(): ForwardingRule[] {
    return Array.from({ length: 1 + this.random.below(3) }, (_, index) => ({
      id: `f${String(index)}`,
      condition: this.random.pick(['always', 'busy', 'no-answer', 'no-answer']),
      enabled: this.random.chance(0.7),
      to: this.next(0),
      ringSeconds: this.random.chance(0.5) ? null : this.seconds(),
    }));
  }

  private destination(index: number): Destination {
    return {
      name: `Destination ${String(index)}`,
      target: this.target(index + 1),
      ringSeconds: this.seconds(),
      next: this.next(index + 1),
      transferable: this.random.chance(0.5),
    };
  }

  private ringGroup(index: number): RingGroup {
    const { random } = this;
    const most = random.pick([2, 5, 30]);
    const least = this.isTidy ? 1 : 0;
    const seconds = this.seconds();
    return {
      name: `Group ${String(index)}`,
      strategy: random.pick(['simultaneous', 'sequential']),
      members: Array.from({ length: least + random.below(most) }, (_, member) => ({
        name: `Member ${String(member)}`,
        target: this.leg(),
        ringSeconds: random.chance(0.7) ? seconds : this.seconds(),
      })),
      next: this.next(index + 1),
    };
  }

  /** @param from a tidy document refers to places from here on only. */
  private target(from: number): Target {
    const { random } = this;
    if (random.chance(0.35)) return { kind: 'ring-group', ringGroupId: this.place('g', from) };
    if (random.chance(0.05)) return { kind: 'announcement', text: this.text(), language: 'en-US' };
    // A route to another of the tenant's numbers; tidy ones would go round.
    if (!this.isTidy && random.chance(0.15)) return { kind: 'number', number: random.pick(OWN) };
    return this.leg();
  }

  private leg(): RingMember['target'] {
    const { random, isTidy } = this;
    const fair = isTidy ? 1 : 0.75;
    switch (random.below(4)) {
      case 0:
        return {
          kind: 'agent',
          agentId: mostly<string>(
            random,
            fair,
            () => random.pick(['a0', 'a1']),
            () => 'gone',
          ),
        };
      case 1: {
        const uri = mostly<string>(
          random,
          fair,
          () => random.pick(HOSTS),
          () => random.pick(FORBIDDEN_HOSTS),
        );
        return { kind: 'sip', uri, uui: isTidy ? random.pick([null, 'plain']) : random.pick([null, ...UUIS]) };
      }
      case 2:
        return {
          kind: 'client',
          identity: mostly(
            random,
            fair,
            () => 'bob',
            () => '',
          ),
        };
      default: {
        const other = (): string => random.pick([random.pick(FORBIDDEN), random.pick(OWN)]);
        return {
          kind: 'number',
          number: mostly<string>(random, fair, () => random.pick([...LISTED, ...TARGETS]), other),
        };
      }
    }
  }

  private next(from: number): Next {
    const { random, isTidy } = this;
    switch (random.below(6)) {
      case 0:
        return { kind: 'announcement', text: this.text(), language: 'en-US' };
      case 1:
        return { kind: 'hangup' };
      case 2: {
        const other = (): string => random.pick([random.pick(FORBIDDEN), random.pick(UNLISTED), random.pick(OWN)]);
        return { kind: 'number', number: mostly<string>(random, isTidy ? 1 : 0.4, () => random.pick(LISTED), other) };
      }
      case 3:
        return { kind: 'fallback' };
      default:
        return { kind: 'destination', destinationId: this.place('d', from) };
    }
  }

  private fallback(): Next {
    const { random } = this;
    if (!this.isTidy) return this.next(0);
    return random.pick<Next>([
      { kind: 'announcement', text: 'Nobody is here.', language: 'en-US' },
      { kind: 'number', number: LISTED[0] },
      { kind: 'hangup' },
    ]);
  }

  private place(letter: 'd' | 'g', from: number): string {
    const { random, isTidy } = this;
    // Now and then back to where a call may have been: that is what a draft is checked for.
    const index = random.chance(0.05) ? random.below(PLACES) : Math.min(from + random.below(3), PLACES - 1);
    if (isTidy) return `${letter}${String(index)}`;
    return random.pick([
      `${letter}${String(random.below(PLACES))}`,
      `${letter}${String(random.below(2))}`,
      'gone',
      'a b',
      'constructor',
    ]);
  }

  private text(): string {
    return this.isTidy ? 'Hello.' : this.random.pick(['Hello.', '', ' \n', '<Dial>', 'x'.repeat(5_000)]);
  }

  private seconds(): number {
    return this.isTidy
      ? 5 + this.random.below(60)
      : this.random.pick([20, 20, 5, 600, 0, -1, 7.5, 1e9, Number.NaN, Infinity]);
  }

  private hours(): BusinessHours {
    const { random, isTidy } = this;
    const day = random.pick<OpenPeriod['day']>([1, 2, 3, 4, 5, 6, 7]);
    return {
      name: 'Office',
      timeZone: isTidy
        ? random.pick(['Europe/Berlin', 'Asia/Kathmandu', 'UTC'])
        : random.pick(['America/New_York', 'Nowhere', '']),
      weekly: [
        { day, from: isTidy ? '00:00' : random.pick(['00:00', '25:00', 'x']), to: random.pick(['12:00', '24:00']) },
      ],
      holidays: random.chance(0.3)
        ? [{ date: '2026-11-18', name: 'Holiday', open: [{ from: '10:00', to: '11:30' }] }]
        : [],
    };
  }
}
