import { open } from 'node:fs/promises';
import type { LintInput } from '../collector/lint';
import { SpillwayError } from '../errors';
import type { CliContext } from './context';

/** Name of standard input in findings. */
export const STDIN_NAME = '<stdin>';

/** Far above what the linter looks at, so that it can say so itself, and short of filling the memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads configurations as they are: a byte order mark and line ends stay. A file that is named twice is read once.
 *
 * @param files paths; `-` is standard input
 * @throws SpillwayError `FILE_UNREADABLE`, `FILE_TOO_LARGE`, `FILE_NOT_TEXT`
 */
export async function readInputs(
  files: readonly string[],
  { readStdin }: Pick<CliContext, 'readStdin'>,
): Promise<LintInput[]> {
  const inputs: LintInput[] = [];
  for (const file of new Set(files)) {
    inputs.push(
      file === '-'
        ? { name: STDIN_NAME, text: checked(STDIN_NAME, await readStdin()) }
        : { name: file, text: await readText(file) },
    );
  }
  return inputs;
}

async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  try {
    return checked(file, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw cause instanceof SpillwayError ? cause : notText(file, { cause });
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of handle.createReadStream({ autoClose: false })) {
        chunks.push(chunk);
        size += chunk.length;
        // A device or a pipe has no size to ask for beforehand.
        if (size > MAX_BYTES) throw tooLarge(file);
      }
      return Buffer.concat(chunks);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof SpillwayError) throw cause;
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'FILE_UNREADABLE',
      `${file} cannot be read (${why}).`,
      why === 'EISDIR' ? 'Name the files in it.' : 'Name a Collector configuration, or - for standard input.',
      { cause },
    );
  }
}

/** What was not UTF-8 on standard input has become U+FFFD. */
function checked(name: string, text: string): string {
  if (text.includes('\0') || (name === STDIN_NAME && text.includes('\uFFFD'))) throw notText(name);
  return text;
}

function notText(name: string, options?: { cause: unknown }): SpillwayError {
  return new SpillwayError(
    'FILE_NOT_TEXT',
    `${name} holds bytes that are no text in UTF-8.`,
    'Name a Collector configuration; one in UTF-16 has to be converted first.',
    options,
  );
}

function tooLarge(name: string): SpillwayError {
  return new SpillwayError(
    'FILE_TOO_LARGE',
    `${name} has more than ${MAX_BYTES / 1024 / 1024} MiB.`,
    'Name a Collector configuration.',
  );
}
