import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLocalController } from '../../../lib/cli/local-controller';
import { runCli } from '../../../lib/cli/run-cli';
import { testCli } from '../../_helpers/cli/context';

const SPEC = `name: plain
kafka:
  brokers: [kafka:9092]
group: g
signals: { traces: { topic: otlp_spans } }
tiers:
  processing:
    cluster: c
    service: s
    backend: { endpoint: "https://backend" }
`;
const kafka = (lines: string) => SPEC.replace('group: g', `  ${lines}\ngroup: g`);
const PLAIN = kafka('auth: { mechanism: PLAIN, username: u, password: { env: P } }');

const file = path.join(mkdtempSync(path.join(tmpdir(), 'spillway-spec-')), 'spec.yaml');

async function validated(text: string) {
  writeFileSync(file, text);
  const cli = testCli([]);
  const exitCode = await runCli(['validate', file], cli.context);
  return { exitCode, text: cli.out() + cli.err() };
}

describe('validate', () => {
  it.each([
    [
      'a password in the address of the backend',
      SPEC.replace('https://backend', 'https://u:hunter22@backend'),
      'SECRET_IN_CLEAR',
    ],
    [
      'a token in a header',
      SPEC.replace('"https://backend"', '"https://backend", headers: {x: "Bearer abcdef1234567890"}'),
      'SECRET_IN_CLEAR',
    ],
    [
      'a password in the path of the CA',
      kafka('tls: { caFile: "https://u:hunter22@ca/ca.pem" }'),
      'SECRET_IN_CLEAR',
    ],
    [
      'a token as the name of a secret',
      kafka(
        'auth: { mechanism: PLAIN, username: u, password: { secretsManager: "Bearer abcdef1234567890" } }',
      ),
      'SECRET_IN_CLEAR',
    ],
    ['PLAIN without TLS', PLAIN, 'KAFKA_SASL_WITHOUT_TLS'],
  ])('refuses %s, and does not print it', async (_what, text, code) => {
    const { exitCode, text: written } = await validated(text);

    expect(exitCode).toBe(1);
    expect(written).toContain(code);
    expect(written).not.toMatch(/hunter22|abcdef1234567890/);
  });

  it.each([
    [
      'a certificate that is not checked',
      kafka('tls: { insecureSkipVerify: true }'),
      'KAFKA_TLS_SKIP_VERIFY',
    ],
    ['SCRAM without TLS', PLAIN.replace('PLAIN', 'SCRAM-SHA-256'), 'KAFKA_SASL_WITHOUT_TLS'],
  ])('warns of %s, as lint does', async (_what, text, code) => {
    const { exitCode, text: written } = await validated(text);

    expect({ exitCode, written }).toMatchObject({ exitCode: 0, written: expect.stringContaining(code) });
  });
});

it('status does not send a password that validate refuses to let through', async () => {
  writeFileSync(file, PLAIN);

  await expect(openLocalController(file, testCli([]).context)).rejects.toMatchObject({
    code: 'RENDERED_CONFIG_WRONG',
  });
});
