import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';

export type TcpOutcome =
  | { end: 'open'; socket: Socket; ip: string }
  | { end: 'name'; error: string }
  | { end: 'tcp'; ip: string; error: 'refused' | 'silent' | 'unreachable'; afterMs: number; said: string };

/** Resolves the name and tries its addresses one after another, like the Collector's client. */
export async function openTcp(host: string, port: number, timeoutMs: number): Promise<TcpOutcome> {
  let addresses: string[];
  try {
    addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    return { end: 'name', error: codeOf(error) };
  }
  let last: TcpOutcome = { end: 'name', error: 'the name has no address' };
  for (const ip of addresses) {
    last = await tryAddress(ip, port, timeoutMs);
    if (last.end === 'open') return last;
  }
  return last;
}

function tryAddress(ip: string, port: number, timeoutMs: number): Promise<TcpOutcome> {
  const startedMs = Date.now();
  return new Promise((resolve) => {
    const socket = connect({ host: ip, port });
    const failed = (error: 'refused' | 'silent' | 'unreachable', said: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ end: 'tcp', ip, error, said, afterMs: Date.now() - startedMs });
    };
    const timer = setTimeout(() => failed('silent', 'no answer'), timeoutMs);
    const onError = (error: NodeJS.ErrnoException) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED') failed('refused', code);
      else failed(code === 'ETIMEDOUT' ? 'silent' : 'unreachable', code);
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      // A reset that arrives before the caller listens must not end the process.
      socket.on('error', () => {});
      resolve({ end: 'open', socket, ip });
    });
  });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
