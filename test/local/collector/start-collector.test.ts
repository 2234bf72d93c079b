import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCollector } from '../../../local/collector/start-collector';

let folder: string;
let logFile: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-start-'));
  logFile = path.join(folder, 'collector.log');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const SERVES_HEALTH = `
const [host, port] = process.env.SPILLWAY_HEALTH_ENDPOINT.split(':');
require('node:http').createServer((_, answer) => answer.end('ok')).listen(Number(port), host);
`;

/** A program in place of the Collector: these tests are only about its start. */
async function start(body: string, env: Record<string, string> = {}) {
  const bin = path.join(folder, 'otelcol');
  await writeFile(bin, `#!${process.execPath}\n${body}`);
  await chmod(bin, 0o755);
  return startCollector({ bin, name: 'ingestion Collector', configText: 'a: b\n', env, logFile });
}

describe('startCollector', () => {
  it('passes the configuration and its ports in the environment, and nothing of ours', async () => {
    const collector = await start(
      `console.log(JSON.stringify(process.env), process.argv[2]);${SERVES_HEALTH}`,
      {
        SPILLWAY_TASK_ID: 'task-1',
      },
    );
    const [json, argument] = (await readFile(logFile, 'utf8')).trim().split(/ (?=--)/);
    const env = JSON.parse(json ?? '');
    await collector.stop(0);

    expect(argument).toBe('--config=env:SPILLWAY_COLLECTOR_CONFIG');
    expect(Object.keys(env).sort()).toEqual([
      'SPILLWAY_COLLECTOR_CONFIG',
      'SPILLWAY_HEALTH_ENDPOINT',
      'SPILLWAY_OTLP_GRPC_ENDPOINT',
      'SPILLWAY_OTLP_HTTP_ENDPOINT',
      'SPILLWAY_TASK_ID',
      'SPILLWAY_TELEMETRY_HOST',
      'SPILLWAY_TELEMETRY_PORT',
    ]);
    expect(env.SPILLWAY_COLLECTOR_CONFIG).toBe('a: b\n');
    expect(collector.endpoints.otlpHttp).toBe(`http://${env.SPILLWAY_OTLP_HTTP_ENDPOINT}`);
    expect(collector.endpoints.metrics).toBe(
      `http://${env.SPILLWAY_TELEMETRY_HOST}:${env.SPILLWAY_TELEMETRY_PORT}/metrics`,
    );
  });

  it('tries other ports if one was taken in the meantime', async () => {
    const mark = path.join(folder, 'tried');
    const collector = await start(`
const fs = require('node:fs');
if (!fs.existsSync(${JSON.stringify(mark)})) {
  fs.writeFileSync(${JSON.stringify(mark)}, '');
  console.log('Failed to start component: listen tcp: bind: address already in use');
  process.exit(1);
}${SERVES_HEALTH}`);

    expect(collector.process.running).toBe(true);
    await collector.stop(0);
  });

  it('reports the last log lines of a Collector that exits', async () => {
    await expect(start("console.log('Error: no such key'); process.exit(1);")).rejects.toMatchObject({
      code: 'COLLECTOR_START_FAILED',
      message: 'The ingestion Collector did not start:\nError: no such key',
    });
  });

  it('does not wait for one that failed to start and hangs, and ignores an earlier log', async () => {
    const hangs = "console.log('Failed to start component'); setInterval(() => {}, 1000);";

    await expect(start(hangs)).rejects.toMatchObject({ code: 'COLLECTOR_START_FAILED' });
    const collector = await start(SERVES_HEALTH);
    expect(collector.process.running).toBe(true);
    await collector.stop(0);
  });
});
