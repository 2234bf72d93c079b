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
    ['no spec', {}, 'ENVIRONMENT_NO_PIPELINE'],
    ['a file that is not there', { SPILLWAY_PIPELINE_FILE: 'missing.yaml' }, 'ENVIRONMENT_NO_PIPELINE'],
    ['a spec that is wrong', { SPILLWAY_PIPELINE: 'name: X' }, 'SPEC_INVALID'],
    [
      'a pause that must be a number',
      { SPILLWAY_PIPELINE: SPEC, SPILLWAY_FOLLOW_UP_MS: '5s' },
      'ENVIRONMENT_BAD_VALUE',
    ],
  ])('is rejected with %s', (_name, env, code) => {
    expect(() => readEnvironment(env)).toThrow(expect.objectContaining({ code }));
  });
});
