/**
 * The Actions cache service. Version 2: three calls in JSON, and a signed address for the archive itself. Version 1, for
 * Enterprise servers: the archive is sent to the service in pieces, and has such an address for the way back.
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
  /** Of its addresses. Not a word, because the cache client hides it in the log wherever it stands. */
  signature: string;
  finalized: boolean;
}

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/';
const SERVICE_V1 = '/_apis/artifactcache/';
const ARCHIVES = '/_cache/';
/** Version 1, which Enterprise Server has; there is none here. */

/** Whether a request to this path is for the cache and not for the API. */
export function isForCache(path: string): boolean {
  return [ARCHIVES, SERVICE, SERVICE_V1].some((beginning) => path.startsWith(beginning));
}

export function createCacheService(origin: string): CacheService {
  let stored: Stored[] = [];
  return {
    layer: async (exchange, next) => {
      const { pathname } = exchange.url;
      if (pathname.startsWith(ARCHIVES)) return archive(exchange, stored);
      const service = [SERVICE, SERVICE_V1].find((path) => pathname.startsWith(path));
      if (service === undefined) return next();
      if (exchange.request.token === undefined) return json(401, { code: 'unauthenticated', msg: 'missing token' });
      const resource = pathname.slice(service.length);
      return (service === SERVICE ? call : callV1)(resource, exchange, stored, origin);
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

function callV1(resource: string, { request, url, bytes }: Exchange, stored: Stored[], origin: string): Answer {
  const asked = parseObject(bytes);
  const entry = stored.find((one) => resource === `caches/${numberOf(one)}`);
  switch (`${request.method} ${entry === undefined ? resource : 'caches/ID'}`) {
    case 'GET cache': {
      const { keys = '', version = '' } = Object.fromEntries(url.searchParams);
      const found = find(stored, version, keys.split(','));
      return found === undefined
        ? empty(204)
        : json(200, { archiveLocation: archiveUrl(origin, found), cacheKey: found.key, scope: 'refs/heads/main' });
    }
    case 'POST caches': {
      const added = add({ key: String(asked.key), version: String(asked.version), createdAt: request.at }, stored);
      return added === undefined
        ? json(409, { message: 'Cache already exists', typeKey: 'ArtifactCacheItemAlreadyExistsException' })
        : json(201, { cacheId: numberOf(added) });
    }
    case 'PATCH caches/ID': {
      const [, from = ''] = /^bytes (\d+)-/.exec(request.headers['content-range'] ?? '') ?? [];
      if (entry !== undefined) entry.bytes = Buffer.concat([entry.bytes.subarray(0, Number(from)), bytes]);
      return empty(204);
    }
    case 'POST caches/ID':
      if (entry !== undefined) entry.finalized = true;
      return empty(204);
    default:
      return json(404, { message: `no handler for ${request.method} ${resource}` });
  }
}

function create(entry: Omit<CacheEntry, 'bytes'>, stored: Stored[], origin: string): Answer {
  const added = add(entry, stored);
  return added === undefined
    ? json(409, {
        code: 'already_exists',
        msg: 'cache entry with the same key, version, and scope already exists',
      })
    : json(200, { ok: true, signed_upload_url: archiveUrl(origin, added) });
}

/** Undefined when the key is taken. */
function add(entry: Omit<CacheEntry, 'bytes'>, stored: Stored[]): Stored | undefined {
  if (stored.some(({ key, version }) => key === entry.key && version === entry.version)) return undefined;
  const added = { ...entry, id: randomUUID(), signature: randomUUID(), bytes: Buffer.alloc(0), finalized: false };
  stored.push(added);
  return added;
}

function numberOf({ id }: Stored): number {
  return Number.parseInt(id.slice(0, 8), 16);
}

function finalize(entry: Stored | undefined): Answer {
  if (entry === undefined) return json(404, { code: 'not_found', msg: 'cache entry not found' });
  entry.finalized = true;
  return json(200, { ok: true, entry_id: String(numberOf(entry)) });
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

function archiveUrl(origin: string, { id, signature }: Stored): string {
  return `${origin}${ARCHIVES}caches/${id}?sig=${signature}`;
}

/** Implements the part of Azure's Blob Storage that the client needs: one PUT and one GET of the whole archive. */
function archive({ request, url, bytes }: Exchange, stored: Stored[]): Answer {
  const entry = stored.find(({ id }) => url.pathname === `${ARCHIVES}caches/${id}`);
  if (entry === undefined) return empty(404);
  if (url.searchParams.get('sig') !== entry.signature) return empty(403);
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
