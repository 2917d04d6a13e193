/**
 * The Actions cache service, version 2: three calls in JSON, and an address for the archives.
 */

import { randomUUID } from 'node:crypto';
import { type Answer, type Exchange, empty, json, type Layer, parseObject } from '../http.ts';

export interface CacheEntry {
  key: string;
  /** Hash of the paths and the compression, as the client sent it. */
  version: string;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** The uploaded archive: a tar file, compressed with zstd or gzip. Tests may replace it. */
  bytes: Buffer;
}

export interface CacheService {
  layer: Layer;
  /** Complete entries, oldest first. */
  entries(): CacheEntry[];
  /** Deletes all entries, like the eviction after seven days without use. */
  drop(): void;
}

interface Stored extends CacheEntry {
  id: string;
  finalized: boolean;
}

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const ARCHIVES = '/_cache/';

export function createCacheService(origin: string): CacheService {
  let stored: Stored[] = [];
  return {
    layer: async (exchange, next) => {
      const { pathname } = exchange.url;
      if (pathname.startsWith(ARCHIVES)) return archive(exchange, stored);
      if (!pathname.startsWith(SERVICE)) return next();
      if (exchange.request.token === undefined) return json(401, { code: 'unauthenticated', msg: 'missing token' });
      return call(pathname.slice(SERVICE.length), exchange, stored, origin);
    },
    entries: () => stored.filter((entry) => entry.finalized),
    drop: () => {
      stored = [];
    },
  };
}

function call(method: string, { request, bytes }: Exchange, stored: Stored[], origin: string): Answer {
  const asked = parseObject(bytes);
  const key = String(asked.key);
  const version = String(asked.version);
  switch (method) {
    case 'CreateCacheEntry':
      return create({ key, version, createdAt: request.at }, stored, origin);
    case 'FinalizeCacheEntryUpload':
      return finalize(stored.find((entry) => entry.key === key && entry.version === version));
    case 'GetCacheEntryDownloadURL': {
      const prefixes = Array.isArray(asked.restore_keys) ? asked.restore_keys.map(String) : [];
      const found = find(stored, version, [key, ...prefixes]);
      if (found === undefined) return json(200, { ok: false });
      return json(200, { ok: true, signed_download_url: archiveUrl(origin, found), matched_key: found.key });
    }
    default:
      return json(404, { code: 'bad_route', msg: `no handler for path ${SERVICE}${method}` });
  }
}

function create(entry: Omit<CacheEntry, 'bytes'>, stored: Stored[], origin: string): Answer {
  if (stored.some(({ key, version }) => key === entry.key && version === entry.version)) {
    return json(409, {
      code: 'already_exists',
      msg: 'cache entry with the same key, version, and scope already exists',
    });
  }
  const added = { ...entry, id: randomUUID(), bytes: Buffer.alloc(0), finalized: false };
  stored.push(added);
  return json(200, { ok: true, signed_upload_url: archiveUrl(origin, added) });
}

function finalize(entry: Stored | undefined): Answer {
  if (entry === undefined) return json(404, { code: 'not_found', msg: 'cache entry not found' });
  entry.finalized = true;
  return json(200, { ok: true, entry_id: String(Number.parseInt(entry.id.slice(0, 8), 16)) });
}

/** For each key in turn: the entry with exactly this key, otherwise the newest entry whose key begins with it. */
function find(stored: readonly Stored[], version: string, keys: readonly string[]): Stored | undefined {
  const usable = stored.filter((entry) => entry.finalized && entry.version === version).reverse();
  for (const key of keys) {
    const found = usable.find((entry) => entry.key === key) ?? usable.find((entry) => entry.key.startsWith(key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function archiveUrl(origin: string, { id }: Stored): string {
  return `${origin}${ARCHIVES}caches/${id}?sig=example`;
}

/** Implements the part of Azure's Blob Storage that the client needs: one PUT and one GET of the whole archive. */
function archive({ request, url, bytes }: Exchange, stored: Stored[]): Answer {
  const entry = stored.find(({ id }) => url.pathname === `${ARCHIVES}caches/${id}`);
  if (entry === undefined) return empty(404);
  if (request.method !== 'PUT') {
    return {
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: entry.bytes,
      delivery: 'whole',
    };
  }
  entry.bytes = bytes;
  return empty(201, {
    etag: `"${entry.id}"`,
    'last-modified': new Date(request.at).toUTCString(),
    'x-ms-request-id': entry.id,
  });
}
