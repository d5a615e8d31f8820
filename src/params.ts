import { defineParams } from '@sveltejs/kit/params';

/** Where a demo stands: on a page of ours, or in a frame on another site. */
export const params = defineParams({
  frame: (param) => (param === 'demos' || param === 'embed' ? param : undefined)
});
