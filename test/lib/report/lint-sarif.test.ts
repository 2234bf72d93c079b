import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log, Region, Result } from 'sarif';
import { applyFixes, type LintInput, type LintOptions, lint, READING_RULES, RULES } from '../../../lib/lint';
import { sarifLint } from '../../../lib/report/lint-sarif';
import { readCorpus } from '../../../local/collector-record/corpus';
import { CORPUS } from '../../_helpers/lint/corpus-verdict';
import { processing } from '../../_helpers/lint/lint-rule';

const FIXTURES = path.resolve(__dirname, '../../_fixtures');
const TOOL = { version: '1.2.3', homepage: 'https://example.org/', rules: [...READING_RULES, ...RULES] };

const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);
const isValid = ajv.compile(
  JSON.parse(readFileSync(path.join(FIXTURES, 'sarif/sarif-2.1.0-rtm.5.json'), 'utf8')),
);

function logOf(inputs: readonly LintInput[], options?: LintOptions): Log {
  const texts = new Map(inputs.map(({ name, text }) => [name, text]));
  return sarifLint(lint(inputs, options), texts, TOOL);
}

function resultsOf(log: Log, code?: string): Result[] {
  const results = log.runs[0]?.results ?? [];
  return code === undefined ? results : results.filter(({ ruleId }) => ruleId === code);
}

function regionOf(result: Result | undefined): Region | undefined {
  return result?.locations?.[0]?.physicalLocation?.region;
}

/** The text of a region, as an editor would cut it out. */
function cut(text: string, region: Region | undefined): string {
  return text.slice(
    offsetOf(text, region?.startLine, region?.startColumn),
    offsetOf(text, region?.endLine, region?.endColumn),
  );
}

function offsetOf(text: string, line = 0, column = 0): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  return lines.slice(0, line - 1).join('').length + column - 1;
}

const TLS_NULL = processing({ kafka: 'brokers: [k:9092], tls: ' });

describe('findings as SARIF', () => {
  it('are a valid log of SARIF 2.1.0, over the whole corpus', () => {
    const log = logOf(readCorpus(CORPUS));

    expect(resultsOf(log).length).toBeGreaterThan(1_000);
    isValid(log);
    expect(isValid.errors ?? []).toEqual([]);
  });

  it('would not pass the schema with a wrong level, so the schema is not an empty one', () => {
    const log = logOf([{ name: 'a.yaml', text: TLS_NULL }]);
    const [first] = resultsOf(log);
    if (first) Object.assign(first, { level: 'info' });

    expect(isValid(log)).toBe(false);
  });

  it('have the rule, the level, the message, the place and the verdict', () => {
    const log = logOf([{ name: 'otel/a b.yaml', text: TLS_NULL }]);
    const [result] = resultsOf(log, 'KAFKA_TLS_NULL');
    const rules = log.runs[0]?.tool.driver.rules ?? [];

    expect(result).toMatchObject({
      level: 'error',
      message: { text: expect.stringContaining('plaintext') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'otel/a%20b.yaml' },
            region: { startLine: 2, startColumn: 30, endLine: 2, endColumn: 33 },
          },
        },
      ],
      properties: { path: ['receivers', 'kafka', 'tls'] },
    });
    expect(cut(TLS_NULL, regionOf(result))).toBe('tls');
    expect(rules[result?.ruleIndex ?? -1]).toMatchObject({
      id: 'KAFKA_TLS_NULL',
      shortDescription: { text: 'tls: without a body means plaintext' },
      help: {
        text: expect.stringContaining('What to do: Write `tls: {}`'),
        markdown: expect.stringContaining('**What to do:**'),
      },
      defaultConfiguration: { level: 'error' },
    });
    expect(log.runs[0]?.artifacts).toEqual([
      {
        location: { uri: 'otel/a%20b.yaml' },
        properties: { tiers: ['processing'], verdict: 'accepted', collector: 'Collector v0.165.1' },
      },
    ]);
  });

  it('list only the rules that found something', () => {
    const log = logOf([{ name: 'a.yaml', text: TLS_NULL }]);
    const found = new Set(resultsOf(log).map(({ ruleId }) => ruleId));

    expect((log.runs[0]?.tool.driver.rules ?? []).map(({ id }) => id).sort()).toEqual([...found].sort());
  });

  it.each([
    ['line feeds', TLS_NULL],
    ['carriage returns and line feeds', TLS_NULL.replaceAll('\n', '\r\n')],
    ['carriage returns', TLS_NULL.replaceAll('\n', '\r')],
    ['characters outside the basic plane', `# 😀 é\n${TLS_NULL}`],
  ])('have fixes that do what --fix does, in a text with %s', (_what, text) => {
    const options = {
      rules: Object.fromEntries(
        RULES.filter(({ code }) => code !== 'KAFKA_TLS_NULL').map(({ code }) => [code, 'off']),
      ),
    };
    const [result] = resultsOf(logOf([{ name: 'a.yaml', text }], options));
    const [replacement] = result?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
    const { startLine, startColumn, endLine, endColumn } = replacement?.deletedRegion ?? {};
    const changed =
      text.slice(0, offsetOf(text, startLine, startColumn)) +
      replacement?.insertedContent?.text +
      text.slice(offsetOf(text, endLine, endColumn));

    expect(changed).toBe(applyFixes([{ name: 'a.yaml', text }], options)[0]?.text);
    expect(result?.fixes?.[0]?.description).toEqual({ text: 'sets tls: {}' });
  });

  it('quote no secret, not in a fix either', () => {
    const text = processing({
      kafka: 'brokers: [k:9092], auth: {tls: {key_pem: s3cret-key, insecure_skip_verify: true}}',
    });
    const log = logOf([{ name: 'a.yaml', text }]);

    expect(resultsOf(log, 'SECRET_IN_CLEAR')).toHaveLength(1);
    expect(resultsOf(log, 'CONFIG_KEY_RENAMED')).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain('s3cret-key');
  });

  it.each([
    ['/etc/otel/a.yaml', 'file:///etc/otel/a.yaml'],
    ['<stdin>', '%3Cstdin%3E'],
    ['otel\\a.yaml', 'otel/a.yaml'],
    ['../a#1.yaml', '../a%231.yaml'],
  ])('name the file %s by the address %s', (name, uri) => {
    const log = logOf([{ name, text: TLS_NULL }]);

    expect(log.runs[0]?.artifacts?.[0]?.location?.uri).toBe(uri);
    expect(isValid(log)).toBe(true);
  });
});
