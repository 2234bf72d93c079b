import { CONTROLLER_RIGHTS, type ControllerResources } from '../../cdk/controller-policy';
import { madePart } from '../_helpers/docs/made-docs';
import { RESOURCE_WORDS, rightsTable } from '../_helpers/rights/rights-table';

const WORDS: ControllerResources = {
  ...RESOURCE_WORDS,
  cluster: 'the cluster',
  service: 'the service',
  taskDefinitions: "the service's task definition",
  tasks: "the cluster's tasks",
  function: 'this function',
  network: 'EC2 in this account and region',
  secret: 'the secret',
  secretKey: "the secret's key",
  secretsManager: 'Secrets Manager',
  key: 'the key',
  kafka: { cluster: 'the MSK cluster', topics: ["the spec's topics"], group: 'the consumer group' },
};

describe('docs/iam.md', () => {
  it("has each of the controller's rights with its reason (UPDATE_DOCS=1 rewrites it)", () => {
    const table = rightsTable(CONTROLLER_RIGHTS, WORDS);

    expect(madePart('iam.md', 'rights', table)).toBe(table);
  });
});
