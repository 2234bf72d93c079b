import { existsSync } from 'node:fs';
import path from 'node:path';
import { READING_RULES, RULES, type RuleInfo, type Severity } from '../../../lib/lint';
import { madePage } from '../../_helpers/docs/made-docs';

const ROOT = path.resolve(__dirname, '../../..');

const HEAD = `# Lint rules

What \`spillway lint\` looks for in configurations of the two tiers. \`spillway explain CODE\` shows the same text. A line that
is meant as it is: \`# spillway: ignore CODE\` at its end or above it. How to run it: [lint.md](lint.md).

A rule says nothing about a value that only the environment knows (\`\${env:…}\`). Some severities depend on what is known of
the cluster and the tasks; the one named here is the usual one.

<!-- Made from lib/collector/lint: UPDATE_DOCS=1 npx jest --selectProjects unit --testPathPatterns lint/rules-doc -->
`;

const MEANING: Record<Severity, string> = {
  error: 'it does not work, or loses data',
  warning: 'it can',
  info: 'worth knowing',
};

function page(): string {
  const all: readonly RuleInfo[] = [...READING_RULES, ...RULES];
  const contents = (Object.keys(MEANING) as Severity[]).map((severity) => {
    const codes = all.filter((each) => each.severity === severity).map(({ code }) => link(code));
    return `**${severity}** (${MEANING[severity]}): ${codes.join(', ')}\n`;
  });
  const sections = all.map(
    ({ code, severity, title, explanation, source }) =>
      `## ${code}\n\n${severity}: ${title}\n\n${explanation}\n\nSource: ${sourceLink(source)}\n`,
  );
  return [HEAD, ...contents, ...sections].join('\n');
}

function link(code: string): string {
  return `[${code}](#${code.toLowerCase()})`;
}

function sourceLink(source: string): string {
  return source.startsWith('docs/') ? `[${source}](${source.slice('docs/'.length)})` : `<${source}>`;
}

describe('docs/lint-rules.md', () => {
  it('has every rule as the code has it (UPDATE_DOCS=1 rewrites it)', () => {
    const expected = page();

    expect(madePage('lint-rules.md', expected)).toBe(expected);
  });

  it('names only sources of this project that are there', () => {
    const sources = [...READING_RULES, ...RULES]
      .map(({ source }) => source)
      .filter((each) => each.startsWith('docs/'));

    expect(sources.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
  });
});
