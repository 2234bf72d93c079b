/** The check of words: `npm run check:words`. The list and its plain versions are in scripts/words/words.yml. */
const { readFileSync } = require('node:fs');
const path = require('node:path');

const words = readFileSync(path.join(__dirname, 'scripts/words/words.yml'), 'utf8');

/** A space of a pattern also matches a line break in prose or in a comment. */
const withLineBreaks = words.replace(/(?<=^ +pattern: ).*$/gm, (pattern) =>
  pattern.replaceAll(' ', '[\\s*\\/#]+'),
);

module.exports = {
  plugins: {
    [path.join(__dirname, 'scripts/words/whole-file-plugin.cjs')]: {
      extensions: ['.cjs', '.go', '.js', '.json', '.mjs', '.py', '.sh', '.ts', '.tsx', '.yaml', '.yml'],
    },
  },
  rules: { prh: { ruleContents: [withLineBreaks] } },
};
