import { existsSync } from 'node:fs';
import path from 'node:path';
import { READING_RULES, RULES, type RuleInfo, type Severity } from '../../../lib/lint';
import { madePage } from '../../_helpers/docs/made-docs';

const ROOT = path.resolve(__dirname, '../../..');

const HEAD = `# Lint rules

These are the rules of \`spillway lint\` for the configurations of both tiers. \`spillway explain CODE\` shows the same text.
To ignore a finding, write \`# spillway: ignore CODE\` at the end of its line or on the line above.
[lint.md](lint.md) describes how to run the linter.

A rule reports nothing about a value that is known only in the environment (\`\${env:…}\`). Some severities depend on facts
about the cluster and the tasks. The severity below is the usual one.

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
    ({ code, severity, title, explanation, whatToDo, source }) =>
      `## ${code}\n\n${severity}: ${title}\n\n${explanation}\n\n**What to do:** ${whatToDo}\n\nSource: ${sourceLink(source)}\n`,
  );
  return [HEAD, ...contents, ...sections].join('\n');
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
