import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import type { ManagedProcess } from '../process/managed-process';
import { waitUntil } from '../process/wait-until';
import type { JavaRunner } from './java-runner';

const START_TIMEOUT_MS = 60_000;

/** Starts the ZooKeeper that a Kafka before 3.3 needs. Its jar comes with Kafka's. */
export async function startZooKeeper(
  java: JavaRunner,
  folder: string,
  port: number,
  signal?: AbortSignal,
): Promise<ManagedProcess> {
  const config = path.join(folder, 'zookeeper.properties');
  await writeFile(
    config,
    [
      `dataDir=${path.join(folder, 'zookeeper')}`,
      `clientPort=${port}`,
      'clientPortAddress=127.0.0.1',
      'admin.enableServer=false',
      '',
    ].join('\n'),
  );
  const process = await java('ZooKeeper', path.join(folder, 'zookeeper.log'), [
    'org.apache.zookeeper.server.ZooKeeperServerMain',
    config,
  ]);
  await waitUntil(`ZooKeeper at port ${port} (log: ${process.logFile})`, () => accepts(port), {
    timeoutMs: START_TIMEOUT_MS,
    ...(signal ? { signal } : {}),
  });
  return process;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).then((accepted) => accepted === true);
}
