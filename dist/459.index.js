export const id = 459;
export const ids = [459];
export const modules = {

/***/ 8459:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ARCHIVE_LIMIT_BYTES: () => (/* binding */ ARCHIVE_LIMIT_BYTES),
/* harmony export */   readEntry: () => (/* binding */ readEntry),
/* harmony export */   tooLarge: () => (/* binding */ tooLarge)
/* harmony export */ });
/* harmony import */ var node_stream_consumers__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8321);
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7975);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8522);
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6118);
/* harmony import */ var _shared_text_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9853);





const ARCHIVE_LIMIT_BYTES = 1024 * 1024;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const MEMBERS_NAMED = 3;
const unpackers = [
    { magic: ZSTD_MAGIC, unpack: (0,node_util__WEBPACK_IMPORTED_MODULE_1__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_2__.zstdDecompress) },
    { magic: GZIP_MAGIC, unpack: (0,node_util__WEBPACK_IMPORTED_MODULE_1__.promisify)(node_zlib__WEBPACK_IMPORTED_MODULE_2__.gunzip) },
];
async function readEntry(archive, path) {
    try {
        return onlyFile(await parseTar(await unpack(archive)), path);
    }
    catch (error) {
        if (!(error instanceof Error))
            throw error;
        const isTooLarge = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
        return { kind: 'fault', fault: isTooLarge ? tooLarge('unpacked') : `cannot be unpacked: ${error.message}` };
    }
}
function tooLarge(state) {
    return `has more than ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .thousands */ .oh)(ARCHIVE_LIMIT_BYTES)} bytes ${state}`;
}
function unpack(archive) {
    const unpacker = unpackers.find(({ magic }) => archive.subarray(0, magic.byteLength).equals(magic));
    if (unpacker === undefined)
        throw new Error('it is packed neither with zstd nor with gzip');
    return unpacker.unpack(archive, { maxOutputLength: ARCHIVE_LIMIT_BYTES });
}
async function parseTar(tar) {
    const members = [];
    const entries = (0,tar_stream__WEBPACK_IMPORTED_MODULE_3__.extract)();
    entries.end(tar);
    for await (const entry of entries) {
        const { header } = entry;
        if (!Number.isInteger(header.size))
            throw new Error('a member has no size');
        if (header.type === 'directory' && header.size !== 0)
            throw new Error('a folder has a content');
        members.push({ header, bytes: await (0,node_stream_consumers__WEBPACK_IMPORTED_MODULE_0__.buffer)(entry) });
    }
    return members;
}
function onlyFile(members, path) {
    const [first] = members;
    const { name, type } = first?.header ?? {};
    if (first !== undefined && members.length === 1 && name === path && type === 'file') {
        return { kind: 'file', bytes: first.bytes };
    }
    const named = members.slice(0, MEMBERS_NAMED).map(({ header }) => describeMember(header));
    const more = members.length > named.length ? ', \u2026' : '';
    const list = named.length === 0 ? '' : ` (${named.join(', ')}${more})`;
    return { kind: 'fault', fault: `holds ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .count */ .U9)(members.length, 'member')}${list}, expected only the file ${path}` };
}
function describeMember({ name, type, linkname }) {
    if (type === 'file')
        return (0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .shown */ .SP)(name);
    return `${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .shown */ .SP)(name)}: ${type ?? 'of an unknown kind'}${linkname ? ` to ${(0,_shared_text_js__WEBPACK_IMPORTED_MODULE_4__/* .shown */ .SP)(linkname)}` : ''}`;
}


/***/ })

};
