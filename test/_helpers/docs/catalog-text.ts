/** A text of a catalogue as Markdown: pages of docs/ become links, as seen from docs/. */
export function asMarkdown(text: string): string {
  return text.replace(
    /docs\/([\w-]+\.md)(#[\w-]+)?/g,
    (_path, page: string, anchor = '') => `[${page}](${page}${anchor})`,
  );
}

/** What is wrong with the form of a text: empty, not a sentence, or with marks that Markdown would swallow. */
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
