import { Injectable } from '@nestjs/common';
import { lookUpNumber } from '@app/routing';
import { AppConfig } from '../../config/app-config.js';
import type { OwnNumber } from '../drafts/routing-draft.js';
import type { PolicyDefaults } from './compile-document.js';

/** What a policy says where the tenant has said nothing: the countries of their own numbers, and our LiveKit's host. */
@Injectable()
export class PolicyDefaultsSource {
  constructor(private readonly config: AppConfig) {}

  of(numbers: readonly OwnNumber[]): PolicyDefaults {
    return {
      countries: countriesOf(numbers.map(({ phone_number: phoneNumber }) => phoneNumber)),
      sipHosts: [this.config.livekit.sip.host.toLowerCase()],
    };
  }
}

/** In the order of the alphabet. A toll-free number says nothing of where its owner is. */
export function countriesOf(numbers: readonly string[]): string[] {
  const ordinary = numbers.map(lookUpNumber).filter(({ kind }) => kind === 'ordinary');
  return [...new Set(ordinary.flatMap(({ countries }) => countries))].toSorted();
}
