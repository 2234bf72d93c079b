import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { VERDICTS } from '../../../lib/doctor/catalog';
import { madePart, markdownTable } from '../../_helpers/docs/made-docs';

const LIB = path.resolve(__dirname, '../../../lib');
const sources = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('doctor', 'verdicts')))
  .map((file) => readFileSync(path.join(LIB, file), 'utf8'));

describe('verdicts', () => {
  it('are all given somewhere, and say what to change', () => {
    const unused = VERDICTS.filter(({ code }) => !sources.some((text) => text.includes(`'${code}'`)));
    const aimless = VERDICTS.filter(
      ({ code, setting }) => code !== 'NOT_LOOKED_AT' && Object.keys(setting).length === 0,
    );

    expect([unused, aimless]).toEqual([[], []]);
  });

  it('have codes that are written alike and occur once', () => {
    const codes = VERDICTS.map(({ code }) => code);

    expect(codes.filter((code) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('stand in docs/doctor.md (UPDATE_DOCS=1 rewrites them)', () => {
    const rows = VERDICTS.map(({ code, title, setting }) => {
      const places = [setting.spec, setting.collector].map((each) => (each ? `\`${each}\`` : ''));
      return [`\`${code}\``, title, ...places, setting.elsewhere ?? ''];
    });
    const head = ['code', 'what', 'in the spec', 'in the Collector’s configuration', 'elsewhere'];
    const table = markdownTable(head, rows);

    expect(madePart('doctor.md', 'verdicts', table)).toBe(table);
  });
});
