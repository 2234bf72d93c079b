import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderIngestion, renderProcessing, setInitialOffset } from '../../lib/collector';
import { parsePipelineSpec } from '../../lib/pipeline';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { startCollector } from '../../local/collector/start-collector';
import { validateConfig } from '../../local/collector/validate-config';
import { RENDERED_ENVIRONMENT as ENV } from '../../local/collector-record/rendered';
import { waitUntil } from '../../local/process/wait-until';
import { deployedExample, EXAMPLES, example } from '../_helpers/pipeline/examples';

const root = path.resolve(__dirname, '../..');

let bin: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-validate-'));
  bin = await ensureCollector({
    cacheDir: path.join(root, '.cache'),
    version: '0.160.0',
    progress: (line) => process.stderr.write(`${line}\n`),
    otelcolBin: process.env.OTELCOL_BIN,
  });
}, 900_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the real Collector', () => {
  it.each(EXAMPLES)('accepts both tiers of examples/%s.yaml, before and after the flip', async (name) => {
    const spec = deployedExample(name);
    const earliest = renderProcessing(spec, 'earliest');

    for (const text of [renderIngestion(spec), earliest, setInitialOffset(earliest, 'latest')]) {
      expect(await validateConfig(bin, text, ENV)).toEqual({ kind: 'valid' });
    }
  });

  it('accepts otlp_json, regular expressions and every password mechanism', async () => {
    for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']) {
      const spec = parsePipelineSpec(
        JSON.stringify({
          name: 'odd',
          kafka: {
            brokers: ['b:9092'],
            auth: { mechanism, username: `a\${b}:#c`, password: { env: 'X' } },
            tls: { insecureSkipVerify: true },
          },
          group: 'on',
          signals: { logs: { topic: '^a.*(b|c)$', encoding: 'otlp_json' } },
          tiers: { processing: { cluster: 'c', service: 's', backend: { endpoint: 'http://b' } } },
        }),
        'odd.yaml',
      );

      expect(await validateConfig(bin, renderProcessing(spec, 'earliest'), ENV)).toEqual({ kind: 'valid' });
    }
  });

  it('reports why it refuses a configuration', async () => {
    const text = renderProcessing(example('plain'), 'earliest').replace('earliest', 'newest');

    expect(await validateConfig(bin, text, ENV)).toEqual({
      kind: 'refused',
      message: expect.stringContaining("initial_offset should be one of 'latest' or 'earliest'"),
    });
  });

  it('splits brokers that are one text until deployment', async () => {
    const logFile = path.join(folder, 'split.log');
    // Nothing listens on either: each is tried, and complained of by its own address.
    const brokersText = '127.0.0.1:1,127.0.0.1:2';
    const running = await startCollector({
      ...{ bin, name: 'processing Collector', env: ENV, logFile },
      configText: renderProcessing(example('plain'), 'earliest', { brokersText }),
    });
    try {
      await waitUntil(
        'both brokers were tried',
        () =>
          ['"addr": "127.0.0.1:1"', '"addr": "127.0.0.1:2"'].every((tried) =>
            readFileSync(logFile, 'utf8').includes(tried),
          ),
        { timeoutMs: 45_000 },
      );
    } finally {
      await running.stop(5_000);
    }
  }, 60_000);

  it('is reported with its last log lines if it does not start, even if it then hangs', async () => {
    const spec = example('scram-tls');

    // validate does not open the CA file; starting does.
    const starting = startCollector({
      bin,
      name: 'processing Collector',
      configText: renderProcessing(spec, 'earliest'),
      env: ENV,
      logFile: path.join(folder, 'collector.log'),
    });

    await expect(starting).rejects.toMatchObject({
      code: 'COLLECTOR_START_FAILED',
      message: expect.stringContaining('failed to load CA CertPool File'),
    });
  }, 60_000);
});
