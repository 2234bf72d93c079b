import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../../lib/cli/run-cli';
import { testCli } from '../../_helpers/cli/context';

const EXAMPLE = path.resolve(__dirname, '../../../examples/plain.yaml');
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'spillway-validate-'));
});

afterAll(() => rmSync(dir, { recursive: true }));

async function validate(change: (text: string) => string) {
  const file = path.join(dir, 'pipeline.yaml');
  writeFileSync(file, change(readFileSync(EXAMPLE, 'utf8')));
  const cli = testCli([]);
  const code = await runCli(['validate', file], cli.context);
  return { code, out: cli.out(), err: cli.err() };
}

const withProcessor = (letters: number) => (text: string) =>
  text.replace('backend:', `processors: { transform: { note: ${'x'.repeat(letters)} } }\n    backend:`);

describe('spillway validate', () => {
  it('accepts a spec whose configuration fits into SSM', async () => {
    expect(await validate(withProcessor(2_000))).toMatchObject({
      code: 0,
      out: expect.stringContaining('ok.'),
    });
  });

  it('rejects one whose configuration could not be stored', async () => {
    expect(await validate(withProcessor(8_000))).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^failed: CONFIG_TOO_LONG .* up to \d{5} bytes/),
    });
  });

  it('does not check the size if nothing is rendered for the Collector, or the tier is external', async () => {
    const own = (text: string) =>
      withProcessor(8_000)(text).replace('backend:', 'collectorVersion: 0.130.0\n    backend:');
    const adopted = (text: string) =>
      `${withProcessor(8_000)(text)}\ndeploy:\n  processing: existing\n  ingestion: none\n  vpc: { id: vpc-12345678, subnets: [subnet-12345678], availabilityZones: [eu-west-1a] }\n`;

    expect(await validate(own)).toMatchObject({ code: 0 });
    expect(await validate(adopted)).toMatchObject({ code: 0, err: '' });
  });
});
