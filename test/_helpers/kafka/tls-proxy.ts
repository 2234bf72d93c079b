import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { pipeBothWays, type Relay, startRelay } from '../../../local/kafka/relay';
import { selfSignedKey } from '../../../local/kafka/self-signed-key';

export interface TlsProxy extends Relay {
  /** PEM of the certificate, which is valid for 127.0.0.1 only and is its own CA. */
  readonly ca: string;
}

/** Terminates TLS in front of a plaintext Kafka listener, with a certificate that Java's keytool creates on the fly. */
export async function startTlsProxy(): Promise<TlsProxy> {
  const { pfx, passphrase, ca } = await selfSigned();
  const relay = await startRelay({
    join: pipeBothWays,
    listen: (onClient) => createServer({ pfx, passphrase }, onClient),
  });
  return { ...relay, ca };
}

async function selfSigned(): Promise<{ pfx: Buffer; passphrase: string; ca: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-tls-'));
  try {
    const { keyStore, ca } = await selfSignedKey(folder);
    return { pfx: await readFile(keyStore.file), passphrase: keyStore.password, ca };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
