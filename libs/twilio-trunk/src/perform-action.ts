import type { Secret } from '@app/secrets';
import type twilio from 'twilio';
import { orNull } from './or-null.js';
import { sipOf, toRfc2822 } from './read-credential-list.js';
import {
  orNameTrunks,
  orWithoutApplication,
  removeOnce,
  toNumberParameters,
  toTrunkParameters,
  toUrlParameters,
  unlessAlready,
} from './action-calls.js';
import { numbersOf } from './read-number.js';
import type { TrunkAction, TrunkActionResult, TrunkSids } from './trunk-action.js';
import { unavailable } from './to-twilio-error.js';
import { TwilioError } from './twilio-error.js';

/** One action, one vendor call. A second one is made only to find out whether a refused attachment is already there. */
export async function performAction(
  client: twilio.Twilio,
  action: TrunkAction,
  sids: TrunkSids,
  password: Secret | null,
): Promise<TrunkActionResult> {
  const trunks = client.trunking.v1.trunks;
  const lists = sipOf(client).credentialLists;
  const numbers = numbersOf(client);
  const ownTrunk = (): ReturnType<typeof trunks> => trunks(needed(sids.trunkSid, 'a trunk', action));
  const ownList = (): ReturnType<typeof lists> => lists(needed(sids.credentialListSid, 'a credential list', action));

  switch (action.type) {
    case 'create-trunk':
      return await inThisAccount(
        client,
        await trunks.create({
          friendlyName: action.friendlyName,
          domainName: action.domainName,
          ...toTrunkParameters(action.settings),
        }),
      );
    case 'update-trunk':
      return made(
        await trunks(action.trunkSid).update({
          ...(action.friendlyName === undefined ? {} : { friendlyName: action.friendlyName }),
          ...(action.domainName === undefined ? {} : { domainName: action.domainName }),
          ...toTrunkParameters(action.settings),
          ...(action.disasterRecoveryMethod === undefined
            ? {}
            : { disasterRecoveryMethod: action.disasterRecoveryMethod }),
        }),
      );
    case 'delete-trunk':
      return await removeOnce(action.trunkSid, trunks(action.trunkSid));
    case 'set-recording':
      await ownTrunk().recordings().update({ mode: action.recording.mode, trim: action.recording.trim });
      return { sid: null };
    case 'create-credential-list':
      return made(await lists.create({ friendlyName: action.friendlyName }));
    case 'rename-credential-list':
      return made(await lists(action.credentialListSid).update({ friendlyName: action.friendlyName }));
    case 'delete-credential-list':
      return await orNameTrunks(client, action.credentialListSid, () =>
        removeOnce(action.credentialListSid, lists(action.credentialListSid)),
      );
    case 'create-credential':
      return changed(
        await ownList().credentials.create({ username: action.username, password: neededPassword(password, action) }),
      );
    case 'set-credential-password':
      return changed(
        await ownList()
          .credentials(action.credentialSid)
          .update({ password: neededPassword(password, action) }),
      );
    case 'delete-credential':
      return await removeOnce(action.credentialSid, lists(action.credentialListSid).credentials(action.credentialSid));
    case 'attach-credential-list': {
      const credentialListSid = needed(sids.credentialListSid, 'a credential list', action);
      const mappings = ownTrunk().credentialsLists;
      return await unlessAlready(
        async () => made(await mappings.create({ credentialListSid })),
        async () => (await orNull(mappings(credentialListSid).fetch())) !== null,
        credentialListSid,
      );
    }
    case 'detach-credential-list':
      return await removeOnce(
        action.credentialListSid,
        trunks(action.trunkSid).credentialsLists(action.credentialListSid),
      );
    case 'create-origination-url':
      return made(await ownTrunk().originationUrls.create(toUrlParameters(action.url)));
    case 'update-origination-url':
      return made(await ownTrunk().originationUrls(action.originationUrlSid).update(toUrlParameters(action.url)));
    case 'delete-origination-url':
      return await removeOnce(
        action.originationUrlSid,
        trunks(action.trunkSid).originationUrls(action.originationUrlSid),
      );
    case 'attach-number':
      return await attachNumber(client, action.number.numberSid, needed(sids.trunkSid, 'a trunk', action));
    case 'return-number':
      return await attachNumber(client, action.numberSid, action.trunkSid);
    case 'detach-number':
      return await removeOnce(action.numberSid, trunks(action.trunkSid).phoneNumbers(action.numberSid));
    case 'bind-number':
      return made(await numbers(action.number.numberSid).update(toNumberParameters(action.number, action.fields)));
    case 'rename-number':
      return made(await numbers(action.numberSid).update({ friendlyName: action.friendlyName }));
    case 'release-number':
      return await removeOnce(action.numberSid, numbers(action.numberSid));
    case 'restore-number':
      return await orWithoutApplication(action.fields, async (fields) =>
        made(await numbers(action.number.numberSid).update(toNumberParameters(action.number, fields))),
      );
    case 'adopt-trunk':
    case 'record-trunk':
      return { sid: action.trunkSid };
    case 'adopt-credential-list':
    case 'record-credential-list':
      return { sid: action.credentialListSid };
    case 'record-origination-url':
      return { sid: action.originationUrlSid };
    case 'adopt-origination-url':
      return { sid: action.originationUrl.originationUrlSid };
  }
}

async function attachNumber(client: twilio.Twilio, numberSid: string, trunkSid: string): Promise<TrunkActionResult> {
  return await unlessAlready(
    async () => made(await client.trunking.v1.trunks(trunkSid).phoneNumbers.create({ phoneNumberSid: numberSid })),
    async () => (await numbersOf(client)(numberSid).fetch()).trunkSid === trunkSid,
    numberSid,
  );
}

/**
 * The trunking host has no account in its paths. With the API key of a parent account the trunk lands there, where it is taken away
 * again: its credential list would be in the subaccount, and the two never meet.
 */
async function inThisAccount(
  client: twilio.Twilio,
  trunk: { readonly sid: string; readonly accountSid: string },
): Promise<TrunkActionResult> {
  const result = made(trunk);
  if (trunk.accountSid === client.accountSid) return result;
  await orNull(client.trunking.v1.trunks(trunk.sid).remove());
  throw new TwilioError('twilio.permission_denied', 'refused', {
    detail: 'the credentials belong to another account than the one given; a subaccount needs its own',
  });
}

/** An answer without a SID is not Twilio's; what it stands for is open. */
function made(object: { readonly sid: string | undefined }): { readonly sid: string } {
  if (!object.sid) throw unavailable('the answer names no object');
  return { sid: object.sid };
}

function changed(credential: { readonly sid: string; readonly dateUpdated: Date | string }): TrunkActionResult {
  return { ...made(credential), dateUpdated: toRfc2822(credential.dateUpdated) };
}

function needed(sid: string | null, what: string, action: TrunkAction): string {
  if (sid === null) throw notSent(`${action.type} needs ${what} first`);
  return sid;
}

function neededPassword(password: Secret | null, action: TrunkAction): string {
  if (password === null || password.reveal() === '') throw notSent(`${action.type} needs a password`);
  return password.reveal();
}

function notSent(detail: string): TwilioError {
  return new TwilioError('twilio.invalid_request', 'refused', { detail: `not sent: ${detail}` });
}
