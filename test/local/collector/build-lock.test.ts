import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeLock } from '../../../local/collector/build-lock';

let file: string;

beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'spillway-lock-')), 'build.lock');
});

afterEach(() => rm(path.dirname(file), { recursive: true, force: true }));

async function take() {
  const lock = await takeLock(file);
  if (!('release' in lock)) throw new Error(`held by ${lock.heldBy}`);
  return lock;
}

describe('takeLock', () => {
  it('gives the lock to one process and names the owner to the other', async () => {
    const lock = await take();

    expect(await takeLock(file)).toEqual({ heldBy: process.pid });
    await lock.release();
    expect(existsSync(file)).toBe(false);
  });

  it('gives a stale lock to exactly one of many', async () => {
    await writeFile(file, '2147483647 x\n');

    const locks = await Promise.all(Array.from({ length: 8 }, () => takeLock(file)));

    const taken = locks.filter((lock) => 'release' in lock);
    expect(taken.length).toBeGreaterThanOrEqual(1);
    expect(await readdir(path.dirname(file))).toEqual(['build.lock']);
    await Promise.all(taken.map((lock) => 'release' in lock && lock.release()));
    expect(existsSync(file)).toBe(false);
  });

  it('does not trust a running process id that has not touched the lock for a minute', async () => {
    await writeFile(file, `${process.pid} x\n`);
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(file, longAgo, longAgo);

    await (await take()).release();
  });

  it('does not remove a lock that another process has taken over', async () => {
    const lock = await take();
    await writeFile(file, '1 other\n');

    await lock.release();

    expect(existsSync(file)).toBe(true);
  });
});
