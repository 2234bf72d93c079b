import { closeSync, openSync, readSync } from 'node:fs';
import { SpillwayError } from '../errors';
import type { LintInput } from '../lint';
import type { CliContext } from './context';
import { withFilesOfFolders } from './files-in';

/** The name of standard input in findings. */
export const STDIN_NAME = '<stdin>';

/** Above the linter's own limit, so that the linter reports large files itself, and small enough for memory. */
const MAX_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/**
 * Reads configurations unchanged, with byte order mark and line ends. A file that is named twice is read once.
 *
 * @param files paths; `-` is standard input, and a folder stands for the YAML and JSON files in it
 * @throws SpillwayError `FILE_UNREADABLE`, `FILE_TOO_LARGE`, `FILE_NOT_TEXT`
 */
export async function readInputs(
  files: readonly string[],
  { readStdin }: Pick<CliContext, 'readStdin'>,
): Promise<LintInput[]> {
  const inputs: LintInput[] = [];
  for (const file of new Set(withFilesOfFolders(files))) {
    inputs.push(
      file === '-'
        ? { name: STDIN_NAME, text: checked(STDIN_NAME, await readStdin()) }
        : { name: file, text: readText(file) },
    );
  }
  return inputs;
}

function readText(file: string): string {
  const bytes = readBytes(file);
  try {
    return checked(file, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw cause instanceof SpillwayError ? cause : notText(file, { cause });
  }
}

/** Reads in pieces, because a device has no size. Avoids streams, because loading them takes time. */
function readBytes(file: string): Buffer {
  try {
    const handle = openSync(file, 'r');
    try {
      const pieces: Buffer[] = [];
      for (let size = 0; size <= MAX_BYTES; ) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const length = readSync(handle, piece);
        if (length === 0) return Buffer.concat(pieces);
        pieces.push(piece.subarray(0, length));
        size += length;
      }
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new SpillwayError(
      'FILE_UNREADABLE',
      `${file} cannot be read (${why}).`,
      'Name a Collector configuration, a file that contains one, or - for standard input.',
      { cause },
    );
  }
  throw tooLarge(file);
}

/**
 * All text of a stream, with its byte order mark.
 *
 * @throws SpillwayError `FILE_TOO_LARGE`
 */
export async function readStream(name: string, stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    size += piece.length;
    if (size > MAX_BYTES) throw tooLarge(name);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function tooLarge(name: string): SpillwayError {
  return new SpillwayError(
    'FILE_TOO_LARGE',
    `${name} is larger than ${MAX_BYTES / 1024 / 1024} MiB.`,
    'Name a Collector configuration, or a smaller file that contains one.',
  );
}

/** Bytes of standard input that are not UTF-8 have become U+FFFD. */
function checked(name: string, text: string): string {
  if (text.includes('\0') || (name === STDIN_NAME && text.includes('\uFFFD'))) throw notText(name);
  return text;
}

function notText(name: string, options?: { cause: unknown }): SpillwayError {
  return new SpillwayError(
    'FILE_NOT_TEXT',
    `${name} is not text in UTF-8.`,
    'Name a Collector configuration. Convert UTF-16 to UTF-8 first.',
    options,
  );
}
