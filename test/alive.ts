// Components under test stand on no page: their controls are let live as the layout of all pages does.
import '../src/app.css';
import '../src/lib/ui/controls.css';
import { live } from '../src/lib/ui/live.svelte.ts';

live.ready = true;
