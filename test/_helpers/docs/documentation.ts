import path from 'node:path';

export const ROOT = path.resolve(__dirname, '../../..');

export interface CodeBlock {
  page: string;
  line: number;
  /** The language of the fence, such as `sh` or `yaml`; empty if the page gives none. */
  language: string;
  lines: string[];
}

/** The fenced blocks of a page, including those in list items. */
export function codeBlocksOf(page: string, text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: CodeBlock | undefined;
  text.split('\n').forEach((line, index) => {
    const [, mark, language = ''] = /^\s*(?:(?:\d+\.|[-*])\s+)?(```)([a-z]*)\s*$/.exec(line) ?? [];
    if (mark === undefined) open?.lines.push(line);
    else if (open) {
      blocks.push(open);
      open = undefined;
    } else open = { page, line: index + 1, language, lines: [] };
  });
  return blocks;
}

/** The commands of a block as a shell would run them: comments are removed, and lines that end with `\` are joined. */
export function commandsIn({ lines }: CodeBlock): string[] {
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#\s.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
