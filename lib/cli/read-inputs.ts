import { closeSync, openSync, readSync } from 'node:fs';
import { SpillwayError } from '../errors';
import type { LintInput } from '../lint';
import type { CliContext } from './context';

/** Name of standard input in findings. */
export const STDIN_NAME = '<stdin>';

/** Far above what the linter looks at, so that it can say so itself, and short of filling the memory. */
const MAX_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

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

/** A piece at a time, since a device has no size to ask for; without streams, whose loading takes its time. */
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
      why === 'EISDIR' ? 'Name the files in it.' : 'Name a Collector configuration, or - for standard input.',
      { cause },
    );
  }
  throw tooLarge(file);
}

/**
 * Everything on a stream as text, with its byte order mark.
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
    `${name} has more than ${MAX_BYTES / 1024 / 1024} MiB.`,
    'Name a Collector configuration.',
  );
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
