import { placeOf, type Case, type Edit, type Made } from './cases.js';
import type { Belongings } from './object-cases.js';
import type { Place } from './state.js';

type Places = readonly Place[];

/** Things of somebody else's beside ours, or in our way: named where they matter, and left alone. */
export function foreignCases(mine: Belongings): Case[] {
  const theirs = (
    name: string,
    words: readonly string[],
    edits: (places: Places) => readonly Edit[],
    undo: (made: readonly Made[], places: Places) => readonly Edit[],
  ): Case => ({ name, kind: 'theirs', edits, words, undo, needsNewSecond: false });
  const trunk = (places: Places): { trunkSid: string } => ({ trunkSid: placeOf(places, 'trunk').id });
  const list = (places: Places): { credentialListSid: string } => ({
    credentialListSid: placeOf(places, 'credential-list').id,
  });
  const phone = (places: Places): string => String(placeOf(places, 'number').row['phoneNumber']);
  const made = (answers: readonly Made[], name: string): string => answers[0]?.[name] ?? '';
  const free = { phoneNumberSid: mine.freeNumberSid };
  return [
    theirs(
      'origination URL of somebody else on our trunk',
      ['also sends calls to', 'elsewhere.example.com'],
      (places) => [{ edit: 'add-origination-url', body: trunk(places) }],
      (answers, places) => [
        {
          edit: 'delete-origination-url',
          body: { ...trunk(places), originationUrlSid: made(answers, 'originationUrlSid') },
        },
      ],
    ),
    theirs(
      'IP access control list on our trunk',
      ['trunk', 'IP access control list'],
      (places) => [{ edit: 'attach-ip-acl', body: trunk(places) }],
      (answers, places) => [
        {
          edit: 'detach-ip-acl',
          body: { ...trunk(places), ipAccessControlListSid: made(answers, 'ipAccessControlListSid') },
        },
      ],
    ),
    theirs(
      'user name of somebody else in our list',
      ['credential list', 'user name(s) that Trunkline did not make'],
      (places) => [
        {
          path: `/2010-04-01/Accounts/${mine.accountSid}/SIP/CredentialLists/${list(places).credentialListSid}/Credentials.json`,
          form: { Username: 'desk-phone', Password: 'Desk-Phone-2026' },
        },
      ],
      (answers, places) => [
        { edit: 'delete-credential', body: { ...list(places), credentialSid: made(answers, 'sid') } },
      ],
    ),
    theirs(
      'list of somebody else on our trunk',
      ['also accepts the credential list', mine.credentialListSid],
      (places) => [
        {
          path: `/v1/Trunks/${trunk(places).trunkSid}/CredentialLists`,
          form: { CredentialListSid: mine.credentialListSid },
        },
      ],
      (_, places) => [
        {
          edit: 'detach-credential-list',
          body: { ...trunk(places), credentialListSid: mine.credentialListSid },
        },
      ],
    ),
    theirs(
      'number put on our trunk by hand',
      [mine.freeNumber, 'was put on the trunk'],
      (places) => [{ edit: 'attach-number', body: { ...free, ...trunk(places) } }],
      () => [{ edit: 'detach-number', body: free }],
    ),
    theirs(
      'our list on a trunk of somebody else',
      [],
      (places) => [
        {
          path: `/v1/Trunks/${mine.trunkSid}/CredentialLists`,
          form: { CredentialListSid: list(places).credentialListSid },
        },
      ],
      (_, places) => [{ edit: 'detach-credential-list', body: { trunkSid: mine.trunkSid, ...list(places) } }],
    ),
    theirs(
      'LiveKit rule of somebody else that names our inbound trunk',
      ['Another LiveKit dispatch rule'],
      (places) => [
        {
          edit: 'livekit-add-dispatch-rule',
          body: { fields: { trunk_ids: [placeOf(places, 'inbound-trunk').id], ...DIRECT } },
        },
      ],
      (answers) => [
        { edit: 'livekit-delete-dispatch-rule', body: { dispatchRuleId: made(answers, 'dispatchRuleId') } },
      ],
    ),
    theirs(
      'LiveKit inbound trunk of somebody else with our number',
      ['Another LiveKit trunk already answers'],
      (places) => [
        { edit: 'livekit-add-inbound-trunk', body: { fields: { name: 'theirs', numbers: [phone(places)] } } },
      ],
      (answers) => [{ edit: 'livekit-delete-inbound-trunk', body: { trunkId: made(answers, 'trunkId') } }],
    ),
    theirs(
      'LiveKit trunk and rule of somebody else with nothing of ours',
      [],
      () => [
        { edit: 'livekit-add-outbound-trunk', body: { fields: { name: 'theirs', address: 'pbx.example.com' } } },
        { edit: 'livekit-add-inbound-trunk', body: { fields: { name: 'theirs', numbers: ['+12125550123'] } } },
        { edit: 'livekit-add-dispatch-rule', body: { fields: { name: 'theirs', ...DIRECT } } },
      ],
      () => [],
    ),
    {
      ...theirs(
        'our number on a trunk of somebody else',
        ['+1', 'is on the trunk', mine.trunkSid],
        (places) => [
          {
            edit: 'attach-number',
            body: { phoneNumberSid: placeOf(places, 'number').id, trunkSid: mine.trunkSid },
          },
        ],
        (_, places) => [{ edit: 'detach-number', body: { phoneNumberSid: placeOf(places, 'number').id } }],
      ),
      kind: 'taken',
    },
    {
      ...theirs(
        'our webhook number on a trunk of somebody else',
        ['+1', 'is on the trunk', mine.trunkSid],
        (places) => [
          {
            edit: 'attach-number',
            body: { phoneNumberSid: placeOf(places, 'webhook-number').id, trunkSid: mine.trunkSid },
          },
        ],
        (_, places) => [{ edit: 'detach-number', body: { phoneNumberSid: placeOf(places, 'webhook-number').id } }],
      ),
      kind: 'taken',
    },
  ];
}

const DIRECT = { rule: { dispatch_rule_direct: { room_name: 'theirs' } } };
