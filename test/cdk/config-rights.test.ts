import { CONFIG_RIGHTS } from '../../cdk/config-rights';
import { madePart } from '../_helpers/docs/made-docs';
import { RESOURCE_WORDS, rightsTable } from '../_helpers/rights/rights-table';

describe('docs/iam.md', () => {
  it("has each right of the config's custom resource with its reason (UPDATE_DOCS=1 rewrites it)", () => {
    const table = rightsTable(CONFIG_RIGHTS, RESOURCE_WORDS);

    expect(madePart('iam.md', 'config-rights', table)).toBe(table);
  });
});
