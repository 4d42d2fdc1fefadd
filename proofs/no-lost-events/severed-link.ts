import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a database that can be severed and mended, as a cable can. */
export class SeveredLink {
  private readonly open = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    /** The database, by this way. */
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<SeveredLink> {
    const target = new URL(databaseUrl);
    const server = createServer((near) => link.join(near, target));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const link = new SeveredLink(server, url.href);
    return link;
  }

  /** Everything that is open breaks off, and nobody gets through. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, target: URL): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.open.delete(one);
        other.destroy();
      });
    }
  }
}
