import { existsSync } from 'node:fs';
import path from 'node:path';
import { READING_RULES, RULES, type RuleInfo, type Severity } from '../../../lib/lint';
import type { RuleExample } from '../../../lib/lint/examples';
import { drawLint } from '../../../lib/report/lint-text';
import { madePage } from '../../_helpers/docs/made-docs';
import { filesOf, runExample } from '../../_helpers/lint/run-example';

const ROOT = path.resolve(__dirname, '../../..');

const HEAD = `# Lint rules

These are the rules of \`spillway lint\` for the configurations of both tiers. \`spillway explain CODE\` shows the same text.
To ignore a finding, write \`# spillway: ignore CODE\` at the end of its line or on the line above.
[lint.md](lint.md) describes how to run the linter.

A rule reports nothing about a value that is known only in the environment (\`\${env:…}\`). Some severities depend on facts
about the cluster and the tasks. The severity below is the usual one.

The examples are tested. Their output is that of the one rule: the others are off.

<!-- Generated from lib/lint: UPDATE_DOCS=1 npx jest --selectProjects unit --testPathPatterns lint/rules-doc -->
`;

const MEANING: Record<Severity, string> = {
  error: 'it does not work, or it loses data',
  warning: 'it can fail or lose data',
  info: 'worth knowing',
};

function page(): string {
  const all: readonly RuleInfo[] = [...READING_RULES, ...RULES];
  const contents = (Object.keys(MEANING) as Severity[]).map((severity) => {
    const codes = all.filter((each) => each.severity === severity).map(({ code }) => link(code));
    return `**${severity}** (${MEANING[severity]}): ${codes.join(', ')}\n`;
  });
  const sections = all.map(
    ({ code, severity, title, explanation, whatToDo, source, examples }) =>
      `## ${code}\n\n${severity}: ${title}\n\n${explanation}\n\n**What to do:** ${whatToDo}\n\nSource: ${sourceLink(source)}\n\nBad:\n\n${shown(examples.bad, code)}\nGood:\n\n${shown(examples.good, code)}`,
  );
  return [HEAD, ...contents, ...sections].join('\n');
}

/** The files of an example, what the linter knows besides, and what it reports. */
function shown(example: RuleExample, code: string): string {
  const { spec, facts: { liveConfig, ...facts } = {} } = typeof example === 'string' ? {} : example;
  const files = filesOf(example).map(({ name, text }) => ({ name, text }));
  const besides = [
    ...(spec === undefined ? [] : [{ name: 'pipeline.yaml', text: spec }]),
    ...(liveConfig ? [liveConfig] : []),
  ];
  const isNamed = files.length + besides.length > 1;
  const blocks = [...besides, ...files].map(({ name, text }) => {
    const head = isNamed ? `\`${name}\`:\n\n` : '';
    return `${head}\`\`\`yaml\n${cut(text)}\`\`\`\n`;
  });
  const known = JSON.stringify(facts, (_key, value) =>
    value instanceof Map ? Object.fromEntries(value) : value,
  );
  const given = known === '{}' ? '' : `Known besides: \`${known}\`\n\n`;
  const output = drawLint(runExample(example, code), 100).join('\n');
  return `${blocks.join('\n')}\n${given}\`\`\`\n${output}\n\`\`\`\n`;
}

function cut(text: string): string {
  return text.replaceAll(/^(.{110}).{20,}$/gm, '$1…');
}

function link(code: string): string {
  return `[${code}](#${code.toLowerCase()})`;
}

function sourceLink(source: string): string {
  return source.startsWith('docs/') ? `[${source}](${source.slice('docs/'.length)})` : `<${source}>`;
}

describe('Every rule', () => {
  const rules: readonly RuleInfo[] = [...READING_RULES, ...RULES];

  it('has a unique code', () => {
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
  });

  it.each(rules.map((rule) => [rule.code, rule] as const))(
    '%s has an explanation and what to do in full sentences, and a title without a full stop',
    (_, { title, explanation, whatToDo }) => {
      expect(title).toMatch(/^\S.*[^.]$/);
      expect(explanation).toMatch(/^\S.*\.$/);
      expect(whatToDo).toMatch(/^\S.*\.$/);
    },
  );
});

describe('docs/lint-rules.md', () => {
  it('is generated from the rules (UPDATE_DOCS=1 regenerates it)', () => {
    const expected = page();

    expect(madePage('lint-rules.md', expected)).toBe(expected);
  });

  it('names only source files that exist', () => {
    const sources = [...READING_RULES, ...RULES]
      .map(({ source }) => source)
      .filter((each) => each.startsWith('docs/'));

    expect(sources.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
  });
});
