import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { logTail, startProcess } from '../process/managed-process';
import { type Environment, requireJava, requireMaven } from './java-tools';

/** The Kafka version of the embedded world. */
export const KAFKA_VERSION = '4.3.1';

const BROKER_JAR = /^kafka_2\.13-(\d+)\.(\d+).*\.jar$/;
const TOOLS_JAR = /^kafka-tools-\d.*\.jar$/;
const PROGRESS_EVERY_MS = 5_000;

export interface KafkaHomeOptions {
  /** The cache folder, for example `.cache`. */
  cacheDir: string;
  /** Called with one line for people at each step. */
  progress: (line: string) => void;
  /** The user's own Kafka (KAFKA_HOME), a folder with `libs/*.jar`. If set, nothing is fetched. */
  kafkaHome?: string | undefined;
  /** A different version from that of the embedded world. */
  version?: string;
  /** Stops the fetch and removes its output. */
  signal?: AbortSignal;
  /** The environment whose PATH is searched for java and mvn. @default the environment of this process */
  env?: Environment;
}

/**
 * A folder with Kafka's `libs/*.jar`: the user's own, the cached one, or one that Maven fetches now.
 *
 * Maven writes to a temporary folder, which is renamed once it is complete. So an interrupted run leaves nothing that
 * looks complete, and two runs at the same time can both use the result of the faster one.
 *
 * @throws SpillwayError `JAVA_MISSING`, `JAVA_TOO_OLD`, `MAVEN_MISSING`, `KAFKA_HOME_INVALID`, `KAFKA_FETCH_FAILED`
 */
export async function ensureKafkaHome(options: KafkaHomeOptions): Promise<string> {
  const env = options.env ?? process.env;
  await requireJava(env);
  if (options.kafkaHome) return requireOwnHome(options.kafkaHome);
  const version = options.version ?? KAFKA_VERSION;
  const home = path.resolve(options.cacheDir, `kafka-${version}`);
  if (await hasKafka(home)) return home;
  await requireMaven(env);
  await mkdir(options.cacheDir, { recursive: true });
  const draft = await mkdtemp(path.resolve(options.cacheDir, `kafka-${version}.fetching-`));
  try {
    await fetchInto(draft, version, options, env);
    await moveInPlace(draft, home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  options.progress(`Kafka ${version} is ready.`);
  return home;
}

async function requireOwnHome(kafkaHome: string): Promise<string> {
  const home = path.resolve(kafkaHome);
  if (await hasKafka(home)) return home;
  throw new SpillwayError(
    'KAFKA_HOME_INVALID',
    `KAFKA_HOME is ${home}, but its libs folder has no kafka_2.13 jar or no kafka-tools jar.`,
    'Set KAFKA_HOME to an unpacked Kafka distribution, or unset it to fetch one with Maven.',
  );
}

async function fetchInto(
  draft: string,
  version: string,
  options: KafkaHomeOptions,
  env: Environment,
): Promise<void> {
  const libs = path.join(draft, 'libs');
  const logFile = path.join(draft, 'maven.log');
  await writeFile(path.join(draft, 'pom.xml'), pomOf(version));
  options.progress(`Fetching Kafka ${version} with Maven: about 90 jars, 54 MB, once.`);
  const maven = await startProcess({
    name: 'Maven',
    command: 'mvn',
    args: [
      '-B',
      '-q',
      '-f',
      path.join(draft, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${libs}`,
    ],
    env: definedOnly(env),
    cwd: draft,
    logFile,
  });
  const abort = () => maven.kill('SIGKILL');
  options.signal?.addEventListener('abort', abort);
  const ticker = setInterval(async () => {
    options.progress(`Fetching Kafka: ${(await jarsIn(draft)).length} jars so far.`);
  }, PROGRESS_EVERY_MS);
  try {
    if (options.signal?.aborted) abort();
    const exit = await maven.exited;
    options.signal?.throwIfAborted();
    if (exit.code === 0 && (await hasKafka(draft))) return;
    throw new SpillwayError(
      'KAFKA_FETCH_FAILED',
      [
        `Maven exited with ${exit.code ?? exit.signal} while fetching Kafka ${version}:`,
        ...logTail(logFile).split('\n'),
      ],
      'Check that Maven can reach a repository, or set KAFKA_HOME to an installed Kafka or KAFKA_BROKERS to a broker.',
    );
  } finally {
    clearInterval(ticker);
    options.signal?.removeEventListener('abort', abort);
  }
}

async function moveInPlace(draft: string, home: string): Promise<void> {
  try {
    await rename(draft, home);
  } catch (cause) {
    // Another run was faster. Its folder was complete before the rename.
    if (await hasKafka(home)) return;
    throw new SpillwayError(
      'KAFKA_FETCH_FAILED',
      `The fetched Kafka could not be moved to ${home}.`,
      'Remove that folder and try again.',
      { cause },
    );
  }
}

async function hasKafka(home: string): Promise<boolean> {
  const jars = await jarsIn(home);
  return jars.some((jar) => BROKER_JAR.test(jar)) && jars.some((jar) => TOOLS_JAR.test(jar));
}

/**
 * Whether the Kafka in this folder needs a ZooKeeper. KRaft is ready for production from 3.3 on, and Kafka 4 has nothing
 * else.
 */
export async function needsZooKeeper(kafkaHome: string): Promise<boolean> {
  const jars = await jarsIn(kafkaHome);
  const [, major, minor] = jars.map((jar) => BROKER_JAR.exec(jar)).find((match) => match) ?? [];
  return Number(major) < 3 || (Number(major) === 3 && Number(minor) < 3);
}

async function jarsIn(home: string): Promise<string[]> {
  try {
    return (await readdir(path.join(home, 'libs'))).filter((file) => file.endsWith('.jar'));
  } catch {
    return [];
  }
}

function definedOnly(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const dependency = (groupId: string, artifactId: string, version: string, exclusions = '') =>
  `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>` +
  `<version>${version}</version>${exclusions}</dependency>`;

// Backends for slf4j that log nothing without a configuration: those of Kafka 2 and 3.
const withoutLog4j = `<exclusions>${['slf4j-log4j12', 'slf4j-reload4j']
  .map(
    (artifact) => `<exclusion><groupId>org.slf4j</groupId><artifactId>${artifact}</artifactId></exclusion>`,
  )
  .join('')}</exclusions>`;

// Without a backend for slf4j, a broker that exits would not log the reason.
const pomOf = (kafka: string) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>kafka-home</artifactId><version>1</version>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', kafka, withoutLog4j)}
    ${dependency('org.apache.kafka', 'kafka-tools', kafka, withoutLog4j)}
    ${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
  </dependencies>
</project>
`;
