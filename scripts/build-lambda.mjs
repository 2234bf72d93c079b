// Bundles each function into one file, as small as it can be without a change of what it does in Lambda: the smaller the
// file, the faster a cold start reads and compiles it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const MODULES = path.resolve(import.meta.dirname, '../node_modules');

/** Packages with one file for `import` and one for `require`: one is enough, and of an ES module only what is used. */
const ONE_FORMAT = { re2js: 'build/index.js', yaml: 'browser/dist/index.js' };

/** Lambda puts credentials into the environment, so the SDK needs no profiles, no SSO and no metadata service. */
const ENVIRONMENT_CREDENTIALS =
  "export { fromEnv as defaultProvider, fromEnv as fromNodeProviderChain } from '@aws-sdk/credential-provider-env';";

/** Modules that are replaced, by the name of the import and the file that imports it. */
const REPLACED = [
  { name: /^@aws-sdk\/credential-provider(-node|s)$/, importer: /./, contents: ENVIRONMENT_CREDENTIALS },
  // The signer of MSK tokens calls STS only to debug credentials.
  { name: /^@aws-sdk\/client-sts$/, importer: /aws-msk-iam-sasl-signer-js/, contents: 'export {};' },
  // The SDK parses user agents only in browsers.
  { name: /^bowser$/, importer: /@aws-sdk/, contents: 'export {};' },
];

const replacements = {
  name: 'replacements',
  setup(bundler) {
    for (const [name, file] of Object.entries(ONE_FORMAT)) {
      bundler.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({
        path: path.join(MODULES, name, file),
      }));
    }
    for (const [index, { name, importer, contents }] of REPLACED.entries()) {
      bundler.onResolve({ filter: name }, (found) =>
        importer.test(found.importer)
          ? { path: `${index}:${found.path}`, namespace: 'replaced', pluginData: found.resolveDir }
          : undefined,
      );
      bundler.onLoad({ filter: new RegExp(`^${index}:`), namespace: 'replaced' }, (found) => ({
        contents,
        resolveDir: found.pluginData,
      }));
    }
  },
};

const { metafile } = await build({
  entryPoints: ['lambda/index.ts', 'lambda/config-resource/index.ts', 'lambda/msk-brokers/index.ts'],
  outbase: 'lambda',
  outdir: 'dist/bundle',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  // To read a stack trace of a deployed function. It is neither deployed nor published.
  sourcemap: 'external',
  plugins: [replacements],
  metafile: true,
  logLevel: 'warning',
});
mkdirSync('dist/meta', { recursive: true });
writeFileSync('dist/meta/lambda.json', JSON.stringify(metafile));
