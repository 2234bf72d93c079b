/**
 * Catalogues are text: pages of docs/ are compared with them, and a mutant of a text tests nothing else. `TO_REACH` is
 * compared with what the explorer reaches, in minutes.
 */
const LISTS = [
  ...['ALARMS', 'COMMAND_REASONS', 'HOLDS', 'RE_ARM_REASONS', 'REASONS', 'STATE_REASONS', 'STEPS'],
  'TO_REACH',
];

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'lists',
    value: {
      shouldIgnore(path) {
        const { node } = path;
        if (node.type !== 'VariableDeclarator' || !LISTS.includes(node.id.name)) return undefined;
        return `${node.id.name} is a catalogue of texts`;
      },
    },
  },
];
