/**
 * Writes the licences of all packages that are inside a bundle next to it (`index.licenses.txt` for `index.js`), and an SBOM
 * of the package to dist/sbom.cdx.json. Run after the bundles are built: esbuild says in dist/meta what it put into which.
 *
 * The SBOM has what users install with the package and what is inside the bundles, and no other development dependency.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { init } from 'license-checker-rseidelsohn';

const ROOT = path.resolve(import.meta.dirname, '..');
const META = path.join(ROOT, 'dist/meta');
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE_FILE = /licen[cs]e|copying/i;
/** For packages without a licence file. MIT-0 does not ask for its text to be passed on. */
const STANDARD_TEXTS = {
  'Apache-2.0': readFileSync(path.join(ROOT, 'LICENSE'), 'utf8'),
  'MIT-0': 'MIT No Attribution: https://spdx.org/licenses/MIT-0.html',
};

const packages = await promisify(init)({ start: ROOT, customFormat: { licenseText: '' } });

const bundled = new Set();
for (const [bundle, inside] of readBundles()) {
  for (const id of inside) bundled.add(id);
  writeFileSync(
    path.join(ROOT, bundle.replace(/\.js$/, '.licenses.txt')),
    licencesOf(path.basename(bundle), inside),
  );
}
writeFileSync(path.join(ROOT, 'dist/sbom.cdx.json'), `${JSON.stringify(sbom(bundled), null, 1)}\n`);

/** Each bundle with the packages inside it, by name. */
function readBundles() {
  const outputs = readdirSync(META).flatMap((file) =>
    Object.entries(JSON.parse(readFileSync(path.join(META, file), 'utf8')).outputs),
  );
  return outputs
    .filter(([output]) => output.endsWith('.js'))
    .map(([output, { inputs }]) => {
      const folders = Object.keys(inputs).flatMap((input) => PACKAGE_FOLDER.exec(input)?.[0] ?? []);
      const ids = [...new Set(folders)].map(idOf);
      return [output, [...new Set(ids)].sort()];
    });
}

function idOf(folder) {
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

/** One text for all packages that have the same one. */
function licencesOf(bundle, inside) {
  const byText = new Map();
  for (const id of inside) {
    const { licenses, licenseFile, licenseText, noticeFile } = packages[id] ?? {};
    const isLicence = licenseFile !== undefined && LICENCE_FILE.test(path.basename(licenseFile));
    const licence = isLicence ? licenseText : STANDARD_TEXTS[licenses];
    if (licence === undefined) throw new Error(`${id} is inside ${bundle} and has no licence (${licenses}).`);
    const notice = noticeFile ? `\n\n${readFileSync(noticeFile, 'utf8').trim()}` : '';
    const text = `${licence.trim()}${notice}`;
    byText.set(text, [...(byText.get(text) ?? []), `${id} (${licenses})`]);
  }
  const parts = [...byText].map(([text, ids]) => `${ids.join('\n')}\n\n${text}`);
  return [`Third-party packages inside ${bundle}, and their licences.`, ...parts].join(
    `\n\n${'-'.repeat(80)}\n\n`,
  );
}

/** Of npm itself, from the lockfile. It marks what only development needs; what is inside a bundle loses that mark. */
function sbom(bundled) {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const all = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 }));
  const isMark = ({ name }) => name === 'cdx:npm:package:development';
  const components = all.components
    .filter((each) => bundled.has(`${each.name}@${each.version}`) || !each.properties.some(isMark))
    .map((each) => ({ ...each, properties: each.properties.filter((property) => !isMark(property)) }));
  const kept = new Set([all.metadata.component['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  const { name } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return {
    ...all,
    // npm takes the folder's name.
    metadata: { ...all.metadata, component: { ...all.metadata.component, name } },
    components,
    dependencies: all.dependencies
      .filter(({ ref }) => kept.has(ref))
      .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((ref) => kept.has(ref)) })),
  };
}
