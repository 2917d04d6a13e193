export const id = 885;
export const ids = [885];
export const modules = {

/***/ 3885:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  compileTemplate: () => (/* binding */ compileTemplate)
});

// UNUSED EXPORTS: scopeOf

// EXTERNAL MODULE: ./node_modules/liquidjs/dist/liquid.node.js
var liquid_node = __webpack_require__(8694);
// EXTERNAL MODULE: ./build/shared/problem.js
var shared_problem = __webpack_require__(1703);
// EXTERNAL MODULE: ./build/shared/text.js
var shared_text = __webpack_require__(9853);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./build/issue/front-matter.js



const KEYS = ['title', 'labels', 'assignees', 'name', 'about'];
const LENGTH_LIMIT = 20_000;
const PARTS_LIMIT = 100;
function splitFrontMatter(text, file) {
    const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
    if (match === null || match.index !== 0) {
        throwProblem('no front matter, expected "---", a title, and "---"', file, 1);
    }
    const [whole, yaml = ''] = match;
    if (yaml.length > LENGTH_LIMIT) {
        const [has, most] = [yaml.length, LENGTH_LIMIT].map(shared_text/* thousands */.oh);
        throwProblem(`the front matter has ${has} characters, expected at most ${most}`, file, 1);
    }
    const values = readYaml(yaml, file);
    if ((values.get('title')?.parts ?? []).length === 0) {
        throwProblem('the front matter has no "title", expected one', file, values.get('title')?.line ?? 1);
    }
    return { values, body: text.slice(whole.length), bodyLine: whole.split('\n').length };
}
function templateProblem(what, file, line) {
    return { code: 'template-invalid', message: `${file}, line ${line}: ${what}`, place: { file, line } };
}
function throwProblem(what, file, line) {
    const { code, message, place } = templateProblem(what, file, line);
    return (0,shared_problem/* fail */.fJ)(code, message, place);
}
function readYaml(yaml, file) {
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(yaml, { lineCounter: lines, logLevel: 'silent' });
    const lineAt = (offset) => lines.linePos(offset ?? 0).line + 1;
    const source = { yaml, document, lineAt };
    checkDocument(source, file);
    const { contents } = document;
    if (!(0,dist/* isMap */.jh)(contents))
        throwProblem('the front matter is not a list of keys', file, 2);
    const values = new Map();
    const problems = [];
    for (const { key, value } of contents.items) {
        const name = (0,dist/* isScalar */.jn)(key) ? String(key.value) : '';
        const line = lineAt((0,dist/* isScalar */.jn)(key) ? key.range?.[0] : undefined);
        if (!isKey(name)) {
            problems.push(templateProblem(`unknown key "${name}", expected one of ${KEYS.join(', ')}`, file, line));
            continue;
        }
        const parts = (0,dist/* isNode */.Ll)(value) ? readParts(name, value, source) : [];
        if (Array.isArray(parts))
            values.set(name, { parts, line });
        else
            problems.push(templateProblem(`"${name}" ${parts.what}`, file, parts.at ?? line));
    }
    if (problems.length > 0)
        throw new shared_problem/* ProblemsError */.FQ(problems);
    return values;
}
function checkDocument({ yaml, document, lineAt }, file) {
    const [error] = [...document.errors, ...document.warnings];
    if (error !== undefined) {
        const hint = yaml.includes('{{') ? ' (a value with {{ \u2026 }} must be quoted)' : '';
        const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '');
        throwProblem(`${what}${hint}`, file, lineAt(error.pos[0]));
    }
    const end = document.range?.[2] ?? yaml.length;
    const ignored = yaml.slice(end).search(/^[ \t]*[^\s#]/m);
    if (ignored >= 0)
        throwProblem('text after "...", expected the keys before it', file, lineAt(end + ignored));
}
function isKey(name) {
    return KEYS.includes(name);
}
function readParts(name, value, source) {
    const node = (0,dist/* isAlias */.Vj)(value) ? value.resolve(source.document) : value;
    if ((0,dist/* isScalar */.jn)(node) && node.value === null)
        return [];
    if ((0,dist/* isSeq */.oP)(node) && name !== 'title')
        return readList(name, node.items, source);
    const part = readText(value, source);
    if (part === undefined)
        return notText(name);
    if (name !== 'labels' && name !== 'assignees')
        return [{ ...part, text: unfolded(value, source) ?? part.text }];
    const texts = partsOf(part.text);
    return tooMany(texts.length) ?? texts.map((text) => ({ text, line: part.line }));
}
function readList(name, items, source) {
    const excess = tooMany(items.length);
    if (excess !== undefined)
        return excess;
    const parts = [];
    for (const item of items) {
        const part = (0,dist/* isNode */.Ll)(item) ? readText(item, source) : undefined;
        if (part === undefined)
            return { ...notText(name), at: lineOf(item, source) };
        parts.push(part);
    }
    return parts;
}
function notText(name) {
    const list = name === 'title' ? '' : ' or a list of texts';
    return { what: `is not text${list}; a value with {{ \u2026 }} must be quoted` };
}
function tooMany(parts) {
    if (parts <= PARTS_LIMIT)
        return undefined;
    return { what: `has ${(0,shared_text/* thousands */.oh)(parts)} parts, expected at most ${PARTS_LIMIT}` };
}
function readText(node, source) {
    const scalar = (0,dist/* isAlias */.Vj)(node) ? node.resolve(source.document) : node;
    const text = (0,dist/* isScalar */.jn)(scalar) ? scalar.value : undefined;
    if (typeof text !== 'string' && typeof text !== 'number')
        return undefined;
    return { text: String(text), line: lineOf(node, source) ?? 2 };
}
function lineOf(node, { lineAt }) {
    if (!(0,dist/* isNode */.Ll)(node) || node.range === undefined || node.range === null)
        return undefined;
    const line = lineAt(node.range[0]);
    return (0,dist/* isScalar */.jn)(node) && node.type?.startsWith('BLOCK') ? line + 1 : line;
}
function unfolded(node, { yaml }) {
    if (!(0,dist/* isScalar */.jn)(node) || typeof node.value !== 'string' || !node.range)
        return undefined;
    const text = yaml.slice(node.range[0], node.range[1]);
    if (node.type === 'PLAIN')
        return text;
    return node.type?.startsWith('BLOCK') ? text.slice(text.indexOf('\n') + 1) : undefined;
}
const PART = /(?<=^|,)\s*(["'])((?:\{\{.*?\}\}|\{%.*?%\}|(?!\1|\{[{%]).)*)\1\s*(?=,|$)|(?:\{\{.*?\}\}|\{%.*?%\}|[^,])+/gs;
function partsOf(text) {
    const parts = text.matchAll(PART);
    return [...parts].map(([whole, , inQuotes]) => (inQuotes ?? whole).trim()).filter((part) => part !== '');
}

// EXTERNAL MODULE: ./build/issue/issue.js
var issue = __webpack_require__(6503);
// EXTERNAL MODULE: ./build/issue/mentions.js
var mentions = __webpack_require__(8309);
;// CONCATENATED MODULE: ./build/issue/template.js






const RENDER_LIMIT_MS = 2_000;
const MEMORY_LIMIT = 10_000_000;
const KEY_ROOM = 400;
const LABEL_LIMIT = 50;
function compileTemplate(text, file, inputLabels) {
    const engine = createEngine();
    const { values, body, bodyLine } = splitFrontMatter(text, file);
    const pieces = (key) => values.get(key)?.parts.map(({ text: part, line }) => parsePiece(engine, part, line, file));
    const [title = parsePiece(engine, '', 1, file)] = pieces('title') ?? [];
    const template = {
        file,
        title,
        labels: pieces('labels'),
        assignees: pieces('assignees') ?? [],
        body: parsePiece(engine, body, bodyLine, file),
    };
    return (context) => {
        const rendered = renderIssue(engine, template, context);
        check(rendered, template, context);
        return draftOf(rendered, inputLabels);
    };
}
function createEngine() {
    const engine = new liquid_node/* Liquid */.HX({
        strictVariables: true,
        strictFilters: true,
        ownPropertyOnly: true,
        renderLimit: RENDER_LIMIT_MS,
        memoryLimit: MEMORY_LIMIT,
        templates: {},
        timezoneOffset: 0,
        locale: 'en',
        outputEscape: putOut,
    });
    engine.registerFilter('raw', (value) => value);
    return engine;
}
function putOut(output) {
    const value = (0,liquid_node/* toValue */.BA)(output);
    if (Array.isArray(value))
        return value.map(putOut).join('');
    return value === undefined || value === null ? '' : (0,mentions/* othersText */.nn)(String(value));
}
function withOwnText(text, engine) {
    let captures = 0;
    return new liquid_node/* Tokenizer */._F(text)
        .readTopLevelTokens(engine.options)
        .map((token) => {
        const source = text.slice(token.begin, token.end);
        if (liquid_node/* TypeGuards */.TG.isTagToken(token) && token.name === 'capture')
            captures += 1;
        if (liquid_node/* TypeGuards */.TG.isTagToken(token) && token.name === 'endcapture')
            captures -= 1;
        return liquid_node/* TypeGuards */.TG.isHTMLToken(token) && captures === 0 ? (0,mentions/* ownText */.U3)(source) : source;
    })
        .join('');
}
function renderIssue(engine, template, context) {
    const scope = scopeOf(context);
    const common = new liquid_node/* Context */.ob(scope, engine.options, { sync: true }, { liquid: engine });
    const render = ({ template: piece, line }) => {
        try {
            return { text: (0,mentions/* finished */.xl)(String(engine.renderSync(piece, common.spawn(scope)))), line };
        }
        catch (error) {
            const problem = liquidProblem(error, line, template.file, scope);
            const message = `${problem.message} (${forReport(context)})`;
            throw new shared_problem/* ProblemsError */.FQ([{ ...problem, message }], { cause: error });
        }
    };
    const title = render(template.title);
    return {
        title: { ...title, text: (0,issue/* titleFrom */.NQ)(title.text) },
        body: render(template.body),
        labels: template.labels?.map(render),
        assignees: template.assignees.map(render),
    };
}
function check({ title, body, labels = [] }, { file }, context) {
    const refuse = (code, what, line) => {
        const message = `${file}, line ${line}: ${what} (${forReport(context)})`;
        throw new shared_problem/* ProblemsError */.FQ([{ code, message, place: { file, line } }]);
    };
    const bound = (what, { text, line }, limit) => {
        const length = (0,shared_text/* characters */.hg)(text);
        if (length > limit)
            refuse('issue-too-long', `the ${what} has ${length} characters, expected at most ${limit}`, line);
    };
    if (title.text === '')
        refuse('template-invalid', 'the title is empty', title.line);
    bound('title', title, issue/* TITLE_LIMIT */.TH);
    bound('body', { ...body, text: body.text.trimEnd() }, issue/* BODY_LIMIT */.Th - KEY_ROOM);
    for (const label of labels)
        bound('label', { ...label, text: label.text.trim() }, LABEL_LIMIT);
}
function draftOf({ title, body, labels, assignees }, inputLabels) {
    const words = (parts) => parts.map(({ text }) => text.trim()).filter((text) => text !== '');
    return {
        title: title.text,
        body: body.text,
        labels: labels === undefined ? [...inputLabels] : [...new Set(words(labels))],
        assignees: [...new Set(words(assignees).map((login) => login.replace(/^@\u200b?/, '')))],
    };
}
function forReport({ period, report }) {
    return `report ${period.period}|${report.gbifdatasetid}`;
}
function scopeOf({ period, report, dataset, target, links }) {
    const { year, month } = period;
    const day = (date) => new Date(date).toISOString().slice(0, 10);
    return {
        period: {
            period: period.period,
            year,
            month,
            start: day(Date.UTC(year, month - 1, 1)),
            end: day(Date.UTC(year, month, 0)),
            status: period.status,
        },
        dataset: dataset.columns,
        report: report.columns,
        repository: `${target.owner}/${target.name}`,
        ...links,
    };
}
function parsePiece(engine, text, line, file) {
    try {
        return { template: engine.parse(withOwnText(text, engine)), line };
    }
    catch (error) {
        throw new shared_problem/* ProblemsError */.FQ([liquidProblem(error, line, file, {})], { cause: error });
    }
}
function liquidProblem(error, firstLine, file, scope) {
    if (!(error instanceof liquid_node/* LiquidError */.HN))
        return templateProblem(String(error), file, firstLine);
    const [lineInPiece] = error.token.getPosition();
    const message = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, '');
    return templateProblem(`${message}${variablesThere(message, scope)}`, file, firstLine + (lineInPiece ?? 1) - 1);
}
function variablesThere(message, scope) {
    const root = /^undefined variable: (\w+)/.exec(message)?.[1];
    if (root === undefined)
        return '';
    const value = Object.hasOwn(scope, root) ? scope[root] : undefined;
    return typeof value === 'object' && value !== null
        ? `; ${root} has ${Object.keys(value).join(', ')}`
        : `; there are ${Object.keys(scope).join(', ')}`;
}


/***/ })

};
