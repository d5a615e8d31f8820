// Notes each test that passes in the file `PASSED`, in the form of Playwright's lists of tests, which can be left out.
import { appendFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class Passed implements Reporter {
  #root = '';

  onBegin({ rootDir }: FullConfig): void {
    this.#root = rootDir;
  }

  onTestEnd(test: TestCase, { status }: TestResult): void {
    if (status !== 'passed') return;
    const [, project, , ...titles] = test.titlePath();
    const file = relative(this.#root, test.location.file).split(sep).join('/');
    appendFileSync(process.env.PASSED!, `${[`[${project}]`, file, ...titles].join(' › ')}\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
