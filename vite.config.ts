import { createHash } from 'node:crypto';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { mdsvex } from 'mdsvex';
import { build, type Rollup } from 'vite';
import { defineConfig } from 'vitest/config';
import { handPlain } from '#lib/content/hand-plain.ts';
import { MARKDOWN } from '#lib/content/markdown.ts';
import { namedPages } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { deployment } from '#lib/deployment/adapter.ts';
import { POLICY } from '#lib/deployment/policy.ts';
import { previewDeployment } from '#lib/deployment/preview.ts';
import { withPackedLab } from '#lib/server/packed-lab.ts';
import { launchOptions } from './test/chromium.mjs';
import { isState } from './test/pages.ts';

/** A script of src/inline as one text, to stand in pages. */
async function inline(name: string): Promise<string> {
  const made = (await build({
    configFile: false,
    // That of the whole is not there before Kit has written what it extends.
    tsconfig: 'src/inline/tsconfig.json',
    logLevel: 'error',
    build: { write: false, lib: { entry: `src/inline/${name}.ts`, formats: ['iife'], name }, minify: true }
  })) as Rollup.RollupOutput[];
  return made[0]!.output[0].code.trim();
}

/** A script as a content security policy allows it. */
const hashOf = (script: string) =>
  `sha256-${createHash('sha256').update(script).digest('base64')}` as `sha256-${string}`;

const BUILD = 'build';

const BASE_PATH = (process.env.BASE_PATH ?? '') as '' | `/${string}`;

/** The folder of the site on its host, as far as the build was told, with a slash at both ends. */
const TOP = `${BASE_PATH || (process.env.SITE_URL ? new URL(process.env.SITE_URL).pathname : '')}/`.replace(
  '//',
  '/'
);

const [BOOT, MISSING] = await Promise.all([inline('boot'), inline('missing')]);

/** Any problem met while prerendering ends the build: a page with a broken link is not published. */
const stop = ({ message }: { message: string }): never => {
  throw new Error(message);
};

export default defineConfig({
  plugins: [
    previewDeployment(BUILD),
    sveltekit({
      extensions: ['.svelte', '.md'],
      preprocess: [mdsvex(MARKDOWN), handPlain],
      compilerOptions: {
        runes: true,
        // What mdsvex writes is not ours to choose.
        warningFilter: ({ code }) => code !== 'script_context_deprecated'
      },
      adapter: deployment(withPackedLab(adapter({ pages: BUILD, strict: true }), BUILD), BUILD),
      // Pages refer to each other by relative paths, so one build works in any folder;
      // BASE_PATH is for a host whose 404 page must know its folder without script, too.
      paths: { base: BASE_PATH, relative: true },
      prerender: {
        entries: ['*', ...namedPages()],
        handleHttpError: stop,
        handleMissingId: ({ id, message }) => (isState(id) ? undefined : stop({ message })),
        handleEntryGeneratorMismatch: stop,
        handleUnseenRoutes: stop,
        handleInvalidUrl: stop
      },
      // A page draws nothing before its styles are there, and those of any page are few.
      inlineStyleThreshold: 50_000,
      version: { pollInterval: 0 },
      // See src/hooks.client.ts.
      serviceWorker: { register: false },
      csp: {
        mode: 'hash',
        directives: { ...POLICY, 'script-src': [...POLICY['script-src'], hashOf(BOOT), hashOf(MISSING)] }
      }
    })
  ],
  define: {
    'import.meta.env.DEMO_TITLES': JSON.stringify(
      Object.fromEntries(DEMOS.map(({ name, title }) => [name, title]))
    ),
    'import.meta.env.BOOT': JSON.stringify(BOOT),
    'import.meta.env.MISSING': JSON.stringify(MISSING),
    'import.meta.env.TOP': JSON.stringify(TOP),
    'import.meta.env.WEB_COUNTS': JSON.stringify(
      process.env.WEB_COUNTS === 'off' ? '' : 'https://api.infini-gram.io/'
    ),
    'import.meta.env.SITE_URL': JSON.stringify(process.env.SITE_URL ?? ''),
    // Pages say how old their law is; hydrating, they begin with what was built.
    'import.meta.env.BUILD_DAY': JSON.stringify(new Date().toISOString().slice(0, 10)),
    'import.meta.env.REPOSITORY_URL': JSON.stringify(process.env.REPOSITORY_URL ?? '')
  },
  build: {
    modulePreload: {
      // Links load whole pages, whose HTML names all that they begin with; so what the other pages begin with, which Vite
      // would list in the script of every page, is never asked for.
      resolveDependencies: (_, deps, { hostId }) => (hostId.includes('/entry/app.') ? [] : deps)
    }
  },
  worker: { format: 'es' },
  // As a host does that lets the demos run in frames without an origin.
  preview: { cors: { origin: '*' } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          // Some count the whole release again, on a machine that does other things too.
          testTimeout: 60_000,
          include: ['src/**/*.test.ts', 'content/**/*.test.ts', 'test/{unit,new-demo}/**/*.test.ts'],
          exclude: ['src/**/*.browser.test.ts', 'src/**/*.svelte.test.ts'],
          tags: [{ name: 'heavy', description: 'Seconds of work, or about speed: not run for every mutant' }]
        }
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts', 'src/**/*.svelte.test.ts'],
          setupFiles: ['test/alive.ts'],
          // Models load and run in these tests: one file at a time, and time enough on two cores.
          fileParallelism: false,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }]
          }
        }
      }
    ]
  }
});
