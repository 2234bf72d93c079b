import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logTail, startProcess } from '../../../local/process/managed-process';
import { waitUntil } from '../../../local/process/wait-until';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-process-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(script: string) {
  return startProcess({
    name: 'test process',
    command: process.execPath,
    args: ['-e', script],
    env: { MARK: path.join(folder, 'ready') },
    cwd: folder,
    logFile: path.join(folder, 'logs', 'process.log'),
  });
}

const READY = "require('fs').writeFileSync(process.env.MARK, '');";
const untilReady = () =>
  waitUntil('the process', () => existsSync(path.join(folder, 'ready')), { timeoutMs: 10_000, everyMs: 20 });

describe('a managed process', () => {
  it('exits on its own, with its output in the log', async () => {
    const child = await start("console.log('hello'); process.exit(3)");

    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(child.running).toBe(false);
    expect(logTail(child.logFile)).toBe('hello');
  });

  it('gets SIGTERM first', async () => {
    const child = await start(
      `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); ${READY}`,
    );
    await untilReady();

    expect(await child.stop(10_000)).toEqual({ code: 0, signal: null });
  });

  it('is killed if it ignores SIGTERM', async () => {
    const child = await start(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${READY}`);
    await untilReady();

    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is stopped together with its child processes', async () => {
    const child = await start(
      `const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); console.log(c.pid); ${READY} setInterval(() => {}, 1000)`,
    );
    await untilReady();
    const grandchild = Number(logTail(child.logFile));

    await child.stop(0);

    await waitUntil('the grandchild to be gone', () => !isRunning(grandchild), {
      timeoutMs: 10_000,
      everyMs: 20,
    });
  });

  it('reports a program that could not be started', async () => {
    const starting = startProcess({
      name: 'test process',
      command: path.join(folder, 'missing'),
      args: [],
      env: {},
      cwd: folder,
      logFile: path.join(folder, 'process.log'),
    });

    await expect(starting).rejects.toMatchObject({ code: 'LOCAL_PROCESS_NOT_STARTED' });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
