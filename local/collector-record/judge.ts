import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import type { Verdict } from '../../lib/lint';
import { validateConfig } from '../collector/validate-config';
import { startProcess } from '../process/managed-process';
import { waitUntil } from '../process/wait-until';
import { firstFault, saysReady, startFault } from './first-line';

const CONFIG_VARIABLE = 'SPILLWAY_COLLECTOR_CONFIG';
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 20;

/**
 * Settings that are added only for a start, so that the log can be read line by line. They affect no component, and
 * `validate` has already judged the configuration without them.
 */
const START_OVERRIDES = [
  'yaml:service::telemetry::logs::encoding: json',
  'yaml:service::telemetry::logs::level: info',
];
/** Prevents two Collectors from using the same default port for their own metrics. */
const NO_METRICS = 'yaml:service::telemetry::metrics::level: none';
/** If a configuration sets where its metrics go, its reader is started too, because that can fail. */
const OWN_METRICS = /^ *(readers|address):/m;

/**
 * At start, the old client (sarama) needs a broker; without one the Collector exits or waits. By then it has accepted
 * the configuration. Components that would start later are not judged.
 */
const NO_BROKER = 'client has run out of available brokers';

/** A Collector's verdict on a configuration. `message` is the first error line, without paths and times. */
export type Judgement = { verdict: 'accepted' } | { verdict: Exclude<Verdict, 'accepted'>; message: string };

/**
 * Judges a configuration with `otelcol validate` and, if that accepts it, with a start.
 *
 * @param env values of `${env:NAME}` in the text
 */
export async function judge(bin: string, text: string, env: Record<string, string>): Promise<Judgement> {
  const validation = await validateConfig(bin, text, env);
  if (validation.kind === 'refused') {
    return { verdict: 'refused-at-validate', message: firstFault(validation.message) };
  }
  return judgeStart(bin, text, env);
}

async function judgeStart(bin: string, text: string, env: Record<string, string>): Promise<Judgement> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-judge-'));
  const logFile = path.join(folder, 'log');
  const collector = await startProcess({
    name: 'judged Collector',
    command: bin,
    args: [`env:${CONFIG_VARIABLE}`, ...START_OVERRIDES, ...(OWN_METRICS.test(text) ? [] : [NO_METRICS])].map(
      (source) => `--config=${source}`,
    ),
    env: { ...env, [CONFIG_VARIABLE]: text },
    cwd: folder,
    logFile,
  });
  try {
    return await waitUntil(
      'a Collector to start or to refuse',
      () => {
        // In this order, because the log must be complete when it is read.
        const ended = !collector.running;
        const log = readFileSync(logFile, 'utf8');
        const failure = startFault(log);
        if (failure !== undefined) return startFailure(failure);
        if (saysReady(log) || log.includes(NO_BROKER)) return { verdict: 'accepted' as const };
        return ended && startFailure('ended without a word');
      },
      { timeoutMs: START_TIMEOUT_MS, everyMs: POLL_MS },
    );
  } finally {
    // SIGTERM would not work, because the shutdown of a kafkareceiver that failed to start never ends.
    collector.kill('SIGKILL');
    await collector.exited;
    await rm(folder, { recursive: true, force: true });
  }
}

function startFailure(message: string): Judgement {
  if (message.includes(NO_BROKER)) return { verdict: 'accepted' };
  if (message.includes('address already in use')) {
    throw new SpillwayError(
      'CORPUS_PORT_TAKEN',
      `A Collector of the corpus could not listen: ${message}.`,
      'Let components of the corpus listen on 127.0.0.1:0.',
    );
  }
  return { verdict: 'refused-at-start', message };
}
