// The run-time interface of SCORM 1.2: how a page finds it, and what it says. (ADL, SCORM 1.2 Run-Time Environment, 3.3.)

/** What a course system puts into a window as `API`. Every call answers with a text; "true" and "false" are such. */
export interface Api {
  LMSInitialize(nothing: ''): unknown;
  LMSFinish(nothing: ''): unknown;
  LMSGetValue(element: string): unknown;
  LMSSetValue(element: string, value: string): unknown;
  LMSCommit(nothing: ''): unknown;
  LMSGetLastError(): unknown;
  LMSGetErrorString(code: string): unknown;
}

/** A window, as far as finding the interface needs one. */
export interface Windowed {
  readonly parent: Windowed;
  readonly opener: Windowed | null;
  readonly API?: unknown;
}

/** Windows around a window that are looked into at most. */
const DEEPEST = 50;

/** The interface in a window; null for a window of another origin, which cannot be looked into. */
function within(window: Windowed): Api | null {
  try {
    const api = window.API as Api | undefined | null;
    return typeof api === 'object' && api !== null && 'LMSInitialize' in api ? api : null;
  } catch {
    return null;
  }
}

function around(window: Windowed): Api | null {
  let here = window;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const found = within(here);
    if (found) return found;
    if (here.parent === here || !here.parent) return null;
    here = here.parent;
  }
  return null;
}

/** The interface: of the window, of those around it, or of the one that opened it or the outermost of them. */
export function findApi(window: Windowed): Api | null {
  const found = around(window);
  if (found) return found;
  const openers = [window];
  for (let here = window, depth = 0; here.parent !== here && here.parent && depth < DEEPEST; depth++)
    openers.push((here = here.parent));
  for (const { opener } of openers.map(safely)) {
    const api = opener && around(opener);
    if (api) return api;
  }
  return null;
}

const safely = (window: Windowed): { opener: Windowed | null } => {
  try {
    return { opener: window.opener };
  } catch {
    return { opener: null };
  }
};

/** The same interface as one talks to it: values are texts, and what was refused is remembered. */
export class Lms {
  readonly #api: Api;
  /** What the system said last of a value that it did not take; empty where it took them all. */
  refused = '';

  constructor(api: Api) {
    this.#api = api;
  }

  start(): boolean {
    return String(this.#api.LMSInitialize('')) === 'true';
  }

  /** A value; empty where there is none. */
  get(element: string): string {
    const value = this.#api.LMSGetValue(element);
    return value === undefined || value === null ? '' : String(value);
  }

  set(element: string, value: string): boolean {
    if (String(this.#api.LMSSetValue(element, value)) === 'true') return true;
    const code = String(this.#api.LMSGetLastError());
    this.refused = `${element}: ${String(this.#api.LMSGetErrorString(code)) || `error ${code}`}`;
    return false;
  }

  commit(): boolean {
    return String(this.#api.LMSCommit('')) === 'true';
  }

  end(): boolean {
    return String(this.#api.LMSFinish('')) === 'true';
  }
}
