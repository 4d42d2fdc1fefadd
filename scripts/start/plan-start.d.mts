export interface StartPlan {
  readonly sandbox: boolean;
  readonly real: readonly string[];
  readonly livekitUrl: string | null;
  readonly port: number | null;
  readonly sandboxPort: number | null;
  readonly host: string;
  readonly dataDir: string;
  readonly sandboxDir: string;
  readonly publicUrl: string | null;
  readonly logLevel: string | null;
}

export interface SandboxSettings {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Settings {
  readonly defaults: Readonly<Record<string, string>>;
  readonly fixed: Readonly<Record<string, string>>;
}

export const DEFAULT_PORT: number;
export const DEFAULT_SANDBOX_PORT: number;
export function planStart(environment: Environment): StartPlan;
export function apiEnvironment(
  plan: StartPlan,
  at: { readonly port: number | null; readonly sandbox: SandboxSettings | null },
): Settings;
export function withSettings(environment: Environment, settings: Settings): Record<string, string | undefined>;
