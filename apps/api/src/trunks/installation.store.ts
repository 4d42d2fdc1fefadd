import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { unwrap } from '../database/unwrap.js';
import type { InstallationFacts } from './desired-state.js';

/** The installation's identity, read once: it never changes. */
@Injectable()
export class InstallationStore {
  private installationId: Promise<string> | null = null;

  constructor(
    private readonly database: TenantDatabase,
    private readonly config: AppConfig,
  ) {}

  /** Eight hexadecimal digits, part of the mark on everything this installation makes. */
  async id(): Promise<string> {
    this.installationId ??= this.read();
    try {
      return await this.installationId;
    } catch (error) {
      this.installationId = null;
      throw error;
    }
  }

  async facts(): Promise<InstallationFacts> {
    const { livekit, server, isSandbox } = this.config;
    // A sandbox reaches this machine; Twilio reaches only what is public.
    const webhookBase = isSandbox || server.publicUrl.startsWith('https:') ? server.publicUrl : null;
    return { installationId: await this.id(), livekitSip: livekit.sip, agentName: livekit.agentName, webhookBase };
  }

  private async read(): Promise<string> {
    const row = unwrap(await this.database.service().from('installation').select('installation_id').single());
    return row.installation_id;
  }
}
