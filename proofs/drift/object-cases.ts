import { placeOf, type Case, type Edit } from './cases.js';
import type { Place } from './state.js';

/** What of the tenant's own can be put in our way. */
export interface Belongings {
  readonly accountSid: string;
  readonly trunkSid: string;
  readonly credentialListSid: string;
  readonly applicationSid: string;
  readonly freeNumberSid: string;
  readonly freeNumber: string;
}

type Places = readonly Place[];
type Maker = (places: Places) => readonly Edit[];

const gone = (name: string, words: readonly string[], edits: Maker): Case => ({
  name,
  kind: 'object',
  edits,
  words,
  needsNewSecond: false,
});

/** Every object deleted, and doubled where the vendor lets somebody double it. */
export function objectCases({ accountSid, applicationSid }: Pick<Belongings, 'accountSid' | 'applicationSid'>): Case[] {
  const api = `/2010-04-01/Accounts/${accountSid}/SIP/CredentialLists`;
  const id = (places: Places, kind: Place['kind']): string => placeOf(places, kind).id;
  const text = (places: Places, kind: Place['kind'], field: string): string => String(placeOf(places, kind).row[field]);
  const list = (places: Places): { credentialListSid: string } => ({
    credentialListSid: id(places, 'credential-list'),
  });
  const trunk = (places: Places): { trunkSid: string } => ({ trunkSid: id(places, 'trunk') });
  const credential = (places: Places): object => ({ ...list(places), credentialSid: id(places, 'credential') });
  const user = (places: Places, username: string): Edit => ({
    path: `${api}/${id(places, 'credential-list')}/Credentials.json`,
    form: { Username: username, Password: 'By-Hand-Password-2' },
  });
  const copy = (places: Places, kind: Place['kind'], idField: string): object => {
    const { [idField]: _, ...fields } = placeOf(places, kind).row;
    return { fields };
  };
  const url = ({ row }: Place): object => {
    const { friendlyName, sipUrl, weight, priority, enabled } = row;
    return { friendlyName, sipUrl, weight, priority, enabled };
  };
  return [
    gone('trunk deleted', ['Create the trunk'], (places) => [{ edit: 'delete-trunk', body: trunk(places) }]),
    gone('credential list deleted', ['Create the credential list'], (places) => [
      { edit: 'delete-credential-list', body: list(places) },
    ]),
    gone('user name deleted', ['Create the SIP user name'], (places) => [
      { edit: 'delete-credential', body: credential(places) },
    ]),
    {
      ...gone('user name made anew with another password', ['password', 'SIP user name'], (places) => [
        { edit: 'delete-credential', body: credential(places) },
        user(places, text(places, 'credential', 'username')),
      ]),
      needsNewSecond: true,
    },
    gone('credential list off the trunk', ['trunk', 'credential list'], (places) => [
      { edit: 'detach-credential-list', body: { ...trunk(places), ...list(places) } },
    ]),
    gone('origination URL deleted', ['Create the origination URL'], (places) => [
      {
        edit: 'delete-origination-url',
        body: { ...trunk(places), originationUrlSid: id(places, 'origination-url') },
      },
    ]),
    gone('number off the trunk', ['Put +1', 'on the trunk'], (places) => [
      { edit: 'detach-number', body: { phoneNumberSid: id(places, 'number') } },
    ]),
    gone('number bound to an App', ['Put +1', 'on the trunk'], (places) => [
      { edit: 'set-number-application', body: { phoneNumberSid: id(places, 'number'), applicationSid } },
    ]),
    gone('webhook number bound to an App', ['our webhooks answer +1', 'voiceApplicationSid'], (places) => [
      { edit: 'set-number-application', body: { phoneNumberSid: id(places, 'webhook-number'), applicationSid } },
    ]),
    gone('webhook number put on our trunk', ['Take +1', 'off the trunk'], (places) => [
      { edit: 'attach-number', body: { phoneNumberSid: id(places, 'webhook-number'), ...trunk(places) } },
    ]),
    gone('LiveKit outbound trunk deleted', ['Create the LiveKit outbound trunk'], (places) => [
      { edit: 'livekit-delete-outbound-trunk', body: { trunkId: id(places, 'outbound-trunk') } },
    ]),
    gone('LiveKit inbound trunk deleted', ['Create the LiveKit inbound trunk'], (places) => [
      { edit: 'livekit-delete-inbound-trunk', body: { trunkId: id(places, 'inbound-trunk') } },
    ]),
    gone('LiveKit dispatch rule deleted', ['Create the LiveKit dispatch rule'], (places) => [
      { edit: 'livekit-delete-dispatch-rule', body: { dispatchRuleId: id(places, 'dispatch-rule') } },
    ]),
    gone('second LiveKit outbound trunk', ['Delete the LiveKit outbound trunk'], (places) => [
      { edit: 'livekit-add-outbound-trunk', body: copy(places, 'outbound-trunk', 'sip_trunk_id') },
    ]),
    gone('second LiveKit inbound trunk', ['Delete the LiveKit inbound trunk'], (places) => [
      { edit: 'livekit-add-inbound-trunk', body: copy(places, 'inbound-trunk', 'sip_trunk_id') },
    ]),
    gone('second LiveKit dispatch rule', ['Delete the LiveKit dispatch rule'], (places) => [
      { edit: 'livekit-add-dispatch-rule', body: copy(places, 'dispatch-rule', 'sip_dispatch_rule_id') },
    ]),
    gone('second origination URL', ['surplus origination URL'], (places) => [
      {
        edit: 'add-origination-url',
        body: { ...trunk(places), fields: url(placeOf(places, 'origination-url')) },
      },
    ]),
    gone('second trunk of our name', ['duplicate trunk'], (places) => [
      { path: '/v1/Trunks', form: { FriendlyName: text(places, 'trunk', 'friendlyName') } },
    ]),
    gone('second credential list of our name', ['duplicate credential list'], (places) => [
      { edit: 'rename-credential-list', body: { ...list(places), friendlyName: 'by hand' } },
      { path: `${api}.json`, form: { FriendlyName: text(places, 'credential-list', 'friendlyName') } },
    ]),
    gone('another user name of our prefix', ['retired SIP user name'], (places) => [
      user(places, `${text(places, 'credential', 'username').replace(/-\d+$/, '')}-99`),
    ]),
  ];
}
