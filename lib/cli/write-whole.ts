import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { SpillwayError } from '../errors';

/**
 * Replaces the text of a file atomically, by writing a new file next to it and renaming it. Keeps the file's mode, and
 * keeps a symbolic link.
 *
 * @throws SpillwayError `FILE_NOT_WRITTEN`, also if the file no longer has the text `before`
 */
export async function writeWhole(
  file: string,
  { before, after }: { before: string; after: string },
): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file);
    const { mode } = await stat(target);
    if ((await readFile(target, 'utf8')) !== before) throw changedMeanwhile(file);
    temporary = path.join(path.dirname(target), `.${path.basename(target)}.spillway-${process.pid}`);
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(after);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    if (cause instanceof SpillwayError) throw cause;
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'FILE_NOT_WRITTEN',
      `${file} could not be written (${why}). It was not changed.`,
      'Give this user permission to write to its folder.',
      { cause },
    );
  }
}

function changedMeanwhile(file: string): SpillwayError {
  return new SpillwayError(
    'FILE_NOT_WRITTEN',
    `${file} was changed by somebody else during the check. Spillway did not change it.`,
    'Run the command again.',
  );
}
