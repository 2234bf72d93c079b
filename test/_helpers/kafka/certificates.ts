import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;

export interface IssuedCertificate {
  certificate: string;
  key: string;
  /** Key and certificate in one PEM file, as Kafka expects it. */
  keyFile: string;
  certificateFile: string;
}

export interface IssueRequest {
  name: string;
  /** Subject alternative names. @default 127.0.0.1 */
  names?: readonly ({ dns: string } | { ip: string })[];
  /** Days until it expires; negative for an expired one. */
  daysLeft?: number;
}

/** A test CA. Everything that it issues is in files in a folder of its own. */
export interface TestCa {
  ca: string;
  caFile: string;
  issue(request: IssueRequest): Promise<IssuedCertificate>;
  remove(): Promise<void>;
}

export async function testCa(name: string): Promise<TestCa> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-ca-'));
  const write = async (file: string, text: string) => {
    await writeFile(path.join(folder, file), text, { mode: 0o600 });
    return path.join(folder, file);
  };
  const root = await generate([{ name: 'commonName', value: name }], {
    ...{ keyType: 'ec', algorithm: 'sha256', notBeforeDate: new Date(Date.now() - 10 * DAY_MS) },
    notAfterDate: new Date(Date.now() + 365 * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return {
    ca: root.cert,
    caFile: await write('ca.pem', root.cert),
    async issue({ name: subject, names = [{ ip: '127.0.0.1' }], daysLeft = 365 }) {
      const { cert: certificate, private: key } = await generate([{ name: 'commonName', value: subject }], {
        ...{ keyType: 'ec', algorithm: 'sha256', ca: { key: root.private, cert: root.cert } },
        notBeforeDate: new Date(Date.now() - 5 * DAY_MS),
        notAfterDate: new Date(Date.now() + daysLeft * DAY_MS),
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          {
            name: 'subjectAltName',
            altNames: names.map((each) =>
              'ip' in each ? { type: 7 as const, ip: each.ip } : { type: 2 as const, value: each.dns },
            ),
          },
        ],
      });
      return {
        ...{ certificate, key },
        keyFile: await write(`${subject}.key.pem`, `${key}\n${certificate}`),
        certificateFile: await write(`${subject}.pem`, certificate),
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
