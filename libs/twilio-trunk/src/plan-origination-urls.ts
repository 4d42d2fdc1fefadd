import { isSameSipUri } from './same-sip-uri.js';
import type { PlanNotice } from './trunk-plan.js';
import type { TrunkAction } from './trunk-action.js';
import type { TrunkLedger } from './trunk-ledger.js';
import type { DesiredOriginationUrl, DesiredTrunk, ObservedOriginationUrl, ObservedTrunk } from './trunk-types.js';

/**
 * Where inbound calls go. Twilio checks no duplicates and two equal entries split the traffic, so ours beyond the first are
 * removed. An entry of the tenant's that already says the same is adopted instead of doubled.
 */
export function planOriginationUrls(
  desired: DesiredTrunk,
  trunk: ObservedTrunk | null,
  ledger: TrunkLedger,
  trunkKeys: readonly string[],
): { readonly actions: readonly TrunkAction[]; readonly notices: readonly PlanNotice[] } {
  const observed = trunk?.originationUrls ?? [];
  const created = new Set(ledger.originationUrls.filter((url) => url.ownership === 'created').map((url) => url.sid));
  const adopted = new Set(ledger.originationUrls.filter((url) => url.ownership === 'adopted').map((url) => url.sid));
  const ourNames = new Set(desired.originationUrls.map((url) => url.friendlyName));
  const isOurs = (url: ObservedOriginationUrl): boolean =>
    created.has(url.originationUrlSid) || (!adopted.has(url.originationUrlSid) && ourNames.has(url.friendlyName));

  const used = new Set<string>();
  const actions = desired.originationUrls.flatMap((wanted) => {
    const free = observed.filter((url) => !used.has(url.originationUrlSid));
    const found =
      free.find((url) => isOurs(url) && fieldsThatDiffer(url, wanted).length === 0) ??
      free.find((url) => isOurs(url) && url.friendlyName === wanted.friendlyName) ??
      free.find((url) => isOurs(url) && !ourNames.has(url.friendlyName)) ??
      free.find((url) => !isOurs(url) && url.enabled && isSameSipUri(url.sipUrl, wanted.sipUrl));
    if (found !== undefined) used.add(found.originationUrlSid);
    return planOne(wanted, found, found !== undefined && isOurs(found), created, adopted, trunkKeys);
  });

  const surplus = observed.filter((url) => !used.has(url.originationUrlSid) && isOurs(url));
  const foreign = observed.filter((url) => !used.has(url.originationUrlSid) && !isOurs(url) && url.enabled);
  return {
    actions: [
      ...actions,
      ...surplus.map((url): TrunkAction => ({
        key: `twilio.origination-url.delete.${url.originationUrlSid}`,
        system: 'twilio',
        type: 'delete-origination-url',
        effect: 'remove',
        dependsOn: actions.map((action) => action.key),
        summary: `Remove the surplus origination URL ${url.sipUrl}.`,
        trunkSid: trunk?.trunkSid ?? '',
        originationUrlSid: url.originationUrlSid,
      })),
    ],
    notices:
      foreign.length === 0
        ? []
        : [
            {
              code: 'trunk.foreign_origination_urls',
              sentence: `The trunk also sends calls to ${foreign.map((url) => url.sipUrl).join(', ')}; Trunkline leaves that alone.`,
            },
          ],
  };
}

function planOne(
  wanted: DesiredOriginationUrl,
  found: ObservedOriginationUrl | undefined,
  ours: boolean,
  created: ReadonlySet<string>,
  adopted: ReadonlySet<string>,
  trunkKeys: readonly string[],
): TrunkAction[] {
  if (found === undefined) {
    return [
      {
        key: `twilio.origination-url.create.${wanted.friendlyName}`,
        system: 'twilio',
        type: 'create-origination-url',
        effect: 'create',
        dependsOn: trunkKeys,
        summary: `Create the origination URL that sends inbound calls to ${wanted.sipUrl}.`,
        url: wanted,
      },
    ];
  }
  if (!ours) {
    if (adopted.has(found.originationUrlSid)) return [];
    return [
      {
        key: `twilio.origination-url.adopt.${found.originationUrlSid}`,
        system: 'twilio',
        type: 'adopt-origination-url',
        effect: 'adopt',
        dependsOn: trunkKeys,
        summary: `Use the existing origination URL ${found.sipUrl}.`,
        originationUrl: found,
      },
    ];
  }
  const fields = fieldsThatDiffer(found, wanted);
  if (fields.length > 0) {
    return [
      {
        key: `twilio.origination-url.update.${found.originationUrlSid}`,
        system: 'twilio',
        type: 'update-origination-url',
        effect: 'change',
        dependsOn: trunkKeys,
        summary: `Set ${fields.join(', ')} of the origination URL to ${wanted.sipUrl}.`,
        originationUrlSid: found.originationUrlSid,
        url: wanted,
      },
    ];
  }
  if (created.has(found.originationUrlSid)) return [];
  return [
    {
      key: `twilio.origination-url.record.${found.originationUrlSid}`,
      system: 'twilio',
      type: 'record-origination-url',
      effect: 'adopt',
      dependsOn: trunkKeys,
      summary: `Take up the origination URL ${found.sipUrl}, which an interrupted attempt of ours created.`,
      originationUrlSid: found.originationUrlSid,
    },
  ];
}

function fieldsThatDiffer(found: ObservedOriginationUrl, wanted: DesiredOriginationUrl): string[] {
  const names = ['friendlyName', 'sipUrl', 'priority', 'weight'] as const;
  return [...names.filter((name) => found[name] !== wanted[name]), ...(found.enabled ? [] : ['enabled'])];
}
