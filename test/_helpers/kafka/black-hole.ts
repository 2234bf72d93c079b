import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';

/** A port that takes a connection attempt and never answers it, as behind a firewall that drops. */
export interface BlackHole {
  port: number;
  close(): void;
}

/** Listens, and then never accepts: once its queue is full, Linux drops what comes. */
const DEAF = `
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', 1, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;
const QUEUE = 8;

/** Needs no network: a process of its own that does not accept, with its queue filled from here. */
export async function startBlackHole(): Promise<BlackHole> {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  const fillers = Array.from({ length: QUEUE }, () => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => {});
    return socket;
  });
  await untilFull(fillers);
  return {
    port,
    close() {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

/** The queue takes the first few at once; one that is still connecting after all that has met a full one. */
async function untilFull(fillers: readonly Socket[]): Promise<void> {
  const first = fillers[0];
  if (first?.connecting) await new Promise((resolve) => first.once('connect', resolve));
}
