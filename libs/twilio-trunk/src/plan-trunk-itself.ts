import { settingsThatDiffer } from './diff-settings.js';
import { isSameDomain, type Match } from './match-observed.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredTrunk, ObservedTrunk } from './trunk-types.js';

/** The trunk: created, taken up, adopted, or its own fields put right. */
export function planTrunkItself(
  desired: DesiredTrunk,
  { main, mainIsOurs }: Match<ObservedTrunk>,
  ledger: TrunkLedger,
): TrunkAction[] {
  if (main === null) {
    return [
      {
        key: 'twilio.trunk.create',
        system: 'twilio',
        type: 'create-trunk',
        effect: 'create',
        dependsOn: [],
        summary: `Create the trunk ${desired.domainName}.`,
        friendlyName: desired.friendlyName,
        domainName: desired.domainName,
        settings: desired.settings,
      },
    ];
  }
  const actions: TrunkAction[] = [];
  if (ledger.trunk?.sid !== main.trunkSid) {
    actions.push(
      mainIsOurs
        ? {
            key: 'twilio.trunk.record',
            system: 'twilio',
            type: 'record-trunk',
            effect: 'adopt',
            dependsOn: [],
            summary: `Take up the trunk ${main.trunkSid}, which an interrupted attempt of ours created.`,
            trunkSid: main.trunkSid,
          }
        : {
            key: 'twilio.trunk.adopt',
            system: 'twilio',
            type: 'adopt-trunk',
            effect: 'adopt',
            dependsOn: [],
            summary: `Adopt the existing trunk ${main.trunkSid} (“${main.friendlyName}”); it will never be deleted by Trunkline.`,
            trunkSid: main.trunkSid,
          },
    );
  }
  const settings = settingsThatDiffer(desired.settings, main.settings);
  const renamed = mainIsOurs && main.friendlyName !== desired.friendlyName;
  // A domain name is what agents dial: ours is put back, an adopted trunk only gets one if it has none.
  const domainLost = !isSameDomain(main.domainName, desired.domainName) && (mainIsOurs || main.domainName === null);
  // Our endpoints take only POST. A method without a URL means nothing.
  const methodLost = desired.settings.disasterRecoveryUrl !== null && main.disasterRecoveryMethod !== 'POST';
  if (Object.keys(settings).length > 0 || renamed || domainLost || methodLost) {
    const fields = [
      ...(renamed ? ['friendlyName'] : []),
      ...(domainLost ? ['domainName'] : []),
      ...Object.keys(settings),
      ...(methodLost ? ['disasterRecoveryMethod'] : []),
    ];
    actions.push({
      key: 'twilio.trunk.update',
      system: 'twilio',
      type: 'update-trunk',
      effect: 'change',
      dependsOn: actions.map((action) => action.key),
      summary: `Set ${fields.join(', ')} of the trunk ${main.trunkSid}.`,
      trunkSid: main.trunkSid,
      settings,
      ...(renamed ? { friendlyName: desired.friendlyName } : {}),
      ...(domainLost ? { domainName: desired.domainName } : {}),
      ...(methodLost ? { disasterRecoveryMethod: 'POST' as const } : {}),
    });
  }
  return actions;
}
