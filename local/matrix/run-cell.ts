import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DemoResult } from '../demo/demo-result';
import type { Cell, CellResult } from './cells';

/** The built main job. This file runs from dist/local/matrix. */
const MAIN_JOB = path.resolve(__dirname, '../main.js');

/** Runs the main job as a process of its own, as `npm start` does. */
export async function runCell(cell: Cell, traces: number): Promise<CellResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-matrix-'));
  const report = path.join(folder, 'report.json');
  try {
    const { code, output } = await run([
      ...['--kafka', cell.kafka, '--collector', cell.collector, '--login', cell.login],
      ...['--traces', String(traces), '--report', report],
    ]);
    const result = await resultOf(report);
    if (code === 0 && result) return { ...cell, ok: true, ...figures(result) };
    return { ...cell, ok: false, ...figures(result), why: output.slice(-2_000) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function figures(result: DemoResult | undefined): Pick<CellResult, 'spans' | 'missing' | 'seconds'> {
  if (!result) return { spans: 0, missing: 0, seconds: 0 };
  const { spans, metrics, logs, seconds } = result;
  return { spans: spans.sent, missing: spans.missing + metrics.missing + logs.missing, seconds };
}

async function resultOf(file: string): Promise<DemoResult | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DemoResult);
}

function run(args: string[]): Promise<{ code: number | null; output: string }> {
  // Programs that are installed would take the place of the versions that are asked for.
  const { KAFKA_BROKERS: _brokers, KAFKA_HOME: _home, OTELCOL_BIN: _bin, ...env } = process.env;
  // The main job ends itself on Ctrl-C, which reaches it as well as this process.
  const child = spawn(process.execPath, [MAIN_JOB, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
