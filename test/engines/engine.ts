// A browser of another engine, driven by the standard protocols that it speaks itself.
import { spawn, type ChildProcess } from 'node:child_process';

/** A browser with one page. */
export interface Engine {
  /** Opens an address, and waits until it has loaded. */
  open(address: string): Promise<void>;
  /**
   * Calls a function in the page, and gives what it comes to, which must be plain data. The function sees nothing of its
   * surroundings here but what it is given.
   */
  run<Given extends unknown[], Result>(
    what: (...given: Given) => Result | Promise<Result>,
    ...given: Given
  ): Promise<Result>;
  close(): Promise<void>;
}

/** Seconds after which a browser that does not answer counts as broken. */
export const PATIENCE = 60;

/** Starts a program, and waits for a line that matches; gives the match. */
export function start(
  command: string,
  args: string[],
  line: RegExp,
  env: NodeJS.ProcessEnv = {}
): Promise<{ child: ChildProcess; match: RegExpExecArray }> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    const giveUp = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${why}: ${said.slice(-1000)}`));
    };
    const timer = setTimeout(() => giveUp('did not start'), PATIENCE * 1000);
    const hear = (data: Buffer) => {
      said += data.toString();
      const match = line.exec(said);
      if (!match) return;
      clearTimeout(timer);
      resolve({ child, match });
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.on('error', (error) => giveUp(error.message));
    child.on('close', () => giveUp('ended'));
  });
}

/** Ends a program, by force where it does not go. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}
