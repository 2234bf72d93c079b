import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The folders of the corpus, by what the newest Collector does with the configurations in them. `valid`: accepts them.
 * `silent`: accepts them, but they do not do what was meant. `broken`: refuses them. `ottl`: refuses them because of an
 * OTTL statement, which the linter does not check.
 */
const FOLDERS = ['broken', 'ottl', 'silent', 'valid'] as const;

/** The content of `environment.json` next to the folders. */
interface CorpusEnvironment {
  variables: Record<string, string>;
}

export interface CorpusFile {
  /** For example `broken/unknown-key.yaml`. */
  name: string;
  text: string;
  /** Changes with the text, so that a verdict on an older text is never used for a newer one. */
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

/** The environment of a Collector that judges the corpus. It contains no other variables. */
export function readEnvironment(dir: string): Record<string, string> {
  const { variables } = JSON.parse(
    readFileSync(path.join(dir, 'environment.json'), 'utf8'),
  ) as CorpusEnvironment;
  return variables;
}
