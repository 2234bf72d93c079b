import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { anchorsOf, linksOf } from '../_helpers/docs/markdown-page';

const ROOT = path.resolve(__dirname, '../..');
const FOLDERS = ['bench', 'cdk', 'docs', 'examples', 'lambda', 'lib', 'local', 'scripts', 'test', 'verify'];
/** A path from the root that a page, a message or a comment names. */
const NAMED = new RegExp(`(?<![\\w./-])(?:${FOLDERS.join('|')})/[\\w./-]+\\.(?:md|ts|mjs|json|yaml)\\b`, 'g');

const files = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      path.join(folder, name),
    ),
  ),
].filter((file) => !file.includes('node_modules'));
const pages = files.filter((file) => file.endsWith('.md'));
const sources = files.filter((file) => file.endsWith('.ts') && !file.startsWith('test'));

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

function deadLinks(file: string): string[] {
  const local = linksOf(read(file)).filter(({ target }) => !/^[a-z]+:/.test(target));
  return local.flatMap(({ line, target }) => {
    const [name = '', anchor] = target.split('#');
    const to = name === '' ? file : path.join(path.dirname(file), name);
    const isThere =
      existsSync(path.join(ROOT, to)) && (anchor === undefined || anchorsOf(read(to)).has(anchor));
    return isThere ? [] : [`${file}:${line} ${target}`];
  });
}

describe('the documents', () => {
  it('link only to files and headings that exist', () => {
    expect(pages.length).toBeGreaterThan(40);
    expect(pages.flatMap(deadLinks)).toEqual([]);
  });

  it('name only files that exist, as do comments and messages', () => {
    const named = [...pages, ...sources].flatMap((file) =>
      (read(file).match(NAMED) ?? []).map((name) => ({ file, name })),
    );

    expect(named.filter(({ name }) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });
});
