import path from 'node:path';
import { build } from 'esbuild';
import { REMOVABLE, without } from '../../chaos/without';
import { ACT_GUARDS } from '../../lib/controller/act-guards';
import { GATES } from '../../lib/core/gates';

const ROOT = path.resolve(__dirname, '../..');

/** What a source file exports when it is bundled without `code`. */
async function exportsOf(file: string, code: string): Promise<Record<string, { code: string }[]>> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, file)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    plugins: [without(code, ROOT)],
    logLevel: 'silent',
  });
  const loaded = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(loaded, loaded.exports, require);
  return loaded.exports;
}

const codes = (list: readonly { code: string }[] = []) => list.map(({ code }) => code);

describe('a controller without', () => {
  it('a gate has all others', async () => {
    const { GATES: kept } = await exportsOf('lib/core/gates/index.ts', 'HOLD_NO_COMMIT');
    expect(codes(kept)).toEqual(codes(GATES).filter((code) => code !== 'HOLD_NO_COMMIT'));
  });

  it('a guard has all others', async () => {
    const { ACT_GUARDS: kept } = await exportsOf('lib/controller/act-guards.ts', 'GUARD_COUNT_MOVED');
    expect(codes(kept)).toEqual(codes(ACT_GUARDS).filter((code) => code !== 'GUARD_COUNT_MOVED'));
  });

  it.each(REMOVABLE.filter((code) => !codes([...GATES, ...ACT_GUARDS]).includes(code)))(
    '%s finds in the sources what it removes',
    async (code) => {
      await expect(exportsOf('lambda/index.ts', code)).resolves.toHaveProperty('handler');
    },
  );
});
