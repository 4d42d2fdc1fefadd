import { Injectable } from '@nestjs/common';
import { NumberGateway, type AvailableNumber, type NumberSearch, type NumberType } from '@app/twilio-trunk';
import type { Caller } from '../auth/caller.js';
import { Problem } from '../problems/problem.js';
import { answerOf, NumberAccount } from './number-account.js';
import { explainNothing } from './search-words.js';

/** What a tenant looks for. */
export interface SearchRequest extends Omit<NumberSearch, 'type'> {
  readonly credentialId?: string;
  /** Default: local numbers where the country has them, else the first type it has. */
  readonly type?: NumberType;
}

export interface SearchResult {
  readonly credentialId: string;
  readonly country: string;
  readonly type: NumberType;
  /** What Twilio sells in the country. */
  readonly types: readonly NumberType[];
  readonly numbers: readonly AvailableNumber[];
  /** Why nothing was found; null when something was. */
  readonly explanation: string | null;
}

/** Twilio searches by area code there only. */
const AREA_CODE_COUNTRIES: ReadonlySet<string> = new Set(['US', 'CA']);

/** What Twilio has for sale. Nothing found is reserved. */
@Injectable()
export class NumberSearchService {
  constructor(
    private readonly accounts: NumberAccount,
    private readonly gateway: NumberGateway,
  ) {}

  async search(caller: Caller, { credentialId, type: asked, ...rest }: SearchRequest): Promise<SearchResult> {
    const credential = await this.accounts.choose(caller, credentialId);
    const account = await this.accounts.signIn(credential);
    const { country } = rest;
    const types = await answerOf(this.gateway.typesIn(account, country));
    const type = asked ?? (types?.includes('local') ? 'local' : types?.[0]);
    if (types === null || type === undefined) throw new Problem('number.country_not_offered');
    if (!types.includes(type)) throw new Problem('number.type_not_offered', { extensions: { types } });
    if (rest.areaCode !== undefined && (!AREA_CODE_COUNTRIES.has(country) || type !== 'local')) {
      throw new Problem('number.area_code_not_supported');
    }
    const search = { ...rest, type };
    const numbers = await answerOf(this.gateway.search(account, search));
    const found = { credentialId: credential.credentialId, country, type, types, numbers };
    if (numbers.length > 0) return { ...found, explanation: null };
    const others = await answerOf(this.gateway.search(account, { country, type, capabilities: [], limit: 1 }));
    return { ...found, explanation: explainNothing(search, types, others.length > 0) };
  }
}
