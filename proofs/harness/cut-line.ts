import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** How a line to a server behaves: it passes everything, refuses and hangs up, or says nothing any more. */
export type LineState = 'passes' | 'refuses' | 'silent';

/** A TCP line to a server that can be cut, as a network or a dead server would cut it. */
export class CutLine {
  private state: LineState = 'passes';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async to(host: string, port: number): Promise<CutLine> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CutLine(server, { host, port });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Open connections feel it too: they are reset, or hear nothing more. */
  become(state: LineState): void {
    this.state = state;
    // A silent line whose far end is back is as good as a broken one.
    if (state !== 'silent')
      for (const socket of this.sockets) if (state === 'refuses' || socket.isPaused()) socket.resetAndDestroy();
    if (state === 'silent') for (const socket of this.sockets) socket.pause();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    if (this.state === 'refuses') {
      near.resetAndDestroy();
      return;
    }
    this.keep(near);
    if (this.state === 'silent') {
      near.pause();
      return;
    }
    const far = connect(this.target);
    this.keep(far);
    near.on('data', (chunk) => far.write(chunk));
    far.on('data', (chunk) => near.write(chunk));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
