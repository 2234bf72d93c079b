/**
 * The lists of reason codes and gates are texts: docs/reasons.md is compared with them, and no mutant of a text says
 * more than that comparison.
 */
const LISTS = ['REASONS', 'GATES'];

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'lists',
    value: {
      shouldIgnore(path) {
        const { node } = path;
        if (node.type !== 'VariableDeclarator' || !LISTS.includes(node.id.name)) return undefined;
        return `${node.id.name} is a list of texts`;
      },
    },
  },
];
