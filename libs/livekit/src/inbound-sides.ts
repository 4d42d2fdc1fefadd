import { normalizeNumber } from './normalize-number.js';
import { keepRecorded, type RecordedInbound, type SipLedger } from './sip-ledger.js';
import { sideKey } from './sip-mark.js';
import type {
  DesiredInbound,
  InboundSide,
  ObservedDispatchRule,
  ObservedInboundTrunk,
  ObservedSip,
  SipMark,
} from './sip-types.js';

/** One of a credential's inbound sides: what it should be, and what is there for it. */
export interface SideState {
  readonly side: InboundSide | null;
  /** Null: nothing of it shall be there. */
  readonly wanted: DesiredInbound | null;
  /** The trunk that stays; null when there is none to keep. */
  readonly trunk: ObservedInboundTrunk | null;
  /** Trunks that go: all of a side that is not wanted, duplicates, and one that cannot give and take numbers in one change. */
  readonly surplusTrunks: readonly ObservedInboundTrunk[];
  readonly rule: ObservedDispatchRule | null;
  /** Rules that go: duplicates, and those that stand on the trunk of another side. */
  readonly surplusRules: readonly ObservedDispatchRule[];
  /** What the trunk keeps while it gives numbers to another side and waits for others; null: it need not do both. */
  readonly release: readonly string[] | null;
}

/**
 * Sorts everything of ours to its side. Ids are never used again, so the ledger says best for which side an object was made; for one
 * that is not recorded its mark does.
 */
export function sidesOf(wanted: readonly DesiredInbound[], observed: ObservedSip, ledger: SipLedger): SideState[] {
  const trunks = bySide(observed.inboundTrunks, (trunk) => trunk.inboundTrunkId, ledger.inboundTrunks);
  const rules = bySide(observed.dispatchRules, (rule) => rule.dispatchRuleId, ledger.dispatchRules);
  const sides = new Map<string, InboundSide | null>();
  for (const one of wanted) sides.set(sideKey(one.side), one.side);
  for (const [key, { side }] of [...trunks, ...rules]) if (!sides.has(key)) sides.set(key, side);
  return [...sides].map(([key, side]) => {
    const own = trunks.get(key)?.objects ?? [];
    const others = observed.inboundTrunks.filter((trunk) => !own.includes(trunk));
    const isStray = (rule: ObservedDispatchRule): boolean =>
      others.some((trunk) => rule.trunkIds.includes(trunk.inboundTrunkId));
    const ownRules = rules.get(key)?.objects ?? [];
    const straight = ownRules.filter((rule) => !isStray(rule));
    const desired = wanted.find((one) => sideKey(one.side) === key) ?? null;
    if (desired === null) {
      const nothing = { wanted: null, trunk: null, rule: null, release: null };
      return { side, ...nothing, surplusTrunks: own, surplusRules: ownRules };
    }
    const [main = null, ...duplicates] = own;
    const release = main === null ? null : releaseOf(main, desired, wanted, own, observed);
    const isReplaced = release?.length === 0;
    return {
      side,
      wanted: desired,
      trunk: isReplaced ? null : main,
      surplusTrunks: isReplaced ? own : duplicates,
      rule: straight[0] ?? null,
      surplusRules: [...straight.slice(1), ...ownRules.filter(isStray)],
      release: isReplaced ? null : release,
    };
  });
}

/**
 * Two trunks that exchange numbers would wait for each other, so one that both gives and takes first keeps only what stays on it. Empty:
 * nothing does, and a trunk without numbers must not be.
 */
function releaseOf(
  trunk: ObservedInboundTrunk,
  desired: DesiredInbound,
  wanted: readonly DesiredInbound[],
  own: readonly ObservedInboundTrunk[],
  { inboundTrunks }: ObservedSip,
): string[] | null {
  const has = holds(trunk.numbers);
  const gives = wanted.some((other) => other !== desired && other.trunk.numbers.some(has));
  const takes = inboundTrunks.some((other) => !own.includes(other) && desired.trunk.numbers.some(holds(other.numbers)));
  return gives && takes ? desired.trunk.numbers.filter(has) : null;
}

/** Whether a number is among these, as LiveKit compares them. */
export function holds(numbers: readonly string[]): (number: string) => boolean {
  const normal = new Set(numbers.map(normalizeNumber));
  return (number) => normal.has(normalizeNumber(number));
}

/** For which side an inbound trunk or a rule was made. */
export function sideOf(
  { id, mark }: { readonly id: string; readonly mark: SipMark | null },
  recorded: readonly RecordedInbound[],
): InboundSide | null {
  const entry = recorded.find((one) => one.id === id);
  return entry === undefined ? (mark?.side ?? null) : entry.side;
}

/** What the keys of a side's actions end with. */
export function keySuffix(side: InboundSide | null): string {
  return side === null ? '' : `.${sideKey(side)}`;
}

/** ` for the agent “x”`, or nothing for the installation's own. */
export function forAgent({ side, rule }: DesiredInbound): string {
  if (side === null) return '';
  return ` for the agent “${rule.agentName}”${side.plane === 'webhook' ? ' on the webhook plane' : ''}`;
}

function bySide<T extends { readonly mark: SipMark | null }>(
  objects: readonly T[],
  idOf: (object: T) => string,
  recorded: readonly RecordedInbound[],
): Map<string, { readonly side: InboundSide | null; readonly objects: readonly T[] }> {
  const sides = new Map<string, { readonly side: InboundSide | null; readonly objects: T[] }>();
  const ids = recorded.map(({ id }) => id);
  for (const object of keepRecorded(objects, idOf, ids)) {
    const side = sideOf({ id: idOf(object), mark: object.mark }, recorded);
    const group = sides.get(sideKey(side)) ?? { side, objects: [] };
    group.objects.push(object);
    sides.set(sideKey(side), group);
  }
  return sides;
}
