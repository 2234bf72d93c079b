import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnvironment } from '../../lambda/environment';

const SPEC = `
name: test
kafka: { brokers: ['kafka-1:9092'] }
group: g
signals: { traces: { topic: otlp_spans } }
tiers: { processing: { cluster: c, service: s, backend: { endpoint: https://otlp.example.com } } }
`;

describe("the function's environment", () => {
  it('contains the spec or the path of its file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'spillway-environment-'));
    try {
      const file = path.join(folder, 'pipeline.yaml');
      writeFileSync(file, SPEC);

      expect(readEnvironment({ SPILLWAY_PIPELINE: SPEC }).spec.name).toBe('test');
      expect(readEnvironment({ SPILLWAY_PIPELINE_FILE: file, SPILLWAY_FOLLOW_UP_MS: '0' })).toMatchObject({
        spec: { name: 'test' },
        followUpMs: 0,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['5 s', {}, 5_000],
    ['what is set', { SPILLWAY_FOLLOW_UP_MS: '250' }, 250],
    ['none, for one tick per invocation', { SPILLWAY_FOLLOW_UP_MS: '0' }, 0],
  ])('pauses between two ticks for %s', (_name, env, followUpMs) => {
    expect(readEnvironment({ SPILLWAY_PIPELINE: SPEC, ...env }).followUpMs).toBe(followUpMs);
  });

  it('has values of the deployment, which the spec gets', () => {
    const env = { SPILLWAY_PIPELINE: SPEC, SPILLWAY_BROKERS: 'msk-1:9098', SPILLWAY_AWS_REGION: 'eu-west-3' };

    expect(readEnvironment(env).spec).toMatchObject({
      kafka: { brokers: ['msk-1:9098'] },
      aws: { region: 'eu-west-3' },
    });
  });

  it('prefers the spec itself to a file, which it names if it is wrong', () => {
    const env = { SPILLWAY_PIPELINE: SPEC, SPILLWAY_PIPELINE_FILE: 'missing.yaml' };

    expect(readEnvironment(env).spec.name).toBe('test');
    expect(() => readEnvironment({ SPILLWAY_PIPELINE: 'name: X' })).toThrow(/SPILLWAY_PIPELINE/);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no spec', {}, 'ENVIRONMENT_NO_PIPELINE'],
    ['a file that is not there', { SPILLWAY_PIPELINE_FILE: 'missing.yaml' }, 'ENVIRONMENT_NO_PIPELINE'],
    ['a spec that is wrong', { SPILLWAY_PIPELINE: 'name: X' }, 'SPEC_INVALID'],
    [
      'a pause that must be a number',
      { SPILLWAY_PIPELINE: SPEC, SPILLWAY_FOLLOW_UP_MS: '5s' },
      'ENVIRONMENT_BAD_VALUE',
    ],
    ...['-5', '', ' 5', '5.5'].map(
      (text) =>
        [
          `a pause of ${JSON.stringify(text)}`,
          { SPILLWAY_PIPELINE: SPEC, SPILLWAY_FOLLOW_UP_MS: text },
          'ENVIRONMENT_BAD_VALUE',
        ] as [string, Record<string, string>, string],
    ),
  ])('is rejected with %s', (_name, env, code) => {
    expect(() => readEnvironment(env)).toThrow(expect.objectContaining({ code }));
  });
});
