import { parse } from 'yaml';
import type { CorpusFile } from './corpus';
import type { NotRun } from './record';

/** Why a build cannot judge a file: it lacks components that the file defines. `undefined` if it can. */
export function notRun({ text }: Pick<CorpusFile, 'text'>, without: readonly string[]): NotRun | undefined {
  const sections = sectionsOf(text);
  const lacking = without.filter((component) => {
    const [section = '', type] = component.split('/');
    return Object.keys(sections[section] ?? {}).some((id) => id.split('/')[0]?.trim() === type);
  });
  return lacking.length > 0 ? { verdict: 'not-run', without: lacking } : undefined;
}

function sectionsOf(text: string): Record<string, Record<string, unknown> | null> {
  try {
    const parsed: unknown = parse(text, { merge: true, logLevel: 'silent' });
    return typeof parsed === 'object' && parsed !== null ? (parsed as ReturnType<typeof sectionsOf>) : {};
  } catch {
    return {};
  }
}
