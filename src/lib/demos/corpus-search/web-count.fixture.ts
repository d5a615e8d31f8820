// A stand-in for the web-scale service: the documents that it speaks, and the faults that it may have.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const FAULTS = ['none', 'slow', 'refuses', 'busy', 'broken', 'nonsense', 'half', 'elsewhere'] as const;
export type Fault = (typeof FAULTS)[number];

/** What the service answers to a body; a fault in its place. */
export function answerOf(body: string, fault: Fault): { status: number; body: string } {
  const { query } = JSON.parse(body) as { query: string };
  switch (fault) {
    case 'refuses':
      return { status: 200, body: JSON.stringify({ error: 'The query is too long.' }) };
    case 'busy':
      return { status: 429, body: '<h1>Too many requests</h1>' };
    case 'broken':
      return { status: 500, body: '' };
    case 'nonsense':
      return { status: 200, body: JSON.stringify({ count: '<b>many</b>' }) };
    default: {
      const answer = { count: query.length, approx: false, latency: 1.5, token_ids: [1], tokens: ['x'] };
      return { status: 200, body: JSON.stringify(answer) };
    }
  }
}

export interface StandIn {
  address: string;
  /** Bodies that it was sent, and the headers that came with the last. */
  heard: { body: string; headers: Record<string, unknown> }[];
  set(fault: Fault): void;
  close(): void;
}

/** Starts the stand-in on this machine. */
export async function standIn(): Promise<StandIn> {
  let fault: Fault = 'none';
  const heard: StandIn['heard'] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      heard.push({ body, headers: request.headers });
      if (fault === 'slow') return;
      if (fault === 'half')
        return void response.writeHead(200, { 'content-length': 99 }).write('{"co', () => response.destroy());
      if (fault === 'elsewhere')
        return void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
      const answer = answerOf(body, fault);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    set: (next) => (fault = next),
    close: () => {
      server.closeAllConnections();
      server.close();
    }
  };
}
