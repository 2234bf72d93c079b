import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { setInitialOffset } from '../../lib/collector';
import { ensureCollector } from '../../local/collector/ensure-collector';

const run = promisify(execFile);
const cacheDir = path.resolve(__dirname, '../../.cache');

let bin: string;

beforeAll(async () => {
  bin = await ensureCollector({
    cacheDir,
    version: '0.160.0',
    progress: (line) => process.stderr.write(`${line}\n`),
    otelcolBin: process.env.OTELCOL_BIN,
  });
}, 900_000);

/** As the Collector itself understands it: anchors, merges and defaults filled in. */
async function understood(text: string, env: Record<string, string> = {}) {
  const { stdout } = await run(bin, ['print-config', '--format=json', '--config=env:CONFIG'], {
    env: { ...env, CONFIG: text },
  });
  const { receivers, ...others } = JSON.parse(stdout) as {
    receivers: Record<string, { initial_offset: string }>;
  };
  const offsets = Object.entries(receivers).map(([id, { initial_offset }]) => [id, initial_offset]);
  const settings = Object.entries(receivers).map(([id, { initial_offset: _, ...more }]) => [id, more]);
  return { offsets: Object.fromEntries(offsets), rest: { ...others, settings } };
}

const config = (receivers: string, used: string) => `receivers:
${receivers}
exporters:
  otlp_http: { endpoint: "http://127.0.0.1:4318" }
service:
  pipelines:
    traces: { receivers: [${used}], exporters: [otlp_http] }
`;

describe('the real Collector, with a configuration whose initial_offset was edited', () => {
  it.each([
    ['a word', '  kafka:\n    initial_offset: "latest" # why', 'kafka'],
    ['a flow map', '  kafka: {group_id: g,initial_offset: latest}', 'kafka'],
    [
      'two receivers',
      '  kafka/a: { initial_offset: latest }\n  kafka/b:\n    initial_offset: latest',
      'kafka/a, kafka/b',
    ],
    ['a missing key', '  kafka:\n    group_id: g\n    traces:\n      topics: [t]', 'kafka'],
    ['a missing key in flow style', '  kafka: { group_id: g }', 'kafka'],
    ['a missing body', '  kafka:', 'kafka'],
    [
      'a merge',
      '  kafka/a: &k { initial_offset: latest, group_id: g }\n  kafka/b:\n    <<: *k\n    client_id: b',
      'kafka/a, kafka/b',
    ],
    ['an alias of a receiver', '  kafka/a: &k { initial_offset: latest }\n  kafka/b: *k', 'kafka/a, kafka/b'],
    [
      'an alias of a value',
      '  kafka/a: { initial_offset: &o latest }\n  kafka/b: { initial_offset: *o }',
      'kafka/a, kafka/b',
    ],
    [
      'a merge with what is another setting elsewhere',
      '  kafka/a: &k { initial_offset: &o latest, group_id: *o }\n  kafka/b: { <<: *k, group_id: b }',
      'kafka/b',
    ],
    [
      'several merges',
      '  kafka/x: &x { group_id: g }\n  kafka/y: &y { initial_offset: latest }\n  kafka: { <<: [*x, *y] }',
      'kafka',
    ],
  ])('has the new value and no other change: %s', async (_name, receivers, used) => {
    const before = config(receivers, used);
    const lineEnds = before.replaceAll('\n', '\r\n');

    const then = await understood(before);
    for (const text of [before, lineEnds]) {
      const now = await understood(setInitialOffset(text, 'earliest'));

      expect(used.split(', ').map((id) => [then.offsets[id], now.offsets[id]])).toEqual(
        used.split(', ').map(() => ['latest', 'earliest']),
      );
      expect(now.rest).toEqual(then.rest);
    }
  });

  it.each(['earliest', 'latest'] as const)(
    'reads %s alone from its environment, quoted or not',
    async (to) => {
      const word = setInitialOffset(to === 'earliest' ? 'latest' : 'earliest', to);

      for (const value of ['${env:OFFSET}', '"${env:OFFSET}"']) {
        const text = config(`  kafka:\n    initial_offset: ${value}`, 'kafka');
        expect((await understood(text, { OFFSET: word })).offsets).toEqual({ kafka: to });
      }
    },
  );
});
