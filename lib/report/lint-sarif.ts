import { pathToFileURL } from 'node:url';
import type { Fix, Location, Log, Region, ReportingDescriptor, Result } from 'sarif';
import type { Finding, LintResult, RuleInfo, Severity } from '../lint';
import { type LineTable, lineTable } from './line-table';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** What SARIF says of the program and of the rules that found something. */
export interface SarifTool {
  version: string;
  homepage: string;
  rules: readonly RuleInfo[];
}

/**
 * Findings as a log of SARIF 2.1.0, for code scanning and editors.
 *
 * @param texts of the files that were checked, by name
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifLint(
  { findings, files }: LintResult,
  texts: ReadonlyMap<string, string>,
  { version, homepage, rules }: SarifTool,
): Log {
  const found = new Set<string>(findings.map(({ code }) => code));
  const descriptors = rules.filter(({ code }) => found.has(code)).map(descriptorOf);
  const ruleIndex = new Map(descriptors.map(({ id }, index) => [id, index]));
  const tables = new Map([...texts].map(([name, text]) => [name, lineTable(text)]));
  // A fix quotes what it moves.
  const withSecret = new Set(
    findings.filter(({ code }) => code === 'SECRET_IN_CLEAR').map(({ file }) => file),
  );
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'spillway lint', version, informationUri: homepage, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true }],
        artifacts: files.map(({ name, tiers, verdict, collector }) => ({
          location: { uri: uriOf(name) },
          properties: { tiers: [...tiers], verdict, collector },
        })),
        results: findings.map((finding) => {
          const table = tables.get(finding.file);
          const fix = table && !withSecret.has(finding.file) ? fixOf(finding, table) : undefined;
          return {
            ...resultOf(finding, table),
            ruleIndex: ruleIndex.get(finding.code) ?? -1,
            ...(fix ? { fixes: [fix] } : {}),
          };
        }),
      },
    ],
  };
}

function descriptorOf(rule: RuleInfo): ReportingDescriptor {
  const { code, severity, title, explanation, whatToDo, source } = rule;
  return {
    id: code,
    name: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: {
      text: `${explanation}\n\nWhat to do: ${whatToDo}\n\nSource: ${source}`,
      markdown: `${explanation}\n\n**What to do:** ${whatToDo}\n\nSource: ${source}`,
    },
    ...(source.startsWith('https:') ? { helpUri: source } : {}),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(
  { code, severity, message, file, place, path, refusal }: Finding,
  table?: LineTable,
): Result {
  const region = table?.regionOf(place) ?? { startLine: place.line, startColumn: place.column };
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: message },
    locations: [locationOf(file, region)],
    properties: { path, ...(refusal ? { refusal } : {}) },
  };
}

function locationOf(file: string, region: Region): Location {
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

function fixOf({ file, fix }: Finding, table: LineTable): Fix | undefined {
  return (
    fix && {
      description: { text: fix.title },
      artifactChanges: [
        {
          artifactLocation: { uri: uriOf(file) },
          replacements: fix.edits.map((edit) => ({
            deletedRegion: table.regionOf(edit),
            insertedContent: { text: edit.text },
          })),
        },
      ],
    }
  );
}

function uriOf(name: string): string {
  if (/^(\/|[A-Za-z]:\\)/.test(name)) return pathToFileURL(name).href;
  return name.split(/[\\/]/).map(encodeURIComponent).join('/');
}
