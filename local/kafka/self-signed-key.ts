import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The key of a listener on 127.0.0.1, with a certificate that is its own CA. */
export interface SelfSignedKey {
  /** A PKCS#12 file, which every Kafka since 2.0 reads. */
  keyStore: KeyStore;
  /** PEM of the certificate. */
  ca: string;
  caFile: string;
}

export interface KeyStore {
  file: string;
  password: string;
}

/** Creates a key with Java's keytool, valid for two days. Its files are in `folder`. */
export async function selfSignedKey(folder: string): Promise<SelfSignedKey> {
  const keyStore = { file: path.join(folder, 'listener.p12'), password: 'changeit' };
  const common = ['-keystore', keyStore.file, '-storepass', keyStore.password, '-alias', 'broker'];
  await run('keytool', [
    ...['-genkeypair', '-keyalg', 'EC', '-storetype', 'PKCS12', '-dname', 'CN=broker', '-validity', '2'],
    ...['-ext', 'SAN=ip:127.0.0.1', ...common],
  ]);
  const { stdout: ca } = await run('keytool', ['-exportcert', '-rfc', ...common]);
  const caFile = path.join(folder, 'listener-ca.pem');
  await writeFile(caFile, ca);
  return { keyStore, ca, caFile };
}
