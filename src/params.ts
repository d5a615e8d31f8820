import { defineParams } from '@sveltejs/kit/params';

/** The texts that stand beside the chapters; only their names are asked for here. */
const APPENDICES = import.meta.glob('/content/appendices/*/index.md');

/** Where a demo stands: on a page of ours, or in a frame on another site. Beside it, the appendices by their folders. */
export const params = defineParams({
  frame: (param) => (param === 'demos' || param === 'embed' ? param : undefined),
  appendix: (param) => (`/content/appendices/${param}/index.md` in APPENDICES ? param : undefined)
});
