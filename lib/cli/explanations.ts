import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { REASONS } from '../core/vocabulary/reasons';
import { VERDICTS } from '../doctor/catalog';
import { READING_RULES, RULES } from '../lint';

/** What a code stands for, wherever it was met. */
export interface Explanation {
  code: string;
  /** Where it comes from: a finding of `lint`, a verdict of `doctor`, a reason of a decision, an error. */
  kind: 'lint' | 'doctor' | 'reason' | 'error';
  /** A finding's severity, a reason's kind; the same as `kind` where there are no levels. */
  level: string;
  /** A few words. */
  title: string;
  /** What happens, why, and what to do. */
  text: string;
  /** A file of the package or a public address. */
  source: string;
}

/** Every code, in the order of its list; docs/errors.md is the list of the errors. */
export async function allExplanations(): Promise<Explanation[]> {
  return [...lintRules(), ...doctorVerdicts(), ...reasons(), ...(await errors())];
}

function lintRules(): Explanation[] {
  return [...READING_RULES, ...RULES].map(({ code, severity, title, explanation, source }) => ({
    code,
    kind: 'lint',
    level: severity,
    title,
    text: explanation,
    source,
  }));
}

function doctorVerdicts(): Explanation[] {
  return VERDICTS.map(({ code, title, explanation, setting, source }) => ({
    code,
    kind: 'doctor',
    level: 'doctor',
    title,
    text: [
      explanation,
      ...(setting.spec === undefined ? [] : [`In the spec: ${setting.spec}.`]),
      ...(setting.collector === undefined ? [] : [`In a Collector configuration: ${setting.collector}.`]),
      ...(setting.elsewhere === undefined ? [] : [`Elsewhere: ${setting.elsewhere}.`]),
    ].join(' '),
    source,
  }));
}

function reasons(): Explanation[] {
  return Object.entries(REASONS).map(([code, [kind, text]]) => ({
    code,
    kind: 'reason',
    level: kind,
    title: firstClause(text),
    text,
    source: 'docs/reasons.md',
  }));
}

/** The rows of its tables: code, when, what to do. */
async function errors(): Promise<Explanation[]> {
  const page = await readFile(path.join(packageRoot(), 'docs/errors.md'), 'utf8');
  return [...page.matchAll(/^\| `([A-Z0-9_]+)` \| (.+?) \| (.+?) \|$/gm)].map(
    ([, code = '', when = '', what = '']) => ({
      code,
      kind: 'error',
      level: 'error',
      title: firstClause(plain(when)),
      text: `${sentence(plain(when))} What to do: ${sentence(plain(what))}`,
      source: 'docs/errors.md',
    }),
  );
}

/** The folder with package.json: this file may run as a source, as built, or in the bundle. */
function packageRoot(folder = __dirname): string {
  const above = path.dirname(folder);
  return existsSync(path.join(folder, 'package.json')) || above === folder ? folder : packageRoot(above);
}

/** Without the marks of Markdown. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('**', '');
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function firstClause(text: string): string {
  return text.split(/[.:;](?:\s|$)/)[0] ?? text;
}
