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
  text.replace(
    'backend:',
    `processors: { transform: { log_statements: ['set(log.body, "${'x'.repeat(letters)}")'] } }\n    backend:`,
  );

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

  it('names every error of the rendered configurations with its place in the spec, and the code', async () => {
    const { code, out, err } = await validate((text) =>
      text
        .replace('backend:', 'processors: { filter: { traces: { spann: [] } } }\n    backend:')
        .replace('backend:\n', 'backend:\n      headers: { Authorization: Bearer hunter2 }\n'),
    );

    expect({ code, out }).toEqual({ code: 1, out: '' });
    const [first, ...lines] = err.trimEnd().split('\n');
    expect(first).toBe('failed: RENDERED_CONFIG_WRONG 2 errors:');
    expect(lines).toEqual([
      expect.stringMatching(
        /pipeline\.yaml:\d+:\d+ tiers\.processing\.processors\.filter\.traces\.spann: CONFIG_KEY_UNKNOWN .*Did you mean span\?/,
      ),
      expect.stringMatching(
        /pipeline\.yaml:\d+:\d+ tiers\.processing\.backend\.headers\.Authorization: SECRET_IN_CLEAR .*secretsManager/,
      ),
    ]);
    expect(err).not.toContain('hunter2');
  });

  it('finds a secret also where nothing is rendered', async () => {
    const own = (text: string) =>
      text.replace(
        'backend:\n',
        'collectorVersion: 0.130.0\n    backend:\n      headers: { x-api-key: hunter2 }\n',
      );

    expect(await validate(own)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^failed: RENDERED_CONFIG_WRONG .* SECRET_IN_CLEAR The header x-api-key/),
    });
  });

  it('prints warnings, and takes the spec', async () => {
    const warned = (text: string) =>
      text.replace('backend:', 'processors: { batch: {} }\n    tailSampling: {}\n    backend:');

    expect(await validate(warned)).toMatchObject({
      code: 0,
      out: expect.stringContaining('ok.'),
      err: expect.stringMatching(/^warning: \S+pipeline\.yaml:\d+:\d+ tiers\.processing\.\S+: [A-Z_]+ /),
    });
  });

  it('takes a spec whose finding a comment silences', async () => {
    const silenced = (text: string) =>
      text.replace(
        'backend:',
        'processors: { filter: { spann: 1 } } # spillway: ignore CONFIG_KEY_UNKNOWN\n    backend:',
      );

    expect(await validate(silenced)).toMatchObject({ code: 0, err: '' });
  });
});
