import type { AccountState, Table } from '../provisioning/sandbox-state.js';

/** The edits of the control API that somebody could make to what is ours: to all that was not there before us. */
export function driftOf(account: AccountState, before: AccountState): readonly (readonly [string, object])[] {
  const ours = <T>(now: Table<T>, was: Table<unknown>): readonly T[] =>
    Object.entries(now).flatMap(([sid, object]) => (sid in was ? [] : [object]));
  const trunks = ours(account.trunks, before.trunks);
  const lists = ours(account.credentialLists, before.credentialLists);
  return [
    ...trunks.flatMap((trunk): (readonly [string, object])[] => [
      ['delete-trunk', { trunkSid: trunk.sid }],
      ['set-trunk-field', { trunkSid: trunk.sid, fields: { transferMode: 'enable-all', cnamLookupEnabled: true } }],
      ['change-recording', { trunkSid: trunk.sid, mode: 'record-from-answer-dual' }],
      ...Object.keys(trunk.originationUrls).map(
        (originationUrlSid) => ['delete-origination-url', { trunkSid: trunk.sid, originationUrlSid }] as const,
      ),
      ...Object.keys(trunk.credentialLists).map(
        (credentialListSid) => ['detach-credential-list', { trunkSid: trunk.sid, credentialListSid }] as const,
      ),
    ]),
    ...lists.flatMap((list): (readonly [string, object])[] => [
      ['delete-credential-list', { credentialListSid: list.sid }],
      ...Object.keys(list.credentials).map(
        (credentialSid) => ['delete-credential', { credentialListSid: list.sid, credentialSid }] as const,
      ),
      ...Object.keys(list.credentials).map(
        (credentialSid) =>
          [
            'change-credential-password',
            { credentialListSid: list.sid, credentialSid, password: 'Somebody-Else-1' },
          ] as const,
      ),
    ]),
    ...Object.values(account.numbers)
      .filter((number) => trunks.some((trunk) => trunk.sid === number.trunkSid))
      .map((number) => ['detach-number', { phoneNumberSid: number.sid }] as const),
  ];
}
