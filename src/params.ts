import { defineParams } from '@sveltejs/kit/params';

/** The folders of `content/appendices/`: the build ends where one is missing here. */
const APPENDICES = ['from-infringement-to-remedy', 'more-counts'];

/** Where a demo stands: on a page of ours, or in a frame on another site; and the texts that stand beside the chapters. */
export const params = defineParams({
  frame: (param) => (param === 'demos' || param === 'embed' ? param : undefined),
  appendix: (param) => (APPENDICES.includes(param) ? param : undefined)
});
