import { createInterface } from 'node:readline';
import type { Look } from './peer';

/** The child's side of a peer that is written in TypeScript: one look for each line of standard input. */
export async function answerLooks(look: () => Promise<Pick<Look, 'partitions' | 'lag'>>): Promise<void> {
  const say = (answer: unknown) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({ ready: true });
  for await (const _ of createInterface({ input: process.stdin })) {
    const cpu = process.cpuUsage();
    const beganMs = performance.now();
    const found = await look();
    const ms = performance.now() - beganMs;
    const { user, system } = process.cpuUsage(cpu);
    const peakMb = process.resourceUsage().maxRSS / 1024;
    say({ ...found, ms, cpuMs: (user + system) / 1000, peakMb } satisfies Look);
  }
}

/** Where a peer looks, as its only argument in JSON. */
export interface LookTarget {
  brokers: string[];
  groupId: string;
  /** A pattern that all topics match. */
  pattern: string;
  connect: 'once' | 'each';
  /** SCRAM-SHA-512 over TLS. */
  login?: { username: string; password: string; ca: string };
}

export function lookTarget(): LookTarget {
  return JSON.parse(process.argv[2] ?? '') as LookTarget;
}
