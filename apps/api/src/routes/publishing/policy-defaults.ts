import { Injectable } from '@nestjs/common';
import { lookUpNumber } from '@app/routing';
import { AppConfig } from '../../config/app-config.js';
import type { OwnNumber } from '../drafts/routing-draft.js';
import type { PolicyDefaults } from './compile-document.js';

/** What a policy says where the tenant has said nothing: the countries of their own numbers, and no SIP host. */
@Injectable()
export class PolicyDefaultsSource {
  constructor(private readonly config: AppConfig) {}

  of(numbers: readonly OwnNumber[]): PolicyDefaults {
    return {
      countries: countriesOf(numbers.map(({ phone_number: phoneNumber }) => phoneNumber)),
      sipHosts: [],
    };
  }

  /** Whether an entry of `sipHosts` covers our own LiveKit. */
  isReserved(entry: string): boolean {
    return coversLiveKit(entry, this.config.livekit.sip.host.toLowerCase());
  }
}

const CLOUD = '.sip.livekit.cloud';

/**
 * Whether an entry of `sipHosts` covers this LiveKit, which asks no password for numbers on the trunk plane: a SIP URI there would ring
 * the agents of any tenant. Agents are reached as agents. LiveKit Cloud also answers under a name for each region.
 */
export function coversLiveKit(entry: string, livekit: string): boolean {
  if (entry.startsWith('*.')) return livekit.endsWith(entry.slice(1)) || (isCloud(livekit) && isCloud(entry));
  return (
    entry === livekit || (isCloud(livekit) && isCloud(entry) && entry.startsWith(`${livekit.slice(0, -CLOUD.length)}.`))
  );
}

function isCloud(host: string): boolean {
  return host.endsWith(CLOUD);
}

/** In the order of the alphabet. A toll-free number says nothing of where its owner is. */
export function countriesOf(numbers: readonly string[]): string[] {
  const ordinary = numbers.map(lookUpNumber).filter(({ kind }) => kind === 'ordinary');
  return [...new Set(ordinary.flatMap(({ countries }) => countries))].toSorted();
}
