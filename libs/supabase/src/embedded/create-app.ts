import { App } from '@supabase/lite';
import type { PgliteConnection } from '@supabase/lite/pglite';
import type { PostgresConnection } from '@supabase/lite/postgres';
import type { EmbeddedOptions } from '../supabase.js';

/** Supabase's HTTP interface without what is open by default: studio, administration without a key, anonymous accounts. */
export function createApp(connection: PgliteConnection | PostgresConnection, options: EmbeddedOptions): App {
  return new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: options.jwtSecret.reveal(),
      publishable_key: options.publishableKey,
      secret_key: options.secretKey.reveal(),
      site_url: options.siteUrl,
      enable_signup: options.signup,
      enable_anonymous_sign_ins: false,
      minimum_password_length: 10,
      email: { enable_signup: options.signup, enable_confirmations: false },
    },
    studio: { enabled: false },
    options: {
      server: { admin: false, disableStudio: true, disableFallback: true },
      // Mail would be network traffic inside the gate, and lite's default prints it.
      drivers: { email: { send: async () => Promise.reject(new Error('The embedded database sends no mail.')) } },
    },
  });
}
