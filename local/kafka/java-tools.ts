import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { SpillwayError } from '../../lib/errors';

/** The environment that started processes inherit. */
export type Environment = Readonly<Record<string, string | undefined>>;

const run = promisify(execFile);
const OLDEST_JAVA = 17;
const OWN_KAFKA = 'or set KAFKA_BROKERS to use a broker that you have.';

/** The `java` in JAVA_HOME, otherwise the one on the PATH. */
export function javaCommand(env: Environment): string {
  return env.JAVA_HOME ? path.join(env.JAVA_HOME, 'bin', 'java') : 'java';
}

/**
 * Checks that Java is 17 or later, which Kafka's broker needs.
 *
 * @throws SpillwayError `JAVA_MISSING`, `JAVA_TOO_OLD`
 */
export async function requireJava(env: Environment): Promise<void> {
  const java = javaCommand(env);
  // `java -version` writes to standard error.
  const said = await firstAnswer(java, ['-version'], env);
  if (said === undefined) {
    throw new SpillwayError(
      'JAVA_MISSING',
      `${java} -version failed, and the local Kafka broker needs Java.`,
      `Install Java ${OLDEST_JAVA} or later (a JRE is enough), ${OWN_KAFKA}`,
    );
  }
  const major = javaMajor(said);
  if (major === undefined || major < OLDEST_JAVA) {
    throw new SpillwayError(
      'JAVA_TOO_OLD',
      `${java} is ${major === undefined ? 'of an unknown version' : `Java ${major}`}: Kafka 4 needs Java ${OLDEST_JAVA}.`,
      `Install Java ${OLDEST_JAVA} or later, point JAVA_HOME at it, ${OWN_KAFKA}`,
    );
  }
}

/**
 * Checks for Maven, which fetches Kafka's jars once.
 *
 * @throws SpillwayError `MAVEN_MISSING`
 */
export async function requireMaven(env: Environment): Promise<void> {
  if ((await firstAnswer('mvn', ['-v'], env)) !== undefined) return;
  throw new SpillwayError(
    'MAVEN_MISSING',
    'mvn -v failed, and Maven is needed to fetch Kafka for the local broker.',
    `Install Maven, set KAFKA_HOME to an unpacked Kafka, ${OWN_KAFKA}`,
  );
}

/** The major version: `17` from `openjdk version "17.0.15"`, `8` from `java version "1.8.0_392"`. */
export function javaMajor(versionText: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(versionText);
  return match ? Number(match[1]) : undefined;
}

async function firstAnswer(command: string, args: string[], env: Environment): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(command, args, { env: { ...env }, timeout: 30_000 });
    return `${stderr}\n${stdout}`;
  } catch {
    return undefined;
  }
}
