import { asEncoded, type Encoded } from './encoded';
import { printable, withoutMarks } from './printable';

/**
 * Lines for a terminal, a pipe or a file. Whatever text from outside is in a line, it stays that one line, drives no
 * terminal, and is no command to a program that reads logs.
 */
export function textLines(lines: readonly string[]): Encoded {
  return asEncoded(lines.map((line) => `${withoutCommands(printable(line))}\n`).join(''));
}

export function textLine(line: string): Encoded {
  return textLines([line]);
}

/** Text whose own line ends count, such as a help page or the message of a SpillwayError. */
export function textBlock(text: string): Encoded {
  return textLines(text.replace(/\n$/, '').split('\n'));
}

/** A question on a terminal, without a line end. */
export function question(text: string): Encoded {
  return asEncoded(withoutCommands(printable(text)));
}

/** A text that is the result itself, unchanged: a rendered configuration, a fixed file. */
export function verbatim(text: string): Encoded {
  return asEncoded(text);
}

/** GitHub Actions runs what a line of a log says after `::` at its start. */
function withoutCommands(line: string): string {
  return withoutMarks(line.replace(/^(\s*):(?=:)/, '$1\u{FFFD}'));
}
