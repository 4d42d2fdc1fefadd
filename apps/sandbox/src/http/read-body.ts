import type { IncomingMessage } from 'node:http';

export class BodyTooLarge extends Error {}

// Twirp's limit; nothing that Twilio takes comes near it.
const LIMIT_BYTES = 10 * 1024 * 1024;

export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
