import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@livekit/protocol';
import { invalid } from './twirp-error.js';

// livekit/protocol: sip/sip.go, NormalizeNumber, ValidateTrunksIter and ValidateDispatchRules.

/** `15550100`, `+1 (555) 0100` and `+15550100` are one number; anything that is not a phone number stays as it is. */
export function normalizeNumber(number: string): string {
  if (!/^\+?[\d\- ()]+$/.test(number)) return number;
  const digits = number.replace(/[\s\-()]/g, '');
  return digits.startsWith('+') ? digits : `+${digits}`;
}

const orAny = (values: readonly string[]): readonly string[] => (values.length === 0 ? [''] : values);
const printId = (id: string): string => JSON.stringify(id === '' ? '<new>' : id);
const printNumbers = (numbers: readonly string[]): string =>
  numbers.length === 0 ? '<any>' : `[${numbers.map((number) => JSON.stringify(number)).join(' ')}]`;

/** Called number × allowed caller. Credentials and addresses are not part of the key, on purpose of the server. */
function* trunkKeys(trunk: SIPInboundTrunkInfo): Generator<{ key: string; caller: string }> {
  for (const number of orAny(trunk.numbers)) {
    for (const caller of orAny(trunk.allowedNumbers)) {
      const normalized = normalizeNumber(caller);
      yield { key: `${normalizeNumber(number)}\n${normalized}`, caller: normalized };
    }
  }
}

/** Two inbound trunks that would both take the same call cannot exist together. */
export function refuseTrunkConflict(trunk: SIPInboundTrunkInfo, others: Iterable<SIPInboundTrunkInfo>): void {
  const keys = new Map([...trunkKeys(trunk)].map(({ key, caller }) => [key, caller]));
  for (const other of others) {
    for (const { key } of trunkKeys(other)) {
      const caller = keys.get(key);
      if (caller === undefined) continue;
      const who = `${printId(trunk.sipTrunkId)} and ${printId(other.sipTrunkId)}`;
      const what = `using the same number(s) ${printNumbers(trunk.numbers)}`;
      const how = caller === '' ? 'without AllowedNumbers set' : `and AllowedNumber ${JSON.stringify(caller)}`;
      throw invalid(`Conflicting inbound SIP Trunks: ${who}, ${what} ${how}`);
    }
  }
}

export function pinOf(rule: SIPDispatchRuleInfo): string {
  return rule.rule?.rule.value?.pin ?? '';
}

/** PIN × trunk × called number × caller. The kind of rule and its room are not part of the key. */
function* ruleKeys(rule: SIPDispatchRuleInfo): Generator<string> {
  for (const trunkId of orAny(rule.trunkIds)) {
    for (const number of orAny(rule.numbers)) {
      for (const caller of orAny(rule.inboundNumbers)) yield [pinOf(rule), trunkId, number, caller].join('\n');
    }
  }
}

export function refuseRuleConflict(rule: SIPDispatchRuleInfo, others: Iterable<SIPDispatchRuleInfo>): void {
  if (rule.rule?.rule.case === undefined) throw invalid('unsupported SIP Dispatch Rule: <nil>');
  const keys = new Set(ruleKeys(rule));
  for (const other of others) {
    for (const key of ruleKeys(other)) {
      if (!keys.has(key)) continue;
      throw invalid(
        'Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in ' +
          `dispatch rule ${JSON.stringify(other.sipDispatchRuleId)} ${JSON.stringify(other.name)}`,
      );
    }
  }
}
