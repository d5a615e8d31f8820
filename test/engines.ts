// The site in Firefox and in WebKit, where the machine has them: what readers do in a chapter and two demos.
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firefox } from './engines/firefox.ts';
import { JOURNEYS } from './engines/journeys.ts';
import { webkit } from './engines/webkit.ts';
import { StaticServer } from './static-server.ts';
import type { Engine } from './engines/engine.ts';

/** Where a program is on this machine. */
const find = (name: string) =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

const [fox, driver, screen] = [find('firefox-esr') ?? find('firefox'), find('WebKitWebDriver'), find('Xvfb')];
const browser = globSync('/usr/lib{,/*,/*/*}/webkit2gtk-4*/MiniBrowser').at(-1);
const ENGINES: Record<string, (() => Promise<Engine>) | undefined> = {
  Firefox: fox && (() => firefox(fox)),
  WebKit: driver && browser && screen && (() => webkit(driver, browser, screen))
} as Record<string, (() => Promise<Engine>) | undefined>;

const host = new StaticServer();
const site = await host.open();
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const [name, open] of Object.entries(ENGINES)) {
  if (!open) {
    counts.skipped += Object.keys(JOURNEYS).length;
    console.log(
      `SKIPPED: ${name} is not on this machine (Debian: ${name === 'Firefox' ? 'firefox-esr' : 'webkit2gtk-driver and xvfb'})`
    );
    continue;
  }
  let engine: Engine | undefined;
  for (const [journey, go] of Object.entries(JOURNEYS)) {
    const started = performance.now();
    try {
      engine ??= await open();
      await go(engine, site);
      counts.passed += 1;
      console.log(`ok   ${name}: ${journey} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      counts.failed += 1;
      console.error(`FAIL ${name}: ${journey}\n${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  await engine?.close();
}
await host.close();
mkdirSync(join(import.meta.dirname, '.results'), { recursive: true });
writeFileSync(join(import.meta.dirname, '.results', 'engines.json'), JSON.stringify(counts));
process.exitCode = counts.failed ? 1 : 0;
