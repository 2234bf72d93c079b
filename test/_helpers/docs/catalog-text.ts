/** Turns a text of a catalogue into Markdown: names of pages in docs/ become links, relative to docs/. */
export function asMarkdown(text: string): string {
  return text.replace(
    /docs\/([\w-]+\.md)(#[\w-]+)?/g,
    (_path, page: string, anchor = '') => `[${page}](${page}${anchor})`,
  );
}

/** Problems with the form of a text: it is empty, not a sentence, or has characters that Markdown would swallow. */
export function faultsOf(text: string): string[] {
  const bare = text.replaceAll('**', '');
  const outsideCode = bare.replace(/`[^`]*`/g, '');
  return [
    ...(/^[A-Z`"]/.test(bare) ? [] : ['does not begin with a capital letter']),
    ...(/[.!?]$/.test(bare) ? [] : ['does not end with a full stop']),
    ...(/[<>|]/.test(outsideCode) ? ['has <, > or | outside code'] : []),
    ...(text.includes('`') && (text.match(/`/g) ?? []).length % 2 ? ['has an open backtick'] : []),
  ];
}
