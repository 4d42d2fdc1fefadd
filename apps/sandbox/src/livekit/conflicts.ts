import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo } from '@livekit/protocol';
import { fromService, invalid } from './twirp-error.js';

// livekit/protocol: sip/sip.go, NormalizeNumber, ValidateTrunksIter and ValidateDispatchRulesIter. Both go through everything in
// scope, so a conflict that is there already is met by whoever changes something next to it.

/** `15550100`, `+1 (555) 0100` and `+15550100` are one number; anything that is not a phone number stays as it is. */
export function normalizeNumber(number: string): string {
  if (!/^\+?[\d\- ()]+$/.test(number)) return number;
  const digits = number.replace(/[\s\-()]/g, '');
  return digits.startsWith('+') ? digits : `+${digits}`;
}

const orAny = (values: readonly string[]): readonly string[] => (values.length === 0 ? [''] : values);
const printId = (id: string): string => JSON.stringify(id === '' ? '<new>' : id);
const printName = (name: string): string => JSON.stringify(name === '' ? '<blank name>' : name);
const printNumbers = (numbers: readonly string[]): string =>
  numbers.length === 0 ? '<any>' : `[${numbers.map((number) => JSON.stringify(number)).join(' ')}]`;

/** The server takes turns between what is stored and what is new: one stored, the new one, the other stored ones. */
export function withNew<T>([first, ...others]: readonly T[], added: T): T[] {
  return first === undefined ? [added] : [first, added, ...others];
}

/** Called number × allowed caller. Credentials and addresses are not part of the key, on purpose of the server. */
export function refuseTrunkConflicts(trunks: Iterable<SIPInboundTrunkInfo>): void {
  const seen = new Map<string, SIPInboundTrunkInfo>();
  for (const trunk of trunks) {
    for (const number of orAny(trunk.numbers)) {
      for (const caller of orAny(trunk.allowedNumbers)) {
        const key = `${normalizeNumber(number)}\n${normalizeNumber(caller)}`;
        const other = seen.get(key);
        if (other && other.sipTrunkId !== trunk.sipTrunkId) {
          const who = `${printId(trunk.sipTrunkId)} and ${printId(other.sipTrunkId)}`;
          const what = `using the same number(s) ${printNumbers(trunk.numbers)}`;
          const how = caller === '' ? 'without AllowedNumbers set' : `and AllowedNumber ${JSON.stringify(caller)}`;
          throw invalid(`Conflicting inbound SIP Trunks: ${who}, ${what} ${how}`);
        }
        seen.set(key, trunk);
      }
    }
  }
}

function pinOf(info: SIPDispatchRuleInfo): string {
  const rule = info.rule?.rule;
  if (rule?.case === undefined) throw fromService('invalid_argument', 'unsupported SIP Dispatch Rule: <nil>');
  return rule.value.pin;
}

/** PIN × trunk × called number × caller. The kind of rule and its room are not part of the key. */
export function refuseRuleConflicts(rules: Iterable<SIPDispatchRuleInfo>): void {
  const seen = new Map<string, SIPDispatchRuleInfo>();
  for (const rule of rules) {
    const pin = pinOf(rule);
    for (const trunkId of orAny(rule.trunkIds)) {
      for (const caller of orAny(rule.inboundNumbers)) {
        for (const number of orAny(rule.numbers)) {
          const key = [pin, trunkId, normalizeNumber(number), normalizeNumber(caller)].join('\n');
          const other = seen.get(key);
          if (other) {
            throw invalid(
              'Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in ' +
                `dispatch rule ${printId(other.sipDispatchRuleId)} ${printName(other.name)}`,
            );
          }
          seen.set(key, rule);
        }
      }
    }
  }
}
