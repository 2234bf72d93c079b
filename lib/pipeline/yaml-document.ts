import { type Document, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { reportDuplicateKeys } from './duplicate-keys';

/**
 * Parses YAML from outside, in time proportional to its length. Faults, keys that occur twice among them, are in
 * `document.errors`; the parser writes no warning to standard error.
 */
export function parseYaml(
  text: string,
  options: { merge?: true } = {},
): { document: Document.Parsed<ParsedNode, true>; lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...options,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  });
  reportDuplicateKeys(document);
  return { document, lines };
}
