import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addPartitions, createTopics, produce, withAdmin } from '../../local/kafka/topics';
import { freePorts } from '../../local/process/free-ports';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';

jest.setTimeout(KAFKA_START_TIMEOUT_MS);

describe('startKafka', () => {
  let parentDir: string;

  beforeEach(async () => {
    parentDir = await mkdtemp(path.join(tmpdir(), 'spillway-broker-test-'));
  });

  afterEach(async () => {
    await rm(parentDir, { recursive: true, force: true });
  });

  it('starts a broker that accepts topics, more partitions and records, and leaves nothing behind when stopped', async () => {
    const kafka = await startTestKafka({ parentDir });
    try {
      await createTopics(kafka.bootstrap, [{ topic: 'spans', partitions: 2 }]);
      await addPartitions(kafka.bootstrap, 'spans', 3);
      await produce(kafka.bootstrap, 'spans', [{ partition: 2, value: 'a' }]);

      const offsets = await withAdmin(kafka.bootstrap, (admin) => admin.fetchTopicOffsets('spans'));

      expect(offsets.map(({ partition, high }) => [partition, high]).sort()).toEqual([
        [0, '0'],
        [1, '0'],
        [2, '1'],
      ]);
      await access(kafka.logFile);
    } finally {
      await kafka.stop();
    }
    expect(kafka.process.running).toBe(false);
    expect(await readdir(parentDir)).toEqual([]);
  });

  it('shows the end of the log of a broker that does not start, and cleans up', async () => {
    const starting = startTestKafka({ parentDir, properties: { 'num.network.threads': '0' } });

    await expect(starting).rejects.toMatchObject({
      code: 'KAFKA_START_FAILED',
      message: expect.stringContaining('num.network.threads'),
    });
    expect(await readdir(parentDir)).toEqual([]);
  });

  it('gives up after a few attempts if a port stays in use', async () => {
    const first = await startTestKafka({ parentDir });
    const [controller] = await freePorts(1);
    try {
      const starting = startTestKafka({
        parentDir,
        properties: {
          listeners: `PLAINTEXT://${first.bootstrap},CONTROLLER://127.0.0.1:${controller}`,
          'controller.quorum.voters': `1@127.0.0.1:${controller}`,
        },
      });

      await expect(starting).rejects.toMatchObject({
        code: 'KAFKA_START_FAILED',
        message: expect.stringContaining('Address already in use'),
      });
    } finally {
      await first.stop();
    }
  });
});
