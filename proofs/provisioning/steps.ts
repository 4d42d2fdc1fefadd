/** What a tenant asks for; each leads to other steps. */
export type StoryKind =
  'connect' | 'settings' | 'recording' | 'attach' | 'give-back' | 'reassign' | 'exchange' | 'new-agent';

/** One of the fourteen steps of `security.md` §4, as our engine takes it, or one of those that agents brought. */
export interface Step {
  readonly name: string;
  readonly story: StoryKind;
  /** How the step's call is named on the wire; a prefix, because keys may end with a SID or a user name. */
  readonly call: string;
  /** The moment at which its outcome is in our database. */
  readonly record: string;
  /** The vendor's request, for the sandbox's fault rules. */
  readonly request: { readonly vendor: 'twilio' | 'livekit'; readonly method: string; readonly path: string };
}

const REST = '^/2010-04-01/Accounts/AC\\w+';

function twilio(name: string, story: StoryKind, key: string, path: string, method = 'POST'): Step {
  return { name, story, call: key, record: `record ${key}`, request: { vendor: 'twilio', method, path } };
}

function livekit(name: string, story: StoryKind, key: string, method: string): Step {
  const path = `^/twirp/livekit.SIP/${method}$`;
  return { name, story, call: key, record: `record ${key}`, request: { vendor: 'livekit', method: 'POST', path } };
}

export const STEPS: readonly Step[] = [
  { ...twilio('0 account', 'connect', 'inspect', `${REST}\\.json$`, 'GET'), record: 'store' },
  twilio('1 credential list', 'connect', 'twilio.credential-list.create', `${REST}/SIP/CredentialLists\\.json$`),
  twilio(
    '2 credential',
    'connect',
    'twilio.credential.create',
    `${REST}/SIP/CredentialLists/CL\\w+/Credentials\\.json$`,
  ),
  twilio('3 trunk', 'connect', 'twilio.trunk.create', '^/v1/Trunks$'),
  twilio('4 trunk settings', 'settings', 'twilio.trunk.update', '^/v1/Trunks/TK\\w+$'),
  twilio('5 list on trunk', 'connect', 'twilio.credential-list.attach', '^/v1/Trunks/TK\\w+/CredentialLists$'),
  twilio('6 origination', 'connect', 'twilio.origination-url.create', '^/v1/Trunks/TK\\w+/OriginationUrls$'),
  twilio('7 recording', 'recording', 'twilio.recording.set', '^/v1/Trunks/TK\\w+/Recording$'),
  twilio('8 number on trunk', 'attach', 'twilio.number.attach', '^/v1/Trunks/TK\\w+/PhoneNumbers$'),
  twilio('9 number given back', 'give-back', 'twilio.number.restore', `${REST}/IncomingPhoneNumbers/PN\\w+\\.json$`),
  livekit('10 inbound trunk', 'attach', 'livekit.inbound-trunk.create', 'CreateSIPInboundTrunk'),
  livekit('11 dispatch rule', 'attach', 'livekit.dispatch-rule.create', 'CreateSIPDispatchRule'),
  livekit('12 outbound trunk', 'connect', 'livekit.outbound-trunk.create', 'CreateSIPOutboundTrunk'),
  // Any of the reads of a look; the lists of LiveKit are in every one.
  { ...livekit('13 verification', 'connect', 'look at livekit', 'ListSIPOutboundTrunk'), record: 'record settled' },
  livekit('14 number leaves an agent', 'reassign', 'livekit.inbound-trunk.update', 'UpdateSIPInboundTrunk'),
  livekit('15 number comes to an agent', 'reassign', 'livekit.inbound-trunk.create', 'CreateSIPInboundTrunk'),
  livekit('16 agents exchange numbers', 'exchange', 'livekit.inbound-trunk.delete', 'DeleteSIPTrunk'),
  livekit('17 SIP user of an agent', 'new-agent', 'livekit.inbound-trunk.create', 'CreateSIPInboundTrunk'),
];

/** The faults of the matrix and what the sandbox does for each. */
export const FAULTS = [
  '429 once',
  '429 storm',
  '500 before',
  '500 after',
  'timeout before',
  'timeout after',
  'cut in the answer',
  'html 200',
  '401 from here',
  '403 from here',
  'deleted out of band',
  'quota full',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** Those that strike once and pass by themselves, for combinations. */
export const PASSING_FAULTS = [
  '429 once',
  '500 before',
  '500 after',
  'timeout before',
  'timeout after',
  'cut in the answer',
  'html 200',
] as const satisfies readonly FaultName[];

export const CRASHES = ['before the call', 'before the record', 'after the record', 'during undo'] as const;
export type CrashPoint = (typeof CRASHES)[number];

export const RACES = ['double submit', 'two replicas', 'delete', 'rotation'] as const;
export type Race = (typeof RACES)[number];

export type Trouble =
  | { readonly kind: 'fault'; readonly fault: FaultName }
  | { readonly kind: 'crash'; readonly point: CrashPoint }
  | { readonly kind: 'race'; readonly race: Race };

/** One cell of the matrix. */
export interface Cell {
  readonly name: string;
  readonly step: Step;
  readonly trouble: Trouble;
}

/** 18 steps × (12 faults + 4 crash points + 4 races). */
export const CELLS: readonly Cell[] = STEPS.flatMap((step) => {
  const cell = (name: string, trouble: Trouble): Cell => ({ name: `${step.name} × ${name}`, step, trouble });
  return [
    ...FAULTS.map((fault) => cell(fault, { kind: 'fault', fault })),
    ...CRASHES.map((point) => cell(`crash ${point}`, { kind: 'crash', point })),
    ...RACES.map((race) => cell(`race: ${race}`, { kind: 'race', race })),
  ];
});
