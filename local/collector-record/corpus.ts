import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * By what the newest version does. `valid`: takes it; `silent`: takes it, and it is not what was meant; `broken`:
 * refuses it; `ottl`: refuses it over what an OTTL statement says, which the linter does not judge.
 */
const FOLDERS = ['broken', 'ottl', 'silent', 'valid'] as const;

/** `environment.json` next to the folders. */
interface CorpusEnvironment {
  variables: Record<string, string>;
}

export interface CorpusFile {
  /** `broken/unknown-key.yaml` */
  name: string;
  text: string;
  /** Changes when the text does, so that a verdict on an older text is not taken for one on this. */
  digest: string;
}

/** Configurations, sorted by name. */
export function readCorpus(dir: string): CorpusFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(dir, folder))
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => {
        const name = `${folder}/${file}`;
        const text = readFileSync(path.join(dir, name), 'utf8');
        return { name, text, digest: createHash('sha256').update(text).digest('hex').slice(0, 12) };
      }),
  );
}

/** The environment of a Collector that judges the corpus. It has no other variables. */
export function readEnvironment(dir: string): Record<string, string> {
  const { variables } = JSON.parse(
    readFileSync(path.join(dir, 'environment.json'), 'utf8'),
  ) as CorpusEnvironment;
  return variables;
}
