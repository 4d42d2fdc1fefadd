import { newSid } from './store/ids.js';
import { newNumber } from './store/new-number.js';
import { newTrunk } from './store/new-trunk.js';
import type { Account, Credential, OriginationUrl, PhoneNumber } from './store/records.js';
import type { TwilioStore } from './store/twilio-store.js';
import { newApplication } from './twilio/applications.js';
import { INVENTORY } from './twilio/inventory.js';

/** The first free number of a block, so that a second demo account does not collide with the first. */
export function takeFreeNumber(store: TwilioStore, account: Account, prefix: string): PhoneNumber {
  const owned = store.ownedNumbers();
  const free = INVENTORY.find(({ phoneNumber }) => phoneNumber.startsWith(prefix) && !owned.has(phoneNumber));
  if (!free) throw new Error(`no free number starts with ${prefix}`);
  const { phoneNumber, numberType, addressRequirements, capabilities } = free;
  const number = newNumber(store, { phoneNumber, numberType, addressRequirements, capabilities });
  account.numbers[number.sid] = number;
  return number;
}

/**
 * An account as a customer brings it: numbers in use and a trunk that has nothing to do with us. What was here before must
 * still be here after we have come and gone.
 */
export function createDemoAccount(store: TwilioStore): Account {
  const account = store.createAccount({ friendlyName: 'Demo account' });
  const application = newApplication(store, 'Existing TwiML app');
  application.voiceUrl = 'https://example.com/twiml-app';
  account.applications[application.sid] = application;

  takeFreeNumber(store, account, '+1415').voiceUrl = 'https://example.com/voice';
  takeFreeNumber(store, account, '+1212').voiceApplicationSid = application.sid;

  const credential: Credential = {
    ...store.stamp(newSid('CR')),
    username: 'office-pbx',
    password: 'Existing-Pbx-2024',
  };
  const list = store.stamp(newSid('CL'));
  account.credentialLists[list.sid] = {
    ...list,
    friendlyName: 'Office PBX',
    credentials: { [credential.sid]: credential },
  };
  const url: OriginationUrl = {
    ...store.stamp(newSid('OU')),
    friendlyName: 'Office PBX',
    sipUrl: 'sip:pbx.example.com;transport=tls',
    weight: 10,
    priority: 10,
    enabled: true,
  };
  const trunk = newTrunk(store);
  trunk.friendlyName = 'Office PBX (existing)';
  trunk.domainName = `office-pbx-${account.sid.slice(2, 10)}.pstn.twilio.com`;
  trunk.credentialLists = { [list.sid]: { sid: list.sid, seq: list.seq, dateCreated: list.dateCreated } };
  trunk.originationUrls = { [url.sid]: url };
  account.trunks[trunk.sid] = trunk;
  store.state.demoAccountSid = account.sid;
  return account;
}
