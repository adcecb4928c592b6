import { connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  readonly near: Socket;
  far: Socket | null;
  /** Where it leads. */
  readonly target: URL;
  silent: boolean;
}

/** Stands between a process and a server, so that a test can take the server away, silence it, or put another in its place. */
export class Wire {
  private readonly lines = new Set<Line>();
  private cut = false;
  private silent = false;
  /** How many connections were made to it, by the address that they led to. */
  readonly made = new Map<string, number>();

  private constructor(
    private readonly server: Server,
    private target: URL,
    readonly url: string,
  ) {}

  static async to(address: string): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const here = new URL(address);
    here.hostname = '127.0.0.1';
    here.port = String((server.address() as { port: number }).port);
    const wire = new Wire(server, new URL(address), here.toString());
    server.on('connection', (near) => wire.take(near));
    return wire;
  }

  /** Open connections break, and no other is taken. */
  sever(): void {
    this.cut = true;
    for (const { near, far } of this.lines) {
      near.destroy();
      far?.destroy();
    }
  }

  /** Connections are taken and stay open, and not a byte passes, either way. */
  hush(): void {
    this.silent = true;
    this.hushOpen();
  }

  /** As `hush`, for the connections that are open; those that are made from now on work. */
  hushOpen(): void {
    for (const line of this.lines) {
      line.silent = true;
      line.near.pause();
      line.far?.pause();
    }
  }

  /** Connections that are made from now on work; those that are open stay as they are. */
  mendNew(): void {
    this.cut = this.silent = false;
  }

  /** Everything works again, and what was held back passes. */
  mend(): void {
    this.mendNew();
    for (const line of this.lines) this.join(line);
  }

  /** From now on connections lead there; those that are open stay where they are. */
  leadTo(address: string): void {
    this.target = new URL(address);
  }

  async end(): Promise<void> {
    this.sever();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private take(near: Socket): void {
    if (this.cut) return void near.destroy();
    const { target } = this;
    this.made.set(target.port, (this.made.get(target.port) ?? 0) + 1);
    const line: Line = { near, far: null, target, silent: this.silent };
    this.lines.add(line);
    near.pause();
    near.on('error', () => near.destroy());
    near.on('close', () => {
      this.lines.delete(line);
      line.far?.destroy();
    });
    if (!line.silent) this.join(line);
  }

  private join(line: Line): void {
    const { near, target } = line;
    line.silent = false;
    if (!line.far) {
      const far = (line.far = connect(Number(target.port), target.hostname));
      far.on('error', () => near.destroy());
      far.on('close', () => near.destroy());
      far.on('data', (chunk: Buffer) => near.write(chunk));
      near.on('data', (chunk: Buffer) => far.write(chunk));
    }
    line.far.resume();
    near.resume();
  }
}
