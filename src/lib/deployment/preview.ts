import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { LIST } from './files.ts';

/** The type of a file that was made or changed after Kit's build; undefined for any other. */
function typeOf(path: string): string | undefined {
  if (path === 'service-worker.js') return 'text/javascript';
  if (path !== LIST && !path.startsWith('lab/')) return undefined;
  return path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}

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
      const type = typeOf(path);
      if (type && statSync(join(folder, path), { throwIfNoEntry: false })?.isFile())
        return send(200, type, path, { 'cache-control': 'no-cache', 'access-control-allow-origin': '*' });
      const there = [path, join(path, 'index.html')].some((one) =>
        statSync(join(folder, one), { throwIfNoEntry: false })
      );
      const page = request.headers.accept?.includes('text/html') && pathname.startsWith(config.base);
      if (page && !there) return send(404, 'text/html', '404.html');
      // Kit has the plain files yet.
      if (type) return void response.writeHead(404).end();
      next();
    });
  }
});
