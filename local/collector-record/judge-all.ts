import type { CorpusFile } from './corpus';
import { type Judgement, judge } from './judge';

const AT_ONCE = 2;

/**
 * Judges two files at a time, and returns the verdicts in the order of the files. The signal takes effect between two
 * files.
 */
export async function judgeAll(
  bin: string,
  files: CorpusFile[],
  env: Record<string, string>,
  signal?: AbortSignal,
): Promise<Map<string, Judgement>> {
  const judgements = new Map<string, Judgement | undefined>(files.map(({ name }) => [name, undefined]));
  const waiting = [...files];
  const worker = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      signal?.throwIfAborted();
      judgements.set(file.name, await judge(bin, file.text, env));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return judgements as Map<string, Judgement>;
}
