import type { TrunkSettings } from './trunk-types.js';

/** The fields of `desired` whose value is another at Twilio. */
export function settingsThatDiffer(desired: TrunkSettings, current: TrunkSettings): Partial<TrunkSettings> {
  const names = ['secure', 'transferMode', 'disasterRecoveryUrl'] as const;
  return Object.fromEntries(
    names.filter((name) => desired[name] !== current[name]).map((name) => [name, desired[name]]),
  );
}
