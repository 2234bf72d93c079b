import { readdirSync } from 'node:fs';
import path from 'node:path';

/** README.md and the pages of docs/, as paths from the root. */
export function documentationPages(root: string): string[] {
  const docs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...docs.filter((name) => name.endsWith('.md')).map((name) => path.join('docs', name))];
}
