import { readFileSync, unlinkSync } from 'node:fs';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';

/** A lock file that has not been touched for this long is stale, even if its process id is in use again. */
const ABANDONED_AFTER_MS = 60_000;
const TOUCH_EVERY_MS = 10_000;

export interface HeldLock {
  release(): Promise<void>;
}

/**
 * Takes the lock file, or returns its holder. The lock only saves a second run the same long work. A rename puts the
 * result in place, so two holders at once do no harm.
 */
export async function takeLock(file: string): Promise<HeldLock | { heldBy: number | 'unknown' }> {
  const token = `${process.pid} ${Math.random().toString(36).slice(2)}\n`;
  for (let attempt = 1; ; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(token);
      await handle.close();
      return held(file, token);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await ownerOf(file);
    if (owner !== 'gone' && (owner !== 'abandoned' || attempt > 3)) {
      return { heldBy: typeof owner === 'number' ? owner : 'unknown' };
    }
    if (owner === 'abandoned') await removeAbandoned(file);
  }
}

function held(file: string, token: string): HeldLock {
  const touch = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, TOUCH_EVERY_MS);
  touch.unref();
  // process.exit() runs no `finally`. Without this, the next run would wait for ABANDONED_AFTER_MS.
  const atExit = () => {
    if (isOurs(file, token)) unlinkSync(file);
  };
  process.once('exit', atExit);
  return {
    async release() {
      clearInterval(touch);
      process.off('exit', atExit);
      if (isOurs(file, token)) await rm(file, { force: true });
    },
  };
}

function isOurs(file: string, token: string): boolean {
  try {
    return readFileSync(file, 'utf8') === token;
  } catch {
    return false;
  }
}

async function ownerOf(file: string): Promise<number | 'unknown' | 'abandoned' | 'gone'> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) return 'abandoned';
    const pid = Number.parseInt(text, 10);
    // Another process has created the file but not written its first line yet.
    if (Number.isNaN(pid)) return 'unknown';
    return isAlive(pid) ? pid : 'abandoned';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

/** Renames the file before removing it, so that only one of two processes takes over a stale lock. */
async function removeAbandoned(file: string): Promise<void> {
  const aside = `${file}.abandoned-${process.pid}`;
  try {
    await rename(file, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
