import type { BindingField, ObservedNumber, WebhookBinding } from './trunk-types.js';

/**
 * How a number was bound before Trunkline first bound it. The status callback is missing where Trunkline has not touched it, and where
 * it was recorded before Trunkline looked at it.
 */
export type NumberBefore = Omit<ObservedNumber, StatusField | 'friendlyName'> &
  Partial<Pick<ObservedNumber, StatusField>>;

type StatusField = 'statusCallback' | 'statusCallbackMethod';
type Group = readonly [url: BindingField, method: BindingField];

const VOICE: Group = ['voiceUrl', 'voiceMethod'];
const FALLBACK: Group = ['voiceFallbackUrl', 'voiceFallbackMethod'];
const STATUS: Group = ['statusCallback', 'statusCallbackMethod'];

const BINDING: readonly BindingField[] = ['voiceApplicationSid', ...VOICE, ...FALLBACK, ...STATUS];

/** The fields in which two bindings differ. */
export function fieldsThatDiffer(wanted: ObservedNumber, now: ObservedNumber): BindingField[] {
  return BINDING.filter((name) => wanted[name] !== now[name]);
}

/** The number as it is on the webhook plane. */
export function bindToWebhooks(number: ObservedNumber, binding: WebhookBinding): ObservedNumber {
  return { ...number, voiceApplicationSid: null, ...binding };
}

/** True for an address that Trunkline wrote for this account, whatever host it had then. */
export function isOwnHook(url: string | null, mark: string | null): boolean {
  return mark !== null && url !== null && url.includes(mark);
}

/**
 * What the number is to have again once Trunkline lets go of it. What somebody set anew since is newer than our record and stays; of
 * the rest, what is missing went with our binding it (Twilio drops the application), and what is ours goes.
 */
export function bindingToRestore(before: NumberBefore, now: ObservedNumber, mark: string | null): ObservedNumber {
  const isNewer = ([url, method]: Group): boolean =>
    now[url] !== null && !isOwnHook(now[url], mark) && (now[url] !== before[url] || now[method] !== before[method]);
  const part = (group: Group): Partial<Record<BindingField, string | null>> => {
    const [url, method] = group;
    if (isNewer(group)) return { [url]: now[url], [method]: now[method] };
    const [oldUrl, oldMethod] = [before[url], before[method]];
    if (oldUrl !== undefined && oldMethod !== undefined) return { [url]: oldUrl, [method]: oldMethod };
    return { [url]: isOwnHook(now[url], mark) ? null : now[url], [method]: now[method] };
  };
  return {
    ...now,
    // An application would answer instead of the new URL.
    voiceApplicationSid: now.voiceApplicationSid ?? (isNewer(VOICE) ? null : before.voiceApplicationSid),
    ...part(VOICE),
    ...part(FALLBACK),
    ...part(STATUS),
  };
}

/**
 * What to record before Trunkline binds a number. Somebody may have changed it by hand since it was first bound: what they set is newer
 * than the earlier record, what is only missing is not.
 */
export function bindingBefore(
  earlier: NumberBefore | undefined,
  now: ObservedNumber,
  plane: 'trunk' | 'webhook',
  mark: string | null,
): NumberBefore {
  const { friendlyName: _, ...binding } = bindingToRestore(earlier ?? { ...now, ...withoutOwn(now, mark) }, now, mark);
  // The trunk that it was on, where that was there before Trunkline.
  const before = { ...binding, trunkSid: (earlier ?? now).trunkSid };
  if (plane === 'webhook') return before;
  // A trunk does not touch it.
  const { statusCallback: _url, statusCallbackMethod: _method, ...kept } = before;
  return kept;
}

/** Hooks of ours whose former values nobody recorded are nobody's. */
function withoutOwn(now: ObservedNumber, mark: string | null): Partial<Record<BindingField, null>> {
  return Object.fromEntries(
    [VOICE, FALLBACK, STATUS].filter(([url]) => isOwnHook(now[url], mark)).map(([url]) => [url, null]),
  );
}
