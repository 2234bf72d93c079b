import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setInitialOffset } from '../../../../lib/collector';
import { SpillwayError } from '../../../../lib/errors';
import { refusals } from '../../../../lib/lint';
import { CORPUS } from '../../../_helpers/lint/corpus-verdict';

const VERSION = { text: '0.160.0', minor: 160 };
const texts = ['broken', 'valid', 'silent'].flatMap((folder) =>
  readdirSync(path.join(CORPUS, folder)).map((name) => ({
    name,
    text: readFileSync(path.join(CORPUS, folder, name), 'utf8'),
  })),
);

/**
 * The controller writes no text of its own: it changes the word of `initial_offset` in the live configuration, or stores a
 * version that tasks ran with. So it need not ask the linter before it writes, and a configuration that was wrong before
 * does not stop a flip.
 */
describe('changing initial_offset', () => {
  it('adds nothing that the Collector refuses, in any configuration of the corpus', () => {
    const codes = (text: string) =>
      refusals({ name: 'a', text }, VERSION).map(({ code, path: at }) => `${code} ${at}`);
    let changed = 0;
    const worse = texts.flatMap(({ name, text }) =>
      (['earliest', 'latest'] as const).flatMap((offset) => {
        const edited = edit(text, offset);
        if (edited === undefined || edited === text) return [];
        changed += 1;
        const before = codes(text);
        return codes(edited)
          .filter((code) => !before.includes(code))
          .map((code) => `${name} ${offset}: ${code}`);
      }),
    );

    expect(changed).toBeGreaterThan(200);
    expect(worse).toEqual([]);
  });
});

function edit(text: string, offset: 'earliest' | 'latest'): string | undefined {
  try {
    return setInitialOffset(text, offset);
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
