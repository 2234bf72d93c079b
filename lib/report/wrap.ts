/**
 * Breaks a text at spaces into lines no wider than `columns`. All lines but the first are indented, and longer words are
 * cut.
 */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `  ${word}`;
    } else {
      line = line ? `${line} ${word}` : word;
    }
    while (line.length > columns) {
      lines.push(line.slice(0, columns));
      line = `  ${line.slice(columns)}`;
    }
  }
  return [...lines, line];
}
