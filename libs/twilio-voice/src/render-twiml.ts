import type { DialDecision, Id, Leg, RouteDecision } from '@app/routing';
import type { Secret } from '@app/secrets';
import type { HookAddresses } from './hook-addresses.js';
import { agentUri, sipUriWithUui } from './sip-uri.js';
import { attribute, textOf } from './xml.js';

/** How one Twilio account reaches one agent: a SIP user at LiveKit with a digest password. */
export interface AgentEndpoint {
  readonly sipUser: string;
  readonly sipPassword: Secret;
}

/** What a decision does not say: where our own hooks are, and how agents are reached. */
export interface TwimlContext {
  readonly hooks: HookAddresses;
  /** LiveKit's SIP address: `host` or `host:port`. */
  readonly agentHost: string;
  readonly agentTransport: 'tcp' | 'tls';
  readonly agentEndpoints: ReadonlyMap<Id, AgentEndpoint>;
  /** Twilio takes a `referUrl` on the first `<Dial>` of a call only (error 13802). */
  readonly isFirstDial: boolean;
}

const BEGIN = '<?xml version="1.0" encoding="UTF-8"?><Response>';
const END = '</Response>';

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
  const { hooks } = context;
  let nouns = '';
  for (const leg of decision.legs) nouns += noun(leg, context);
  if (nouns === '') return '<Hangup/>';
  const { cursor } = decision;
  let attributes = `${hooks.action(cursor)} answerOnBridge="true" timeout="${String(decision.timeoutSeconds)}"`;
  if (decision.timeLimitSeconds !== null) attributes += ` timeLimit="${String(decision.timeLimitSeconds)}"`;
  if (decision.callerId !== null) attributes += attribute('callerId', decision.callerId);
  if (decision.sequential) attributes += ' sequential="true"';
  if (decision.record !== 'do-not-record')
    attributes += attribute('record', decision.record) + hooks.recordingCallbacks;
  if (decision.referable && context.isFirstDial) attributes += hooks.referUrl(cursor);
  return `<Dial${attributes}>${nouns}</Dial>`;
}

function noun(leg: Leg, context: TwimlContext): string {
  const callbacks = context.hooks.legCallbacks;
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
