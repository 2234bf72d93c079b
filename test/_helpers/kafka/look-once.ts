import { createKafkaAdmin } from '../../../lib/adapters/kafka';
import { SpillwayError } from '../../../lib/errors';

/*
 * A process of its own that looks once at the brokers of its arguments, and prints the error's code and the most memory
 * that it used, in MB. For test/integration/kafka-frames.test.ts.
 */

async function main(): Promise<void> {
  const nowMs = Date.now();
  const password = process.env.KAFKA_PASSWORD;
  const admin = createKafkaAdmin({
    password,
    connection: {
      brokers: process.argv.slice(2),
      auth: password
        ? { mechanism: 'SCRAM-SHA-256', username: 'otel', password: { env: 'KAFKA_PASSWORD' } }
        : { mechanism: 'none' },
      tls: { enabled: false, insecureSkipVerify: false },
      ...{ connectTimeout: 2_000, requestTimeout: 5_000 },
    },
  });
  let code: string;
  try {
    await admin.observe({
      ...{ groupId: 'g', topics: [{ signal: 'traces', topic: 'spans' }], nowMs },
      ...{ drainLimitMs: nowMs - 60_000, aheadMs: nowMs + 60_000, rateSinceMs: nowMs - 60_000 },
    });
    code = 'none';
  } catch (error) {
    code = error instanceof SpillwayError ? error.code : `uncoded: ${String(error)}`;
  } finally {
    await admin.close();
  }
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ code, megabytes })}\n`);
}

void main();
