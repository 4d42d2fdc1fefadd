import { request } from './transcript.mjs';

const PATIENCE_MS = 60_000;

/** Speaks to Trunkline, and writes each request into the transcript. */
export function apiClient(base) {
  return async (method, path, { token, apiKey, body, note } = {}) => {
    request(method, path, note);
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(apiKey === undefined ? {} : { apikey: apiKey }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    return { status: response.status, body: jsonOf(text) };
  };
}

/** The sandbox's control API: what happens outside Trunkline. */
export function controlClient(base) {
  return async (method, path, body) => {
    const response = await fetch(`${base}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer = jsonOf(await response.text());
    if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${method} ${path}: ${answer.error}`);
    return answer;
  };
}

/** The sandbox's Twilio, as the customer uses the Console. */
export function twilioClient(base, { accountSid, authToken }) {
  return async (host, path, fields) => {
    const response = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'x-twilio-host': host,
      },
      body: new URLSearchParams(fields),
    });
    const answer = jsonOf(await response.text());
    if (!response.ok) throw new Error(`the sandbox's Twilio answered ${response.status} to ${path}: ${answer.message}`);
    return answer;
  };
}

/** Server-sent events until the stream ends: `{ event, data }`. */
export async function* events(url, token) {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined) yield { event: field('event') ?? 'message', data: jsonOf(data) };
    }
  }
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
