import type { Environment } from '../../apps/api/src/config/read-config.js';
import { OwnProcess } from './own-process.js';

/** One of the API processes on a shared database, which may die and come back. */
export class Replica {
  private starts = 0;
  private process: OwnProcess | undefined;
  url = '';

  constructor(
    readonly name: string,
    private readonly environment: Environment,
    private readonly databaseUrl: string,
  ) {}

  /** How PostgreSQL knows the present process; each start has a name of its own. */
  get session(): string {
    return `${this.name}-${String(this.starts)}`;
  }

  async start(): Promise<void> {
    this.starts += 1;
    const url = new URL(this.databaseUrl);
    url.searchParams.set('application_name', this.session);
    const started = await OwnProcess.start('api', { ...this.environment, DATABASE_URL: url.href });
    this.process = started.process;
    this.url = started.url;
  }

  async kill(): Promise<void> {
    await this.process?.kill();
  }

  freeze(): void {
    this.process?.freeze();
  }

  thaw(): void {
    this.process?.thaw();
  }
}
