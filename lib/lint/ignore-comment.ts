import type { Place } from '../collector/config/config-document';

const COMMENT = /#\s*spillway:\s*ignore\s+([A-Z0-9_,\s]+)/;

/** Whether there is a `# spillway: ignore CODE, CODE` at the end of the finding's line, or alone on the line above it. */
export function isIgnored(
  text: string,
  { code, place }: { code: string; place: Pick<Place, 'line'> },
): boolean {
  const lines = linesOf(text);
  const above = lines[place.line - 2] ?? '';
  return [lines[place.line - 1] ?? '', above.trimStart().startsWith('#') ? above : ''].some((line) =>
    codesIn(line).includes(code),
  );
}

function codesIn(line: string): string[] {
  return COMMENT.exec(line)?.[1]?.split(/[\s,]+/) ?? [];
}

/** The lines of the text that was asked about last, since each finding in it asks; none if it has no such comment. */
let last: { text: string; lines: readonly string[] } | undefined;

function linesOf(text: string): readonly string[] {
  if (last?.text !== text) last = { text, lines: text.includes('spillway:') ? text.split('\n') : [] };
  return last.lines;
}
