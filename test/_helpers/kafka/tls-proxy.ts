import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';
import { pipeBothWays, type Relay, startRelay } from '../../../local/kafka/relay';

const run = promisify(execFile);
const STORE_PASSWORD = 'changeit';

export interface TlsProxy extends Relay {
  /** PEM of the certificate, which is valid for 127.0.0.1 only and is its own CA. */
  readonly ca: string;
}

/** Terminates TLS in front of a plaintext Kafka listener, with a certificate that Java's keytool creates on the fly. */
export async function startTlsProxy(): Promise<TlsProxy> {
  const { pfx, ca } = await selfSigned();
  const relay = await startRelay({
    join: pipeBothWays,
    listen: (onClient) => createServer({ pfx, passphrase: STORE_PASSWORD }, onClient),
  });
  return { ...relay, ca };
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
