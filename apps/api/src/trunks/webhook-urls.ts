import type { WebhookBinding } from '@app/twilio-trunk';

/** The hooks that Twilio is told to ask for a number of a trunk. */
type Hook = 'voice' | 'status' | 'disaster-recovery';

/**
 * How patient Twilio is with us (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides): a caller waits for the
 * answer of `voice`, so it is asked once more, soon; a status may take its time. `rp`: repeat when connecting or reading takes too long,
 * and after a 5xx. Milliseconds.
 */
const OVERRIDES: Readonly<Record<Hook, string>> = {
  voice: '#rc=1&rp=ct,rt,5xx&ct=1500&rt=5000',
  status: '#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=14000',
  'disaster-recovery': '',
};

/** What every hook of an account has in its path. The ingress id is 128 random bits, so nobody else's address has it. */
export function hookMark(ingressId: string): string {
  return `/webhooks/twilio/${ingressId}/`;
}

/** `publicUrl` is without a trailing slash. The fallback is the same hook, told that it is asked because the first try failed. */
export function webhookBinding(publicUrl: string, ingressId: string): WebhookBinding {
  const voiceUrl = hookUrl(publicUrl, ingressId, 'voice');
  return {
    voiceUrl,
    voiceMethod: 'POST',
    voiceFallbackUrl: voiceUrl.replace('#', '?fallback=1#'),
    voiceFallbackMethod: 'POST',
    statusCallback: hookUrl(publicUrl, ingressId, 'status'),
    statusCallbackMethod: 'POST',
  };
}

export function disasterRecoveryUrl(publicUrl: string, ingressId: string): string {
  return hookUrl(publicUrl, ingressId, 'disaster-recovery');
}

function hookUrl(publicUrl: string, ingressId: string, hook: Hook): string {
  return `${publicUrl}${hookMark(ingressId)}${hook}${OVERRIDES[hook]}`;
}
