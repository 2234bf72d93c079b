import { spawn } from 'node:child_process';
import path from 'node:path';
import { BUILT } from '../world/scenario';

/** What a process of the function holds after a number of ticks. */
export interface Held {
  ticks: number;
  /** Of the ticks since the measurement before. */
  failed: number;
  /** Heap and buffers, after a garbage collection. */
  usedBytes: number;
  /** Open handles and requests, by kind. */
  resources: Record<string, number>;
  /** File descriptors that are sockets. */
  sockets: number;
}

/** Invokes the bundle this often in one process, one after the other, and measures at equal distances. */
const PROGRAM = `
const { readdirSync, readlinkSync } = require('node:fs');
const [bundle, ticks, every] = process.argv.slice(1);
const { handler } = require(bundle);
const socketsOf = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd).startsWith('socket:'); } catch { return false; } };
(async () => {
  const held = [];
  let failed = 0;
  for (let tick = 1; tick <= Number(ticks); tick += 1) {
    await handler({}, { awsRequestId: 'tick-' + tick, getRemainingTimeInMillis: () => 60000 }).catch(() => { failed += 1; });
    if (tick % Number(every) !== 0) continue;
    await new Promise((resolve) => setTimeout(resolve, 100));
    global.gc();
    global.gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    const resources = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    const sockets = readdirSync('/proc/self/fd').filter(socketsOf).length;
    held.push({ ticks: tick, failed, usedBytes: heapUsed + external + arrayBuffers, resources, sockets });
    failed = 0;
  }
  process.stderr.write('HELD ' + JSON.stringify(held) + '\\n');
  process.exit(0);
})();
`;

export async function tickInOneProcess(
  env: Record<string, string>,
  { ticks, every }: { ticks: number; every: number },
): Promise<Held[]> {
  const bundle = path.join(BUILT, 'bundle/index.js');
  const child = spawn(
    process.execPath,
    ['--expose-gc', '-e', PROGRAM, bundle, String(ticks), String(every)],
    {
      env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
      // The log is long, and a pipe that nobody reads would block.
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  const [, held] = /^HELD (.*)$/m.exec(said) ?? [];
  if (held === undefined) throw new Error(`the process ended: ${said.slice(-2_000)}`);
  return JSON.parse(held) as Held[];
}
