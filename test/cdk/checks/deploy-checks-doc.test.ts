import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SYNTH_CHECKS, type SynthCheckPart } from '../../../lib/synth-checks';
import { madePart, markdownTable } from '../../_helpers/docs/made-docs';

const CDK = path.resolve(__dirname, '../../../cdk');
const sources = readdirSync(CDK, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(CDK, file), 'utf8'));

describe('synth checks', () => {
  it('are all used', () => {
    const unused = SYNTH_CHECKS.filter(({ code }) => !sources.some((text) => text.includes(`'${code}'`)));

    expect(unused).toEqual([]);
  });

  it('explain themselves and say what to do, in full sentences', () => {
    const unclear = SYNTH_CHECKS.filter(
      ({ explanation, whatToDo }) => ![explanation, whatToDo].every((text) => /^[A-Z`].*\.$/.test(text)),
    );

    expect(unclear.map(({ code }) => code)).toEqual([]);
  });

  it.each<SynthCheckPart>(['both tiers', 'processing tier', 'ingestion tier', 'controller', 'monitoring'])(
    'of %s are listed in docs/deploy-checks.md (UPDATE_DOCS=1 rewrites them)',
    (part) => {
      const rows = SYNTH_CHECKS.filter((check) => check.part === part).map(
        ({ code, title, explanation, whatToDo }) => [`\`${code}\``, title, explanation, whatToDo],
      );
      const table = markdownTable(['code', 'what is wrong', 'what it means', 'what to do'], rows);

      expect(madePart('deploy-checks.md', part, table)).toBe(table);
    },
  );
});
