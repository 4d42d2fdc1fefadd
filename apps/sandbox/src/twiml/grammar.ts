/** Says what is wrong with an attribute's value, or nothing. */
export type ValueCheck = (value: string) => string | undefined;

export interface Rule {
  readonly attributes: Readonly<Record<string, ValueCheck>>;
  /** Elements that may stand inside; `text` allows text. */
  readonly inside: readonly string[];
  readonly text: 'none' | 'optional' | 'required';
}

const anything: ValueCheck = () => undefined;
const flag: ValueCheck = (value) => (/^(?:true|false)$/i.test(value) ? undefined : 'must be true or false');
const method: ValueCheck = (value) => (/^(?:GET|POST)$/i.test(value) ? undefined : 'must be GET or POST');
const integer =
  (min: number, max: number): ValueCheck =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max ? undefined : `must be from ${min} to ${max}`;
const oneOf =
  (...values: readonly string[]): ValueCheck =>
  (value) =>
    values.includes(value) ? undefined : `must be one of ${values.join(', ')}`;
const someOf =
  (...values: readonly string[]): ValueCheck =>
  (value) => {
    const unknown = value.split(' ').find((one) => one !== '' && !values.includes(one));
    return unknown === undefined ? undefined : `${unknown} is none of ${values.join(', ')}`;
  };
/** Absolute, or relative to the document's own URL. */
const url: ValueCheck = (value) => (URL.canParse(value, 'https://base.example') ? undefined : 'must be a URL');

const recordingCallback = {
  recordingStatusCallback: url,
  recordingStatusCallbackMethod: method,
  recordingStatusCallbackEvent: someOf('in-progress', 'completed', 'absent'),
};
const noun = {
  url,
  method,
  statusCallback: url,
  statusCallbackMethod: method,
  statusCallbackEvent: someOf('initiated', 'ringing', 'answered', 'completed'),
};
const SPOKEN = ['Say', 'Play', 'Pause'];
const SSML = ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'];

const rule = (attributes: Rule['attributes'], inside: readonly string[] = [], text: Rule['text'] = 'none'): Rule => ({
  attributes,
  inside,
  text,
});

/** What may stand in a TwiML document for a voice call, as Twilio's reference pages have it. */
export const RULES: Readonly<Record<string, Rule>> = {
  Response: rule({}, [
    'Dial',
    'Enqueue',
    'Gather',
    'Hangup',
    'Leave',
    'Pause',
    'Play',
    'Record',
    'Redirect',
    'Refer',
    'Reject',
    'Say',
  ]),
  Say: rule({ voice: anything, language: anything, loop: integer(0, 1000) }, SSML, 'optional'),
  Play: rule({ loop: integer(0, 1000), digits: anything }, [], 'optional'),
  Pause: rule({ length: integer(0, 600) }),
  Hangup: rule({}, ['Parameter']),
  Leave: rule({}),
  Reject: rule({ reason: oneOf('rejected', 'busy') }, ['Parameter']),
  Redirect: rule({ method }, [], 'required'),
  Gather: rule(
    {
      action: url,
      method,
      input: someOf('dtmf', 'speech'),
      timeout: integer(1, 600),
      speechTimeout: anything,
      maxSpeechTime: integer(1, 600),
      finishOnKey: anything,
      numDigits: integer(1, 1000),
      actionOnEmptyResult: flag,
      language: anything,
      hints: anything,
      bargeIn: flag,
      profanityFilter: flag,
      partialResultCallback: url,
      partialResultCallbackMethod: method,
      enhanced: flag,
      speechModel: anything,
      dtmfDetection: anything,
    },
    SPOKEN,
  ),
  Record: rule({
    action: url,
    method,
    timeout: integer(0, 600),
    finishOnKey: anything,
    maxLength: integer(1, 14_400),
    playBeep: flag,
    trim: oneOf('trim-silence', 'do-not-trim'),
    transcribe: flag,
    transcribeCallback: url,
    ...recordingCallback,
  }),
  Enqueue: rule(
    { action: url, method, waitUrl: url, waitUrlMethod: method, workflowSid: anything, maxQueueSize: integer(1, 5000) },
    ['Task'],
    'optional',
  ),
  Refer: rule({ action: url, method }, ['Sip', 'ReferSip']),
  ReferSip: rule({}, [], 'required'),
  Dial: rule(
    {
      action: url,
      method,
      timeout: integer(5, 600),
      hangupOnStar: flag,
      timeLimit: integer(1, 86_400),
      callerId: anything,
      record: oneOf(
        'do-not-record',
        'record-from-answer',
        'record-from-ringing',
        'record-from-answer-dual',
        'record-from-ringing-dual',
        'true',
        'false',
      ),
      trim: oneOf('trim-silence', 'do-not-trim'),
      ...recordingCallback,
      recordingTrack: oneOf('both', 'inbound', 'outbound'),
      answerOnBridge: flag,
      ringTone: anything,
      sequential: flag,
      referUrl: url,
      referMethod: method,
      events: anything,
    },
    ['Number', 'Sip', 'Client', 'Conference', 'Queue', 'Sim', 'Application'],
    'optional',
  ),
  Number: rule({ ...noun, sendDigits: anything, byoc: anything, phoneNumberSid: anything }, [], 'required'),
  Sip: rule({ ...noun, username: anything, password: anything }, [], 'required'),
  Client: rule(noun, ['Identity', 'Parameter'], 'optional'),
  Identity: rule({}, [], 'required'),
  Parameter: rule({ name: anything, value: anything }),
  Conference: rule(
    {
      muted: flag,
      beep: anything,
      startConferenceOnEnter: flag,
      endConferenceOnExit: flag,
      waitUrl: url,
      waitMethod: method,
      maxParticipants: integer(1, 250),
      record: oneOf('do-not-record', 'record-from-start', 'true', 'false'),
      region: anything,
      coach: anything,
      trim: oneOf('trim-silence', 'do-not-trim'),
      statusCallback: url,
      statusCallbackMethod: method,
      statusCallbackEvent: someOf('start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement'),
      ...recordingCallback,
      eventCallbackUrl: url,
      participantLabel: anything,
      jitterBufferSize: anything,
    },
    [],
    'required',
  ),
};
