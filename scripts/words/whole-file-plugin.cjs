/**
 * A textlint plugin that reads a source file as one piece of text: code, comments and strings. textlint's own plugin for
 * plain text splits it into lines, and would miss a phrase that a comment wraps.
 */
class Processor {
  constructor(options) {
    this.options = options;
  }

  availableExtensions() {
    return this.options.extensions;
  }

  processor() {
    return {
      preProcess: (text) => nodeOf('Document', text, nodeOf('Paragraph', text, nodeOf('Str', text))),
      postProcess: (messages, filePath) => ({ messages, filePath: filePath ?? '<text>' }),
    };
  }
}

function nodeOf(type, text, child) {
  const lines = text.split('\n');
  return {
    type,
    raw: text,
    range: [0, text.length],
    loc: { start: { line: 1, column: 0 }, end: { line: lines.length, column: lines.at(-1).length } },
    ...(child ? { children: [child] } : { value: text }),
  };
}

module.exports = { Processor };
