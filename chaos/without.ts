import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { ACT_GUARDS } from '../lib/controller/act-guards';
import { GATES } from '../lib/core/gates';

/** A text in a source file of the controller that is replaced. */
interface Patch {
  file: string;
  from: string;
  to: string;
  /** Added at the end of the file. */
  append?: string;
}

/** The guards of rules that are no gate: what a controller without them would be. */
const PATCHES: Readonly<Record<string, Patch | readonly Patch[]>> = {
  DEBT: {
    file: 'lib/controller/act.ts',
    from: "if ((await store.create('debt', formatDebt(debt))) === 'exists') {",
    to: "if (formatDebt(debt) === '') {",
  },
  /** The bound of a stop is ten times as long. */
  PAUSE_BOUND: [
    {
      file: 'lib/core/recreate/step.ts',
      from: 'nowMs - (recreate.stoppedAtMs ?? nowMs) >= policy.maxPauseMs;',
      to: 'nowMs - (recreate.stoppedAtMs ?? nowMs) >= 10 * policy.maxPauseMs;',
    },
    {
      file: 'lib/core/decide/without-kafka.ts',
      from: 'nowMs - debt.stoppedAtMs < maxPauseMs',
      to: 'nowMs - debt.stoppedAtMs < 10 * maxPauseMs',
    },
  ],
  /** `latest` stays stored when it is unsafe. */
  REARM: {
    file: 'lib/core/decide/decide.ts',
    from: '  storeEarliest,\n',
    to: '',
  },
  /** One task more than there are partitions. */
  USEFUL_TASKS: {
    file: 'lib/core/facts/useful-tasks.ts',
    from: 'target: Math.min(useful, Math.max(tasks.min, Math.min(tasks.max, wanted)))',
    to: 'target: Math.max(tasks.min, tasks.max, wanted) + 1',
  },
  /** Without Kafka, no tasks are started. */
  REPAYMENT_WITHOUT_KAFKA: {
    file: 'lib/core/decide/without-kafka.ts',
    from: 'if (!debt || service.desiredCount > 0)',
    to: 'if (service.desiredCount >= 0)',
  },
  /** A command that is delivered again is carried out again. */
  REPEATED_COMMAND: {
    file: 'lib/core/decide/accept-command.ts',
    from: 'state.lastCommandId === id',
    to: 'state.lastCommandId === `not ${id}`',
  },
  /** A number that somebody else set is not kept. */
  EXTERNAL_COUNT: {
    file: 'lib/core/decide/handlers/scale.ts',
    from: "if (policy.external === 'override') return [];",
    to: "if (policy.external !== '') return [];",
  },
  /** More than the value of `initial_offset` changes. */
  CONFIG_TEXT: {
    file: 'lib/controller/act.ts',
    from: "if (action.kind === 'store-offset') return setInitialOffset(config.text, action.initialOffset);",
    to: "if (action.kind === 'store-offset') return setInitialOffset(config.text, action.initialOffset) + '# Spillway';",
  },
};

/** The codes of everything that `--without` can remove. */
export const REMOVABLE: readonly string[] = [
  ...[...GATES, ...ACT_GUARDS].map(({ code }) => code),
  ...Object.keys(PATCHES),
];

const LISTS: readonly { file: string; list: string; type: string }[] = [
  { file: 'lib/core/gates/index.ts', list: 'GATES', type: 'readonly Gate[]' },
  { file: 'lib/controller/act-guards.ts', list: 'ACT_GUARDS', type: 'readonly ActGuard[]' },
];

/**
 * Builds the controller's bundle without a gate, a guard, or one of {@link PATCHES}, into `folder`. The product knows
 * nothing of it: the sources are changed while they are read.
 *
 * @param built the build folder, for the runtime that loads the bundle
 * @throws Error if the sources no longer have what is to be removed
 */
export async function buildWithout(code: string, built: string, folder: string): Promise<void> {
  const root = path.resolve(built, '..');
  const { build } = await import('esbuild');
  await build({
    entryPoints: [path.join(root, 'lambda/index.ts')],
    outfile: path.join(folder, 'bundle/index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    plugins: [without(code, root)],
    logLevel: 'warning',
  });
  const runtime = 'local/lambda/runtime-child.js';
  await mkdir(path.join(folder, path.dirname(runtime)), { recursive: true });
  await copyFile(path.join(built, runtime), path.join(folder, runtime));
}

function patchesFor(code: string): readonly Patch[] {
  const patches = PATCHES[code];
  if (patches) return [patches].flat();
  return LISTS.map(({ file, list, type }) => ({
    file,
    from: `export const ${list}: ${type} =`,
    to: `const ALL_${list}: ${type} =`,
    append: `export const ${list}: ${type} = ALL_${list}.filter((each) => each.code !== '${code}');`,
  }));
}

/**
 * Removes a gate, a guard, or one of {@link PATCHES} from the sources while esbuild reads them.
 *
 * @param root the repository
 */
export function without(code: string, root: string): Plugin {
  const patches = patchesFor(code);
  return {
    name: 'without',
    setup(bundler) {
      for (const { file, from, to, append = '' } of patches) {
        const source = path.join(root, file);
        bundler.onLoad({ filter: new RegExp(`${file.replace(/[/.]/g, '\\$&')}$`) }, async (found) => {
          if (found.path !== source) return undefined;
          const text = await readFile(source, 'utf8');
          if (!text.includes(from)) throw new Error(`${file} does not contain: ${from}`);
          return { contents: `${text.replace(from, () => to)}\n${append}`, loader: 'ts' };
        });
      }
    },
  };
}
