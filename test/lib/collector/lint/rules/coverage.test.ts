import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../../../../../lib/collector/lint';
import { findingsIn } from '../../../../_helpers/lint-rule';

const CORPUS = path.resolve(__dirname, '../../../../_fixtures/collector-corpus');

describe('Every rule', () => {
  it('has a table of what it finds and what it leaves alone', () => {
    const tests = readdirSync(__dirname)
      .map((file) => readFileSync(path.join(__dirname, file), 'utf8'))
      .join('\n');

    expect(RULES.map(({ code }) => code).filter((code) => !tests.includes(`describeRule('${code}'`))).toEqual(
      [],
    );
  });
});

describe('Every finding over the corpus', () => {
  const texts = readdirSync(CORPUS, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));

  it.each([115, 160])(
    'of v0.%d has a place in its text and a message that fits into a few lines',
    (minor) => {
      const findings = texts.flatMap((text) =>
        findingsIn(text, { minor }).map((each) => ({ ...each, text })),
      );

      expect(findings.length).toBeGreaterThan(texts.length);
      const isRight = ({ message, place, text }: (typeof findings)[number]) =>
        message.length <= 420 &&
        /[.!?]$/.test(message) &&
        place.line === text.slice(0, place.start).split(/\r\n|\r|\n/).length;
      expect(findings.filter((each) => !isRight(each)).map(({ code, message }) => [code, message])).toEqual(
        [],
      );
    },
  );
});
