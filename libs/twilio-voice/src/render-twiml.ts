import type { DialDecision, Id, Leg, RouteDecision } from '@app/routing';
import type { Secret } from '@app/secrets';
import { EVENT_DELIVERY, VOICE_DELIVERY } from './delivery.js';
import { agentUri, sipUriWithUui } from './sip-uri.js';
import { attribute, textOf } from './xml.js';

/** How one Twilio account reaches one agent: a SIP user at LiveKit with a digest password. */
export interface AgentEndpoint {
  readonly sipUser: string;
  readonly sipPassword: Secret;
}

/** What a decision does not say: where our own hooks are, and how agents are reached. */
export interface TwimlContext {
  /** `https://…/webhooks/twilio/{ingressId}`, no slash at the end. */
  readonly hooksUrl: string;
  /** LiveKit's SIP address: `host` or `host:port`. */
  readonly agentHost: string;
  readonly agentTransport: 'tcp' | 'tls';
  readonly agentEndpoints: ReadonlyMap<Id, AgentEndpoint>;
  /** Twilio takes a `referUrl` on the first `<Dial>` of a call only (error 13802). */
  readonly isFirstDial: boolean;
}

const BEGIN = '<?xml version="1.0" encoding="UTF-8"?><Response>';
const END = '</Response>';
const DIAL_EVENTS = attribute('statusCallbackEvent', 'initiated ringing answered completed');
const RECORDING_EVENTS = attribute('recordingStatusCallbackEvent', 'in-progress completed absent');

/**
 * A decision as a TwiML document (twilio.com/docs/voice/twiml). Pure, and does not throw: what XML cannot hold is left out. A leg to an
 * agent without an endpoint is left out too; of such legs only, the call ends.
 */
export function renderTwiml(decision: RouteDecision, context: TwimlContext): string {
  return BEGIN + verbOf(decision, context) + END;
}

function verbOf(decision: RouteDecision, context: TwimlContext): string {
  switch (decision.action) {
    case 'dial':
      return dial(decision, context);
    case 'say':
      return `<Say${attribute('language', decision.language)}>${textOf(decision.text)}</Say><Hangup/>`;
    case 'reject':
      return `<Reject${attribute('reason', decision.reason)}/>`;
    case 'hangup':
      return '<Hangup/>';
  }
}

function dial(decision: DialDecision, context: TwimlContext): string {
  const { hooksUrl } = context;
  const callbacks = attribute('statusCallback', `${hooksUrl}/status${EVENT_DELIVERY}`) + DIAL_EVENTS;
  let nouns = '';
  for (const leg of decision.legs) nouns += noun(leg, callbacks, context);
  if (nouns === '') return '<Hangup/>';
  const query = `?c=${encodeURIComponent(decision.cursor)}${VOICE_DELIVERY}`;
  let attributes = attribute('action', `${hooksUrl}/dial-ended${query}`);
  attributes += attribute('answerOnBridge', true);
  attributes += attribute('timeout', decision.timeoutSeconds);
  if (decision.timeLimitSeconds !== null) attributes += attribute('timeLimit', decision.timeLimitSeconds);
  if (decision.callerId !== null) attributes += attribute('callerId', decision.callerId);
  if (decision.sequential) attributes += attribute('sequential', true);
  if (decision.record !== 'do-not-record') attributes += recording(decision.record, hooksUrl);
  if (decision.referable && context.isFirstDial) attributes += attribute('referUrl', `${hooksUrl}/refer${query}`);
  return `<Dial${attributes}>${nouns}</Dial>`;
}

function recording(mode: string, hooksUrl: string): string {
  const callback = attribute('recordingStatusCallback', `${hooksUrl}/recording${EVENT_DELIVERY}`);
  return attribute('record', mode) + callback + RECORDING_EVENTS;
}

function noun(leg: Leg, callbacks: string, context: TwimlContext): string {
  switch (leg.kind) {
    case 'agent': {
      const endpoint = context.agentEndpoints.get(leg.agentId);
      if (endpoint === undefined) return '';
      const login = attribute('username', endpoint.sipUser) + attribute('password', endpoint.sipPassword.reveal());
      return `<Sip${login}${callbacks}>${textOf(agentUri(endpoint.sipUser, leg.called, context))}</Sip>`;
    }
    case 'sip':
      return `<Sip${callbacks}>${textOf(sipUriWithUui(leg.uri, leg.uui))}</Sip>`;
    case 'number':
      return `<Number${callbacks}>${textOf(leg.number)}</Number>`;
    case 'client':
      return `<Client${callbacks}>${textOf(leg.identity)}</Client>`;
  }
}
