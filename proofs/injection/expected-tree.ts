import type { Leg, RouteDecision } from '@app/routing';
import type { TwimlContext } from '@app/twilio-voice';
import { parseSipUri, sipProblem } from '../../apps/sandbox/src/calls/sip-uri.js';
import type { XmlElement } from '../../apps/sandbox/src/twiml/read-xml.js';
import { HOOKS } from './nasty-configuration.js';

const MOST_HEADERS = 1_024;

/** What an XML document can hold of a text, written apart from the product's: by code point, XML 1.0 section 2.2. */
export function writable(text: string): string {
  let kept = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 32 && ![9, 10, 13].includes(code);
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (!isControl && !isSurrogate && code !== 0xfffe && code !== 0xffff) kept += character;
  }
  return kept;
}

/** How a parsed document differs from what was decided: none is what is wanted. */
export function differences(root: XmlElement, decision: RouteDecision, context: TwimlContext): string[] {
  const [verb, ...rest] = root.children;
  if (typeof verb !== 'object') return ['there is no verb'];
  if (decision.action === 'say') {
    return [
      ...unless(verb.name === 'Say' && textOf(verb) === writable(decision.text), 'the sentence'),
      ...unless(sameAttributes(verb, { language: writable(decision.language) }), 'the attributes of Say'),
      ...unless(names(rest) === 'Hangup', 'what follows Say'),
    ];
  }
  if (rest.length > 0) return ['more than one verb'];
  if (decision.action === 'hangup') return unless(verb.name === 'Hangup', 'Hangup');
  if (decision.action === 'reject') return unless(sameAttributes(verb, { reason: decision.reason }), 'Reject');
  const legs = decision.legs.filter((leg) => leg.kind !== 'agent' || context.agentEndpoints.has(leg.agentId));
  if (legs.length === 0) return unless(verb.name === 'Hangup', 'Hangup for nobody to dial');
  const cursor = `?c=${decision.cursor}#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000`;
  const expected: Record<string, string> = {
    action: `${HOOKS}/dial-ended${cursor}`,
    answerOnBridge: 'true',
    timeout: String(decision.timeoutSeconds),
    ...(decision.timeLimitSeconds === null ? {} : { timeLimit: String(decision.timeLimitSeconds) }),
    ...(decision.callerId === null ? {} : { callerId: writable(decision.callerId) }),
    ...(decision.sequential ? { sequential: 'true' } : {}),
    ...(decision.record === 'do-not-record'
      ? {}
      : {
          record: decision.record,
          recordingStatusCallback: `${HOOKS}/recording#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=14000`,
          recordingStatusCallbackEvent: 'in-progress completed absent',
        }),
    ...(decision.referable && context.isFirstDial ? { referUrl: `${HOOKS}/refer${cursor}` } : {}),
  };
  return [
    ...unless(verb.name === 'Dial' && sameAttributes(verb, expected), 'the attributes of Dial'),
    ...unless(verb.children.length === legs.length, 'the number of nouns'),
    ...legs.flatMap((leg, index) => differencesOfLeg(verb.children[index], leg, context)),
  ];
}

function differencesOfLeg(noun: XmlElement | string | undefined, leg: Leg, context: TwimlContext): string[] {
  if (typeof noun !== 'object') return ['a noun is missing'];
  const callbacks = {
    statusCallback: `${HOOKS}/status#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=14000`,
    statusCallbackEvent: 'initiated ringing answered completed',
  };
  const endpoint = leg.kind === 'agent' ? context.agentEndpoints.get(leg.agentId) : undefined;
  const login = endpoint === undefined ? {} : { username: endpoint.sipUser, password: endpoint.sipPassword.reveal() };
  const faults = unless(sameAttributes(noun, { ...login, ...callbacks }), `the attributes of ${noun.name}`);
  const text = textOf(noun);
  if (leg.kind === 'number') return [...faults, ...unless(text === writable(leg.number), 'the number')];
  if (leg.kind === 'client') return [...faults, ...unless(text === writable(leg.identity), 'the client')];
  if (leg.kind === 'sip') return [...faults, ...sipDifferences(text, leg.uri, leg.uui)];
  const before = `sip:${endpoint?.sipUser ?? ''}@${context.agentHost};transport=${context.agentTransport}`;
  return [...faults, ...headerDifferences(text, before, 'X-Trunkline-Called', leg.called), ...problemOf(text)];
}

function sipDifferences(text: string, uri: string, uui: string | null): string[] {
  return uui === null
    ? unless(text === writable(uri), 'the SIP URI')
    : headerDifferences(text, writable(uri), 'User-to-User', uui);
}

/** The URI as it was, and behind it one header that says what it was told, or none where it would be too long. */
function headerDifferences(text: string, before: string, name: string, value: string): string[] {
  const said = writable(value).replaceAll(/\p{Cc}/gu, '');
  if (!text.startsWith(before)) return ['the SIP URI'];
  const added = text.slice(before.length);
  const headersBefore = before.includes('?') ? before.length - before.indexOf('?') : 0;
  if (added === '')
    return unless(headersBefore + encodeURIComponent(said).length > MOST_HEADERS / 3, `the header ${name} is missing`);
  const shape = /^[?&]([A-Za-z-]+)=((?:[A-Za-z0-9]|%[0-9A-F]{2})*)$/.exec(added);
  return unless(shape?.[1] === name && decodeURIComponent(shape[2] ?? '') === said, `the header ${name}`);
}

/** What a SIP stack would say of it. */
function problemOf(text: string): string[] {
  const problem = sipProblem(text);
  return problem === undefined && parseSipUri(text) !== undefined ? [] : [problem ?? 'no SIP URI'];
}

function unless(isRight: boolean, what: string): string[] {
  return isRight ? [] : [what];
}

/** A carriage return that stands in a text is a line end to a reader, unless it was written as a reference; ours are. */
function textOf({ children }: XmlElement): string {
  return children.map((child) => (typeof child === 'string' ? child : `<${child.name}>`)).join('');
}

function names(children: readonly (XmlElement | string)[]): string {
  return children.map((child) => (typeof child === 'string' ? '(text)' : child.name)).join(' ');
}

function sameAttributes({ attributes }: XmlElement, expected: Readonly<Record<string, string>>): boolean {
  const given = Object.keys(attributes);
  return given.length === Object.keys(expected).length && given.every((name) => attributes[name] === expected[name]);
}
