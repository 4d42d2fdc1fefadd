import { CREDENTIAL, type ModelWorld } from './model-world.js';

const FRIENDLY = CREDENTIAL.resourceName;

/** What somebody at Twilio or LiveKit might do to our things. */
export const EDITS: Readonly<Record<string, (world: ModelWorld) => void>> = {
  'delete our trunk': ({ vendors, credential }) => {
    const index = vendors.trunks.findIndex(({ domainName }) => domainName === credential.domainName);
    const [gone] = index < 0 ? [] : vendors.trunks.splice(index, 1);
    for (const number of vendors.numbers) if (number.trunkSid === gone?.trunkSid) number.trunkSid = null;
  },
  'rename our trunk': ({ vendors }) => {
    for (const trunk of vendors.trunks) if (trunk.friendlyName === FRIENDLY) trunk.friendlyName = 'renamed';
  },
  'take our domain away': ({ vendors, credential }) => {
    for (const trunk of vendors.trunks) {
      if (trunk.domainName === credential.domainName && trunk.friendlyName === FRIENDLY) trunk.domainName = null;
    }
  },
  'change settings and recording': ({ vendors }) => {
    for (const trunk of vendors.trunks) {
      if (trunk.friendlyName !== FRIENDLY) continue;
      trunk.settings = { secure: !trunk.settings.secure, transferMode: 'enable-all', disasterRecoveryUrl: 'https://x' };
      trunk.recording = { mode: 'record-from-ringing-dual', trim: 'trim-silence' };
    }
  },
  'take the list off': ({ vendors }) => {
    for (const trunk of vendors.trunks) if (trunk.friendlyName === FRIENDLY) trunk.credentialListSids = [];
  },
  'delete our list': ({ vendors }) => {
    const gone = vendors.lists.filter(({ friendlyName }) => friendlyName === FRIENDLY);
    for (const { credentialListSid } of gone) {
      vendors.lists.splice(
        vendors.lists.findIndex((list) => list.credentialListSid === credentialListSid),
        1,
      );
      for (const trunk of vendors.trunks) {
        trunk.credentialListSids = trunk.credentialListSids.filter((sid) => sid !== credentialListSid);
      }
    }
  },
  'rename our list': ({ vendors }) => {
    for (const list of vendors.lists) if (list.friendlyName === FRIENDLY) list.friendlyName = 'renamed';
  },
  'make another list of our name and put it on the trunk': ({ vendors, credential }) => {
    if (vendors.lists.some(({ friendlyName }) => friendlyName === FRIENDLY)) return;
    const { sid } = vendors.addList(FRIENDLY);
    vendors.trunks.find(({ domainName }) => domainName === credential.domainName)?.credentialListSids.push(sid);
  },
  'delete the user name': ({ vendors }) => {
    for (const list of vendors.lists) if (list.friendlyName === FRIENDLY) list.credentials.splice(0);
  },
  'change the password': ({ vendors }) => {
    for (const list of vendors.lists) for (const one of list.credentials) one.dateUpdated = vendors.next('date');
  },
  'disable and double the origination URL': ({ vendors }) => {
    for (const trunk of vendors.trunks) {
      const ours = trunk.originationUrls.find(({ friendlyName }) => friendlyName === `${FRIENDLY}:1`);
      if (ours === undefined) continue;
      trunk.originationUrls.push({ ...ours, originationUrlSid: vendors.next('OU') });
      ours.enabled = false;
    }
  },
  'delete the origination URLs': ({ vendors }) => {
    for (const trunk of vendors.trunks) if (trunk.friendlyName === FRIENDLY) trunk.originationUrls = [];
  },
  'take the numbers off': ({ vendors }) => {
    for (const number of vendors.numbers) number.trunkSid = null;
  },
  'change LiveKit': ({ vendors }) => {
    for (const trunk of vendors.outbound) Object.assign(trunk, { address: 'elsewhere.example.com', transport: 'udp' });
    for (const trunk of vendors.inbound) if (trunk.mark !== null) trunk.extras = ['allowedNumbers'];
    for (const rule of vendors.rules) Object.assign(rule, { trunkIds: [], extras: ['pin'], agentNames: [] });
  },
  'double LiveKit': ({ vendors }) => {
    vendors.outbound.push(...vendors.outbound.map((trunk) => ({ ...trunk, outboundTrunkId: vendors.next('ST_') })));
    vendors.rules.push(...vendors.rules.map((rule) => ({ ...rule, dispatchRuleId: vendors.next('SDR_') })));
  },
  'empty LiveKit': ({ vendors }) => {
    for (const table of [vendors.outbound, vendors.rules]) table.splice(0);
    vendors.inbound.splice(0, vendors.inbound.length, ...vendors.inbound.filter(({ mark }) => mark === null));
  },
};
