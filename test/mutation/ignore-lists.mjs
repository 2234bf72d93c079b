/** The list of reason codes is text: docs/reasons.md is compared with it, and no mutant of a text says more than that. */
const LISTS = ['REASONS'];

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
