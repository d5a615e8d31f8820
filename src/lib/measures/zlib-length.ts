import { deflate } from 'pako';

/**
 * Bytes of a text in UTF-8 after zlib at its usual level, 6: those of Python's `zlib.compress`, by a port of zlib. Node
 * and browsers carry other forks of it, whose lengths differ.
 */
export const zlibLength = (text: string): number => deflate(new TextEncoder().encode(text)).length;
