// Writes sbom.cdx.json: what the site is built and tested with, and what the pipeline runs on, as CycloneDX 1.6. It is read
// from the two locks, so it needs no installed package, and says the same wherever it is made.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Component {
  type: 'library';
  'bom-ref': string;
  name: string;
  version: string;
  /** Whether it is part of what readers get: `excluded` is what builds, tests or trains. */
  scope: 'required' | 'optional' | 'excluded';
  purl: string;
  hashes: { alg: string; content: string }[];
  licenses?: { expression: string }[];
}

interface Locked {
  /** Where the folder has another name. */
  name?: string;
  version?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
}

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const component = (
  kind: 'npm' | 'pypi',
  name: string,
  version: string,
  rest: Pick<Component, 'scope' | 'hashes' | 'licenses'>
): Component => {
  const purl = `pkg:${kind}/${name.replace('@', '%40')}@${version.replaceAll('+', '%2B')}`;
  return { type: 'library', 'bom-ref': purl, name, version, purl, ...rest };
};

/** The packages of package-lock.json, each once, by their folders in node_modules. */
function npmPackages(): Map<string, Component> {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  return new Map(
    Object.entries(packages)
      .filter(([path, { version }]) => path !== '' && version !== undefined)
      .map(([path, locked]) => {
        const name = locked.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        const [alg, sum] = (locked.integrity ?? '').split('-');
        return [
          path,
          component('npm', name, locked.version!, {
            scope: locked.dev ? 'excluded' : locked.optional || locked.devOptional ? 'optional' : 'required',
            hashes: sum
              ? [{ alg: alg!.replace('sha', 'SHA-'), content: Buffer.from(sum, 'base64').toString('hex') }]
              : [],
            ...(locked.license && { licenses: [{ expression: locked.license }] })
          })
        ];
      })
  );
}

/** The packages of a requirements file with hashes; without hashes the array is empty. */
const pythonPackages = (text: string): Component[] =>
  [...text.matchAll(/^([\w.-]+)==(\S+)((?:\s*\\\n\s*--hash=sha256:\w+)*)/gm)].map(
    ([, name, version, hashes]) =>
      component('pypi', name!, version!, {
        scope: 'excluded',
        hashes: [...hashes!.matchAll(/sha256:(\w+)/g)].map(([, content]) => ({
          alg: 'SHA-256',
          content: content!
        }))
      })
  );

/** The bill of materials of the whole. */
export function sbom() {
  const site = JSON.parse(read('package.json')) as {
    name: string;
    version: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const npm = npmPackages();
  const python = pythonPackages(read('training/requirements-shared.txt') + read('training/requirements.txt'));
  const used = [...Object.keys(site.dependencies), ...Object.keys(site.devDependencies)];
  const usedByPipeline = pythonPackages(read('training/requirements.in'));
  const ref = `pkg:npm/${site.name}@${site.version}`;
  const components = new Map([...npm.values(), ...python].map((each) => [each['bom-ref'], each]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': ref, name: site.name, version: site.version, purl: ref }
    },
    components: [...components.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    dependencies: [
      {
        ref,
        dependsOn: [
          ...used.map((name) => npm.get(`node_modules/${name}`)!['bom-ref']),
          ...usedByPipeline.map((each) => each['bom-ref'])
        ]
      }
    ]
  };
}

if (import.meta.main) {
  const made = sbom();
  writeFileSync(join(root, 'sbom.cdx.json'), `${JSON.stringify(made, null, 2)}\n`);
  console.log(`sbom.cdx.json: ${made.components.length} packages`);
}
