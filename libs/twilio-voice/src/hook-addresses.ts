import { EVENT_DELIVERY, VOICE_DELIVERY } from './delivery.js';
import { attribute } from './xml.js';

const LEG_EVENTS = attribute('statusCallbackEvent', 'initiated ringing answered completed');
const RECORDING_EVENTS = attribute('recordingStatusCallbackEvent', 'in-progress completed absent');

/** The attributes that tell Twilio where to go on, each with the space before it. */
export interface HookAddresses {
  /** `action`, with the cursor that comes back at the end of the dial. */
  action(cursor: string): string;
  referUrl(cursor: string): string;
  /** `statusCallback…` of a noun. */
  readonly legCallbacks: string;
  readonly recordingCallbacks: string;
}

/** Written once for an account, because they are most of a document. `url`: `https://…/webhooks/twilio/{ingressId}`. */
export function hookAddresses(url: string): HookAddresses {
  const withCursor = (name: string, hook: string) => {
    const [before = '', after = ''] = attribute(name, `${url}/${hook}?c=${MARK}${VOICE_DELIVERY}`).split(MARK);
    // Percent-encoded, so nothing of it has to be escaped for XML.
    return (cursor: string) => before + encodeURIComponent(cursor) + after;
  };
  return {
    action: withCursor('action', 'dial-ended'),
    referUrl: withCursor('referUrl', 'refer'),
    legCallbacks: attribute('statusCallback', `${url}/status${EVENT_DELIVERY}`) + LEG_EVENTS,
    recordingCallbacks: attribute('recordingStatusCallback', `${url}/recording${EVENT_DELIVERY}`) + RECORDING_EVENTS,
  };
}

const MARK = '{cursor}';
