import { tmpdir } from 'node:os';
import { searchFiles } from '../canary/search-files';

// The folder of this test file has what its commands, functions, tasks and Collectors wrote. It is searched before it is
// removed: every process of the tests has the canary in its environment.
afterAll(() => {
  expect(searchFiles(tmpdir()).found).toEqual([]);
});
