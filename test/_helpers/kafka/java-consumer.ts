import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { javaCommand } from '../../../local/kafka/java-tools';
import { startProcess } from '../../../local/process/managed-process';
import { testKafkaHome } from './broker';

export interface JavaConsumer {
  stop(): Promise<void>;
}

/**
 * Starts a member of a group that uses the newer protocol (KIP-848): Kafka's own consumer, because kafkajs does not
 * support it.
 */
export async function startNewerConsumer(request: {
  bootstrap: string;
  topic: string;
  groupId: string;
}): Promise<JavaConsumer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-consumer-'));
  const consumer = await startProcess({
    name: 'Java consumer',
    command: javaCommand(process.env),
    args: [
      ...['-cp', path.join(await testKafkaHome(), 'libs', '*'), 'org.apache.kafka.tools.VerifiableConsumer'],
      ...['--bootstrap-server', request.bootstrap, '--topic', request.topic, '--group-id', request.groupId],
      ...['--group-protocol', 'consumer'],
    ],
    env: { PATH: process.env.PATH ?? '' },
    cwd: folder,
    logFile: path.join(folder, 'consumer.log'),
  });
  return {
    async stop() {
      await consumer.stop(0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
