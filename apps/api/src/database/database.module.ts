import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { KeyRing } from '@app/secrets';
import type { Supabase } from '@app/supabase';
import { AppConfig } from '../config/app-config.js';
import { EncryptionCanaries } from './encryption-canaries.js';
import { INSTALLATION_KEYS, installationKeys, type InstallationKeys } from './installation-keys.js';
import { openDatabase } from './open-database.js';
import { SecretCipher } from './secret-cipher.js';
import { SUPABASE } from './supabase.token.js';
import { TenantDatabase } from './tenant-database.js';

/**
 * Opens Supabase once, proves the encryption keys, and closes it after everything else has stopped. Global, because every feature's
 * store stands on it.
 */
@Global()
@Module({
  providers: [
    { provide: INSTALLATION_KEYS, useFactory: installationKeys, inject: [AppConfig] },
    { provide: SUPABASE, useFactory: openProven, inject: [AppConfig, INSTALLATION_KEYS] },
    // Both wait for SUPABASE: until the canaries have been seen, nobody gets the ring.
    {
      provide: EncryptionCanaries,
      useFactory: (supabase: Supabase, keys: InstallationKeys) =>
        new EncryptionCanaries(supabase.asService(), keys.ring),
      inject: [SUPABASE, INSTALLATION_KEYS],
    },
    {
      provide: KeyRing,
      useFactory: (_proven: Supabase, keys: InstallationKeys) => keys.ring,
      inject: [SUPABASE, INSTALLATION_KEYS],
    },
    TenantDatabase,
    SecretCipher,
  ],
  exports: [SUPABASE, INSTALLATION_KEYS, EncryptionCanaries, KeyRing, TenantDatabase, SecretCipher],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(SUPABASE) private readonly supabase: Supabase) {}

  async onApplicationShutdown(): Promise<void> {
    await this.supabase.close();
  }
}

async function openProven(config: AppConfig, keys: InstallationKeys): Promise<Supabase> {
  const supabase = await openDatabase(config, keys);
  try {
    await new EncryptionCanaries(supabase.asService(), keys.ring).establish();
    return supabase;
  } catch (error) {
    // The data directory is locked by now; a failed start must not leave it so.
    await supabase.close();
    throw error;
  }
}
