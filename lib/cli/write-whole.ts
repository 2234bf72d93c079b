import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { SpillwayError } from '../errors';

/**
 * Writes a file so that it is either as it was or as it shall be: into a new file beside it, which then takes its
 * name. Its mode stays, and a symbolic link stays one.
 *
 * @throws SpillwayError `FILE_NOT_WRITTEN`, also when it is not as `before` any more
 */
export async function writeWhole(
  file: string,
  { before, after }: { before: string; after: string },
): Promise<void> {
  let beside: string | undefined;
  try {
    const target = await realpath(file);
    const { mode } = await stat(target);
    if ((await readFile(target, 'utf8')) !== before) throw changedMeanwhile(file);
    beside = path.join(path.dirname(target), `.${path.basename(target)}.spillway-${process.pid}`);
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(after);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, target);
  } catch (cause) {
    if (beside !== undefined) await rm(beside, { force: true });
    if (cause instanceof SpillwayError) throw cause;
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'FILE_NOT_WRITTEN',
      `${file} could not be written (${why}); it is as it was.`,
      'Give this user the right to write in its folder.',
      { cause },
    );
  }
}

function changedMeanwhile(file: string): SpillwayError {
  return new SpillwayError(
    'FILE_NOT_WRITTEN',
    `${file} was changed by somebody else while it was looked at; it was left alone.`,
    'Run it again.',
  );
}
