import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { tick } from '../../lib/controller/tick';
import { coldMemory, openTick } from '../../lib/runtime/open-tick';
import { untilAllSent } from '../../local/collector/collector-metrics';
import { waitUntil } from '../../local/process/wait-until';
import { sendBacklog } from '../../local/traffic/send-backlog';
import { awsEnvironment, deployProcessingTier } from '../../local/world/processing-tier';
import { worldForTests } from '../_helpers/world/world-for-tests';

const password = randomBytes(12).toString('hex');
const started = worldForTests({ auth: { mechanism: 'SCRAM-SHA-512', username: 'otel', password } });

describe('both tiers and the controller over SCRAM-SHA-512', () => {
  it('drain a backlog, flip, and lose nothing; the password is in no config, state or log', async () => {
    // Prepare
    const { world } = started;
    await sendBacklog({ endpoint: world.ingestion.endpoints.otlpHttp, ledger: world.ledger, traces: 500 });
    await untilAllSent(world.ingestion.endpoints.metrics, world.ledger.counts(), { timeoutMs: 60_000 });
    await deployProcessingTier(world);
    const env = { ...awsEnvironment(world.aws.endpoint), ...world.secrets };
    const warm = coldMemory();

    // Act
    const results: unknown[] = [];
    await waitUntil(
      `the flip; last: ${JSON.stringify(results.at(-1))}`,
      async () => {
        const opened = await openTick({ spec: world.spec, env, holder: 'test', leaseMs: 60_000, warm });
        const result = await tick(opened.dependencies, { kind: 'reconcile' }).finally(opened.close);
        results.push(result.reasons);
        return result.flip !== undefined;
      },
      { timeoutMs: 120_000, everyMs: 1_000 },
    );
    await waitUntil('all spans', () => world.sink.snapshot().spans === 2_000, { timeoutMs: 60_000 });

    // Assess
    expect(world.sink.compare(world.ledger).spans).toMatchObject({ sent: 2_000, missing: 0 });
    const files = readdirSync(world.folder).map((name) =>
      readFileSync(path.join(world.folder, name), 'utf8'),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const text of [...files, JSON.stringify(results, bigintAsText), JSON.stringify(world.aws.calls)]) {
      expect(text.includes(password)).toBe(false);
    }
  }, 300_000);
});

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
