// Notes each test that passes in the file `PASSED`, in the form of Playwright's lists of tests, which can be left out, and
// beside it, with `.failed` at the end of its name, those that failed last.
import { appendFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class Passed implements Reporter {
  #root = '';
  #failed: string[] = [];

  onBegin({ rootDir }: FullConfig): void {
    this.#root = rootDir;
  }

  onTestEnd(test: TestCase, { status }: TestResult): void {
    if (status === 'skipped') return;
    const [, project, , ...titles] = test.titlePath();
    const file = relative(this.#root, test.location.file).split(sep).join('/');
    const name = [`[${project}]`, file, ...titles].join(' › ');
    if (status === 'passed') appendFileSync(process.env.PASSED!, `${name}\n`);
    else this.#failed.push(name);
  }

  onEnd(): void {
    writeFileSync(`${process.env.PASSED!}.failed`, this.#failed.map((name) => `${name}\n`).join(''));
  }

  printsToStdio(): boolean {
    return false;
  }
}
