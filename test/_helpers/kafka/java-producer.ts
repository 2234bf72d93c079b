import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { javaCommand } from '../../../local/kafka/java-tools';
import { startProcess } from '../../../local/process/managed-process';
import { testKafkaHome } from './broker';

export interface JavaProduce {
  bootstrap: string;
  topic: string;
  records: number;
  /** Time of the first record. The tool adds its own running time to each next one, so that they drift apart. */
  timestampMs: number;
  /** Records a second, at most: how fast their times drift apart. */
  throughput: number;
  /** Of the producer, such as `compression.type`. */
  config: Record<string, string>;
  /** A folder of the test's own, for the tool's files. */
  folder: string;
}

/** Writes records by Kafka's own producer, which has every codec; kafkajs has gzip only. */
export async function javaProduce(request: JavaProduce): Promise<void> {
  const name = `producer-${request.topic}`;
  const configFile = path.join(request.folder, `${name}.properties`);
  const logFile = path.join(request.folder, `${name}.log`);
  const lines = Object.entries(request.config).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(configFile, lines.join(''));
  const tool = await startProcess({
    name: 'Java producer',
    command: javaCommand(process.env),
    args: [
      ...['-cp', path.join(await testKafkaHome(), 'libs', '*'), 'org.apache.kafka.tools.VerifiableProducer'],
      ...['--bootstrap-server', request.bootstrap, '--topic', request.topic],
      ...['--max-messages', String(request.records), '--message-create-time', String(request.timestampMs)],
      ...['--throughput', String(request.throughput), '--command-config', configFile],
    ],
    env: { PATH: process.env.PATH ?? '' },
    cwd: request.folder,
    logFile,
  });
  const { code } = await tool.exited;
  if (code !== 0) throw new Error(`the Java producer failed, see ${logFile}`);
}
