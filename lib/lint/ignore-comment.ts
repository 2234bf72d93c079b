import type { Place } from '../collector/config/config-document';

const COMMENT = /#\s*spillway:\s*ignore\s+([A-Z0-9_,\s]+)/;

/** Whether there is a `# spillway: ignore CODE, CODE` at the end of the finding's line, or alone on the line above it. */
export function isIgnored(
  text: string,
  { code, place }: { code: string; place: Pick<Place, 'line'> },
): boolean {
  if (!text.includes('spillway:')) return false;
  const lines = text.split('\n');
  const above = lines[place.line - 2] ?? '';
  return [lines[place.line - 1] ?? '', above.trimStart().startsWith('#') ? above : ''].some((line) =>
    codesIn(line).includes(code),
  );
}

function codesIn(line: string): string[] {
  return COMMENT.exec(line)?.[1]?.split(/[\s,]+/) ?? [];
}
