import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';

const run = promisify(execFile);
const STORE_PASSWORD = 'changeit';

export interface TlsProxy {
  /** The TLS port that clients use, on 127.0.0.1. */
  readonly port: number;
  /** PEM of the certificate, which is its own CA, for 127.0.0.1 only. */
  readonly ca: string;
  /** Where what comes in goes, in plain text. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

/** Ends TLS before a plaintext Kafka listener, with a certificate that Java's keytool makes on the spot. */
export async function startTlsProxy(): Promise<TlsProxy> {
  const { pfx, ca } = await selfSigned();
  const sockets = new Set<Socket>();
  let target = 0;
  const server = createServer({ pfx, passphrase: STORE_PASSWORD }, (client) => {
    const broker = connect({ host: '127.0.0.1', port: target });
    client.pipe(broker).pipe(client);
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.once('error', () => {
        client.destroy();
        broker.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca,
    forwardTo(port) {
      target = port;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function selfSigned(): Promise<{ pfx: Buffer; ca: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-tls-'));
  try {
    const store = path.join(folder, 'store.p12');
    const common = ['-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'broker'];
    await run('keytool', [
      ...['-genkeypair', '-keyalg', 'EC', '-storetype', 'PKCS12', '-dname', 'CN=broker', '-validity', '2'],
      ...['-ext', 'SAN=ip:127.0.0.1', ...common],
    ]);
    const { stdout } = await run('keytool', ['-exportcert', '-rfc', ...common]);
    return { pfx: await readFile(store), ca: stdout };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
