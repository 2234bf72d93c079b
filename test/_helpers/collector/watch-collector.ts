import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCollector } from '../../../local/collector/start-collector';
import { waitUntil } from '../../../local/process/wait-until';
import { gravest, type LogLine, readCollectorLog } from './collector-log';

const PATIENCE_MS = 60_000;

/**
 * Runs a real Collector until its log has the wanted line, and returns that line. The Collector must be running by then.
 */
export async function watchCollector(bin: string, configText: string, wanted: RegExp): Promise<LogLine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-watch-'));
  const logFile = path.join(folder, 'collector.log');
  const collector = await startCollector({ bin, name: 'Collector', configText, env: {}, logFile });
  try {
    return await waitUntil(
      `the Collector to say ${wanted}`,
      () => gravest(readCollectorLog(readFileSync(logFile, 'utf8')), wanted),
      { timeoutMs: PATIENCE_MS },
    );
  } finally {
    await collector.stop(0);
    await rm(folder, { recursive: true, force: true });
  }
}
