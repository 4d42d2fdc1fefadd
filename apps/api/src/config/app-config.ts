import type { Secret } from '@app/secrets';

export type LogLevelName = 'error' | 'warn' | 'info' | 'debug';

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Where Twilio, LiveKit and browsers reach us; without a trailing slash. */
  readonly publicUrl: string;
  /** Whose `X-Forwarded-For` is believed: nobody's, that of this many proxies, or that of these addresses. */
  readonly trustProxy: false | number | readonly string[];
}

export interface LoggingConfig {
  readonly format: 'json' | 'pretty';
  readonly level: LogLevelName;
}

/** A Supabase project, hosted by Supabase or by the operator. */
export interface HostedSupabaseConfig {
  readonly mode: 'hosted';
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: Secret;
  /** Set for projects that sign tokens with a shared secret; otherwise the project's published keys are used. */
  readonly jwtSecret: Secret | null;
}

/** Supabase inside this process, over PGlite in the data directory or over the PostgreSQL of `databaseUrl`. */
export interface EmbeddedSupabaseConfig {
  readonly mode: 'embedded';
  readonly databaseUrl: Secret | null;
  /** Keys given by the operator; what is null is made at the first start and kept in the data directory. */
  readonly publishableKey: string | null;
  readonly secretKey: Secret | null;
  readonly jwtSecret: Secret | null;
}

export type SupabaseConfig = HostedSupabaseConfig | EmbeddedSupabaseConfig;

export interface EncryptionKeyConfig {
  readonly keyId: string;
  /** 32 bytes in base64. */
  readonly key: Secret;
}

export interface EncryptionConfig {
  readonly keys: readonly EncryptionKeyConfig[];
  /** The key that seals; all of them open. */
  readonly primaryKeyId: string;
}

export type SipTransportName = 'tcp' | 'tls';

export interface LiveKitSipAddress {
  readonly host: string;
  readonly port: number | null;
  readonly transport: SipTransportName;
}

export interface LiveKitConfig {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: Secret;
  /** Where Twilio sends a tenant's inbound calls. */
  readonly sip: LiveKitSipAddress;
  readonly agentName: string;
}

/** What the environment says, checked and typed. Injected by this class; nothing else reads `process.env`. */
export class AppConfig {
  readonly server!: ServerConfig;
  readonly logging!: LoggingConfig;
  /** What a scraper must present to read /metrics; null: nobody can. */
  readonly metrics!: { readonly token: Secret | null };
  readonly dataDir!: string;
  readonly supabase!: SupabaseConfig;
  /** Null in embedded mode without ENCRYPTION_KEYS: the key is then made in the data directory. */
  readonly encryption!: EncryptionConfig | null;
  readonly livekit!: LiveKitConfig;
  /** Set only when a sandbox plays Twilio's part. */
  readonly twilio!: { readonly baseUrl: string | null };
  readonly signUp!: 'open' | 'closed';
  readonly sipPassword!: { readonly overlapSeconds: number };
  /** How often each trunk is looked at unasked (never with 0), and how many such looks this process may take a minute. */
  readonly reconcile!: { readonly everySeconds: number; readonly looksPerMinute: number };
  /** For how many Twilio accounts this process keeps in memory what their webhooks are answered with. */
  readonly webhooks!: { readonly cachedAccounts: number };
  /** Things that are allowed but probably not meant; logged at start. */
  readonly warnings!: readonly string[];

  constructor(fields: Omit<AppConfig, 'isSandbox'>) {
    Object.assign(this, fields);
    Object.freeze(this);
  }

  /** True when Twilio is played by the offline sandbox. */
  get isSandbox(): boolean {
    return this.twilio.baseUrl !== null;
  }
}
