import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';

/** A port that never completes a connection attempt and never responds, like a firewall that drops packets. */
export interface BlackHole {
  port: number;
  close(): void;
}

/** Listens but never accepts. When its queue is full, Linux drops new connections. */
const DEAF = `
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', 1, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;
const QUEUE = 8;

/** Starts a process that does not accept connections and fills its queue. Needs no special network. */
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

/** The queue takes the first few connections at once. If one is still connecting after all of them, the queue is full. */
async function untilFull(fillers: readonly Socket[]): Promise<void> {
  const first = fillers[0];
  if (first?.connecting) await new Promise((resolve) => first.once('connect', resolve));
}
