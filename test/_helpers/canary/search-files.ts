import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { canariesIn, type Found } from './canary';

/** A broker has to know the password, and Kafka keeps it in its own file. Its data holds no password, but many bytes. */
const OF_THE_BROKER = /(^|\/)(server-\d+\.properties|data-\d+)$/;
const LARGEST_BYTES = 64 * 1024 * 1024;

export interface Searched {
  files: number;
  found: Found[];
}

/** Searches the names and contents of all files below a folder. */
export function searchFiles(folder: string): Searched {
  const searched: Searched = { files: 0, found: [] };
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const whole = path.join(at, entry.name);
      if (OF_THE_BROKER.test(whole)) continue;
      searched.found.push(...canariesIn(`the name of ${whole}`, entry.name));
      if (entry.isDirectory()) visit(whole);
      else if (entry.isFile()) search(whole);
    }
  };
  const search = (file: string): void => {
    // A process may delete its file meanwhile.
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0 || size > LARGEST_BYTES) return;
    const bytes = readFileSync(file);
    searched.files += 1;
    for (const encoding of ['utf8', 'utf16le'] as const) {
      searched.found.push(...canariesIn(file, bytes.toString(encoding)));
    }
  };
  visit(folder);
  return searched;
}
