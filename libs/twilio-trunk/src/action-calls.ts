import type twilio from 'twilio';
import { allPages } from './all-pages.js';
import { orNull } from './or-null.js';
import type { TrunkActionResult } from './trunk-action.js';
import type { BindingField, DesiredOriginationUrl, HttpMethod, ObservedNumber, TrunkSettings } from './trunk-types.js';
import { TwilioError } from './twilio-error.js';

/** Removes; that the thing is gone already is what was wanted. */
export async function removeOnce(
  sid: string,
  resource: { remove: () => Promise<boolean> },
): Promise<TrunkActionResult> {
  await orNull(resource.remove());
  return { sid };
}

/** Twilio refuses a second attachment (21245). Whether that is a conflict or the wanted state, only a look can tell. */
export async function unlessAlready(
  attach: () => Promise<TrunkActionResult>,
  isAttached: () => Promise<boolean>,
  sid: string,
): Promise<TrunkActionResult> {
  try {
    return await attach();
  } catch (error) {
    if (error instanceof TwilioError && error.code === 'twilio.conflict' && (await isAttached())) return { sid };
    throw error;
  }
}

/**
 * Twilio refuses to delete a list that is on a trunk (21241). Ours is off all of ours by then, so somebody put it on another: which
 * one, has to be asked trunk by trunk, and waiting would not help.
 */
export async function orNameTrunks(
  client: twilio.Twilio,
  credentialListSid: string,
  remove: () => Promise<TrunkActionResult>,
): Promise<TrunkActionResult> {
  try {
    return await remove();
  } catch (error) {
    if (!(error instanceof TwilioError) || error.code !== 'twilio.in_use') throw error;
    const trunks = await client.trunking.v1.trunks.list(allPages());
    const holders = await Promise.all(
      trunks.map(async ({ sid }) =>
        orNull(
          client.trunking.v1
            .trunks(sid)
            .credentialsLists(credentialListSid)
            .fetch()
            .then(() => sid),
        ),
      ),
    );
    const about = holders.filter((sid) => sid !== null).join(', ');
    if (about === '') throw error;
    throw new TwilioError('twilio.list_on_other_trunk', 'refused', { ...error.facts, about });
  }
}

type TrunkParameters = {
  secure?: boolean;
  transferMode?: TrunkSettings['transferMode'];
  disasterRecoveryUrl?: string;
  disasterRecoveryMethod?: HttpMethod;
};

/** Only what is given is sent. An empty string unsets the URL; the method is POST, because our endpoints take only that. */
export function toTrunkParameters(settings: Partial<TrunkSettings>): TrunkParameters {
  const { secure, transferMode, disasterRecoveryUrl } = settings;
  return {
    ...(secure === undefined ? {} : { secure }),
    ...(transferMode === undefined ? {} : { transferMode }),
    ...(disasterRecoveryUrl === undefined ? {} : { disasterRecoveryUrl: disasterRecoveryUrl ?? '' }),
    ...(disasterRecoveryUrl ? { disasterRecoveryMethod: 'POST' } : {}),
  };
}

/** Twilio requires all five. */
export function toUrlParameters(url: DesiredOriginationUrl): DesiredOriginationUrl & { readonly enabled: true } {
  const { friendlyName, sipUrl, priority, weight } = url;
  return { friendlyName, sipUrl, priority, weight, enabled: true };
}

/** The given fields of a number's binding, empty ones included. A method that was never set is left to Twilio. */
export function toNumberParameters(
  number: ObservedNumber,
  fields: readonly BindingField[],
): Partial<Record<BindingField, string>> {
  return Object.fromEntries(
    fields
      .filter((field) => number[field] !== null || !field.endsWith('Method'))
      .map((field) => [field, number[field] ?? '']),
  );
}

/**
 * A TwiML App may have been deleted since the number last used it. Then everything else of the former binding is given back, since
 * nobody can give the App back.
 */
export async function orWithoutApplication(
  fields: readonly BindingField[],
  restore: (fields: readonly BindingField[]) => Promise<TrunkActionResult>,
): Promise<TrunkActionResult> {
  try {
    return await restore(fields);
  } catch (error) {
    const isRefused =
      error instanceof TwilioError && (error.code === 'twilio.invalid_request' || error.code === 'twilio.not_found');
    if (!isRefused || !fields.includes('voiceApplicationSid')) throw error;
    return await restore(fields.filter((field) => field !== 'voiceApplicationSid'));
  }
}
