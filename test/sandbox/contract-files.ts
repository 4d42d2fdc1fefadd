import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OpenApi } from './contract-schema.js';

const FILES: Readonly<Record<string, string>> = {
  'api.twilio.com': 'twilio_api_v2010.json',
  'monitor.twilio.com': 'twilio_monitor_v1.json',
  'trunking.twilio.com': 'twilio_trunking_v1.json',
};

/** The files are not part of this repository: they lie beside it, or where TWILIO_CONTRACTS says. */
const folder = process.env['TWILIO_CONTRACTS'] ?? resolve(import.meta.dirname, '../../../shared/contracts/twilio');

/** Twilio's OpenAPI by host, or undefined, said in one line, when this machine does not have it. */
export function contractFiles(): ReadonlyMap<string, OpenApi> | undefined {
  const paths = Object.entries(FILES).map(([host, file]) => [host, resolve(folder, file)] as const);
  if (!paths.every(([, path]) => existsSync(path))) {
    process.stdout.write(`contract validation skipped: no Twilio OpenAPI files in ${folder}\n`);
    return undefined;
  }
  return new Map(paths.map(([host, path]) => [host, JSON.parse(readFileSync(path, 'utf8')) as OpenApi]));
}
