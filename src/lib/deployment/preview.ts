import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { LIST } from './files.ts';

const TYPES: Record<string, string> = { [LIST]: 'application/json', 'service-worker.js': 'text/javascript' };

/**
 * `vite preview` serves what Kit built; this adds what was made of it afterwards, see adapter.ts, and answers for an address
 * that leads nowhere as a static host does: with 404.html.
 */
export const previewDeployment = (folder: string): Plugin => ({
  name: 'preview-deployment',
  configurePreviewServer({ middlewares, config }) {
    middlewares.use((request, response, next) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      const path = decodeURI(pathname).slice(config.base.length);
      const send = (status: number, type: string, name: string, headers = {}) => {
        response.writeHead(status, { 'content-type': type, ...headers });
        createReadStream(join(folder, name)).pipe(response);
      };
      const type = TYPES[path];
      if (type && existsSync(join(folder, path)))
        return send(200, type, path, { 'cache-control': 'no-cache' });
      const there = [path, join(path, 'index.html')].some((one) =>
        statSync(join(folder, one), { throwIfNoEntry: false })
      );
      const page = request.headers.accept?.includes('text/html') && pathname.startsWith(config.base);
      if (page && !there) return send(404, 'text/html', '404.html');
      next();
    });
  }
});
