import { formsOf, formsOfBytes, type Form } from './forms.js';

/** The classes of secrets there are. */
export const SECRET_KINDS = [
  'auth token',
  'API key secret',
  'SIP password',
  'LiveKit API secret',
  'Supabase JWT secret',
  'Supabase secret key',
  'encryption key',
  'dashboard password',
  'API-key token',
  'session',
  'refresh token',
  'metrics token',
  'environment',
] as const;

/** `planted` is none: it is put where it may be, to show that the search would find what must not be there. */
export type SecretKind = (typeof SECRET_KINDS)[number] | 'planted';

export interface Canary {
  readonly kind: SecretKind;
  /** Says which one without saying what it is. */
  readonly name: string;
  readonly forms: readonly Form[];
}

/** Every secret of the story, each unique, collected as they come into being. */
export class Canaries {
  private readonly byText = new Map<string, Canary>();

  get all(): readonly Canary[] {
    return [...this.byText.values()];
  }

  get secrets(): readonly Canary[] {
    return this.all.filter((canary) => canary.kind !== 'planted');
  }

  /** Gives the secret back, for use in passing. */
  add(kind: SecretKind, name: string, text: string): string {
    if (text.length < 8) throw new Error(`${name}: too short to be looked for`);
    if (!this.byText.has(text)) this.byText.set(text, { kind, name, forms: formsOf(text) });
    return text;
  }

  /** A key of bytes that is written in base64. */
  addKey(kind: SecretKind, name: string, base64: string): void {
    this.add(kind, name, base64);
    this.byText.set(`bytes of ${base64}`, {
      kind,
      name: `${name} (bytes)`,
      forms: formsOfBytes(Buffer.from(base64, 'base64')),
    });
  }

  /** A JWT, its signature alone, and what came with it. */
  addSession(name: string, session: { readonly access_token: string; readonly refresh_token: string }): void {
    this.add('session', `${name}: access token`, session.access_token);
    this.add('session', `${name}: signature`, session.access_token.split('.')[2] ?? '');
    this.add('refresh token', `${name}: refresh token`, session.refresh_token);
  }

  /** Every secret that the vendors hold, by the names of the fields of the sandbox's state. */
  addAllOf(state: unknown, path = 'sandbox'): void {
    if (typeof state !== 'object' || state === null) return;
    for (const [name, value] of Object.entries(state)) {
      const at = `${path}.${name}`;
      if (typeof value !== 'string') this.addAllOf(value, at);
      else if (/auth_?token$/i.test(name)) this.add('auth token', at, value);
      else if (/password$/i.test(name) && value !== '') this.add('SIP password', at, value);
      else if (/secret$/i.test(name)) this.add('API key secret', at, value);
    }
  }
}
