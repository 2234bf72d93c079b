import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { javaCommand } from '../../../local/kafka/java-tools';
import { startProcess } from '../../../local/process/managed-process';
import { testKafkaHome } from './broker';

export interface JavaProduce {
  bootstrap: string;
  topic: string;
  records: number;
  /** The time of the first record. The tool adds its own running time to each further one, so their times drift apart. */
  timestampMs: number;
  /** The maximum number of records per second, which determines how fast their times drift apart. */
  throughput: number;
  /** Settings of the producer, such as `compression.type`. */
  config: Record<string, string>;
  /** A folder of the test, for the tool's files. */
  folder: string;
}

/** Writes records with Kafka's own producer, which supports every codec; kafkajs supports only gzip. */
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
