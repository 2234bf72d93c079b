import type { ConfigPath } from '../collector/config/config-document';
import type { Finding } from './finding';

const MOST_NAMES = 5;

/**
 * Merges what a rule reports of several places of a file into the first of these findings, which names the others. A
 * finding with a fix stays, and so does one of another severity.
 *
 * @param findings in the order of the file
 * @param codes of the rules that report once per file
 */
export function mergeFindings(findings: readonly Finding[], codes: ReadonlySet<string>): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file, configuration, code, severity, fix } = finding;
    const isMerged = codes.has(code) && fix === undefined;
    const key = isMerged ? JSON.stringify([file, configuration, code, severity]) : `alone ${groups.size}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [withOthers(first, others)] : []));
}

function withOthers(first: Finding, others: readonly Finding[]): Finding {
  const own = subjectOf(first.path);
  const names = [...new Set(others.map(({ path }) => subjectOf(path)))].filter((name) => name !== own);
  if (names.length === 0) return first;
  return { ...first, message: `${first.message} The same applies to ${listed(names)}.` };
}

/** `the exporter kafka/logs`, `the pipeline metrics` */
function subjectOf([section, id, name]: ConfigPath): string {
  if (section === 'service') return `the pipeline ${name}`;
  return `the ${String(section).replace(/s$/, '')} ${id}`;
}

function listed(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1)] : names.slice(0, -1);
  const last = names.length > MOST_NAMES ? `${names.length - shown.length} others` : names.at(-1);
  return shown.length === 0 ? String(last) : `${shown.join(', ')} and ${last}`;
}
