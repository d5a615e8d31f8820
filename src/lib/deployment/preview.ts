import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { LIST } from './files.ts';

const TYPES: Record<string, string> = { [LIST]: 'application/json', 'service-worker.js': 'text/javascript' };

/** `vite preview` serves what Kit built; this adds what was made of it afterwards, see adapter.ts. */
export const previewDeployment = (folder: string): Plugin => ({
  name: 'preview-deployment',
  configurePreviewServer({ middlewares, config }) {
    middlewares.use((request, response, next) => {
      const path = new URL(request.url!, 'http://localhost').pathname.slice(config.base.length);
      const type = TYPES[path];
      if (!type || !existsSync(join(folder, path))) return next();
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
      createReadStream(join(folder, path)).pipe(response);
    });
  }
});
