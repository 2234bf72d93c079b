import path from 'node:path';
import { type ManagedProcess, startProcess } from '../process/managed-process';
import { type Environment, javaCommand } from './java-tools';

/** Starts a Java program of the Kafka in use, with its output in `logFile`. */
export type JavaRunner = (name: string, logFile: string, args: string[]) => Promise<ManagedProcess>;

export interface JavaRunnerOptions {
  /** From `ensureKafkaHome`. */
  kafkaHome: string;
  /** Where the programs run. */
  folder: string;
  env: Environment;
  /** @default 512 MB, and the first compiler only: it is enough for a small broker, and halves the time to start */
  jvm?: readonly string[] | undefined;
}

const SMALL_AND_QUICK = ['-Xmx512m', '-XX:TieredStopAtLevel=1'];

export function javaRunner({ kafkaHome, folder, env, jvm }: JavaRunnerOptions): JavaRunner {
  return (name, logFile, args) =>
    startProcess({
      name,
      command: javaCommand(env),
      args: [
        ...(jvm ?? SMALL_AND_QUICK),
        '-Djava.awt.headless=true',
        // For the fetched Kafka. A distribution's log4j2 prints errors if it finds no configuration.
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-cp',
        path.join(kafkaHome, 'libs', '*'),
        ...args,
      ],
      env: { PATH: env.PATH ?? '' },
      cwd: folder,
      logFile,
    });
}
