import type { Json } from '../json.js';
import { LIVEKIT_EDITS } from './livekit-edits.js';
import * as read from './read.js';
import type { ControlRequest, ControlRoute } from './route.js';
import { ControlError, route } from './route.js';
import { TWILIO_EDITS } from './twilio-edits.js';

/** Somebody changes the account behind our back. */
function edit({ body, parts }: ControlRequest): Json {
  const name = read.text(body, 'edit');
  const livekitEdit = Object.hasOwn(LIVEKIT_EDITS, name) ? LIVEKIT_EDITS[name] : undefined;
  if (livekitEdit) {
    return { ok: true, ...livekitEdit(parts.world.livekit, body) };
  }
  const twilioEdit = Object.hasOwn(TWILIO_EDITS, name) ? TWILIO_EDITS[name] : undefined;
  if (!twilioEdit) {
    const known = [...Object.keys(TWILIO_EDITS), ...Object.keys(LIVEKIT_EDITS)];
    throw new ControlError(400, `edit must be one of ${known.join(', ')}`);
  }
  const accountSid = read.text(body, 'accountSid');
  const account = parts.world.twilio.account(accountSid);
  if (!account) throw new ControlError(404, `no account ${accountSid}`);
  const result = twilioEdit({ store: parts.world.twilio, account, body });
  return { ok: true, ...result };
}

export const EDIT_ROUTES: readonly ControlRoute[] = [route('POST', '/edit', edit)];
