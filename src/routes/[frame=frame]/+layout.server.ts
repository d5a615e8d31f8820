import { aboutDemo } from '#lib/demos/about.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ route }) => ({ about: aboutDemo(route.id.split('/').at(-1)!) });
