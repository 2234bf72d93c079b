import { ACT_GUARDS } from '../controller/act-guards';
import { REASONS } from '../core/vocabulary/reasons';
import { VERDICTS } from '../doctor/catalog';
import { ERRORS } from '../errors/catalog';
import { ERROR_AREAS } from '../errors/error-entry';
import { FAULTS } from '../errors/faults';
import { ALL_RULES } from '../lint';
import { SYNTH_CHECKS } from '../synth-checks';

/** Documentation of one code, wherever it occurs. */
export interface Explanation {
  code: string;
  /**
   * Where the code occurs: `lint`, `doctor`, the reasons of a decision, an error, `cdk synth`, a fault in Kafka's
   * response, or a guard, which is checked right before a call.
   */
  kind: 'lint' | 'doctor' | 'reason' | 'error' | 'synth' | 'fault' | 'guard';
  /** The severity of a finding, or the kind of a reason (`hold`, `alarm`, …). */
  severity: string;
  /** A few words, for lists. */
  title: string;
  meaning: string;
  whatToDo: string;
  /** The version that introduced the code. */
  since: string;
  /** The page of the package with its heading, or the public address that a finding is based on. */
  source: string;
}

const FIRST_VERSION = '0.1.0';

/** Every code. The same code can be both an error and a finding. */
export function allExplanations(): Explanation[] {
  return [
    ...lintRules(),
    ...doctorVerdicts(),
    ...reasons(),
    ...errors(),
    ...synthChecks(),
    ...faults(),
    ...guards(),
  ];
}

function lintRules(): Explanation[] {
  return ALL_RULES.map((rule) => ({
    code: rule.code,
    kind: 'lint',
    severity: rule.severity,
    title: rule.title,
    meaning: rule.explanation,
    whatToDo: rule.whatToDo,
    since: FIRST_VERSION,
    source: rule.source,
  }));
}

function doctorVerdicts(): Explanation[] {
  return VERDICTS.map(({ code, severity, title, explanation, whatToDo, setting, source }) => ({
    code,
    kind: 'doctor',
    severity,
    title,
    meaning: explanation,
    whatToDo: [
      whatToDo,
      ...(setting.spec === undefined ? [] : [`In the spec: ${setting.spec}.`]),
      ...(setting.collector === undefined ? [] : [`In a Collector configuration: ${setting.collector}.`]),
      ...(setting.elsewhere === undefined ? [] : [`Elsewhere: ${setting.elsewhere}.`]),
    ].join(' '),
    since: FIRST_VERSION,
    source,
  }));
}

function reasons(): Explanation[] {
  return entries(REASONS).map(([code, entry]) => ({
    ...documented(code, entry),
    kind: 'reason',
    severity: entry.kind,
    source: `docs/reasons.md#${entry.kind}`,
  }));
}

function errors(): Explanation[] {
  return entries(ERRORS).map(([code, entry]) => ({
    ...documented(code, entry),
    kind: 'error',
    severity: 'error',
    source: `docs/errors.md#${anchor(ERROR_AREAS[entry.area].title)}`,
  }));
}

function synthChecks(): Explanation[] {
  return SYNTH_CHECKS.map(({ code, part, severity, title, explanation, whatToDo }) => ({
    code,
    kind: 'synth',
    severity,
    title,
    meaning: plain(explanation),
    whatToDo: plain(whatToDo),
    since: FIRST_VERSION,
    source: `docs/deploy-checks.md#${anchor(part)}`,
  }));
}

function faults(): Explanation[] {
  return entries(FAULTS).map(([code, entry]) => ({
    ...documented(code, entry),
    kind: 'fault',
    severity: 'fault',
    source: 'docs/errors.md#faults-inside-a-hold',
  }));
}

function guards(): Explanation[] {
  return ACT_GUARDS.map(({ code, meaning, whatToDo }) => ({
    ...documented(code, {
      meaning: `${meaning} Spillway skips the call. A report shows the outcome \`superseded\` and the reason in words, not this code.`,
      whatToDo,
    }),
    kind: 'guard',
    severity: 'guard',
    source: 'docs/verification.md#remove-a-gate',
  }));
}

function documented(code: string, entry: { meaning: string; whatToDo: string; since?: string }) {
  const meaning = plain(entry.meaning);
  const { since = FIRST_VERSION } = entry;
  return { code, title: firstClause(meaning), meaning, whatToDo: plain(entry.whatToDo), since };
}

function entries<T>(catalog: Record<string, T>): [string, T][] {
  return Object.entries(catalog);
}

/** Removes Markdown's bold, and replaces a link to a page of docs/ with its path. */
function plain(text: string): string {
  return text
    .replaceAll('**', '')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_link, words: string, page: string) =>
      page.startsWith(words) ? `docs/${page}` : `${words} (docs/${page})`,
    );
}

/** Up to the first full stop, colon or semicolon outside code. */
function firstClause(text: string): string {
  return /^(?:`[^`]*`|[^`])+?(?=[.:;](?:\s|$))/.exec(text)?.[0] ?? text;
}

/** The anchor of a heading on a page. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
